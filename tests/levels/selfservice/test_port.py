"""The assistant for channels of short messages: words in, words out, silence after a person."""

from __future__ import annotations

import pytest

from escalera.core.tickets.models import Message, Ticket
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation
from escalera.levels.selfservice.port import Heard, buttons_of, hear, visitor_of
from tests.cast import Desk, later

VPN = "my vpn drops every hour, what is wrong with the clock"


def heard(text: str, minutes: float = 1, **more: object) -> Heard:
    values = {"channel": "whatsapp", "sender": "+34600", "text": text, "language": "en", "at": later(minutes)}
    return hear(**{**values, **more})  # type: ignore[arg-type]


def test_words_come_back_with_day_and_address(help_pages: Desk) -> None:
    says = "\n".join(heard(VPN).says)
    assert "The VPN drops every hour (2026-03-02)\nhttp" in says
    assert "Secret" not in says


def test_one_sender_has_one_conversation_for_a_day_and_another_sender_another(help_pages: Desk) -> None:
    numbers = [heard(VPN), heard("hello", 5), heard("hello", 60 * 48), heard("hello", 6, sender="+34601")]
    first = numbers[0].conversation_id
    assert [one.conversation_id == first for one in numbers] == [True, True, False, False]
    assert not Conversation.objects.filter(visitor__contains="34600").exists()


def test_a_known_contact_is_handed_over_at_once_and_the_assistant_is_silent(help_pages: Desk) -> None:
    heard(VPN, contact=help_pages.farid)
    done = heard("give me a human", 2, contact=help_pages.farid)
    after = heard("it is urgent", 3, contact=help_pages.farid)
    ticket = Ticket.objects.get()
    assert (done.ticket_id, done.wants_person, len(done.says), after.says) == (ticket.pk, False, 1, ())
    assert (ticket.requester, ticket.channel) == (help_pages.farid, "whatsapp")
    assert Message.objects.filter(ticket=ticket).latest("pk").text == "it is urgent"


def test_who_is_not_known_has_to_be_asked(help_pages: Desk) -> None:
    assert heard("give me a human").wants_person
    assert (heard("hello?", 2).says, Ticket.objects.count()) == ((), 0)


def test_the_same_message_delivered_twice_is_heard_once(help_pages: Desk) -> None:
    assert [len(heard(VPN, key="wamid.1").says) > 0, heard(VPN, key="wamid.1").says] == [True, ()]


@pytest.mark.parametrize("language", ["es", "en", "pt-br", "es-419"])
def test_each_button_means_what_it_says_when_it_comes_back_as_words(help_pages: Desk, language: str) -> None:
    ends = []
    for n in range(3):
        talk = actions.begin(
            channel="whatsapp", language=language, visitor=visitor_of("whatsapp", str(n)), at=later(0)
        )
        actions.say(conversation_id=talk.pk, text=VPN, at=later(1))
        Conversation.objects.filter(pk=talk.pk).update(language=language)
        shown = queries.turns_of(talk.pk)[1]
        buttons = buttons_of(Conversation.objects.get(pk=talk.pk), shown)
        heard(buttons[n], 2, sender=str(n))
        shown.refresh_from_db()
        ends.append((len(buttons), shown.helped, Conversation.objects.get(pk=talk.pk).state == "wants"))
    assert ends[0] == (3, True, False)
    assert (ends[1][1], ends[2]) == (False, (3, None, True))
