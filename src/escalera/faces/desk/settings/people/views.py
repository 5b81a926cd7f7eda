"""People who help: invite, edit, switch off; links to come in; who is away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people import policies, staffing
from escalera.base.people.actions import agents as actions
from escalera.base.people.models import Agent
from escalera.core.tickets.models import Ticket
from escalera.faces.desk.access.tasks import can_mail, mail_way_in
from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.settings.frame import said
from escalera.faces.desk.settings.people.forms import Values, choices, person, values_of, values_typed
from escalera.faces.desk.shared.looks import hue, initials
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("people", "settings-people")
COUNTED = 1000


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show a page of people by name; those who left stand behind a filter."""
    words, off = request.GET.get("q", "")[:100], request.GET.get("who") == "off"
    found = staffing.people_page(words=words, active=not off, after=request.GET.get("after", "")[:200])
    away = staffing.absent_now(timezone.now(), [agent.pk for agent in found.agents])
    wanted = {name: value for name, value in (("q", words), ("who", "off" if off else "")) if value}
    page = {
        "people": [_row(agent, away) for agent in found.agents],
        "words": words,
        "off": off,
        "more": f"?{urlencode({**wanted, 'after': found.after})}" if found.after else "",
    }
    return SCREEN.page(request, "page", page)


@desk_view
@require_http_methods(["GET", "POST"])
def invite(request: DeskRequest) -> HttpResponse:
    """Ask for name, address, role and teams; then mail the link or show it."""
    if request.method == "GET":
        return _form(request, None, values_of(None))
    values, made = values_typed(request), list[Agent]()
    refused, status = attempt(
        lambda: made.append(
            actions.invite(email=values["email"], person=person(values), by=request.user, at=timezone.now())
        )
    )
    if refused:
        return _form(request, None, values, refused, status)
    return _give_link(request, made[0], mailed=typed(request, "send") == "mail")


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, agent: int) -> HttpResponse:
    """Show one person's account, or change it."""
    found = Agent.objects.get(pk=agent)
    if request.method == "GET":
        return _form(request, found, values_of(found))
    values = {**values_typed(request), "email": found.email}
    refused, status = attempt(
        lambda: actions.edit_agent(agent_id=agent, person=person(values), by=request.user, at=timezone.now())
    )
    return _form(request, found, values, refused, status) if refused else SCREEN.done(request, _("Saved."))


@desk_view
@require_POST
def link(request: DeskRequest, agent: int) -> HttpResponse:
    """Make a link with which they choose a password: mailed, or shown once."""
    return _give_link(request, Agent.objects.get(pk=agent), mailed=typed(request, "send") == "mail")


@desk_view
@require_http_methods(["GET", "POST"])
def switch_off(request: DeskRequest, agent: int) -> HttpResponse:
    """Ask, saying what goes back to the queue, then let somebody in no more."""
    found = Agent.objects.get(pk=agent)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.switch_off(agent_id=agent, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("%(name)s can no longer sign in.") % {"name": found.name})
    held = Ticket.objects.filter(assignee=found, is_open=True)[:COUNTED].count()
    back = ngettext(
        "%(count)d open ticket goes back to the queue.", "%(count)d open tickets go back to the queue.", held
    )
    words = [
        _("They are signed out at once and can no longer come in."),
        back % {"count": held},
        _("What they wrote stays under their name. You can switch the account on again."),
    ]
    heading = _("Switch off the account of %(name)s?") % {"name": found.name}
    return SCREEN.confirm(
        request, heading=heading, words=words, action=_("Switch off"), refused=refused, status=status
    )


@desk_view
@require_POST
def switch_on(request: DeskRequest, agent: int) -> HttpResponse:
    """Let somebody in again."""
    refused, status = attempt(lambda: actions.switch_on(agent_id=agent, by=request.user, at=timezone.now()))
    if refused:
        found = Agent.objects.get(pk=agent)
        return _form(request, found, values_of(found), refused, status)
    return SCREEN.done(request, _("They can sign in again."))


def _give_link(request: DeskRequest, agent: Agent, *, mailed: bool) -> HttpResponse:
    if mailed and can_mail():
        if refusal := policies.why_not_role(request.user, agent.role):
            raise PermissionDenied(refusal)
        mail_way_in.enqueue(agent.pk, request.user.pk)
        said(request, _("A link goes to %(email)s now.") % {"email": agent.email})
        return redirect(reverse("desk:settings-people"))
    keys = list[str]()
    refused, status = attempt(
        lambda: keys.append(actions.give_link(agent_id=agent.pk, by=request.user, at=timezone.now()))
    )
    if refused:
        return _form(request, agent, values_of(agent), refused, status)
    address = request.build_absolute_uri(reverse("desk:way-in", args=keys))
    return SCREEN.page(request, "link", {"agent": agent, "address": address})


def _row(agent: Agent, away: dict[int, Any]) -> dict[str, Any]:
    absence = away.get(agent.pk)
    return {
        "id": agent.pk,
        "name": agent.name,
        "email": agent.email,
        "initials": initials(agent.name),
        "hue": hue(agent.name),
        "role": agent.role.name,
        "teams": ", ".join(f"{team.level.code} {team.name}" for team in agent.teams.all()),
        "invited": not agent.has_usable_password() and agent.last_login is None,
        "away": absence is not None,
        "stands_in": absence.replacement.name if absence is not None and absence.replacement else "",
    }


def _form(
    request: DeskRequest, agent: Agent | None, values: Values, refused: str = "", status: int = 200
) -> HttpResponse:
    page = {"agent": agent, "values": values, **choices(values, request.user), "can_mail": can_mail()}
    if agent is not None:
        page["absences"] = staffing.absences_of(agent, timezone.now())
    return SCREEN.page(request, "form", page, refused=refused, status=status)
