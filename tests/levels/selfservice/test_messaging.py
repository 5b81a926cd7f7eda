"""The assistant in channels of messages: through the webhook's address in, through the outbox out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from escalera.base.jobs.running import run_due
from escalera.core.channels.models import Channel, ConversationRule, InboundItem, Saying, Thread
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared import robot
from escalera.core.tickets.actions import Content, reply, resolve
from escalera.core.tickets.models import Link, Message, Ticket
from escalera.levels.selfservice.models import Conversation
from tests.cast import Desk, later
from tests.core.channels.shared.plain import KIND, Provider, plain_kind
from tests.core.channels.shared.test_port import knock, said
from tests.levels.selfservice.test_port import VPN
from tests.levels.selfservice.test_wording import BODY, GOOD, QUESTION, routers
from tests.peers.model_server import ModelServer
from tests.peers.model_server import say as model_says

__all__ = ["routers"]
PERSON = "Of course. A person takes over; you need not say anything again."
BUTTONS = ["Yes, that helped", "It did not help", "Talk to a person"]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with plain_kind(longest=4000, most_buttons=3, longest_button=20) as provider:
        yield provider


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return Channel.objects.create(
        kind=KIND, name="Plain", address="plain", team=desk.networks, settings={"assistant": True}
    )


def sent(provider: Provider, minutes: float = 2) -> list[str]:
    """What has left by now."""
    for step in range(20):
        send_messages(now=later(minutes + step), clock=lambda: later(minutes))
    return [part.text for part in provider.sent]


def test_it_answers_with_buttons_and_no_ticket(provider: Provider, channel: Channel, help_pages: Desk) -> None:
    knock(channel, said(1, VPN, language="en"))
    assert "The VPN drops every hour (2026-03-02)" in "\n".join(sent(provider))
    assert [list(part.buttons) for part in provider.sent][-1] == BUTTONS
    assert (Ticket.objects.count(), InboundItem.objects.get().reason) == (0, "answered by the assistant")


def test_where_buttons_do_not_fit_they_are_numbered_and_a_number_is_heard(channel: Channel, help_pages: Desk) -> None:
    with plain_kind(longest=4000, most_buttons=2) as provider:
        knock(channel, said(1, VPN, language="en"))
        assert sent(provider)[-1].endswith("\n\n1. Yes, that helped\n2. It did not help\n3. Talk to a person")
        assert provider.sent[-1].buttons == ()
        knock(channel, said(2, "3."))
        assert sent(provider)[-1] == PERSON
    assert Ticket.objects.get().channel == KIND


def test_it_hands_over_once_with_all_that_was_said_and_is_silent_then(
    provider: Provider, channel: Channel, help_pages: Desk
) -> None:
    knock(channel, said(1, VPN, language="en"))
    for _twice in range(2):
        knock(channel, said(2, "Talk to a person"))
    knock(channel, said(3, "It is urgent"))
    ticket, thread = Ticket.objects.get(), Thread.objects.get()
    first, second = Message.objects.order_by("pk")
    assert (ticket.team, ticket.channel, thread.ticket) == (help_pages.networks, KIND, ticket)
    assert (first.text, second.text) == (VPN, "It is urgent")
    assert [part["kind"] for part in first.folded or []] == ["assistant"]
    assert (first.extra or {})["door"] == channel.pk
    assert sent(provider)[-1] == PERSON
    reply(ticket_id=ticket.pk, content=Content("I am here"), by=help_pages.bruno, at=later(3))
    assert sent(provider, 4)[-2:] == [PERSON, "I am here"]


def test_who_comes_with_a_new_matter_is_answered_anew(provider: Provider, channel: Channel, help_pages: Desk) -> None:
    knock(channel, said(1, "Talk to a person"))
    resolve(ticket_id=Ticket.objects.get().pk, by=help_pages.sara, at=later(2))
    knock(channel, said(2, "Still broken"))  # within a week it belongs to the ticket
    assert (Ticket.objects.count(), Message.objects.count(), Conversation.objects.count()) == (1, 2, 1)
    Ticket.objects.update(is_open=False, status="closed", resolved_at=later(-60 * 24 * 30))
    knock(channel, said(3, VPN, language="en"))
    assert (Ticket.objects.count(), Conversation.objects.count()) == (1, 2)


def test_what_is_no_question_goes_to_people_with_what_was_said_before(
    provider: Provider, channel: Channel, help_pages: Desk
) -> None:
    knock(channel, said(1, VPN, language="en"))
    knock(channel, said(2, "word " * 500))
    message = Message.objects.get()
    assert message.text == f"{VPN}\n\n{('word ' * 500).strip()}"


def test_words_that_are_too_long_for_a_question_open_a_ticket(
    provider: Provider, channel: Channel, help_pages: Desk
) -> None:
    knock(channel, said(1, "word " * 500))
    assert (Ticket.objects.count(), Conversation.objects.count()) == (1, 0)


def test_where_it_is_not_wanted_people_are_asked(provider: Provider, channel: Channel, help_pages: Desk) -> None:
    Channel.objects.update(settings={})
    knock(channel, said(1, VPN))
    assert (Ticket.objects.count(), Saying.objects.count()) == (1, 0)


def test_the_same_words_are_said_once(provider: Provider, channel: Channel, help_pages: Desk) -> None:
    for _twice in range(2):
        knock(channel, said(1, VPN, language="en"))
    count = Saying.objects.count()
    saying = Saying.objects.latest("pk")
    assert robot.say(saying.thread, "again", later(3), key=saying.key) == saying
    assert Saying.objects.count() == count


def test_two_messages_whose_names_differ_only_at_the_end_are_two(
    provider: Provider, channel: Channel, help_pages: Desk
) -> None:
    for number in (1, 2):
        knock(channel, {**said(1, f"question {number} of the VPN"), "id": "x" * 120 + str(number)})
    assert Conversation.objects.get().turns_said == 4


@pytest.mark.django_db(transaction=True)
def test_a_worded_answer_is_said_when_its_words_are_there(
    provider: Provider, routers: Desk, setup: Callable[..., None], server: ModelServer
) -> None:
    setup()
    channel = Channel.objects.create(kind=KIND, name="Plain", address="plain", settings={"assistant": True})
    server.plays = [model_says(GOOD)]
    knock(channel, said(1, QUESTION, language="en"))
    assert Saying.objects.count() == 0
    run_due()
    texts = [one.payload["text"] for one in Saying.objects.order_by("pk")]
    assert texts[0] == "Hold the black button of the router for 30 seconds."
    assert texts[1].startswith(f"“{BODY}”")


def handed() -> tuple[int, dict[str, Any]]:
    """The ticket and the reason of the last words that the assistant handed over."""
    message = Message.objects.filter(key__startswith="assistant:").latest("pk")
    return message.ticket_id, (message.extra or {})["placed"]


def test_what_is_handed_over_says_so(provider: Provider, channel: Channel, help_pages: Desk) -> None:
    knock(channel, said(1, VPN, language="en"))
    knock(channel, said(2, "Talk to a person"))
    assert handed() == (Ticket.objects.get().pk, {"code": "handed"})


def test_a_hand_over_after_a_ticket_that_has_ended_is_linked_with_it(
    provider: Provider, channel: Channel, help_pages: Desk
) -> None:
    knock(channel, said(1, "Talk to a person"))
    before = Ticket.objects.get()
    resolve(ticket_id=before.pk, by=help_pages.sara, at=later(2))
    ConversationRule.objects.create(kind=KIND, when_ended="new")
    knock(channel, said(2, VPN, language="en"))
    knock(channel, said(3, "Talk to a person"))
    after = Ticket.objects.latest("pk")
    number, placed = handed()
    assert (number, placed["code"], placed["ticket"]) == (after.pk, "ended-new", before.pk)
    assert (Ticket.objects.count(), Link.objects.filter(ticket=before, to=after).count()) == (2, 1)


def test_a_hand_over_goes_on_in_the_only_open_ticket_where_the_rule_says_so(
    provider: Provider, channel: Channel, help_pages: Desk
) -> None:
    knock(channel, said(1, VPN, language="en"))
    contact = Thread.objects.get().contact
    assert contact is not None
    there = help_pages.open(requester=contact)
    ConversationRule.objects.create(elsewhere=True)
    knock(channel, said(2, "Talk to a person"))
    thread = Thread.objects.get()
    assert (Ticket.objects.count(), thread.ticket_id) == (1, there.ticket_id)
    last = Message.objects.latest("pk")
    assert (last.ticket_id, (last.extra or {})["placed"]["code"]) == (there.ticket_id, "elsewhere")
