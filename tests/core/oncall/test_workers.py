"""Two workers at the same time: each step presses once, each page calls each person once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import Error as DatabaseTrouble
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.core.oncall.actions import acknowledge, arm, escalate_due, fire_due, page
from escalera.core.oncall.models import ArmedStep, Page, PageCall, Rotation
from escalera.core.tickets.actions import Content, receive_message, release, reply, resolve, take
from tests.cast import Desk, later
from tests.core.oncall.conftest import Write, called, notes, press, step

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> None:
    """Run all at the same time, each with a connection of its own."""
    start = threading.Barrier(len(deeds))
    errors: list[Exception] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait(10)
            deed()
        except (DatabaseTrouble, Refusal) as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def test_two_workers_press_each_step_once(desk: Desk, write: Write) -> None:
    write(step("unassigned", 10), step("not_answered", 10), step("stay", 10))
    numbers = [desk.open().ticket_id for _n in range(5)]
    read_all()
    at_once(*[lambda: fire_due(at=later(11))] * 3)
    assert [len(notes(number)) for number in numbers] == [3] * 5
    assert Event.objects.filter(name="step.fired").count() == 15


def test_two_workers_call_each_person_once(desk: Desk, rotation: Rotation) -> None:
    pages = [
        page(rotation_id=rotation.pk, ticket_id=desk.open().ticket_id, by=robot("x"), at=later(0)) for _n in range(4)
    ]
    at_once(*[lambda: escalate_due(at=later(5))] * 3)
    assert [called(one.pk) for one in pages] == [[("Chen", "passed"), ("Bruno", "ringing")]] * 4


def test_two_workers_page_once(desk: Desk, rotation: Rotation) -> None:
    number = desk.open().ticket_id
    at_once(*[lambda: page(rotation_id=rotation.pk, ticket_id=number, by=robot("x"), at=later(1))] * 3)
    assert (Page.objects.count(), PageCall.objects.count()) == (1, 1)


def test_answering_while_the_next_is_called_leaves_one_answer(desk: Desk, rotation: Rotation) -> None:
    one = page(rotation_id=rotation.pk, ticket_id=desk.open().ticket_id, by=robot("x"), at=later(0))
    at_once(
        lambda: acknowledge(page_id=one.pk, by=desk.chen, at=later(5)), lambda: escalate_due(at=later(5))
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.acknowledged_by, one.next_at) == ("acknowledged", desk.chen, None)
    assert not PageCall.objects.filter(page=one, state="ringing").exists()


DEEDS = st.lists(st.tuples(st.sampled_from(["take", "release", "reply", "write"]), st.integers(1, 25)), max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS, st.lists(st.booleans(), min_size=7, max_size=7))
def test_whenever_the_log_is_read_the_same_steps_press(
    desk: Desk, write: Write, path: list[tuple[str, int]], reads: list[bool]
) -> None:
    """One ticket is read after each deed, another with the same life now and then: they end alike."""
    ArmedStep.objects.all().delete()
    write(step("unassigned", 30), step("not_answered", 30), name=f"Press {Event.objects.count()}")
    one, other = desk.open().ticket_id, desk.open().ticket_id
    minute = 0
    for (deed, pause), read in zip(path, reads, strict=False):
        minute += pause
        for number in (one, other):
            _do(desk, deed, number, minute)
        arm(ticket_ids=[one, *([other] if read else [])], at=later(minute))
        fire_due(at=later(minute))
    arm(ticket_ids=[one, other], at=later(minute))
    fire_due(at=later(minute))
    kept = [_kept(number) for number in (one, other)]
    assert kept[0] == kept[1]
    for number in (one, other):
        resolve(ticket_id=number, by=desk.sara, at=later(minute + 1))
    press(later(minute + 100))
    assert not ArmedStep.objects.filter(state="armed").exists()


def _do(desk: Desk, deed: str, number: int, minute: int) -> None:
    if deed == "take":
        take(ticket_id=number, by=desk.amira, at=later(minute))
    elif deed == "release":
        release(ticket_id=number, by=desk.amira, at=later(minute))
    elif deed == "reply":
        reply(ticket_id=number, content=Content("Hello"), by=desk.sara, at=later(minute))
    else:
        receive_message(
            ticket_id=number, contact=desk.farid, content=Content("?"), channel="email", at=later(minute)
        )  # fmt: skip


def _kept(number: int) -> list[tuple[str, str, datetime]]:
    """What stands ready; what an unread change left over is asked again before it presses."""
    rows = ArmedStep.objects.filter(ticket=number, state="armed").order_by("due_at", "step__order")
    return [(row.state, row.step.situation, row.due_at.astimezone(UTC)) for row in rows.select_related("step")]
