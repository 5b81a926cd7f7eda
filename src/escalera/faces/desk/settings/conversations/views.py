"""The rule of reopen, append or new: one for everybody, and others for segments and channels."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.customers import segments
from escalera.base.refusals import BadInput
from escalera.core.channels.models import ConversationRule, WhenEnded, WhenOpen
from escalera.core.channels.ruling import Saying, all_rules, remove_rule, save_rule
from escalera.core.channels.shared.capabilities import Starts, all_capabilities
from escalera.core.channels.shared.conversation_rule import PAGE, Rule, rule_for, usual_rule
from escalera.core.tickets.conditions import CHANNELS
from escalera.faces.desk.settings.answering import Screen, attempt, number, ticked, typed
from escalera.faces.desk.settings.conversations.trying import in_words
from escalera.faces.desk.settings.conversations.trying import tried as tried_lines
from escalera.faces.desk.settings.frame import frame
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("conversations", "settings-conversations")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the rules, and what would happen to words of one segment on one channel."""
    kinds, chosen = _kinds(), request.GET
    kind = chosen.get("kind", "") if chosen.get("kind", "") in dict(kinds) else next(iter(dict(kinds)), "")
    segment = _segment(chosen.get("segment", ""))
    counts = rule_for(segment, kind)
    rules = [{"id": one.pk, "whose": _whose(one), "words": in_words(_values(one))} for one in all_rules()]
    return SCREEN.page(request, "page", {
        "rules": rules,
        "usual": in_words(usual_rule("")),
        "usual_mail": in_words(usual_rule("email")),
        "segments": segments(),
        "kinds": kinds,
        "segment": segment,
        "kind": kind,
        "counts": next((one["whose"] for one in rules if one["id"] == counts.id), ""),
        "lines": tried_lines(counts),
    })  # fmt: skip


@desk_view
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """Write down a rule for a segment, a channel, both, or everybody."""
    if request.method == "GET":
        return _form(request, None, Rule())
    return _save(request, None)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, rule: int) -> HttpResponse:
    """Show one rule, or change what it says."""
    found = ConversationRule.objects.select_related("segment").get(pk=rule)
    if request.method == "GET":
        return _form(request, found, _values(found))
    return _save(request, found)


@desk_view
@require_POST
def tried(request: DeskRequest) -> HttpResponse:
    """Show what would happen if the form were saved as it stands."""
    frame(request, SCREEN.key)  # refuses who may not
    refused, _status = attempt(lambda: _said(request))
    lines = [] if refused else tried_lines(_rule(_said(request)))
    return render(request, "desk/settings/conversations/_tried.html", {"lines": lines, "refused": refused})


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, rule: int) -> HttpResponse:
    """Take a rule away: a more general one counts instead."""
    found = ConversationRule.objects.select_related("segment").get(pk=rule)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: remove_rule(rule_id=rule, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The rule is gone."))
    words = [_("From now on a more general rule counts for these customers. Tickets stay as they are.")]
    heading = _("Remove the rule: %(whose)s") % {"whose": _whose(found)}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Remove"), refused=refused, status=status)


def _save(request: DeskRequest, found: ConversationRule | None) -> HttpResponse:
    segment = found.segment_id if found else _segment(typed(request, "segment"))
    kind = found.kind if found else typed(request, "kind")

    def act() -> None:
        if found is None and any(one.segment_id == segment and one.kind == kind for one in all_rules()):
            raise BadInput(_("There is a rule for these already: change that one."))
        save_rule(segment_id=segment, kind=kind, says=_said(request), by=request.user, at=timezone.now())

    refused, status = attempt(act)
    if refused:
        return _form(request, found, None, refused, status)
    return SCREEN.done(request, _("The rule is saved. It counts for what comes from now on."))


def _said(request: DeskRequest) -> Saying:
    """Return what the form says. Raises: BadInput."""
    hours, days = typed(request, "idle_hours"), typed(request, "reopen_days")
    return Saying(
        when_open=typed(request, "when_open"),
        idle_hours=number(hours, what=_("Quiet hours")) if hours else 0,
        waits_append=ticked(request, "waits_append"),
        when_ended=typed(request, "when_ended"),
        reopen_days=number(days, what=_("Days")) if days else None,
        elsewhere=ticked(request, "elsewhere"),
    )


def _form(
    request: DeskRequest, found: ConversationRule | None, rule: Rule | None, refused: str = "", status: int = 200
) -> HttpResponse:
    given: dict[str, Any] = {
        name: typed(request, name) for name in ("when_open", "idle_hours", "when_ended", "reopen_days")
    }
    given |= {name: ticked(request, name) for name in ("waits_append", "elsewhere")}
    if rule is not None:
        given = {
            "when_open": rule.when_open, "idle_hours": rule.idle_hours or "", "waits_append": rule.waits_append,
            "when_ended": rule.when_ended, "reopen_days": "" if rule.reopen_days is None else rule.reopen_days,
            "elsewhere": rule.elsewhere,
        }  # fmt: skip
    context = {
        "rule": found, "whose": _whose(found) if found else "", "given": given, "segments": segments(), "kinds": _kinds(),
        "segment": _segment(typed(request, "segment")), "kind": typed(request, "kind"),
        "opens": WhenOpen.choices, "ends": WhenEnded.choices,
        "lines": tried_lines(rule) if rule is not None else [],
    }  # fmt: skip
    return SCREEN.page(request, "form", context, refused=refused, status=status)


def _rule(says: Saying) -> Rule:
    return Rule(
        when_open=says.when_open, idle_hours=says.idle_hours, waits_append=says.waits_append,
        when_ended=says.when_ended, reopen_days=says.reopen_days, elsewhere=says.elsewhere,
    )  # fmt: skip


def _values(one: ConversationRule) -> Rule:
    return Rule(
        one.pk, one.segment_id, one.kind, one.when_open, one.idle_hours, one.waits_append, one.when_ended,
        one.reopen_days, one.elsewhere,
    )  # fmt: skip


def _whose(one: ConversationRule) -> str:
    segment = one.segment.name if one.segment else _("All other customers")
    return f"{segment} · {dict(_kinds()).get(one.kind, one.kind) if one.kind else _('every channel')}"


def _kinds() -> list[tuple[str, str]]:
    kinds = [(can.kind, str(can.label)) for can in all_capabilities() if can.starts != Starts.NOBODY]
    return [*kinds, (PAGE, str(CHANNELS[PAGE]).capitalize())]


def _segment(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
