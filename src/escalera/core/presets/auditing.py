"""The audit of claims: each with its key, days, term, whether it was met, language, channel, and when a person answered.

A claim is a complaint, or whatever a legal term ran on. Rows come one by one, however many there are: they are read a
page at a time, each page in a fixed number of queries."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.clocks.choices import ClockKind, ClockState
from escalera.core.clocks.models import Clock
from escalera.core.presets.policies import why_not_export
from escalera.core.tickets.links import tracking_key
from escalera.core.tickets.models import FieldValue, Kind, Message, MessageKind, Ticket

PAGE = 500
ASKED, WAITED = "pide-persona", "espera-telefono"  # keys of the fields that the presets of laws bring
PICK_UP_S = 180.0
TERM_MET = {ClockState.MET: "yes", ClockState.MISSED: "no", ClockState.LATE: "no", ClockState.CANCELLED: "cancelled"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. Moments are UTC; `term_met`: "yes", "no", "running" or "cancelled", "" where no legal term ran.

    `first_person_at`: when a person of ours first answered (a message or a call); `phone_wait_s`: seconds until the
    call was picked up, if the switchboard or somebody filled that in."""

    number: int
    key: str
    kind: str
    channel: str
    language: str
    segment: str
    opened_at: datetime
    law: str
    term_amount: int | None
    term_unit: str
    term_from: datetime | None
    term_due: datetime | None
    term_met: str
    settled_at: datetime | None
    person_asked: bool
    first_person_at: datetime | None
    phone_wait_s: float | None

    def row(self) -> dict[str, Any]:
        """Return it as exports write it: moments in ISO 8601."""
        plain = asdict(self)
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in plain.items()}


COLUMNS = list(Claim.__dataclass_fields__)


def claims(*, since: datetime, until: datetime, by: Agent) -> Iterator[Claim]:
    """Yield the claims that were opened in the half-open period, oldest first. Raises: NotAllowed, at once."""
    if refusal := why_not_export(by):
        raise NotAllowed(refusal)
    return _claims(since, until)


def _claims(since: datetime, until: datetime) -> Iterator[Claim]:
    both = heapq.merge(_complaints(since, until), _under_law(since, until))
    page: list[int] = []
    for _opened, number in both:
        page.append(number)
        if len(page) == PAGE:
            yield from _read(page)
            page = []
    yield from _read(page)


def _complaints(since: datetime, until: datetime) -> Iterator[tuple[datetime, int]]:
    """Yield moment and number of complaints, a page at a time."""
    after, last = since, 0
    while True:
        later = Q(opened_at__gt=after) | Q(opened_at=after, pk__gt=last)
        found = Ticket.objects.filter(later, kind=Kind.COMPLAINT, opened_at__gte=since, opened_at__lt=until)
        rows = list(found.order_by("opened_at", "pk").values_list("opened_at", "pk")[:PAGE])
        yield from rows
        if len(rows) < PAGE:
            return
        after, last = rows[-1]


def _under_law(since: datetime, until: datetime) -> Iterator[tuple[datetime, int]]:
    """Yield moment and number of other tickets whose first legal term began in the period."""
    after, last = since, 0
    earlier = Clock.objects.filter(ticket=OuterRef("ticket"), kind=ClockKind.LEGAL, pk__lt=OuterRef("pk"))
    while True:
        later = Q(started_at__gt=after) | Q(started_at=after, pk__gt=last)
        found = Clock.objects.filter(later, kind="legal", started_at__gte=since, started_at__lt=until)
        found = found.exclude(ticket__kind=Kind.COMPLAINT).filter(~Exists(earlier)).order_by("started_at", "pk")
        rows = list(found.values_list("started_at", "pk", "ticket_id")[:PAGE])
        yield from ((at, ticket) for at, _pk, ticket in rows)
        if len(rows) < PAGE:
            return
        after, last = rows[-1][:2]


def _read(numbers: Sequence[int]) -> Iterator[Claim]:
    if not numbers:
        return
    tickets = {one.pk: one for one in Ticket.objects.filter(pk__in=numbers).select_related("segment")}
    clocks: dict[int, Clock] = {}
    legal = Clock.objects.filter(ticket__in=numbers, kind=ClockKind.LEGAL).select_related("policy_version__policy")
    for clock in legal.order_by("pk"):
        clocks[clock.ticket_id] = clock  # a reopened claim's last term counts
    people = _first_people(numbers)
    filled = _filled(numbers)
    for number in numbers:
        yield _claim(tickets[number], clocks.get(number), people.get(number), filled.get(number, {}))


def _claim(ticket: Ticket, clock: Clock | None, person: datetime | None, filled: dict[str, Any]) -> Claim:
    version = clock.policy_version if clock else None
    return Claim(
        number=ticket.pk,
        key=tracking_key(ticket.pk),
        kind=ticket.kind,
        channel=ticket.channel,
        language=ticket.language,
        segment=ticket.segment.name if ticket.segment else "",
        opened_at=ticket.opened_at,
        law=version.policy.name if version else "",
        term_amount=clock.amount if clock else None,
        term_unit=clock.unit if clock else "",
        term_from=clock.started_at if clock else None,
        term_due=clock.due_at if clock else None,
        term_met=TERM_MET.get(ClockState(clock.state), "running") if clock else "",
        settled_at=ticket.resolved_at,
        person_asked=bool(filled.get(ASKED)),
        first_person_at=person,
        phone_wait_s=float(filled[WAITED]) if filled.get(WAITED) is not None else None,
    )


def _first_people(numbers: Sequence[int]) -> dict[int, datetime]:
    """Return when a person first spoke to the customer, by ticket: neither notes nor what was written by itself."""
    said = Message.objects.filter(
        ticket__in=numbers,
        agent__isnull=False,
        agent__is_robot=False,
        kind__in=(MessageKind.MESSAGE, MessageKind.CALL),
    )
    return dict(said.order_by().values_list("ticket").annotate(first=Min("at")))


def _filled(numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    values = FieldValue.objects.filter(ticket__in=numbers, field__key__in=(ASKED, WAITED))
    for ticket, key, flag, number in values.values_list("ticket_id", "field__key", "flag", "number"):
        found.setdefault(ticket, {})[key] = flag if key == ASKED else number
    return found


@dataclass(slots=True)
class Summary:
    """The claims of a period in figures. `picked_up_s`: mean seconds of the calls whose wait is known, `in_time`: how
    many of these were picked up within three minutes."""

    claims: int = 0
    met: int = 0
    missed: int = 0
    running: int = 0
    person_asked: int = 0
    person_answered: int = 0
    calls: int = 0
    in_time: int = 0
    waited_s: float = 0.0

    def add(self, claim: Claim) -> None:
        self.claims += 1
        self.met += claim.term_met == "yes"
        self.missed += claim.term_met == "no"
        self.running += claim.term_met == "running"
        self.person_asked += claim.person_asked
        self.person_answered += claim.person_asked and claim.first_person_at is not None
        if claim.phone_wait_s is not None:
            self.calls += 1
            self.waited_s += claim.phone_wait_s
            self.in_time += claim.phone_wait_s <= PICK_UP_S

    @property
    def mean_wait_s(self) -> float | None:
        return self.waited_s / self.calls if self.calls else None
