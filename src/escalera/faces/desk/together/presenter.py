"""Who is at the ticket, who follows it, who was asked: as strings that stand ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from escalera.base.people.models import Agent, Team
from escalera.base.people.queries import teams_of
from escalera.base.people.staffing import absent_now
from escalera.core.channels.chat.marks import typing_visitor
from escalera.core.feed import queries
from escalera.core.feed.mentions import plain
from escalera.core.feed.models import Consultation, ConsultationMessage
from escalera.core.tickets.models import Ticket
from escalera.faces.desk.shared.looks import glyph, hue, initials
from escalera.faces.desk.shared.moments import Moments

MOST_FACES = 8
MOST_PEOPLE = 500


Near = Callable[[], frozenset[int]]


def face(name: str) -> dict[str, Any]:
    return {"name": name, "initials": initials(name), "hue": hue(name)}


def presence(agent: Agent, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Return who else is at the ticket, whether two of us write to the customer, and who is away; two queries, of a chat
    three."""
    here = queries.who_is_here(ticket.pk, at=now)
    mine = next((one for one in here if one.agent_id == agent.pk), None)
    others = [one for one in here if one.agent_id != agent.pk]
    writers = [one.name for one in others if one.typing == "reply"] if mine and mine.typing == "reply" else []
    return {
        "number": ticket.pk,
        "here": [
            *({**face(one.name), "typing": one.typing, "words": _doing(one)} for one in others),
            *_visitor(ticket, now),
        ],
        "clash": _clash(writers),
        "away": _away(ticket, now),
    }


def _visitor(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    """Return the customer who types in a chat in this moment."""
    name = typing_visitor(ticket.pk, now) if ticket.channel == "chat" and ticket.is_open else ""
    if not name:
        return []
    return [{**face(name), "typing": "reply", "words": _("%(who)s is writing in the chat") % {"who": name}}]


def _doing(one: queries.Here) -> str:
    said = {"reply": _("%(who)s is writing a reply"), "note": _("%(who)s is writing a note")}
    return said.get(one.typing, _("%(who)s is looking at this ticket")) % {"who": one.name}


def _clash(writers: list[str]) -> str:
    if not writers:
        return ""
    words = ngettext(
        "%(who)s is writing a reply too: agree on who sends it.",
        "%(who)s are writing a reply too: agree on who sends it.",
        len(writers),
    )
    return words % {"who": ", ".join(writers)}


def _away(ticket: Ticket, now: datetime) -> list[str]:
    people = {one.pk: one for one in (ticket.assignee, ticket.owner) if one is not None}
    absences = absent_now(now, people) if people else {}
    moments = Moments(now)
    lines = []
    for pk, absence in absences.items():
        words = {"who": people[pk].name, "day": moments.clock(absence.until) if absence.until else ""}
        line = (_("%(who)s is away until %(day)s") if absence.until else _("%(who)s is away")) % words
        lines.append(f"{line} → {absence.replacement.name}" if absence.replacement else line)
    return lines


def together(
    agent: Agent, ticket: Ticket, happened: Iterable[Any], moments: Moments, near: Near | None = None
) -> dict[str, Any]:
    """Return the questions and calls of a ticket. `happened`: its events, each with `name` and `data`; `near`: the
    agent's teams, for whoever has them.

    Queries only where the events say that there is something to read."""
    asked = answered = called = False
    for event in happened:
        asked = asked or event.name == "consultation.asked"
        answered = answered or event.name == "consultation.answered"
        called = called or (event.name == "mention.made" and agent.pk in event.data.get("agent_ids", ()))
    threads = queries.consultations_of(ticket.pk, answered=answered) if asked else []
    return {
        "called_by": queries.open_mention_on(agent, ticket.pk) if called else "",
        "may_ask": ticket.is_open,
        **consultations(agent, threads, moments, near),
    }


def followers(agent: Agent, ticket_id: int) -> dict[str, Any]:
    """Return who hears of a ticket; one query."""
    found = queries.followers_of(ticket_id)
    return {
        "number": ticket_id,
        "followers": [face(name) for _pk, name in found[:MOST_FACES]],
        "more_followers": max(0, len(found) - MOST_FACES),
        "follows": any(pk == agent.pk for pk, _name in found),
    }


def consultations(
    agent: Agent, threads: Iterable[queries.Thread], moments: Moments, near: Near | None = None
) -> dict[str, Any]:
    """Return the questions as cards, and those that wait for this agent."""
    threads = list(threads)
    teams = (near() if near else teams_of(agent)) if threads else frozenset()
    cards = [_card(agent, one, teams, moments) for one in threads]
    return {"questions": cards, "questions_for_me": [card for card in cards if card["mine"] and card["waits"]]}


def _card(agent: Agent, thread: queries.Thread, teams: frozenset[int], moments: Moments) -> dict[str, Any]:
    one = thread.consultation
    mine = one.to_agent_id == agent.pk or one.to_team_id in teams
    return {
        "id": one.pk,
        "to": one.to_agent.name if one.to_agent else one.to_team.name if one.to_team else "",
        "level": glyph(one.to_team.level.order) if one.to_team else 0,
        "question": plain(one.question),
        "who": one.asked_by.name,
        "when": moments.clock(one.asked_at),
        "needed": _needed(one, moments),
        "late": one.is_open and one.answered_at is None and one.needed_by is not None and one.needed_by < moments.now,
        "said": [_said(message, moments) for message in thread.messages],
        "open": one.is_open,
        "waits": one.is_open and one.answered_at is None,
        "mine": mine and one.asked_by_id != agent.pk,
        "state": _state(one),
        "tone": "" if not one.is_open else "ok" if one.answered_at else "accent",
        "outcome": one.outcome,
        "closed_by": one.closed_by.name if one.closed_by else "",
    }


def _state(one: Consultation) -> str:
    if not one.is_open:
        return pgettext("question", "Closed")
    return _("Answered") if one.answered_at else _("Waits for an answer")


def _needed(one: Consultation, moments: Moments) -> str:
    return _("needed by %(day)s") % {"day": moments.clock(one.needed_by)} if one.needed_by else ""


def _said(message: ConsultationMessage, moments: Moments) -> dict[str, Any]:
    return {**face(message.agent.name), "text": plain(message.text), "when": moments.clock(message.at)}


def whom_to_ask(agent: Agent, ticket: Ticket) -> dict[str, Any]:
    """Return the teams and people that a question could go to; two queries."""
    teams = Team.objects.select_related("level").exclude(pk=ticket.team_id).order_by("level__order", "name")
    people = Agent.objects.filter(is_active=True).exclude(pk=agent.pk).order_by("name")[:MOST_PEOPLE]
    return {
        "teams": [(f"team:{team.pk}", f"{team.level.code} {team.name}") for team in teams],
        "people": [(f"agent:{one.pk}", one.name) for one in people],
    }
