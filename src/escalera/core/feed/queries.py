"""What somebody has not read yet, where they were called, who is at a ticket, who follows it, who was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from escalera.base.people.models import Agent
from escalera.base.storage.ready import Ready
from escalera.core.feed.models import Consultation, ConsultationMessage, Follower, FollowHabit, Mention, Presence

HERE_FOR = timedelta(seconds=45)  # how long somebody is here without a word from their page
MOST_CALLS = 500

_UNREAD = """
    SELECT t.id FROM tickets_ticket t
    LEFT JOIN feed_seen s ON s.ticket_id = t.id AND s.agent_id = %s
    WHERE t.id IN ({marks}) AND EXISTS (
        SELECT 1 FROM tickets_message m
        WHERE m.ticket_id = t.id AND m.id > COALESCE(s.message_id, 0) AND (m.agent_id IS NULL OR m.agent_id <> %s))"""
# Each part is a short walk along an index of what is open; a person's open calls are few.
_CALLS = """
    SELECT ticket_id, at FROM feed_mention WHERE agent_id = %s AND answered_at IS NULL
    UNION ALL SELECT ticket_id, asked_at FROM feed_consultation
        WHERE to_agent_id = %s AND closed_at IS NULL AND answered_at IS NULL
    UNION ALL SELECT ticket_id, asked_at FROM feed_consultation
        WHERE to_team_id IN (SELECT team_id FROM people_membership WHERE agent_id = %s)
        AND closed_at IS NULL AND answered_at IS NULL
    UNION ALL SELECT ticket_id, answered_at FROM feed_consultation
        WHERE asked_by_id = %s AND closed_at IS NULL AND answered_at IS NOT NULL"""
_COUNT = f"SELECT COUNT(DISTINCT ticket_id) FROM ({_CALLS}) AS calls"  # noqa: S608 - our own words
_LIST = f"""
    SELECT ticket_id FROM ({_CALLS}) AS calls
    GROUP BY ticket_id ORDER BY MAX(at) DESC, ticket_id DESC LIMIT {MOST_CALLS}"""  # noqa: S608 - our own words


def unread(agent: Agent, ticket_ids: Iterable[int]) -> set[int]:
    """Return those tickets on which somebody else has said something that the agent has not read."""
    numbers = list(ticket_ids)
    if not numbers:
        return set()
    sql = _UNREAD.format(marks=", ".join(["%s"] * len(numbers)))
    return {row[0] for row in _rows(sql, [agent.pk, *numbers, agent.pk])}


def open_mentions(agent: Agent) -> int:
    """Return on how many tickets the agent was called and has not answered yet: mentions, questions to them or to a
    team of theirs, and answers to what they asked."""
    return int(_rows(_COUNT, [agent.pk] * 4)[0][0])


def open_mentions_beside(agent: Agent, others: QuerySet[Any, Any]) -> tuple[int, int]:
    """Return the same, and how many rows another query has, in one statement."""
    sql, values = others.query.sql_with_params()
    both = f"SELECT ({_COUNT}), (SELECT COUNT(*) FROM ({sql}) AS others)"  # noqa: S608 - Django's and our own words
    calls, rows = _rows(both, [*[agent.pk] * 4, *values])[0]
    return int(calls), int(rows)


def called_to(agent: Agent) -> list[int]:
    """Return the tickets that `open_mentions` counts, the latest call first; at most five hundred."""
    return [row[0] for row in _rows(_LIST, [agent.pk] * 4)]


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is at a ticket now. `typing`: "", "reply" or "note"; `since`: their oldest open page."""

    agent_id: int
    name: str
    typing: str
    since: datetime


_HERE = Ready(
    lambda ticket: (
        Presence.objects.filter(ticket=ticket)
        .order_by("since")
        .values_list("agent_id", "agent__name", "typing", "since", "seen_at")
    )
)
_WEIGHT = {"reply": 2, "note": 1, "": 0}


def who_is_here(ticket_id: int, *, at: datetime) -> list[Here]:
    """Return who looks at a ticket, each once, with the most that they do in any of their pages."""
    found: dict[int, Here] = {}
    for agent_id, name, typing, since, seen_at in _HERE.rows(ticket_id):
        if seen_at < at - HERE_FOR:
            continue
        known = found.get(agent_id)
        if known is None:
            found[agent_id] = Here(agent_id, name, typing, since)
        elif _WEIGHT[typing] > _WEIGHT[known.typing]:
            found[agent_id] = Here(agent_id, name, typing, known.since)
    return list(found.values())


_FOLLOWERS = Ready(
    lambda ticket: (
        Follower.objects.filter(ticket=ticket, left_at__isnull=True)
        .order_by("since", "pk")
        .values_list("agent_id", "agent__name")[:100]
    )
)


def followers_of(ticket_id: int) -> list[tuple[int, str]]:
    """Return who follows a ticket: key and name, the first one first."""
    return [(row[0], row[1]) for row in _FOLLOWERS.rows(ticket_id)]


def follows_on_reply(agent: Agent) -> bool:
    """Say whether the agent follows what they reply to."""
    habit = FollowHabit.objects.filter(agent=agent).first()
    return habit is None or habit.on_reply


@dataclass(frozen=True, slots=True)
class Thread:
    """A consultation with everything said in it, oldest first."""

    consultation: Consultation
    messages: list[ConsultationMessage] = field(default_factory=list)


def consultations_of(ticket_id: int, *, answered: bool = True) -> Sequence[Thread]:
    """Return a ticket's consultations, open ones first, then the newest; two queries. `answered`: False where the caller
    knows that nobody has said anything yet."""
    related = ("asked_by", "to_team__level", "to_agent", "closed_by")
    found = Consultation.objects.filter(ticket=ticket_id).select_related(*related).order_by("-id")[:50]
    threads = {one.pk: Thread(one) for one in sorted(found, key=lambda one: not one.is_open)}
    if threads and answered:
        said = ConsultationMessage.objects.filter(consultation__in=threads).select_related("agent").order_by("id")
        for message in said[:1000]:
            threads[message.consultation_id].messages.append(message)
    return list(threads.values())


def open_mention_on(agent: Agent, ticket_id: int) -> str:
    """Return who called the agent on a ticket and has no answer yet; "" if nobody."""
    found = Mention.objects.filter(ticket=ticket_id, agent=agent, answered_at__isnull=True).order_by("-id")
    return found.values_list("by__name", flat=True).first() or ""


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
