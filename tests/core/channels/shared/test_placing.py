"""One rule says whether words are added, open a ticket again or begin a new one; and one click puts it right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from escalera.base.log.models import Event
from escalera.base.people.models import Contact, Segment
from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.settings.actions import edit_company
from escalera.core.channels import gate
from escalera.core.channels.models import Channel, ConversationRule, InboundItem, MailId, Thread
from escalera.core.channels.ruling import Saying, remove_rule, save_rule
from escalera.core.channels.shared.conversation_rule import Rule, Situation, judge, most_specific, rule_for
from escalera.core.channels.shared.correcting import CannotPlace, make_new_ticket, place_on
from escalera.core.tickets.actions import (
    Content,
    cancel,
    mark_spam,
    merge,
    reply,
    resolve,
    split,
    undo_merge,
    wait_for,
)
from escalera.core.tickets.models import Link, Merge, Message, Ticket
from tests.cast import Desk, later
from tests.core.channels.email.test_intake import mail, take_in
from tests.core.channels.shared.plain import KIND, Provider, plain_kind

HOUR, DAY = 60.0, 1440.0  # minutes
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def provider() -> Iterator[Provider]:
    with plain_kind() as provider:
        yield provider


_names = count(1)


def hear(channel: Channel, text: str = "Hello", *, minutes: float = 1, who: str = "u-1", **more: str) -> Message:
    """Let the provider bring one message, and return what it became."""
    name = f"in-{next(_names)}"
    one = {"type": "said", "from": who, "name": "Ana", "id": name, "text": text, **more}
    Client().post(
        f"/hooks/{KIND}/{channel.hook_key}/",
        json.dumps([one]),
        content_type="application/json",
        headers={"x-signature": "good"},
    )
    gate.understand_waiting(at=later(minutes))
    return Message.objects.get(marks__external_id=name)


def placed(message: Message) -> dict[str, Any]:
    message.refresh_from_db()
    return dict((message.extra or {}).get("placed") or {})


def end(desk: Desk, message: Message, *, minutes: float) -> None:
    resolve(ticket_id=message.ticket_id, by=desk.amira, at=later(minutes), anyway=True)


def links() -> list[tuple[int, int]]:
    return list(Link.objects.order_by("pk").values_list("ticket", "to"))


# --- the rule as values -----------------------------------------------------------------------------------------

QUIET = Situation(quiet=5 * HOURS)
WAITING = Situation(quiet=5 * HOURS, waits=True)
LONG_AGO = Situation(quiet=9 * DAYS, ended=9 * DAYS)


@pytest.mark.parametrize(
    ("rule", "found", "verdict"),
    [
        (Rule(), QUIET, (True, "append")),
        (Rule(idle_hours=6), QUIET, (True, "append")),
        (Rule(idle_hours=5), QUIET, (False, "idle")),
        (Rule(idle_hours=5), WAITING, (True, "waited")),
        (Rule(idle_hours=5, waits_append=False), WAITING, (False, "idle")),
        (Rule(idle_hours=5), Situation(quiet=9 * DAYS, answers=True), (True, "answered")),
        (Rule(when_open="new"), QUIET, (False, "each")),
        (Rule(when_open="new"), Situation(quiet=timedelta(minutes=9)), (True, "append")),
        (Rule(), LONG_AGO, (False, "ended")),
        (Rule(reopen_days=10), LONG_AGO, (True, "reopen")),
        (Rule(reopen_days=9), LONG_AGO, (False, "ended")),
        (Rule(reopen_days=None), LONG_AGO, (True, "reopen")),
        (Rule(when_ended="new"), Situation(HOURS, ended=HOURS), (False, "ended-new")),
        (Rule(when_ended="new"), Situation(HOURS, ended=HOURS, only_thanks=True), (True, "thanks")),
        (Rule(), Situation(31 * DAYS, ended=31 * DAYS, only_thanks=True), (False, "ended")),
    ],
)
def test_what_the_rule_says(rule: Rule, found: Situation, verdict: tuple[bool, str]) -> None:
    given = judge(rule, found)
    assert (given.appends, given.code) == verdict


def test_the_most_specific_rule_wins() -> None:
    rules = [
        Rule(1),
        Rule(2, kind="sms"),
        Rule(3, segment_id=7),
        Rule(4, segment_id=7, kind="sms"),
        Rule(5, 8, "sms"),
    ]
    assert [most_specific(rules, segment, kind).id for segment, kind in [
        (None, "chat"), (None, "sms"), (7, "chat"), (7, "sms"), (9, "email"),
    ]] == [1, 2, 3, 4, 1]  # fmt: skip
    assert [most_specific([], None, kind).reopen_days for kind in ("sms", "email")] == [7, None]


# --- every channel ----------------------------------------------------------------------------------------------


def test_words_are_added_while_the_ticket_is_open_and_the_reason_stands_on_them(desk: Desk, channel: Channel) -> None:
    first, second = hear(channel), hear(channel, minutes=3 * DAY)
    assert (second.ticket_id, placed(first)) == (first.ticket_id, {})
    assert placed(second) == {
        "code": "append", "ticket": first.ticket_id, "since_s": int(3 * DAY * 60 - 60), "rule": 0, "hours": 0, "days": 7,
    }  # fmt: skip


def test_an_ended_one_is_opened_again_or_a_linked_one_begins(desk: Desk, channel: Channel) -> None:
    first = hear(channel)
    end(desk, first, minutes=2)
    assert hear(channel, "It broke again", minutes=6 * DAY).ticket_id == first.ticket_id
    first.ticket.refresh_from_db()
    assert (first.ticket.is_open, first.ticket.reopened) == (True, 1)
    end(desk, first, minutes=6 * DAY + 1)
    later_one = hear(channel, "Something new", minutes=14 * DAY)
    assert later_one.ticket_id != first.ticket_id
    assert placed(later_one)["code"] == "ended"
    assert links() == [(first.ticket_id, later_one.ticket_id)]
    assert Thread.objects.get().ticket_id == later_one.ticket_id
    assert hear(channel, minutes=14 * DAY + 1).ticket_id == later_one.ticket_id


def test_a_quiet_ticket_gets_a_new_one_by_the_rule_of_its_segment(desk: Desk, channel: Channel) -> None:
    gold = Segment.objects.create(code="gold", name="Gold")
    rule = _rule(segment=gold, kind=KIND, idle_hours=48)
    first = hear(channel)
    Contact.objects.filter(message=first).update(segment=gold)
    Ticket.objects.update(segment=gold)
    second = hear(channel, minutes=2 * DAY + 1)
    assert (second.ticket_id != first.ticket_id, placed(second)["code"], placed(second)["rule"]) == (
        True,
        "idle",
        rule.pk,
    )
    reply(
        ticket_id=second.ticket_id, content=Content("Which one?"), by=desk.amira, at=later(2 * DAY + 5), then="wait"
    )
    third = hear(channel, minutes=9 * DAY)
    assert (third.ticket_id, placed(third)["code"]) == (second.ticket_id, "waited")


def _rule(segment: Segment | None = None, **says: Any) -> ConversationRule:
    return ConversationRule.objects.create(segment=segment, **says)


def test_thanks_begin_no_ticket_where_an_ended_one_stays_ended(desk: Desk, channel: Channel) -> None:
    desk.sara.role.permissions = [*desk.sara.role.permissions, SETTINGS]
    edit_company(name="Telecom", thanks_reopen=False, by=desk.sara, at=later(0))
    _rule(when_ended="new")
    first = hear(channel)
    end(desk, first, minutes=2)
    thanks = hear(channel, "Thank you!", minutes=3)
    first.ticket.refresh_from_db()
    assert (thanks.ticket_id, first.ticket.is_open, placed(thanks)["code"]) == (first.ticket_id, False, "thanks")
    assert hear(channel, "And the other light is red too", minutes=4).ticket_id != first.ticket_id


def test_an_answer_to_a_message_goes_to_its_ticket(desk: Desk, channel: Channel) -> None:
    _rule(idle_hours=1)
    first = hear(channel)
    name = first.marks.get().external_id
    second = hear(channel, minutes=2 * HOUR)
    answer = hear(channel, minutes=9 * HOUR, reply_to=name)
    assert second.ticket_id != first.ticket_id
    assert (answer.ticket_id, placed(answer)["code"]) == (first.ticket_id, "answered")
    cancel(ticket_id=first.ticket_id, by=desk.amira, at=later(9 * HOUR + 1), reason="duplicate")
    assert hear(channel, minutes=19 * DAY, reply_to=name).ticket_id not in (first.ticket_id,)


def test_who_asks_for_a_new_conversation_gets_one(channel: Channel) -> None:
    first, second = hear(channel), hear(channel, minutes=2, anew="yes")
    assert (second.ticket_id != first.ticket_id, placed(second)) == (True, {"code": "anew"})
    assert links() == []


def test_another_conversation_goes_on_in_the_only_open_ticket_where_the_rule_says_so(
    desk: Desk, channel: Channel
) -> None:
    first = hear(channel, thread="t-1")
    assert hear(channel, minutes=2, thread="t-2").ticket_id != first.ticket_id  # the usual rule
    _rule(elsewhere=True)
    Ticket.objects.filter(pk=first.ticket_id).update(is_open=False, status="closed")
    other = Ticket.objects.exclude(pk=first.ticket_id).get()
    third = hear(channel, minutes=3, thread="t-3")
    assert (third.ticket_id, placed(third)["code"]) == (other.pk, "elsewhere")
    Ticket.objects.update(is_open=True, status="open")
    assert hear(channel, minutes=4, thread="t-4").ticket_id not in (first.ticket_id, other.pk)  # of two, neither


def test_merged_tickets_are_one_and_the_conversation_follows(desk: Desk, channel: Channel) -> None:
    number = desk.open().ticket_id
    first = hear(channel)
    merge(survivor_id=number, absorbed_id=first.ticket_id, by=desk.amira, at=later(2))
    assert Thread.objects.get().ticket_id == number
    undo_merge(merge_id=Merge.objects.get().pk, by=desk.amira, at=later(3))
    assert Thread.objects.get().ticket_id == first.ticket_id
    assert hear(channel, minutes=4).ticket_id == first.ticket_id


def test_what_was_spam_is_nothing_to_go_on_with(desk: Desk, channel: Channel) -> None:
    first = hear(channel)
    mark_spam(ticket_id=first.ticket_id, by=desk.amira, at=later(2))
    second = hear(channel, minutes=3)
    assert (second.ticket_id != first.ticket_id, links(), Ticket.objects.get(pk=first.ticket_id).is_open) == (
        True,
        [],
        False,
    )


# --- mail -------------------------------------------------------------------------------------------------------


def test_an_answer_by_mail_finds_its_ticket_and_the_rule_says_what_becomes_of_an_ended_one(desk: Desk) -> None:
    first = take_in(mail(Message_ID="<1@x>"))
    resolve(ticket_id=first.ticket_id or 0, by=desk.amira, at=later(5), anyway=True)
    again = take_in(mail(text="Still red", Message_ID="<2@x>", In_Reply_To="<1@x>"), later(400 * DAY))
    assert (again.ticket_id, again.reason) == (first.ticket_id, "references")
    assert again.message is not None
    assert placed(again.message)["code"] == "reopen"
    resolve(ticket_id=first.ticket_id or 0, by=desk.amira, at=later(401 * DAY), anyway=True)
    _rule(kind="email", reopen_days=30)
    late = take_in(mail(text="Red again", Message_ID="<3@x>", In_Reply_To="<1@x>"), later(440 * DAY))
    assert (late.ticket_id != first.ticket_id, late.outcome, late.reason) == (True, "ticket", "ended")
    assert links() == [(first.ticket_id, late.ticket_id)]
    more = take_in(mail(text="And more", Message_ID="<4@x>", In_Reply_To="<3@x>"), later(441 * DAY))
    assert more.ticket_id == late.ticket_id


def test_an_automatic_answer_by_mail_asks_no_rule(desk: Desk) -> None:
    first = take_in(mail(Message_ID="<1@x>"))
    resolve(ticket_id=first.ticket_id or 0, by=desk.amira, at=later(5), anyway=True)
    _rule(when_ended="new")
    away = mail(text="I am away", Message_ID="<2@x>", In_Reply_To="<1@x>", Auto_Submitted="auto-replied")
    assert take_in(away, later(10)).ticket_id == first.ticket_id


# --- put right --------------------------------------------------------------------------------------------------


def test_words_become_a_ticket_of_their_own_with_what_followed_and_back(desk: Desk, channel: Channel) -> None:
    first = hear(channel)
    wrong = hear(channel, "Another thing", minutes=20)
    answer = reply(ticket_id=first.ticket_id, content=Content("Which?"), by=desk.amira, at=later(21))
    last = hear(channel, "This one", minutes=22)
    old = first.ticket_id
    new = make_new_ticket(message_id=wrong.pk, by=desk.amira, at=later(30))
    assert (new.subject, list(new.messages.order_by("pk"))) == ("Another thing", [wrong, answer, last])
    assert Thread.objects.get().ticket_id == new.pk
    assert hear(channel, minutes=31).ticket_id == new.pk
    note = placed(wrong)
    assert (note["code"], note["from"], note["by"], note["before"]["code"]) == ("moved", old, "Amira", "append")
    back = place_on(message_id=wrong.pk, ticket_id=old, by=desk.amira, at=later(40))
    assert (back.pk, back.messages.count(), Thread.objects.get().ticket_id) == (old, 5, old)
    assert placed(wrong)["before"]["code"] == "append"


def test_words_go_to_a_ticket_that_is_there_and_everything_follows(desk: Desk, channel: Channel) -> None:
    other = desk.open("The other").ticket_id
    resolve(ticket_id=other, by=desk.amira, at=later(1), anyway=True)
    first = hear(channel)
    wrong = hear(channel, "About the other", minutes=20)
    place_on(message_id=wrong.pk, ticket_id=other, by=desk.amira, at=later(30))
    wrong.refresh_from_db()
    assert (wrong.ticket_id, wrong.ticket.is_open, wrong.ticket.snippet) == (other, True, "About the other")
    assert wrong.marks.get().thread == Thread.objects.get(ticket=other)
    assert InboundItem.objects.get(message=wrong).ticket_id == other
    assert [(one.name, one.ticket_id) for one in Event.objects.filter(name__startswith="messages.").order_by("pk")] == [
        ("messages.moved", first.ticket_id), ("messages.came", other),
    ]  # fmt: skip
    assert hear(channel, minutes=31).ticket_id == other


def test_a_ticket_that_was_opened_again_by_mistake_ends_again(desk: Desk, channel: Channel) -> None:
    first = hear(channel)
    end(desk, first, minutes=2)
    wrong = hear(channel, "Something else", minutes=DAY)
    new = make_new_ticket(message_id=wrong.pk, by=desk.amira, at=later(DAY + 5))
    first.ticket.refresh_from_db()
    assert (first.ticket.is_open, new.is_open) == (False, True)


def test_mail_that_was_put_right_is_answered_where_it_stands(desk: Desk) -> None:
    first = take_in(mail(Message_ID="<1@x>"))
    second = take_in(mail(text="Another", Message_ID="<2@x>", In_Reply_To="<1@x>"), later(20))
    other = desk.open("The other").ticket_id
    assert second.message is not None
    place_on(message_id=second.message.pk, ticket_id=other, by=desk.amira, at=later(30))
    assert MailId.objects.get(message=second.message).ticket_id == other
    third = take_in(mail(text="More", Message_ID="<3@x>", In_Reply_To="<2@x>"), later(40))
    assert (third.ticket_id, first.ticket_id != other) == (other, True)


def test_a_split_by_hand_takes_the_conversation_along_only_with_its_last_words(desk: Desk, channel: Channel) -> None:
    first, second, third = (hear(channel, minutes=one) for one in (1, 2, 3))
    split(ticket_id=first.ticket_id, message_ids=[second.pk], by=desk.amira, at=later(9))
    assert Thread.objects.get().ticket_id == third.ticket_id
    new = split(ticket_id=first.ticket_id, message_ids=[third.pk], by=desk.amira, at=later(9))
    assert Thread.objects.get().ticket_id == new.pk


def test_nobody_else_puts_words_elsewhere(desk: Desk, channel: Channel) -> None:
    first = hear(channel)
    hidden = desk.open("Theirs", team=desk.sales).ticket_id
    with pytest.raises(Message.DoesNotExist):
        make_new_ticket(message_id=first.pk, by=desk.omar, at=later(5))
    with pytest.raises(Ticket.DoesNotExist):
        place_on(message_id=first.pk, ticket_id=hidden, by=desk.amira, at=later(5))
    with pytest.raises(CannotPlace):
        make_new_ticket(message_id=first.pk, by=desk.amira, at=later(5))
    ours = reply(ticket_id=first.ticket_id, content=Content("Hi"), by=desk.amira, at=later(6))
    with pytest.raises(NotAllowed):
        make_new_ticket(message_id=ours.pk, by=desk.amira, at=later(7))


# --- the settings -----------------------------------------------------------------------------------------------


def test_who_keeps_the_settings_writes_rules_down(desk: Desk) -> None:
    desk.sara.role.permissions = [*desk.sara.role.permissions, SETTINGS]
    given: dict[str, Any] = {"segment_id": None, "kind": KIND, "by": desk.sara, "at": later(1)}
    rule = save_rule(says=Saying(idle_hours=8, reopen_days=None), **given)
    assert rule_for(None, KIND) == Rule(rule.pk, None, KIND, idle_hours=8, reopen_days=None)
    save_rule(says=Saying(idle_hours=8, reopen_days=None), **given)  # the same again
    save_rule(says=Saying(when_ended="new"), **given)
    remove_rule(rule_id=rule.pk, by=desk.sara, at=later(2))
    assert rule_for(None, KIND) == Rule()
    assert list(Event.objects.filter(name__startswith="conversation-rule").order_by("pk").values_list("name", flat=True)) == [
        "conversation-rule.changed", "conversation-rule.changed", "conversation-rule.removed",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        save_rule(says=Saying(), segment_id=None, kind="", by=desk.amira, at=later(3))


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("fax", Saying()),
        ("", Saying(idle_hours=-1)),
        ("", Saying(reopen_days=0)),
        ("", Saying(when_open="perhaps")),
        ("", Saying(reopen_days=99_999)),
    ],
)
def test_what_is_no_rule_is_refused(desk: Desk, kind: str, says: Saying) -> None:
    desk.sara.role.permissions = [*desk.sara.role.permissions, SETTINGS]
    with pytest.raises(BadInput):
        save_rule(segment_id=None, kind=kind, says=says, by=desk.sara, at=later(1))
    assert ConversationRule.objects.count() == 0


def test_waiting_for_the_customer_is_what_counts(desk: Desk, channel: Channel) -> None:
    _rule(when_open="new")
    first = hear(channel)
    wait_for(ticket_id=first.ticket_id, status="waiting_customer", by=desk.amira, at=later(2))
    assert hear(channel, minutes=DAY).ticket_id == first.ticket_id
    assert hear(channel, minutes=3 * DAY).ticket_id != first.ticket_id
