"""What is asked of clocks: the same answer by a query and of one ticket, and views that count it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from escalera.base.log.readers import read_all
from escalera.core.clocks.choices import ClockKind, ClockState
from escalera.core.clocks.conditions import KEYS
from escalera.core.clocks.models import Clock, Policy, PolicyVersion
from escalera.core.conditions.compiling import matches, to_q
from escalera.core.conditions.reading import read
from escalera.core.tickets.actions import assign
from escalera.core.tickets.models import Ticket
from escalera.core.views.actions import Wanted, create_view
from escalera.core.views.queries import views_of
from tests.cast import NOON, Desk, later

S = ClockState
ASKED: list[dict[str, Any]] = [
    {"field": "clock_late", "is": True}, {"field": "clock_late", "is": False}, {"field": "clock_risk", "is": True},
    {"field": "clock_risk", "is": False}, {"field": "clock", "is": "first_reply"},
    {"field": "clock", "is_not": "resolution"}, {"field": "clock", "one_of": ["first_reply", "legal"]},
    {"field": "clock", "empty": True}, {"field": "late_clock", "is": "resolution"},
    {"field": "late_clock", "filled": True}, {"field": "missed_clock", "is": "first_reply"},
    {"field": "clock_due", "before": "now"}, {"field": "clock_due", "within_days": 2},
    {"field": "clock_due", "empty": True}, {"field": "clock_due", "at_most": "today"},
]  # fmt: skip


@pytest.fixture
def version(db: Any) -> PolicyVersion:
    policy = Policy.objects.create(name="Gold", version=1)
    return PolicyVersion.objects.create(policy=policy, number=1, data={}, at=NOON)


def run(
    ticket: int, kind: str, state: str, due: datetime | None, version: PolicyVersion | None, **more: Any
) -> Clock:
    stopped = NOON if state in (S.MET, S.MISSED) else None
    given = {"policy_kind": "sla", "unit": "working_minutes", "amount": 60, "started_at": NOON, "counted_at": NOON}
    return Clock.objects.create(
        ticket_id=ticket, kind=kind, state=state, due_at=due, policy_version=version, stopped_at=stopped,
        **{**given, **more},
    )  # fmt: skip


@pytest.fixture
def tickets(desk: Desk, version: PolicyVersion) -> list[int]:
    numbers = [desk.open().ticket_id for _n in range(6)]
    Clock.objects.all().delete()
    late, risky, paused, missed, both = numbers[:5]
    run(late, ClockKind.RESOLUTION, S.LATE, later(-5), version, breached_at=later(-5))
    run(risky, ClockKind.FIRST_REPLY, S.RUNNING, later(20), version, warned=75)
    run(paused, ClockKind.RESOLUTION, S.PAUSED, None, version, warned=50)
    run(missed, ClockKind.FIRST_REPLY, S.MISSED, later(-9), version, breached_at=later(-9), warned=90)
    run(both, ClockKind.RESOLUTION, S.RUNNING, NOON + timedelta(days=4), version)
    run(both, ClockKind.PROMISE, S.LATE, later(-1), None, breached_at=later(-1), policy_kind="")
    return numbers


def found_by(data: dict[str, Any], numbers: list[int]) -> list[int]:
    found = Ticket.objects.filter(to_q(read(data), None, NOON), pk__in=numbers)
    return [numbers.index(pk) for pk in sorted(found.values_list("pk", flat=True))]


def test_a_query_and_a_question_agree(desk: Desk, tickets: list[int], version: PolicyVersion) -> None:
    for data in [*ASKED, {"field": "policy", "is": str(version.policy_id)}, {"field": "policy", "empty": True}]:
        held = [
            tickets.index(one.pk)
            for one in Ticket.objects.filter(pk__in=tickets).order_by("pk")
            if matches(read(data), one, None, NOON)
        ]
        assert (data, held) == (data, found_by(data, tickets))


def test_each_field_says_what_it_means(desk: Desk, tickets: list[int], version: PolicyVersion) -> None:
    assert found_by({"field": "clock_late", "is": True}, tickets) == [0, 4]
    assert found_by({"field": "clock_risk", "is": True}, tickets) == [1]
    assert found_by({"field": "late_clock", "is": "resolution"}, tickets) == [0]
    assert found_by({"field": "missed_clock", "is": "first_reply"}, tickets) == [3]
    assert found_by({"field": "clock", "is": "resolution"}, tickets) == [0, 2, 4]
    assert found_by({"field": "policy", "is": str(version.policy_id)}, tickets) == [0, 1, 2, 4]
    assert {"clock_late", "clock_risk", "clock_due", "clock", "late_clock", "missed_clock", "policy"} == KEYS


@pytest.mark.django_db(transaction=True)
def test_a_view_of_late_tickets_is_counted(desk: Desk, tickets: list[int]) -> None:
    late = {"all": [{"field": "open", "is": True}, {"field": "clock_late", "is": True}]}
    create_view(Wanted("Late", late, sharing="all"), by=desk.sara, at=NOON)
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [2]
    Clock.objects.filter(ticket=tickets[0]).update(state=S.RUNNING)
    assign(ticket_id=tickets[0], to=desk.amira, by=desk.sara, at=later(1))
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [1]
