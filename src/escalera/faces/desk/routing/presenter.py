"""Routing as pages show it: finished strings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.routing import wording
from escalera.core.routing.choices import Presence
from escalera.core.routing.models import Decision, Offer
from escalera.core.routing.queries import Board, Explained, Mine
from escalera.faces.desk.shared.looks import hue, initials
from escalera.faces.desk.shared.moments import Moments

PAUSES_MIN = (15, 30, 60)
TONES = {Presence.ONLINE: "ok", Presence.AWAY: "warn", Presence.OFFLINE: "quiet"}


def mine_of(found: Mine, moments: Moments) -> dict[str, Any]:
    """Return one's own switch: state, load, what can be said."""
    return {
        "state": found.state.value,
        "label": found.state.label,
        "tone": TONES[found.state],
        "until": moments.clock(found.until) if found.until else "",
        "load": number_format(f"{found.load:g}"),
        "capacity": found.capacity,
        "most": max(found.capacity, found.load, 1),
        "pauses": [(minutes, _minutes(minutes)) for minutes in PAUSES_MIN],
    }


def offer_of(offer: Offer, now: datetime) -> dict[str, Any]:
    """Return an offer as a card. `seconds`: how long it still stands."""
    ticket = offer.ticket
    seconds = max(0, int((offer.expires_at - now).total_seconds()))
    return {
        "id": offer.pk,
        "number": ticket.pk,
        "subject": ticket.subject,
        "customer": ticket.requester.name,
        "team": offer.team.name,
        "level": ticket.level.order,
        "code": ticket.level.code,
        "until": int(offer.expires_at.timestamp()),
        "left": f"{seconds // 60}:{seconds % 60:02}",
    }


def explained(found: Explained, moments: Moments) -> dict[str, Any]:
    """Return a decision in words."""
    return {
        "headline": wording.headline(found.why, found.agent.name if found.agent else ""),
        "at": moments.clock(found.at),
        "circumstances": wording.circumstances(found.why, found.skills, found.names),
        "others": wording.others(found.why, found.names, found.skills),
        "place": _place(found.ahead),
    }


def earlier(decisions: list[Decision], moments: Moments) -> list[tuple[str, str]]:
    """Return when and what was decided before."""
    return [
        (moments.clock(one.at), wording.headline(one.why, one.agent.name if one.agent else "")) for one in decisions
    ]


def people_rows(board: Board, may_speak: bool) -> list[dict[str, Any]]:
    """Return the people of a queue, those who are there first."""
    return [
        {
            "id": one.key,
            "name": one.name,
            "initials": initials(one.name),
            "hue": hue(one.name),
            "is_there": one.obstacle is None,
            "state": _("available") if one.obstacle is None else wording.obstacle(one.obstacle),
            "load": wording.points(one.load),
            "capacity": wording.points(one.capacity),
            "load_value": one.load / 100,
            "most": max(one.capacity, one.load, 100) / 100,
            "full": one.is_full,
            "say_url": reverse("desk:queue-say", args=[board.team.pk, one.key]) if may_speak else "",
        }
        for one in sorted(board.people, key=lambda one: (one.obstacle is not None, one.load, one.name))
    ]


def waiting_rows(board: Board, moments: Moments) -> list[dict[str, Any]]:
    """Return what waits, in turn, each with why nobody has it yet."""
    return [
        {
            "number": ticket.pk,
            "subject": ticket.subject,
            "level": ticket.level.order if ticket.level_id else 0,
            "priority": ticket.get_priority_display(),
            "since": moments.ago(ticket.customer_waits_since or ticket.opened_at),
            "turn": wording.moment(why["deadline"]),
            "why": _next(why) or wording.nobody(why),
        }
        for ticket, why in board.waiting
    ]


def summary(board: Board, moments: Moments) -> list[tuple[str, str]]:
    """Return the figures at the head of a queue."""
    there = sum(person.obstacle is None for person in board.people)
    free = sum(person.obstacle is None and not person.is_full for person in board.people)
    return [
        (_("Waiting"), str(board.count)),
        (_("Longest wait"), moments.ago(board.oldest) if board.oldest else "–"),
        (_("Available"), f"{there} / {len(board.people)}"),
        (_("With room"), str(free)),
    ]


def _next(why: dict[str, Any]) -> str:
    """Say that somebody can take it: it goes out with the next look."""
    return _("Goes out now") if why.get("because") else ""


def _place(ahead: int | None) -> str:
    if ahead is None:
        return ""
    if ahead == 0:
        return _("It is the next one in its queue.")
    return ngettext(
        "%(count)d ticket has its turn before it.", "%(count)d tickets have their turn before it.", ahead
    ) % {"count": ahead}


def _minutes(minutes: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
