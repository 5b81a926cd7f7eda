"""Two tickets become one, and two again."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import meet
from escalera.base.refusals import NotAllowed
from escalera.core.feed.models import Follower
from escalera.core.ladder.models import Stay
from escalera.core.tickets.actions import (
    CannotMerge,
    CannotUndoMerge,
    Content,
    bring_in,
    merge,
    receive_message,
    reply,
    tag,
    take,
    undo_merge,
    wait_for,
)
from escalera.core.tickets.models import Merge, Message, Status, Tag, Ticket
from escalera.core.tickets.search import matching_tickets
from tests.cast import NOON, Desk, later


def state(number: int) -> dict[str, object]:
    """Everything that undoing must give back; when it was last touched is not part of it."""
    values: dict[str, object] = {**Ticket.objects.values().get(pk=number)}
    values.pop("updated_at")
    return {
        **values,
        "messages": list(Message.objects.filter(ticket=number).order_by("pk").values_list("pk", flat=True)),
        "people": sorted(Ticket.objects.get(pk=number).participants.values_list("contact__name", flat=True)),
        "tags": sorted(Ticket.objects.get(pk=number).tags.values_list("tag__name", flat=True)),
        "stays": list(Stay.objects.filter(ticket=number).order_by("pk").values()),
    }


def two(desk: Desk) -> tuple[int, int]:
    """A ticket that waits for Farid, and one of Eve's that nobody has answered."""
    Tag.objects.create(name="Fibre", key="fibre")
    Tag.objects.create(name="VIP", key="vip")
    first = desk.open("No internet", "The light is red.").ticket_id
    reply(ticket_id=first, content=Content("Restart it"), by=desk.amira, at=later(1), then="wait")
    tag(ticket_id=first, names=["fibre"], by=desk.amira, at=later(1))
    second = desk.open("Still none", "Zanahoria here", requester=desk.eve, at=later(2)).ticket_id
    tag(ticket_id=second, names=["Fibre", "vip"], by=desk.amira, at=later(3))
    bring_in(ticket_id=second, address="Pia <pia@elsewhere.example>", by=desk.amira, at=later(3))
    return first, second


def test_the_survivor_gets_words_people_and_tags_and_the_absorbed_ends_and_points_there(desk: Desk) -> None:
    first, second = two(desk)
    merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    survivor, absorbed = Ticket.objects.get(pk=first), Ticket.objects.get(pk=second)
    texts = Message.objects.filter(ticket=first).order_by("at").values_list("text", flat=True)
    assert list(texts) == ["The light is red.", "Restart it", "Zanahoria here"]
    assert state(first)["people"] == ["Eve", "Pia"]
    assert state(first)["tags"] == ["Fibre", "VIP"]
    assert (survivor.status, survivor.customer_waits_since) == (Status.OPEN, later(2))
    assert (absorbed.status, absorbed.is_open, absorbed.merged_into_id) == (Status.CLOSED, False, first)
    assert matching_tickets("zanahoria") == [first]
    assert Stay.objects.get(ticket=second).left_because == "ended"


def test_a_merge_is_recorded_on_both(desk: Desk) -> None:
    first, second = two(desk)
    merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    last = [Event.objects.filter(ticket_id=number).order_by("-id").first() for number in (second, first)]
    assert [event.fact.sentence("Amira") for event in last if event] == [
        f"Amira merged this ticket into #{first}",
        f"Amira merged #{second} into this ticket: 1 message came over",
    ]


def test_undoing_gives_exactly_back_what_was(desk: Desk) -> None:
    first, second = two(desk)
    before = state(first), state(second)
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(6))
    assert (state(first), state(second)) == before
    assert matching_tickets("zanahoria") == [second]


def test_what_came_after_the_merge_stays_and_undoing_says_so(desk: Desk) -> None:
    first, second = two(desk)
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    came = receive_message(ticket_id=second, contact=desk.eve, content=Content("More"), channel="email", at=later(6))
    assert came.ticket_id == first
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(7))
    texts = [
        list(Message.objects.filter(ticket=n).order_by("pk").values_list("text", flat=True)) for n in (first, second)
    ]
    assert texts == [["The light is red.", "Restart it", "More"], ["Zanahoria here"]]
    event = Event.objects.filter(ticket_id=first).order_by("-id").first()
    assert event is not None
    assert event.fact.sentence("Amira") == (
        f"Amira undid the merge with #{second}; 1 message that came since stays here"
    )


