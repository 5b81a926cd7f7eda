"""Panels that put a ticket somewhere: aside until later, under a promise, into other hands, among the spam."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.people.models import Absence, Agent, Contact, Team
from escalera.base.people.queries import address_of, contact_at
from escalera.base.people.staffing import absent_now
from escalera.base.refusals import BadInput
from escalera.core.tickets import actions
from escalera.core.tickets.classes import reasons
from escalera.core.tickets.models import Status, Ticket
from escalera.core.tickets.people_for import colleagues_for, teams_beside
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.panels import Panel, done

MORNING = time(9)
SNOOZES = ("2h", "tomorrow", "monday", "week", "reply", "at")
DUES = ("today", "tomorrow", "friday", "week", "at", "none")


@desk_view
@require_http_methods(["GET", "POST"])
def snooze(request: DeskRequest, number: int) -> HttpResponse:
    """Put the ticket aside until one of the usual moments, one's own, or until the customer writes."""
    find_ticket(request.user, number)
    now = timezone.now()
    chosen = request.POST.get("until", "tomorrow")
    panel = {
        "panel_template": "desk/ticket/objects/_when.html",
        "panel_title": _("Put it aside"),
        "panel_hint": _("It comes back by itself, and at once when the customer writes."),
        "panel_verb": _("Put it aside"),
        "panel_url": reverse("desk:snooze", args=[number]),
        "whens": _whens(SNOOZES, chosen, now),
        "own": request.POST.get("own", ""),
        "own_chosen": chosen == "at",
        "whys": [(one.code, str(one)) for one in reasons() if one.status == Status.SCHEDULED],
        "why": request.POST.get("why", ""),
    }  # fmt: skip

    def act() -> None:
        until = None if chosen == "reply" else _moment(chosen, request.POST.get("own", ""), now)
        actions.snooze(ticket_id=number, until=until, reason=request.POST.get("why", ""), by=request.user, at=now)

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def due(request: DeskRequest, number: int) -> HttpResponse:
    """Write down until when it is promised."""
    ticket = find_ticket(request.user, number)
    now = timezone.now()
    chosen = request.POST.get("until", "at" if ticket.promised_at else "tomorrow")
    own = request.POST.get("own", "") or (_local(ticket.promised_at) if ticket.promised_at else "")
    panel = {
        "panel_template": "desk/ticket/objects/_when.html",
        "panel_title": _("Promised for"),
        "panel_hint": _("What you promised the customer. The queues show what is due first."),
        "panel_verb": _("Save"),
        "panel_url": reverse("desk:due", args=[number]),
        "whens": _whens(DUES if ticket.promised_at else DUES[:-1], chosen, now),
        "own": own,
        "own_chosen": chosen == "at",
    }

    def act() -> None:
        moment = None if chosen == "none" else _moment(chosen, own, now)
        actions.set_due(ticket_id=number, due=moment, by=request.user, at=now)

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def spam(request: DeskRequest, number: int) -> HttpResponse:
    """End the ticket as spam, and block the sender if wanted."""
    ticket = find_ticket(request.user, number)
    panel = {
        "panel_template": "desk/ticket/objects/_spam.html",
        "panel_url": reverse("desk:spam", args=[number]),
        "address": address_of(ticket.requester_id, "email") or "",
        "who": ticket.requester.name,
    }

    def act() -> None:
        block = request.POST.get("block") == "1"
        actions.mark_spam(ticket_id=number, by=request.user, at=timezone.now(), block=block)

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def hands(request: DeskRequest, number: int) -> HttpResponse:
    """Give the ticket to a colleague, or to a team of the same level."""
    ticket = find_ticket(request.user, number)
    teams, people = teams_beside(ticket), colleagues_for(ticket)
    away = absent_now(timezone.now(), [one.pk for one in people])
    to = request.POST.get("to", "")
    panel = {
        "panel_template": "desk/ticket/objects/_hands.html",
        "panel_url": reverse("desk:hands", args=[number]),
        "teams": [_team(one, ticket, to) for one in teams],
        "people": [_person(one, ticket, to, away) for one in people],
    }

    def act() -> None:
        kind, _sep, key = to.partition("-")
        team = next((one for one in teams if kind == "team" and str(one.pk) == key), None)
        agent = next((one for one in people if kind == "agent" and str(one.pk) == key), None)
        if team is None and agent is None:
            raise BadInput(_("Choose a colleague or a team."))
        actions.assign(ticket_id=number, to=agent, team=team, by=request.user, at=timezone.now())

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def subject(request: DeskRequest, number: int) -> HttpResponse:
    """Change what it is about, and who asks."""
    ticket = find_ticket(request.user, number)
    before = address_of(ticket.requester_id, "email") or ""
    wanted = request.POST.get("address", before).strip()
    panel: Panel = {
        "panel_template": "desk/ticket/objects/_subject.html",
        "panel_url": reverse("desk:subject", args=[number]),
        "subject": request.POST.get("subject", ticket.subject),
        "address": wanted,
        "who": ticket.requester.name,
    }

    def act() -> None:
        at = timezone.now()
        actions.rename(ticket_id=number, subject=request.POST.get("subject", ""), by=request.user, at=at)
        if wanted.lower() != before.lower():
            actions.change_requester(ticket_id=number, contact=_known(wanted), by=request.user, at=at)

    return done(request, number, panel, act)


