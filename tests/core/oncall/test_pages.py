"""Pages: to whom, what follows when nobody answers, and how they end."""

from __future__ import annotations

from datetime import date

import pytest

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.people.models import Absence
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.oncall.actions import (
    LayerGiven,
    PageIsOver,
    RotationGiven,
    acknowledge,
    archive_rotation,
    escalate_due,
    page,
    pass_on,
    save_rotation,
)
from escalera.core.oncall.models import Page, PageCall, Rotation
from escalera.core.oncall.queries import on_call, ringing_for
from escalera.core.tickets.actions import resolve, take
from escalera.core.tickets.actions.locking import HasEnded
from escalera.core.tickets.policies import may_see
from tests.cast import NOON, Desk, later
from tests.core.oncall.conftest import Write, called, make_owner, press, step

pytestmark = pytest.mark.django_db(transaction=True)


def send(desk: Desk, rotation: Rotation, minute: float = 0, number: int | None = None) -> Page:
    number = number or desk.open(at=later(minute)).ticket_id
    return page(rotation_id=rotation.pk, ticket_id=number, by=robot("Night"), at=later(minute))


def test_who_is_on_call_is_called_and_sees_the_ticket(desk: Desk, rotation: Rotation) -> None:
    assert on_call(rotation.pk, NOON) == desk.chen
    one = send(desk, rotation)
    assert called(one.pk) == [("Chen", "ringing")]
    assert may_see(desk.chen, one.ticket)
    assert [call.page_id for call in ringing_for(desk.chen, NOON)] == [one.pk]
    fact = Event.objects.get(name="page.sent").fact
    assert fact.sentence("x") == "Chen, on call for Networks, is paged"


def test_an_unanswered_page_goes_to_the_next_until_everybody_was_asked_as_often_as_wanted(
    desk: Desk, rotation: Rotation
) -> None:
    one = send(desk, rotation)
    assert escalate_due(at=later(4.9)) == 0
    for n in range(1, 8):
        escalate_due(at=later(5 * n))
    names = [name for name, _state in called(one.pk)]
    assert names == ["Chen", "Bruno", "Sara", "Chen", "Bruno", "Sara"]
    one.refresh_from_db()
    assert (one.state, one.next_at) == ("unanswered", None)
    last = Event.objects.filter(name="page.unanswered").get().fact
    assert last.sentence("x") == "Nobody answered the page of Networks"


def test_an_acknowledged_page_calls_nobody_else(desk: Desk, rotation: Rotation) -> None:
    one = send(desk, rotation)
    escalate_due(at=later(5))
    acknowledge(page_id=one.pk, by=desk.chen, at=later(6))  # late, but he has it
    acknowledge(page_id=one.pk, by=desk.chen, at=later(7))
    assert escalate_due(at=later(60)) == 0
    assert called(one.pk) == [("Chen", "acknowledged"), ("Bruno", "ended")]
    assert Event.objects.filter(name="page.acknowledged").count() == 1
    with pytest.raises(PageIsOver, match="Chen has it already"):
        acknowledge(page_id=one.pk, by=desk.bruno, at=later(8))


def test_only_those_who_were_called_and_supervisors_answer(desk: Desk, rotation: Rotation) -> None:
    one = send(desk, rotation)
    with pytest.raises(NotAllowed):
        acknowledge(page_id=one.pk, by=desk.omar, at=later(1))
    acknowledge(page_id=one.pk, by=desk.sara, at=later(1))
    assert called(one.pk) == [("Chen", "ended")]


def test_who_cannot_passes_it_on_at_once(desk: Desk, rotation: Rotation) -> None:
    one = send(desk, rotation)
    pass_on(page_id=one.pk, by=desk.chen, at=later(1))
    assert called(one.pk) == [("Chen", "passed"), ("Bruno", "ringing")]
    assert escalate_due(at=later(5)) == 0  # Bruno has his own five minutes
    assert escalate_due(at=later(6)) == 1