def test_a_merged_ticket_can_be_worked_on_only_where_it_goes_on(desk: Desk) -> None:
    first, second = two(desk)
    merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    with pytest.raises(NotAllowed, match=f"merged into #{first}"):
        reply(ticket_id=second, content=Content("Hi"), by=desk.amira, at=later(6))


def test_merges_stand_on_each_other_and_are_undone_from_the_last(desk: Desk) -> None:
    first, second = two(desk)
    third = desk.open("A third", at=later(4)).ticket_id
    inner = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    outer = merge(survivor_id=third, absorbed_id=first, by=desk.amira, at=later(6))
    came = receive_message(ticket_id=second, contact=desk.eve, content=Content("x"), channel="email", at=later(7))
    assert came.ticket_id == third
    with pytest.raises(CannotUndoMerge):
        undo_merge(merge_id=inner.pk, by=desk.amira, at=later(8))
    undo_merge(merge_id=outer.pk, by=desk.amira, at=later(8))
    undo_merge(merge_id=inner.pk, by=desk.amira, at=later(9))
    with pytest.raises(CannotUndoMerge):
        undo_merge(merge_id=inner.pk, by=desk.amira, at=later(9))
    assert Message.objects.get(ticket=second).text == "Zanahoria here"


def test_who_may_not_work_on_both_may_not_merge(desk: Desk) -> None:
    first = desk.open().ticket_id
    theirs = desk.open(team=desk.sales).ticket_id
    for by in (desk.amira, desk.omar):
        with pytest.raises(NotAllowed):
            merge(survivor_id=first, absorbed_id=theirs, by=by, at=later(1))
    assert not Merge.objects.exists()


def test_an_open_ticket_does_not_go_on_in_an_ended_one(desk: Desk) -> None:
    first, second = two(desk)
    Ticket.objects.filter(pk=first).update(status=Status.RESOLVED, is_open=False, resolved_at=NOON)
    with pytest.raises(CannotMerge, match="reopen it first"):
        merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    with pytest.raises(CannotMerge):
        merge(survivor_id=first, absorbed_id=first, by=desk.amira, at=later(5))


def test_a_merge_that_others_changed_since_takes_back_only_its_own(desk: Desk) -> None:
    first, second = two(desk)
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    take(ticket_id=first, by=desk.sara, at=later(6))
    wait_for(ticket_id=first, status=Status.WAITING_VENDOR, by=desk.sara, at=later(6))
    undo_merge(merge_id=made.pk, by=desk.sara, at=later(7))
    survivor = Ticket.objects.get(pk=first)
    assert (survivor.assignee, survivor.status) == (desk.sara, Status.WAITING_VENDOR)


def test_who_wrote_to_the_absorbed_is_copied_on_answers(desk: Desk) -> None:
    first, second = two(desk)
    meet(channel="email", address="eve@elsewhere.example", at=NOON)
    merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    answer = reply(ticket_id=first, content=Content("All fixed"), by=desk.amira, at=later(6))
    delivery = Message.objects.get(pk=answer.pk).delivery
    assert (delivery.to, delivery.cc) == (
        ["farid@customer.example"],
        ["eve@elsewhere.example", "pia@elsewhere.example"],
    )


def test_followers_go_over_and_leave_with_the_undoing(desk: Desk) -> None:
    first, second = two(desk)
    reply(ticket_id=second, content=Content("Hi"), by=desk.sara, at=later(4))

    def followers(number: int) -> list[str]:
        return sorted(Follower.objects.filter(ticket=number).values_list("agent__name", flat=True))

    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    assert followers(first) == ["Amira", "Sara"]
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(6))
    assert (followers(first), followers(second)) == (["Amira"], ["Sara"])
