"""Rules: the list of them in the order in which they are asked, and one in its editor. Every button works without
script; with it, parts refresh."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.core.conditions.fields import remembering
from escalera.core.rules import actions
from escalera.core.rules.queries import find_rule, rules_for
from escalera.faces.desk.settings.answering import Screen, attempt, keys, ticked, typed
from escalera.faces.desk.settings.rules import presenter
from escalera.faces.desk.settings.rules.editing import Typed, posted_typed, typed_of
from escalera.faces.desk.settings.rules.entry import keeper_view
from escalera.faces.desk.settings.rules.examples import example, examples
from escalera.faces.desk.shared.pages import DeskRequest

SCREEN = Screen("rules", "settings-rules")


@keeper_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """List the rules, and beside them ready-made ones to begin with."""
    return _list(request)


@keeper_view
@require_POST
def order(request: DeskRequest) -> HttpResponse:
    """Put the rules in another order: all of them, or one a step up or down."""
    now = [line.rule.pk for line in rules_for(request.user, timezone.now())]
    wanted = presenter.stepped(now, typed(request, "do")) if request.POST.get("do") else keys(request, "rule")
    refused, status = attempt(lambda: actions.order_rules(rule_ids=wanted, by=request.user, at=timezone.now()))
    return _list(request, refused, status) if refused else redirect("desk:settings-rules")


@keeper_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, rule: int | None = None) -> HttpResponse:
    """Show the form of a new rule (`?from=`: begun with a ready-made one) or of one; save it."""
    if request.method == "POST":
        return _save(request, rule)
    if rule is not None:
        found, version = find_rule(request.user, rule)
        return _form(request, typed_of(found.name, version.data, is_active=found.is_active), rule)
    begun = example(request.GET.get("from", ""))
    return _form(request, typed_of(str(begun.name), begun.data()) if begun else Typed(), None)


@keeper_view
@require_POST
def editor(request: DeskRequest) -> HttpResponse:
    """Do what a button in the form says: the same form again, nothing saved. `part`: the deeds or the conditions."""
    given = posted_typed(request.POST)
    if not request.htmx:
        number = request.POST.get("rule", "")
        return _form(request, given, int(number) if number.isdecimal() and len(number) < 10 else None)
    part = request.GET.get("part", "")
    if part == "deeds":
        return render(request, "desk/settings/deeds/_rows.html", presenter.deed_rows(given))
    if part == "when":
        return render(request, "desk/settings/views/_editor.html", presenter.conditions(given))
    return render(request, "desk/settings/rules/_editor.html", presenter.editor_of(given))


@keeper_view
@require_POST
def summary(request: DeskRequest) -> HttpResponse:
    """Say in words what the form means now."""
    return render(request, "desk/settings/rules/_summary.html", presenter.summary_of(posted_typed(request.POST)))


@keeper_view
@require_POST
def switch(request: DeskRequest, rule: int) -> HttpResponse:
    """Switch a rule on or off."""
    on = ticked(request, "on")
    refused, status = attempt(
        lambda: actions.switch_rule(rule_id=rule, is_active=on, by=request.user, at=timezone.now())
    )
    return _list(request, refused, status) if refused else redirect("desk:settings-rules")


@keeper_view
@require_POST
def take_up(request: DeskRequest, rule: int) -> HttpResponse:
    """Let a rule that acts later take up what began before it was written."""
    armed: list[int] = []
    refused, status = attempt(
        lambda: armed.append(actions.catch_up(rule_id=rule, by=request.user, at=timezone.now()))
    )
    if refused:
        return _list(request, refused, status)
    words = ngettext("%(count)d ticket is taken up.", "%(count)d tickets are taken up.", armed[0])
    return SCREEN.done(request, words % {"count": armed[0]})


@keeper_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, rule: int) -> HttpResponse:
    """Ask, then drop a rule."""
    found, _version = find_rule(request.user, rule)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.drop_rule(rule_id=rule, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The rule is deleted."))
    heading = _("Delete the rule “%(name)s”?") % {"name": found.name}
    told = [_("What it did stays as it is. What it was going to do, it will not.")]
    return SCREEN.confirm(request, heading=heading, words=told, action=_("Delete"), refused=refused, status=status)


def _list(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    with remembering():
        lines = [presenter.line_of(line) for line in rules_for(request.user, timezone.now())]
    return SCREEN.page(
        request, "page", {"lines": lines, "examples": examples()}, refused=refused, status=status
    )  # fmt: skip


def _save(request: DeskRequest, rule: int | None) -> HttpResponse:
    given = posted_typed(request.POST)

    def save() -> None:
        now = timezone.now()
        if rule is None:
            actions.add_rule(rule=given.rule, by=request.user, at=now)
        else:
            actions.change_rule(rule_id=rule, rule=given.rule, by=request.user, at=now)

    refused, status = attempt(save)
    if refused:
        return _form(request, given, rule, refused, status)
    return SCREEN.done(request, _("The rule is saved. It hears what happens from now on."))


def _form(request: DeskRequest, given: Typed, rule: int | None, refused: str = "", status: int = 200) -> HttpResponse:
    found = find_rule(request.user, rule)[0] if rule is not None else None
    context: dict[str, Any] = {
        **presenter.editor_of(given),
        **presenter.summary_of(given),
        "rule": found,
        "off": presenter.off_words(found) if found else "",
        "acts_later": found is not None and found.is_active and bool(given.amount),
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)
