"""One turn at a queue: its first tickets to those who can take them, and a word on each why, or why nobody yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from escalera.base.log.actions import record_many
from escalera.base.people.models import Agent, Team
from escalera.base.people.queries import robot
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.routing.choices import Mode, Presence
from escalera.core.routing.choosing import Choice, No, Person, Wanting, choose
from escalera.core.routing.facts import OfferMade
from escalera.core.routing.line import AGAIN, Placed, line_of, rules_of, wantings
from escalera.core.routing.models import Availability, Decision, Offer, Queue, QueueRule
from escalera.core.routing.staff import people_of, weights
from escalera.core.routing.turns import waits_since
from escalera.core.tickets.actions import hand_out
from escalera.core.tickets.models import Ticket

BATCH = 200  # tickets handed out in one transaction
LOOK = 1000  # tickets looked at in one turn while somebody has room
NOTED = 100  # tickets of which it is noted that nobody can take them


@dataclass(slots=True)
class Turned:
    """What one turn at a queue came to. `more`: the line goes on and somebody may still have room."""

    given: int = 0
    offered: int = 0
    more: bool = False
    next_at: datetime | None = None


@dataclass(slots=True)
class _Look:
    """What is being decided. `chosen`: by number."""

    team: Team
    at: datetime
    chosen: dict[int, tuple[Ticket, Wanting, Choice, Placed]] = field(default_factory=dict)
    nobody: list[tuple[Ticket, Wanting, Choice, Placed]] = field(default_factory=list)
    relaxing: list[datetime] = field(default_factory=list)


def work_off(team: Team, at: datetime) -> Turned:
    """Take one turn at a team's queue. The caller holds the queue's lock, inside a transaction.

    Order of locks: the queue, its people's availability, the tickets (never waited for)."""
    lock_people(team)
    known = weights()
    people = people_of(team, at, known=known)
    rules = rules_of(team.pk)
    there = [one for one in people if one.obstacle is None]
    line = line_of(team.pk, rules, at, most=LOOK + 1 if there else NOTED)
    look = _Look(team, at)
    seen = 0
    for start in range(0, min(len(line), LOOK), BATCH):
        part = line[start : start + BATCH]
        _decide(look, part, people, known)
        seen += len(part)
        if len(look.chosen) >= BATCH or (seen >= NOTED and not _room(there)):
            break
    turned = _carry_out(look)
    turned.more = seen < len(line) and _room(there) and bool(turned.given or turned.offered)
    turned.next_at = _next_look(look)
    return turned


def lock_people(team: Team) -> None:
    """Hold the availability of everybody in the team who gets work, in one order for all: nobody is filled twice."""
    rows = Availability.objects.select_for_update(of=("self",)).filter(
        agent__membership__team=team, state=Presence.ONLINE
    )
    list(rows.order_by("pk").values_list("pk", flat=True))


def _room(people: Iterable[Person]) -> bool:
    return any(not (person.is_full or person.is_asked) for person in people)


def _decide(look: _Look, part: Sequence[Placed], people: Sequence[Person], known: dict[str, tuple[int, int]]) -> None:
    placed = {one.turn.number: one for one in part}
    rules = {number: one.rule for number, one in placed.items()}
    for ticket, wanting in wantings(list(placed), rules, look.team, look.at, known):
        if len(look.chosen) >= BATCH:
            return
        choice = choose(wanting, people)
        row = (ticket, wanting, choice, placed[ticket.pk])
        if choice.person is None:
            look.nobody.append(row)
            continue
        # a step later than the one before, so that the order among them is known next time
        step = look.at + timedelta(microseconds=len(look.chosen))
        choice.person.load_up(ticket.channel, wanting.points, step)
        choice.person.is_asked = choice.person.is_asked or wanting.mode == Mode.OFFER
        look.chosen[ticket.pk] = row


def _carry_out(look: _Look) -> Turned:
    people = {choice.person.key for _t, _w, choice, _p in look.chosen.values() if choice.person}
    agents = Agent.objects.in_bulk(people)
    by = robot(_("Routing"))
    to_give, to_offer = {}, []
    for number, (_ticket, wanting, choice, placed) in look.chosen.items():
        assert choice.person is not None
        agent = agents[choice.person.key]
        if wanting.mode == Mode.OFFER:
            to_offer.append((number, agent, placed.rule))
        else:
            to_give[number] = agent
    given = hand_out(given=to_give, by=by, at=look.at) if to_give else set()
    offered = _offer(look, to_offer, by)
    done = given | offered
    _note_turns(look, done)
    _note(look, done)
    return Turned(len(given), len(offered))


