"""What a policy would have given on past tickets: their facts, measured by it. Writes nothing.

Conditions are asked of each ticket as it is now. Clocks that still run count as they stand at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from escalera.base.log.models import Event
from escalera.core.clocks.checking import checked
from escalera.core.clocks.choices import ClockState, PolicyKind
from escalera.core.clocks.choosing import Policies, policies, read_all, rule_from
from escalera.core.clocks.engine import Engine, State
from escalera.core.clocks.models import Policy, PolicyVersion
from escalera.core.clocks.reading import HEARD, turns_from
from escalera.core.clocks.runs import Run, count
from escalera.core.clocks.targets import Target, by_key
from escalera.core.conditions.compiling import Asking
from escalera.core.ladder.models import Stay
from escalera.core.tickets.models import Ticket

MOST, CHUNK = 2000, 200  # tickets in one call, and in one reading
EXAMPLES = 10


@dataclass(slots=True)
class Tally:
    """Clocks by how they ended. `running` ones are in time so far; `late` ones have not stopped."""

    met: int = 0
    missed: int = 0
    late: int = 0
    running: int = 0
    cancelled: int = 0

    @property
    def attainment(self) -> float | None:
        """Return the share of targets kept, in percent, of those that are decided; None if none is."""
        decided = self.met + self.missed + self.late
        return 100 * self.met / decided if decided else None

    def add(self, state: str) -> None:
        name = "running" if state == ClockState.PAUSED else state
        setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True, slots=True)
class Example:
    """A target that would not have been kept; `over`: by how much, in the target's own time."""

    ticket_id: int
    subject: str
    priority: int
    clock: str
    target: int
    due_at: datetime | None
    stopped_at: datetime | None
    over: timedelta


@dataclass(slots=True)
class Simulation:
    """`tickets` were looked at, `fitting` ones fulfil the policy's condition. `targets`: by the target's number;
    `priorities`: by clock and priority. `examples`: the worst first. `next_after`: give it as `after` to go on; None if
    these were all."""

    tickets: int = 0
    fitting: int = 0
    targets: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    priorities: dict[tuple[str, int], Tally] = field(default_factory=lambda: defaultdict(Tally))
    examples: list[Example] = field(default_factory=list)
    next_after: int | None = None


def simulate(
    data: Mapping[str, Any], since: datetime, until: datetime, *, kind: str = PolicyKind.SLA, after: int = 0,
    at: datetime | None = None, most: int = MOST,
) -> Simulation:  # fmt: skip
    """Measure tickets opened from `since` to before `until` by a policy's data, at most `most` of them a call.

    Raises: BadInput (the data is no policy)."""
    version = PolicyVersion(pk=0, policy=Policy(pk=0, kind=kind), number=0, data=checked(kind, data))
    known = policies() if policies().token else read_all("")
    trial = Policies(known.token, [rule_from(version)], {}, known.company_calendar, known.versions)
    found, now = Simulation(), at or timezone.now()
    for tickets in _chunks(since, until, after, min(most, MOST)):
        facts = _facts(tickets)
        for ticket in tickets:
            _add(found, ticket, trial, facts[ticket.pk], now)
        found.next_after = tickets[-1].pk
    if found.tickets < min(most, MOST):
        found.next_after = None
    found.examples = sorted(found.examples, key=lambda one: one.over, reverse=True)[:EXAMPLES]
    return found


def _chunks(since: datetime, until: datetime, after: int, most: int) -> Iterator[list[Ticket]]:
    tickets = Ticket.objects.filter(opened_at__gte=since, opened_at__lt=until).order_by("pk")
    related = tickets.select_related("team", "requester", "organization", "category").prefetch_related(
        "tags", "values"
    )
    while most > 0 and (chunk := list(related.filter(pk__gt=after)[: min(CHUNK, most)])):
        yield chunk
        after, most = chunk[-1].pk, most - len(chunk)


def _facts(tickets: Sequence[Ticket]) -> dict[int, tuple[list[Event], list[Stay]]]:
    numbers = [ticket.pk for ticket in tickets]
    found: dict[int, tuple[list[Event], list[Stay]]] = {number: ([], []) for number in numbers}
    for event in Event.objects.filter(ticket_id__in=numbers, name__in=HEARD).order_by("id"):
        if event.ticket_id is not None and not event.name.startswith("clock"):
            found[event.ticket_id][0].append(event)
    for stay in Stay.objects.filter(ticket__in=numbers).order_by("id"):
        found[stay.ticket_id][1].append(stay)
    return found


def _add(
    found: Simulation, ticket: Ticket, trial: Policies, facts: tuple[list[Event], list[Stay]], at: datetime
) -> None:
    found.tickets += 1
    targets = trial.choose_by(trial.rules[0], ticket, Asking(None, at))
    if targets is None:
        return
    found.fitting += 1
    for run in _runs(targets, trial, facts, at):
        found.targets[run.target].add(run.state)
        found.priorities[run.kind, ticket.priority].add(run.state)
        if run.state in (ClockState.MISSED, ClockState.LATE):
            found.examples.append(
                Example(
                    ticket.pk, ticket.subject, ticket.priority, run.kind, run.target, run.breached_at, run.stopped_at,
                    run.elapsed - run.total,
                )
            )  # fmt: skip
    if len(found.examples) > 20 * EXAMPLES:
        found.examples = sorted(found.examples, key=lambda one: one.over, reverse=True)[:EXAMPLES]


def _runs(
    targets: Iterable[Target], trial: Policies, facts: tuple[list[Event], list[Stay]], at: datetime
) -> Iterator[Run]:
    engine = Engine(State(targets=by_key(targets)), trial.versions)
    state = engine.take_all(turns_from(*facts, {}))
    yield from (run for run in state.stopped if run.policy_kind)
    for run in state.live.values():
        if run.policy_kind:
            count(run, engine.measure(run), at)
            yield run
