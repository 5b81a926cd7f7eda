"""How work is handed out: rules in their order, what must be known, teams, channels, and trying it on a ticket."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.models import Team
from escalera.base.refusals import BadInput
from escalera.core.routing import actions, queries
from escalera.core.routing.actions import RuleWanted
from escalera.core.routing.choices import OnAbsence
from escalera.core.routing.models import Queue, QueueRule
from escalera.core.tickets.conditions import CHANNELS
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.routing import presenter
from escalera.faces.desk.settings.answering import Screen, attempt, keys, number, typed
from escalera.faces.desk.settings.routing import forms
from escalera.faces.desk.settings.views.editing import Group
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("routing", "settings-routing")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show everything; `?ticket=`: who would get that one."""
    return page(request)


@desk_view
@require_POST
def order(request: DeskRequest) -> HttpResponse:
    """Put the rules in another order: all of them, or one a step up or down."""
    now = [rule.pk for rule in queries.all_rules()]
    wanted = _stepped(now, typed(request, "do")) if request.POST.get("do") else keys(request, "rule")
    refused, status = attempt(
        lambda: actions.arrange_rules(rule_ids=wanted, by=request.user, at=timezone.now())
    )  # fmt: skip
    return page(request, refused, status) if refused else redirect("desk:settings-routing")


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, rule: int | None = None) -> HttpResponse:
    """Show the form of a rule, or save it."""
    found = QueueRule.objects.get(pk=rule) if rule is not None else None
    if request.method == "GET":
        return _form(request, found, forms.rule_values(found), *forms.rows_of(found.when if found else {}))
    given, (groups, kept) = forms.posted_rule(request.POST), forms.posted_rows(request.POST)

    def save() -> None:
        wanted = RuleWanted(
            name=given["name"], mode=given["mode"], affinity=given["affinity"], is_active=given["is_active"],
            team_id=number(given["team"], what=_("Team")) if given["team"] else None,
            when=forms.condition_of(groups, kept),
            offer_s=number(given["offer_s"], what=_("Seconds that an offer waits")),
            age_min=number(given["age_min"], what=_("Minutes")),
        )  # fmt: skip
        actions.save_rule(wanted, rule_id=rule, by=request.user, at=timezone.now())

    refused, status = attempt(save)
    if refused:
        return _form(request, found, given, groups, kept, refused, status)
    return SCREEN.done(request, _("The rule is saved. Its queues are looked at now."))


@desk_view
@require_POST
def editor(request: DeskRequest) -> HttpResponse:
    """Do what a button of the condition says: the same rows again, nothing saved."""
    groups, kept = forms.posted_rows(request.POST)
    if request.htmx:
        return render(request, "desk/settings/views/_editor.html", forms.editor_of(groups, kept))
    return _form(request, None, forms.posted_rule(request.POST), groups, kept)


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, rule: int) -> HttpResponse:
    """Ask, then delete a rule."""
    found = QueueRule.objects.get(pk=rule)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.remove_rule(rule_id=rule, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The rule is deleted."))
    heading = _("Delete the rule “%(name)s”?") % {"name": found.name}
    told = [_("Its tickets fall under the next rule that fits; without one, people take them from the queue.")]
    return SCREEN.confirm(request, heading=heading, words=told, action=_("Delete"), refused=refused, status=status)


@desk_view
@require_POST
def queue(request: DeskRequest, team: int) -> HttpResponse:
    """Say what everybody of a team takes, and what becomes of the work of those who are away."""

    def save() -> None:
        actions.save_queue(
            team_id=team, points=number(typed(request, "points"), what=_("Points")),
            on_absence=typed(request, "on_absence"), by=request.user, at=timezone.now(),
        )  # fmt: skip

    refused, status = attempt(save)
    return page(request, refused, status) if refused else SCREEN.done(request)


@desk_view
@require_POST
def channels(request: DeskRequest) -> HttpResponse:
    """Say what a ticket of each channel takes up."""

    def save() -> None:
        for channel in CHANNELS:
            actions.save_channel(
                channel=channel, points=number(typed(request, f"points-{channel}"), what=str(CHANNELS[channel])),
                resting=number(typed(request, f"resting-{channel}"), what=str(CHANNELS[channel])),
                by=request.user, at=timezone.now(),
            )  # fmt: skip

    refused, status = attempt(save)
    return page(request, refused, status) if refused else SCREEN.done(request)


def page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    tried = request.GET.get("ticket", "").strip().lstrip("#")[:12]
    context = {
        "lines": [_line(rule) for rule in queries.all_rules()],
        "needs": [
            {"id": one.pk, "skill": one.skill.name, "words": forms.need_words(one), "when": forms.when_words(one.when),
             "team": one.team.name if one.team else ""}
            for one in queries.all_needs()
        ],
        "teams": _teams(),
        "absences": OnAbsence.choices,
        "channels": queries.channel_rows(CHANNELS),
        "tried": tried,
        "would": _would(request, tried),
    }  # fmt: skip
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _would(request: DeskRequest, tried: str) -> dict[str, Any] | None:
    if not tried:
        return None
    try:
        ticket = find_ticket(request.user, number(tried, what=_("Ticket")))
    except (BadInput, Ticket.DoesNotExist):
        return {"headline": _("There is no such ticket.")}
    now = timezone.now()
    return {**presenter.explained(queries.who_would_get(ticket, now), Moments(now)), "subject": str(ticket)}


def _line(rule: QueueRule) -> dict[str, Any]:
    parts = [str(rule.get_mode_display()), rule.team.name if rule.team else _("every team")]
    if when := forms.when_words(rule.when):
        parts.append(when)
    return {"id": rule.pk, "name": rule.name, "words": " · ".join(parts), "is_active": rule.is_active}


def _teams() -> list[dict[str, Any]]:
    queues = {one.team_id: one for one in Queue.objects.all()}
    teams = Team.objects.filter(archived_at__isnull=True).order_by("level__order", "name")
    return [{"team": team, "queue": queues.get(team.pk) or Queue(team=team)} for team in teams]


def _stepped(now: list[int], button: str) -> list[int]:
    way, _dash, key = button.partition("-")
    place = now.index(int(key)) if key.isdecimal() and len(key) < 10 and int(key) in now else -1
    other = place + (-1 if way == "up" else 1)
    if place >= 0 and 0 <= other < len(now):
        now[place], now[other] = now[other], now[place]
    return now


def _form(
    request: DeskRequest,
    rule: QueueRule | None,
    given: dict[str, Any],
    groups: list[Group],
    kept: str,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    teams = list(Team.objects.filter(archived_at__isnull=True).order_by("level__order", "name"))
    context = {"rule": rule, "given": given, **forms.rule_choices(given, teams), **forms.editor_of(groups, kept)}
    return SCREEN.page(request, "form", context, refused=refused, status=status)