def _known(address: str) -> Contact:
    contact = contact_at("email", address)
    if contact is None:
        raise BadInput(_("We know nobody with the address “%(address)s”.") % {"address": address[:100]})
    return contact


def _whens(keys: tuple[str, ...], chosen: str, now: datetime) -> list[dict[str, Any]]:
    words = {
        "2h": _("In two hours"), "today": _("Today, end of the day"), "tomorrow": _("Tomorrow morning"),
        "monday": _("Monday morning"), "friday": _("On Friday"), "week": _("In a week"),
        "reply": _("Until the customer writes"), "at": _("At a moment of yours"), "none": _("No promise any more"),
    }  # fmt: skip
    moments = Moments(now)
    return [
        {
            "key": key,
            "label": words[key],
            "when": moments.clock(at) if (at := _preset(key, now)) else "",
            "chosen": key == chosen,
        }
        for key in keys
    ]


def _preset(key: str, now: datetime) -> datetime | None:
    """Return the moment of a usual choice on the agent's clocks, None for one without a fixed moment."""
    if key == "2h":
        return now + timedelta(hours=2)
    today = timezone.localtime(now)
    days = {
        "today": 0,
        "tomorrow": 1,
        "monday": (7 - today.weekday()) % 7 or 7,
        "friday": (4 - today.weekday()) % 7 or 7,
        "week": 7,
    }.get(key)  # fmt: skip
    if days is None:
        return None
    hour = time(18) if key in ("today", "friday") else MORNING
    return timezone.make_aware(datetime.combine((today + timedelta(days=days)).date(), hour))


def _moment(chosen: str, own: str, now: datetime) -> datetime:
    """Return the chosen moment. Raises: BadInput."""
    if (preset := _preset(chosen, now)) is not None:
        return preset
    try:
        return timezone.make_aware(datetime.fromisoformat(own.strip()[:25]).replace(tzinfo=None))
    except ValueError:
        raise BadInput(_("Choose a day and an hour.")) from None


def _local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _team(one: Team, ticket: Ticket, to: str) -> dict[str, Any]:
    here = one.pk == ticket.team_id
    return {
        "key": f"team-{one.pk}",
        "name": one.name,
        "note": _("its queue") if here else "",
        "chosen": to == f"team-{one.pk}",
        "here": here and ticket.assignee_id is None,
    }


def _person(one: Agent, ticket: Ticket, to: str, away: dict[int, Absence]) -> dict[str, Any]:
    notes = [_("has it now") if one.pk == ticket.assignee_id else "", _away_words(away.get(one.pk))]
    return {
        "key": f"agent-{one.pk}",
        "name": one.name,
        "note": " · ".join(filter(None, notes)),
        "chosen": to == f"agent-{one.pk}",
        "here": one.pk == ticket.assignee_id,
    }


def _away_words(absence: Absence | None) -> str:
    """Return that somebody is away, until when, and who stands in; "" for who is here."""
    if absence is None:
        return ""
    day = Moments(timezone.now()).clock(absence.until) if absence.until else ""
    words = _("away until %(day)s") % {"day": day} if day else _("away")
    if absence.replacement is None:
        return words
    return f"{words} · {_('%(name)s stands in') % {'name': absence.replacement.name}}"
