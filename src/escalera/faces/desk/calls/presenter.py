"""Calls as pages show them: finished strings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from escalera.base.people.models import Agent
from escalera.core.channels.models import Call, Callback, CallState
from escalera.core.channels.voice import policies, queries
from escalera.core.channels.voice.logbook import minutes, wait_s
from escalera.core.channels.voice.queries import Board
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import may_see
from escalera.faces.desk.shared.looks import hue, initials
from escalera.faces.desk.shared.moments import Moments

MOST_TICKETS = 5
TONES = {
    "answered": "ok", "voicemail": "warn", "callback": "warn", "abandoned": "bad", "no_answer": "bad", "busy": "bad",
    "failed": "bad",
}  # fmt: skip


def now_of(board: Board, agent: Agent, now: datetime) -> dict[str, Any]:
    """Return the live part of the page."""
    moments = Moments(now)
    return {
        "waiting": [_line(call, agent, now) for call in board.waiting],
        "ringing": [_line(call, agent, now) for call in board.ringing],
        "talking": [_line(call, agent, now) for call in board.talking],
        "callbacks": [_callback(one, agent, moments) for one in board.callbacks],
        "figures": [
            (_("Waiting"), str(len(board.waiting))),
            (pgettext("calls", "Ringing"), str(len(board.ringing))),
            (pgettext("calls", "Talking"), str(len(board.talking))),
            (_("To be called back"), str(len(board.callbacks))),
        ],
        "no_telephone": not agent.telephone,
    }


def _who(call: Call | Callback, number: str) -> str:
    return call.contact.name if call.contact is not None else number or _("Withheld number")


def _line(call: Call, agent: Agent, now: datetime) -> dict[str, Any]:
    who = _who(call, call.their_number)
    since = call.answered_at if call.state == CallState.TALKING else call.waiting_since
    return {
        "id": call.pk,
        "who": who,
        "number": call.their_number if call.their_number != who else "",
        "initials": initials(who),
        "hue": hue(who),
        "state": call.get_state_display(),
        "team": call.team.name if call.team else "",
        "agent": call.agent.name if call.agent and call.state == CallState.TALKING else "",
        "ticket": call.ticket_id,
        "ago": Moments(now).ago(since or call.begun_at),
        "since": int((since or call.begun_at).timestamp()),
        "is_out": call.direction == "out",
        "trouble": call.trouble,
        "may_answer": not policies.why_not_answer(agent, call),
    }


def _callback(one: Callback, agent: Agent, moments: Moments) -> dict[str, Any]:
    who = _who(one, one.number)
    return {
        "id": one.pk,
        "who": who,
        "number": one.number if one.number != who else "",
        "initials": initials(who),
        "hue": hue(who),
        "team": one.team.name if one.team else "",
        "ticket": one.ticket_id,
        "since": moments.ago(one.since),
        "due": moments.clock(one.due_at) if one.due_at > moments.now else "",
        "attempts": one.attempts,
        "calling": one.agent.name if one.state == "calling" and one.agent else "",
        "may_call": not policies.why_not_call_back(agent, one) and one.state == "waiting",
        "may_end": not policies.why_not_end(agent, one),
    }


def log_of(agent: Agent, only: str, text: str, before: int | None, moments: Moments) -> dict[str, Any]:
    """Return a page of the log, with its filters."""
    only = only if only in queries.FILTERS else ""
    rows, mark = queries.log(agent, only=only, text=text, before=before)
    here = reverse("desk:calls")

    def address(**change: Any) -> str:
        asked = {key: value for key, value in {"only": only, "q": text, **change}.items() if value}
        return f"{here}?{urlencode(asked)}" if asked else here

    names = {
        "": pgettext("calls", "All"), "missed": pgettext("calls", "Missed"), "in": pgettext("calls", "Incoming"),
        "out": pgettext("calls", "Outgoing"), "voicemail": _("Voicemail"), "mine": pgettext("calls", "Mine"),
    }  # fmt: skip
    return {
        "filters": [
            {"url": address(only=key), "label": names[key], "current": key == only} for key in queries.FILTERS
        ],
        "only": only,
        "q": text,
        "rows": [_past(call, moments) for call in rows],
        "more": address(before=mark) if mark else "",
        "first": before is None,
    }


def _past(call: Call, moments: Moments) -> dict[str, Any]:
    who = _who(call, call.their_number)
    waited = wait_s(call)
    parts = [
        call.get_direction_display(),
        call.agent.name if call.agent else "",
        call.team.name if call.team else "",
        _("waited %(time)s") % {"time": minutes(waited)} if waited and call.direction == "in" else "",
        _("recorded") if call.recordings and call.outcome == "answered" else "",
        call.trouble,
    ]
    return {
        "who": who,
        "number": call.their_number if call.their_number != who else "",
        "icon": "up" if call.direction == "out" else "down",
        "about": " · ".join(part for part in parts if part),
        "outcome": call.get_outcome_display(),
        "tone": TONES.get(call.outcome, ""),
        "length": minutes(call.talked_s) if call.talked_s is not None else "",
        "when": moments.clock(call.begun_at),
        "full": moments.full(call.begun_at),
        "ticket": call.ticket_id,
    }


def mine_of(agent: Agent, now: datetime) -> list[dict[str, Any]]:
    """Return the cards of whoever calls this agent now, with what is open of theirs."""
    return [_card(call, agent, now) for call in queries.calls_of(agent)[:3]]


def _card(call: Call, agent: Agent, now: datetime) -> dict[str, Any]:
    card = _line(call, agent, now)
    contact = call.contact
    words = {
        CallState.RINGING: _("A call for you"), CallState.TALKING: _("You are on the telephone"),
        CallState.PLANNED: _("Your telephone rings first: pick up"),
    }  # fmt: skip
    if call.direction == "out" and call.state == CallState.RINGING:
        words[CallState.RINGING] = _("The customer's telephone rings")
    return {
        **card,
        "head": words.get(CallState(call.state), call.get_state_display()),
        "is_new": call.state == CallState.RINGING and call.direction == "in",
        "place": contact.organization.name if contact is not None and contact.organization is not None else "",
        "customer_url": reverse("desk:customer", args=[contact.pk]) if contact is not None else "",
        "tickets": _open_of(call, agent),
    }


def _open_of(call: Call, agent: Agent) -> list[dict[str, Any]]:
    if call.contact_id is None:
        return []
    found = Ticket.objects.filter(requester=call.contact_id, is_open=True).select_related("team", "level")
    return [
        {"number": one.pk, "subject": one.subject, "level": one.level.order, "code": one.level.code}
        for one in found.order_by("-updated_at", "-pk")[: MOST_TICKETS * 2]
        if may_see(agent, one)
    ][:MOST_TICKETS]