def test_one_page_stands_for_all_that_come_while_it_waits(desk: Desk, rotation: Rotation) -> None:
    one = send(desk, rotation)
    assert send(desk, rotation, 1, one.ticket_id) == one
    acknowledge(page_id=one.pk, by=desk.chen, at=later(2))
    assert send(desk, rotation, 3, one.ticket_id) != one


def test_who_is_away_is_not_called(desk: Desk, rotation: Rotation) -> None:
    Absence.objects.create(agent=desk.chen, since=later(-60), set_by=desk.sara)
    assert called(send(desk, rotation).pk) == [("Bruno", "ringing")]


def test_a_page_that_reaches_nobody_is_told(desk: Desk, rotation: Rotation) -> None:
    for agent in (desk.chen, desk.bruno, desk.sara):
        Absence.objects.create(agent=agent, since=later(-60), set_by=desk.sara)
    assert send(desk, rotation).state == "unanswered"
    fact = Event.objects.get(name="page.unanswered").fact
    assert fact.sentence("x") == "Nobody is on call for Networks: the page reached nobody"


def test_a_ticket_that_ends_ends_its_pages(desk: Desk, rotation: Rotation) -> None:
    one = send(desk, rotation)
    resolve(ticket_id=one.ticket_id, by=desk.amira, at=later(1))
    assert escalate_due(at=later(5)) == 1  # before the log is read
    read_all()
    assert called(one.pk) == [("Chen", "ended")]
    with pytest.raises(HasEnded):
        send(desk, rotation, 6, one.ticket_id)


def test_taking_the_ticket_is_an_answer_of_who_was_called(desk: Desk, rotation: Rotation) -> None:
    one = send(desk, rotation)
    take(ticket_id=one.ticket_id, by=desk.amira, at=later(1))  # was not called: the page goes on
    read_all()
    assert called(one.pk) == [("Chen", "ringing")]
    pass_on(page_id=one.pk, by=desk.chen, at=later(2))
    pass_on(page_id=one.pk, by=desk.bruno, at=later(3))
    take(ticket_id=one.ticket_id, by=desk.sara, at=later(4))
    read_all()
    assert called(one.pk) == [("Chen", "passed"), ("Bruno", "passed"), ("Sara", "acknowledged")]


def test_layers_are_asked_in_their_order(desk: Desk) -> None:
    layers = [
        LayerGiven("First", [desk.amira.pk, desk.omar.pk], date(2026, 3, 2), turn="day"),
        LayerGiven("Second", [desk.chen.pk], date(2026, 3, 2)),
    ]
    both = save_rotation(given=RotationGiven("Both", "UTC", layers, rounds=1), by=make_owner(desk), at=NOON)
    one = send(desk, both)
    for n in range(1, 5):
        escalate_due(at=later(5 * n))
    assert [name for name, _state in called(one.pk)] == ["Amira", "Chen", "Omar"]


def test_an_archived_rotation_pages_nobody(desk: Desk, rotation: Rotation) -> None:
    archive_rotation(rotation_id=rotation.pk, by=make_owner(desk), at=NOON)
    with pytest.raises(BadInput):
        send(desk, rotation)


def test_a_step_pages_who_is_on_call(desk: Desk, rotation: Rotation, write: Write) -> None:
    write(step("unassigned", 10, {"do": "page", "rotation": str(rotation.pk)}))
    number = desk.open().ticket_id
    press(later(10))
    press(later(11))
    call = PageCall.objects.select_related("page").get()
    assert (call.agent, call.page.ticket_id, call.page.why) == (desk.chen, number, "Press")


def test_a_step_does_not_press_again_once_the_page_was_answered(desk: Desk, rotation: Rotation, write: Write) -> None:
    write(step("unassigned", 10, {"do": "page", "rotation": str(rotation.pk)}, every_min=10, times=5))
    desk.open()
    press(later(10))
    acknowledge(page_id=Page.objects.get().pk, by=desk.chen, at=later(12))
    press(later(21))
    assert Page.objects.count() == 1
