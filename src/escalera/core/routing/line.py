"""A team's line: which waiting tickets routing hands out, by which rule, and what each asks of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from escalera.base.people.models import Team
from escalera.core.conditions.compiling import EVERYTHING, Asking, q_of
from escalera.core.conditions.reading import read
from escalera.core.ladder.models import Stay
from escalera.core.routing.choices import Affinity, Mode, OfferState
from escalera.core.routing.choosing import Asked, Wanting
from escalera.core.routing.models import Need, Offer, QueueRule
from escalera.core.routing.staff import Weights, points_of
from escalera.core.routing.turns import Turn, places, waits_since
from escalera.core.tickets.actions.handing_out import WAIT_FOR_HANDS
from escalera.core.tickets.models import Ticket
from escalera.core.workflows.queries import flows

AGAIN = timedelta(minutes=10)  # after that, who declined is asked again


@dataclass(frozen=True, slots=True)
class Placed:
    """A ticket in the line, with the rule that hands it out."""

    turn: Turn
    rule: QueueRule


def rules_of(team_id: int) -> list[QueueRule]:
    """Return the rules for a team's tickets, in the order in which they are asked."""
    found = list(QueueRule.objects.filter(Q(team=team_id) | Q(team=None), is_active=True))
    return sorted(found, key=lambda rule: (rule.team_id is None, rule.order, rule.pk))


def waiting(team_id: int) -> QuerySet[Ticket]:
    """Return the tickets of a team that nobody has and nobody was just offered."""
    held_out = Offer.objects.filter(ticket=OuterRef("pk"), state=OfferState.OFFERED)
    return Ticket.objects.filter(
        ~Exists(held_out), team=team_id, is_open=True, assignee__isnull=True, status__in=WAIT_FOR_HANDS
    )


def line_of(team_id: int, rules: Sequence[QueueRule], at: datetime, *, most: int) -> list[Placed]:
    """Return the first `most` tickets that routing hands out, in turn; one query for each rule that does."""
    found: list[Placed] = []
    asking, ways = Asking(None, at), segment_modes()
    handed = [segment for segment, mode in ways.items() if mode != Mode.PULL]
    taken = [segment for segment, mode in ways.items() if mode == Mode.PULL]
    earlier: list[Q] = []
    for rule in (*rules, last_rule()):
        fits = condition_of(rule.when, asking)
        if rule.mode != Mode.PULL or handed:
            tickets = waiting(team_id).filter(fits)
            for one in earlier:
                tickets = tickets.exclude(one)
            is_pull = rule.mode == Mode.PULL
            tickets = tickets.filter(segment__in=handed) if is_pull else _without(tickets, taken)
            rows = places(tickets, age_min=rule.age_min, at=at)[:most]
            found += [Placed(Turn(*row), rule) for row in rows]
        if fits == EVERYTHING:
            break
        earlier.append(fits)
    found.sort(key=lambda one: one.turn)
    return found[:most]


def _without(tickets: QuerySet[Ticket], segments: Sequence[int]) -> QuerySet[Ticket]:
    return tickets.exclude(segment__in=segments) if segments else tickets


def segment_modes() -> dict[int, Mode]:
    """Return how the tickets of those segments are handed out whose own workflow says so."""
    found = {key: flow.routing for key, flow in flows().by_segment.items()}
    return {key: Mode(mode) for key, mode in found.items() if mode in Mode.values}


def last_rule() -> QueueRule:
    """Return what holds for tickets that no rule speaks of: as the usual workflow says, else they are taken by hand."""
    usual = flows().default.routing
    return QueueRule(mode=Mode(usual) if usual in Mode.values else Mode.PULL)


def handed_teams() -> set[int]:
    """Return the teams whose tickets routing hands out, all or some."""
    every = Team.objects.filter(archived_at__isnull=True).values_list("pk", flat=True)
    rules = set(QueueRule.objects.filter(is_active=True).exclude(mode=Mode.PULL).values_list("team", flat=True))
    by_segment = any(mode != Mode.PULL for mode in (*segment_modes().values(), last_rule().mode))
    return set(every) if None in rules or by_segment else {team for team in rules if team}


