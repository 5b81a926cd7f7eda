from __future__ import annotations

import pytest

from escalera.base.log.readers import read_all
from escalera.base.people.models import Absence, Agent, Contact, Segment
from escalera.base.refusals import BadInput
from escalera.core.feed.actions import consult, say
from escalera.core.ladder.actions import Handover, accept, ask_higher, decline_higher, escalate, reject, send_back
from escalera.core.notifications import actions, queries
from escalera.core.notifications.actions.choosing import Choices
from escalera.core.notifications.choices import Wanted
from escalera.core.notifications.models import Notification
from escalera.core.tickets.actions import Content, note, receive_message, reply, resolve, take
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.notifications.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)  # a reader sees only what was committed


def mine(desk: Desk, agent: Agent) -> int:
    number = desk.open().ticket_id
    take(ticket_id=number, by=agent, at=NOON)
    return number


def writes(number: int, contact: Contact, minute: float = 1, *, automatic: bool = False) -> None:
    receive_message(
        ticket_id=number, contact=contact, content=Content("And now?"), channel="email", at=later(minute),
        automatic=automatic,
    )  # fmt: skip


def up(desk: Desk, number: int) -> int:
    step = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("x"), by=desk.amira, at=later(2))
    return step.pk


def test_a_customers_words_are_told_once_until_they_were_seen(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    writes(number, desk.farid, 1)
    writes(number, desk.farid, 2)
    assert told(desk.amira) == [("replied", number, 2)]
    assert actions.see_all(by=desk.amira, at=later(3)) == 1
    writes(number, desk.farid, 4)
    assert told(desk.amira) == [("replied", number, 1)]
    assert Notification.objects.filter(agent=desk.amira).count() == 2


def test_nobody_hears_of_their_own_deeds_nor_of_machines(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    reply(ticket_id=number, content=Content("Hello"), by=desk.amira, at=later(1))
    writes(number, desk.farid, 2, automatic=True)
    resolve(ticket_id=number, by=desk.amira, at=later(3))
    assert told(desk.amira) == []


def test_who_is_relieved_of_a_ticket_hears_of_it(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    take(ticket_id=number, by=desk.sara, at=later(1))
    assert told(desk.amira) == [("relieved", number, 1)]
    assert told(desk.sara) == []


def test_an_escalation_is_told_to_the_team_and_then_to_who_made_it(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    offer = up(desk, number)
    assert told(desk.bruno) == [("offered", number, 1)]
    assert told(desk.chen) == []
    accept(escalation_id=offer, by=desk.bruno, at=later(3))
    assert told(desk.amira) == [("accepted", number, 1)]
    assert told(desk.bruno) == []  # answered: nobody needs to do it any more


def test_a_rejected_and_a_returned_ticket_come_back_with_words(desk: Desk, told: Told) -> None:
    first = mine(desk, desk.amira)
    reject(escalation_id=up(desk, first), reason="Not ours", by=desk.bruno, at=later(3))
    second = mine(desk, desk.amira)
    accept(escalation_id=up(desk, second), by=desk.bruno, at=later(3))
    send_back(ticket_id=second, reason="Ask for the model", by=desk.bruno, at=later(4))
    assert told(desk.amira) == [("rejected", first, 1), ("accepted", second, 1), ("returned", second, 1)]


def test_a_ticket_resolved_by_somebody_else_is_told_to_its_holder(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    resolve(ticket_id=number, by=desk.sara, at=later(2))
    assert told(desk.amira) == [("resolved", number, 1)]
    assert told(desk.sara) == []


def test_a_mention_is_told_and_leads_to_the_note(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    text = f"@[Bruno](agent:{desk.bruno.pk}) what do you think?"
    words = note(ticket_id=number, content=Content(text), by=desk.amira, at=later(2))
    assert told(desk.bruno) == [("mentioned", number, 1)]
    assert queries.page_for(desk.bruno).rows[0].message_id == words.pk


def test_a_question_is_told_to_those_asked_and_its_answer_to_who_asked(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    asked = consult(ticket_id=number, question="Is it the line?", to_team=desk.networks, by=desk.amira, at=later(1))
    assert told(desk.bruno) == [("asked", number, 1)]
    say(consultation_id=asked.pk, text="Yes.", by=desk.bruno, at=later(2))
    assert told(desk.amira) == [("advised", number, 1)]


def test_who_may_not_see_the_ticket_any_more_has_nothing_of_it(desk: Desk, told: Told) -> None:
    number = desk.open(team=desk.sales).ticket_id
    take(ticket_id=number, by=desk.omar, at=NOON)
    writes(number, desk.farid)
    assert told(desk.omar) == [("replied", number, 1)]
    Ticket.objects.filter(pk=number).update(owner=desk.amira, assignee=desk.amira, team=desk.front)
    assert queries.page_for(desk.omar).rows == []
    up(desk, number)
    assert told(desk.omar) == []
    assert queries.unseen(desk.omar) == 0
    with pytest.raises(Notification.DoesNotExist):
        actions.see(notification_id=10**9, by=desk.omar, at=later(5))


def test_who_stands_in_for_somebody_away_is_told_too(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    Absence.objects.create(agent=desk.amira, since=NOON, until=later(600), replacement=desk.sara, set_by=desk.sara)
    writes(number, desk.farid)
    assert told(desk.sara) == [("replied", number, 1)]
    assert told(desk.amira) == [("replied", number, 1)]


def test_history_is_told_to_nobody(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    writes(number, desk.farid)
    desk.open(at=later(8 * 24 * 60))
    assert told(desk.amira) == []


def test_what_somebody_does_not_want_is_not_told(desk: Desk, told: Told) -> None:
    none = Wanted(app=False, push=False, mail=False)
    choose(desk.amira, kinds={"replied": none})
    number = mine(desk, desk.amira)
    writes(number, desk.farid)
    assert told(desk.amira) == []
    with pytest.raises(BadInput):
        choose(desk.amira, kinds={"nonsense": none})
    with pytest.raises(BadInput):
        choose(desk.amira, rhythm="sometimes")


def test_only_ones_own_can_be_seen_and_a_second_time_changes_nothing(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    writes(number, desk.farid)
    assert told(desk.amira) == [("replied", number, 1)]
    row = Notification.objects.get()
    with pytest.raises(Notification.DoesNotExist):
        actions.see(notification_id=row.pk, by=desk.sara, at=later(2))
    for minute in (3, 4):
        assert actions.see(notification_id=row.pk, by=desk.amira, at=later(minute)).pk == row.pk
    row.refresh_from_db()
    assert (row.seen_at, row.push_due_at, row.mail_due_at) == (later(3), None, None)


def test_pages_of_the_list_never_overlap(desk: Desk) -> None:
    numbers = [mine(desk, desk.amira) for _n in range(5)]
    for minute, number in enumerate(numbers):
        writes(number, desk.farid, minute + 1)
    read_all()
    found, before = [], None
    while True:
        page = queries.page_for(desk.amira, before=before, limit=2)
        found.append([row.ticket_id for row in page.rows])
        before = page.next
        if before is None:
            break
    assert found == [numbers[:2:-1], numbers[2:0:-1], numbers[:1]]


def test_old_ones_are_forgotten(desk: Desk, told: Told) -> None:
    number = mine(desk, desk.amira)
    writes(number, desk.farid)
    assert told(desk.amira) == [("replied", number, 1)]
    assert actions.forget_old(at=later(89 * 24 * 60)) == 0
    assert actions.forget_old(at=later(91 * 24 * 60)) == 1
    assert queries.unseen(desk.amira) == 0


def choose(agent: Agent, **change: object) -> None:
    values = {
        "rhythm": "hourly", "daily_min": 540, "lock_screen": "number", "only_working_hours": True,
        "urgent_always": False, "kinds": {},
    }  # fmt: skip
    actions.choose(choices=Choices(**{**values, **change}), by=agent, at=NOON)  # type: ignore[arg-type]


def test_a_wish_for_a_higher_level_is_told_to_its_holders_until_it_is_answered(desk: Desk, told: Told) -> None:
    Contact.objects.filter(pk=desk.farid.pk).update(
        segment=Segment.objects.create(code="gold", name="Gold", may_ask_higher=True)
    )
    number = mine(desk, desk.amira)
    ask_higher(ticket_id=number, reason="Third time", by=desk.farid, at=later(1))
    assert (told(desk.amira), told(desk.sara)) == ([("higher", number, 1)], [])
    decline_higher(ticket_id=number, reason="A part is on its way", by=desk.sara, at=later(2))
    assert told(desk.amira) == []


def test_while_nobody_holds_it_a_wish_is_told_to_the_team(desk: Desk, told: Told) -> None:
    Contact.objects.filter(pk=desk.farid.pk).update(
        segment=Segment.objects.create(code="gold", name="Gold", may_ask_higher=True)
    )
    number = desk.open().ticket_id
    ask_higher(ticket_id=number, reason="Third time", by=desk.farid, at=later(1))
    assert (told(desk.amira), told(desk.sara), told(desk.omar)) == (
        [("higher", number, 1)],
        [("higher", number, 1)],
        [],
    )
    up(desk, number)
    assert (told(desk.amira), told(desk.sara)) == ([], [])