def _offer(look: _Look, wanted: Sequence[tuple[int, Agent, QueueRule]], by: Agent) -> set[int]:
    """Hold tickets out, each to one person, for as long as its rule says."""
    if not wanted:
        return set()
    free = set(
        Ticket.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=[number for number, _agent, _rule in wanted], assignee__isnull=True, team=look.team)
        .values_list("pk", flat=True)
    )
    rows = [
        Offer(
            ticket_id=number, team=look.team, agent=agent, made_at=look.at,
            expires_at=look.at + timedelta(seconds=rule.offer_s),
        )
        for number, agent, rule in wanted
        if number in free
    ]  # fmt: skip
    made = Offer.objects.bulk_create(rows)
    facts = [
        OfferMade(
            ticket_id=offer.ticket_id, offer_id=offer.pk, agent_id=offer.agent_id, agent=offer.agent.name,
            agent_ids=(offer.agent_id,), until=offer.expires_at.isoformat(),
        )
        for offer in made
    ]  # fmt: skip
    record_many(facts, actor=by.actor, at=look.at)
    return free


def _note_turns(look: _Look, done: set[int]) -> None:
    """Keep when each person last got something: whose turn it is goes by it."""
    last: dict[int, datetime] = {}
    for number, (_ticket, _wanting, choice, _placed) in look.chosen.items():
        if number in done and choice.person is not None and choice.person.given_at is not None:
            last[choice.person.key] = choice.person.given_at
    for agent, moment in sorted(last.items()):
        Availability.objects.filter(agent=agent).update(given_at=moment)


def _note(look: _Look, done: set[int]) -> None:
    """Write down every decision; that nobody can take a ticket only when it was not known, or for another reason."""
    rows = [
        Decision(ticket=t, team=look.team, at=look.at, agent_id=c.person.key, why=why_of(t, w, c, p))
        for t, w, c, p in look.chosen.values()
        if t.pk in done and c.person is not None
    ]
    nobody = look.nobody[:NOTED]
    known = _known_reasons([ticket.pk for ticket, *_rest in nobody])
    for ticket, wanting, choice, placed in nobody:
        why = why_of(ticket, wanting, choice, placed)
        if known.get(ticket.pk) != why["counts"]:
            rows.append(Decision(ticket=ticket, team=look.team, at=look.at, why=why))
    Decision.objects.bulk_create(rows)
    if told := tuple(row.ticket_id for row in rows if row.agent_id is None):
        whisper(Whisper(("why",), tickets=told))


def _known_reasons(numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return what is noted of tickets that nobody could take: how many could not, by reason."""
    if not numbers:
        return {}
    last = Decision.objects.filter(ticket__in=numbers).order_by().values("ticket").annotate(last=Max("pk"))
    keys = [row["last"] for row in last]
    rows = Decision.objects.filter(pk__in=keys, agent__isnull=True).values_list("ticket", "why")
    return {number: why.get("counts", {}) for number, why in rows}


def why_of(ticket: Ticket, wanting: Wanting, choice: Choice, placed: Placed | None) -> dict[str, Any]:
    """Return a decision as it is kept: `wording` says it in words."""
    why: dict[str, Any] = {
        "mode": wanting.mode.value,
        "points": wanting.points,
        "since": waits_since(ticket).isoformat(timespec="seconds"),
        "others": choice.others,
        "counts": choice.counts,
    }
    if placed is not None:
        why |= {"rule": placed.rule.name, "deadline": placed.turn.deadline.isoformat(timespec="seconds")}
    if ticket.due_at is not None:
        why["due"] = ticket.due_at.isoformat(timespec="seconds")
    if choice.because is not None:
        why["because"] = choice.because.value
    if wanting.known is not None:
        why["known"] = wanting.known
    if relaxed := [need.skill for need in wanting.needs if need.relaxed]:
        why["relaxed"] = relaxed
    return why


def _next_look(look: _Look) -> datetime | None:
    """Return when time alone may change what was decided: a need is let go, somebody who declined is asked again."""
    moments = []
    for _ticket, wanting, choice, _placed in look.nobody:
        if choice.counts.get(No.REFUSED):
            moments.append(look.at + AGAIN)
        if choice.counts.get(No.SKILL) and any(not need.relaxed for need in wanting.needs):
            moments.append(look.at + timedelta(minutes=1))
    return min(moments, default=None)


def lock_queue(team_id: int) -> Queue | None:
    """Return the team's queue, locked; None while another worker works it off."""
    found = Queue.objects.select_for_update(of=("self",), skip_locked=True).filter(team=team_id).first()
    if found is None and not Queue.objects.filter(team=team_id).exists():
        Queue.objects.get_or_create(team_id=team_id)
        found = Queue.objects.select_for_update(of=("self",), skip_locked=True).filter(team=team_id).first()
    return found