def rule_for(ticket: Ticket, at: datetime) -> QueueRule:
    """Return the rule that one ticket falls under."""
    asking = Asking(None, at)
    for rule in rules_of(ticket.team_id):
        if not rule.when or Ticket.objects.filter(pk=ticket.pk).filter(condition_of(rule.when, asking)).exists():
            return rule
    return last_rule()


def condition_of(data: dict[str, Any], asking: Asking) -> Q:
    return q_of(read(data), asking) if data else EVERYTHING


def mode_of(ticket: Ticket, rule: QueueRule, ways: dict[int, Mode]) -> Mode:
    """Return how a ticket is handed out: as its segment's own workflow says, else as the rule does."""
    return ways.get(ticket.segment_id or 0, Mode(rule.mode))


def wantings(
    numbers: Sequence[int],
    rules: dict[int, QueueRule],
    team: Team,
    at: datetime,
    known: Weights,
    *,
    held: bool = False,
) -> list[tuple[Ticket, Wanting]]:
    """Return the tickets, in this order, with what each asks; `rules`: by number. What somebody has is left
    out, unless `held`."""
    tickets = {one.pk: one for one in _loaded(numbers, rules, held=held)}
    needs = needs_of(numbers, team.pk, at)
    refused = refusals(numbers, at)
    ways = segment_modes()
    found = []
    for number in numbers:
        if (ticket := tickets.get(number)) is None:
            continue
        rule = rules[number]
        asked = tuple(_asked(need, ticket, at) for need in needs.get(number, ()))
        wanting = Wanting(
            number, ticket.channel, points_of(known, ticket.channel), mode_of(ticket, rule, ways), asked,
            _last_agent(ticket, rule), frozenset(refused.get(number, ())),
        )  # fmt: skip
        found.append((ticket, wanting))
    return found


def needs_of(numbers: Sequence[int], team_id: int, at: datetime) -> dict[int, list[Need]]:
    """Return what the tickets ask to be known, by number; one query for each need that has a condition."""
    found: dict[int, list[Need]] = {}
    asking = Asking(None, at)
    for need in Need.objects.filter(Q(team=team_id) | Q(team=None)).select_related("skill"):
        fits = condition_of(need.when, asking)
        keys = Ticket.objects.filter(pk__in=numbers).filter(fits).values_list("pk", flat=True) if fits else numbers
        for number in keys:
            found.setdefault(number, []).append(need)
    return found


def refusals(numbers: Sequence[int], at: datetime) -> dict[int, set[int]]:
    """Return who lately did not want which ticket."""
    rows = Offer.objects.filter(
        ticket__in=numbers, state__in=(OfferState.DECLINED, OfferState.EXPIRED), answered_at__gt=at - AGAIN
    )
    found: dict[int, set[int]] = {}
    for number, agent in rows.values_list("ticket", "agent"):
        found.setdefault(number, set()).add(agent)
    return found


def _loaded(numbers: Sequence[int], rules: dict[int, QueueRule], *, held: bool) -> QuerySet[Ticket]:
    found = Ticket.objects.filter(pk__in=numbers).select_related("team__level")
    found = found if held else found.filter(assignee__isnull=True)
    if all(rules[number].affinity == Affinity.NONE for number in numbers):
        return found
    stays = Stay.objects.filter(ticket=OuterRef("pk"), accepted_by__isnull=False).order_by("-id")
    before = Ticket.objects.filter(requester=OuterRef("requester"), assignee__isnull=False)
    before = before.exclude(pk=OuterRef("pk")).order_by("-updated_at")
    return found.annotate(
        held_by=Subquery(stays.values("accepted_by")[:1]), helped_by=Subquery(before.values("assignee")[:1])
    )


def _last_agent(ticket: Ticket, rule: QueueRule) -> int | None:
    """Return whom the rule would have: who held this ticket last, or also who last helped this customer."""
    if rule.affinity == Affinity.NONE:
        return None
    own: int | None = ticket.held_by  # type: ignore[attr-defined]
    if own is not None or rule.affinity == Affinity.TICKET:
        return own if own is not None else ticket.owner_id
    helped: int | None = ticket.helped_by  # type: ignore[attr-defined]
    return ticket.owner_id or helped


def _asked(need: Need, ticket: Ticket, at: datetime) -> Asked:
    relaxed = need.relax_min is not None and at >= waits_since(ticket) + timedelta(minutes=need.relax_min)
    return Asked(need.skill_id, need.grade, need.mandatory, relaxed)
