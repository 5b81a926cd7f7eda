"""The assistant's part of a conversation: it shows what this reader may see, never loops, and leads to a person."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput
from escalera.core.knowledge.models import Article
from escalera.core.tickets.models import Message, Ticket
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.choices import Reason, State
from escalera.levels.selfservice.models import Conversation, Turn
from tests.cast import Desk, later
from tests.levels.selfservice.conftest import begun, say, shown_titles

VPN = "my vpn drops every hour, what is wrong with the clock"


def fresh(talk: Conversation) -> Conversation:
    return Conversation.objects.get(pk=talk.pk)


def names() -> list[str]:
    return list(Event.objects.filter(name__startswith="assistant.").order_by("pk").values_list("name", flat=True))


def test_it_shows_what_this_reader_may_see(help_pages: Desk) -> None:
    talk = begun()
    assert say(talk, VPN) in ("answer", "offers")
    assert "Secret VPN keys" not in shown_titles(talk)
    assert "The VPN drops every hour" in shown_titles(talk)


def test_what_it_shows_has_its_day_and_its_address(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    data = queries.turns_of(talk.pk)[1].data
    first = [*data["quotes"], *data["offers"]][0]
    assert (first["slug"], first["day"]) == ("the-vpn-drops-every-hour", "2026-03-02")


def test_a_person_is_led_in_on_request_at_any_turn(help_pages: Desk) -> None:
    first, later_on = begun(), begun()
    assert say(first, "I want to talk to a human") == "person"
    say(later_on, VPN)
    assert say(later_on, "no, give me a real person") == "person"
    assert [(fresh(one).state, fresh(one).reason) for one in (first, later_on)] == [("wants", "asked")] * 2


def test_the_button_for_a_person_does_the_same_and_pressed_twice_counts_once(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    for _press in range(2):
        actions.ask_for_person(conversation_id=talk.pk, at=later(2))
    assert [turn.said for turn in queries.turns_of(talk.pk)].count("person") == 1
    assert fresh(talk).reason == Reason.ASKED


def test_it_is_silent_once_a_person_was_asked_for(help_pages: Desk) -> None:
    talk = begun()
    say(talk, "agent please")
    assert [say(talk, VPN, 2), say(talk, "hello?", 3)] == ["", ""]
    assert [turn.side for turn in queries.turns_of(talk.pk)] == ["you", "us", "you", "you"]


def test_the_wish_for_a_person_is_never_what_it_is_about(help_pages: Desk) -> None:
    talk = begun()
    for minute, text in enumerate(("agent please", VPN, "I want to talk to a person, now", "a human please")):
        say(talk, text, minute)
    message = actions.hand_over(conversation_id=talk.pk, contact=help_pages.farid, at=later(9))
    assert message.text == VPN


def test_the_wish_for_a_person_can_be_taken_back(help_pages: Desk) -> None:
    talk = begun()
    say(talk, "agent please")
    actions.go_on(conversation_id=talk.pk, at=later(2))
    assert fresh(talk).state == State.OPEN
    assert say(talk, VPN, 3) in ("answer", "offers")


def test_what_it_does_not_know_leads_to_a_person_after_two_tries(help_pages: Desk) -> None:
    talk = begun()
    assert say(talk, "zyxwv qponm lkjih gfedc") == "unknown"
    assert say(talk, "bcdfg hjklm npqrs tvwxz") == "person"
    assert (fresh(talk).state, fresh(talk).reason) == ("wants", "unknown")


def test_no_article_is_shown_twice_and_two_that_did_not_help_end_at_a_person(help_pages: Desk) -> None:
    talk = begun()
    say(talk, "vpn phone clock reconnect app")
    for minutes in (2, 3):
        if fresh(talk).state == State.OPEN:
            actions.deny(conversation_id=talk.pk, at=later(minutes))
    titles = shown_titles(talk)
    assert len(titles) == len(set(titles))
    assert (fresh(talk).state, fresh(talk).reason) == ("wants", "unhelpful")


def test_who_has_to_say_it_again_gets_a_person(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    assert say(talk, VPN.upper(), 2) == "person"
    assert fresh(talk).reason == Reason.REPEATED


def test_one_word_that_no_article_has_is_not_answered_with_an_empty_list(help_pages: Desk) -> None:
    talk = begun()
    assert say(talk, "zither") == "unknown"


def test_nobody_is_kept_for_ever(help_pages: Desk) -> None:
    talk = begun()
    said = [say(talk, f"vpn clock question number {n} about vpn", n) for n in range(13)]
    assert "person" in said


def test_it_helped_by_words_or_by_button_ends_it_and_is_told_to_the_article(help_pages: Desk) -> None:
    by_words, by_button = begun(), begun()
    say(by_words, VPN)
    say(by_words, "yes, thanks!", 2)
    say(by_button, VPN)
    for _press in range(2):
        actions.confirm(conversation_id=by_button.pk, at=later(2))
    assert [fresh(one).state for one in (by_words, by_button)] == [State.HELPED] * 2
    assert [queries.turns_of(one.pk)[1].helped for one in (by_words, by_button)] == [True, True]
    assert names().count("assistant.helped") == 2


def test_who_goes_on_after_it_helped_opens_it_again(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    actions.confirm(conversation_id=talk.pk, at=later(2))
    say(talk, "and how do I install the vpn app on the phone", 3)
    assert (fresh(talk).state, fresh(talk).ended_at) == (State.OPEN, None)


def test_a_greeting_is_answered_and_costs_no_try(help_pages: Desk) -> None:
    talk = begun()
    assert say(talk, "hello") == "question"
    assert fresh(talk).failed == 0


def test_it_answers_in_the_language_that_is_clearly_written(help_pages: Desk) -> None:
    talk = begun()
    say(talk, "hola, quiero que alguien me atienda por favor")
    assert (fresh(talk).language, queries.turns_of(talk.pk)[-1].said) == ("es", "person")


@pytest.mark.parametrize("text", ["", "   \n", "x" * 2001, "\x00"])
def test_what_is_empty_or_too_long_is_refused_and_changes_nothing(help_pages: Desk, text: str) -> None:
    talk = begun()
    with pytest.raises(BadInput):
        actions.say(conversation_id=talk.pk, text=text, at=later(1))
    assert Turn.objects.count() == 0


def test_the_same_form_sent_twice_is_said_once(help_pages: Desk) -> None:
    talk = begun()
    for _time in range(2):
        actions.say(conversation_id=talk.pk, text=VPN, at=later(1), key="once")
    assert Turn.objects.count() == 2


def test_everything_said_and_tried_goes_to_the_person(help_pages: Desk) -> None:
    desk = help_pages
    talk = begun()
    say(talk, VPN)
    say(talk, "that did not help", 2)
    actions.ask_for_person(conversation_id=talk.pk, at=later(3))
    for _time in range(2):
        message = actions.hand_over(
            conversation_id=talk.pk, contact=desk.farid, more="I am at the office until five.", at=later(4)
        )
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.channel, ticket.subject) == (desk.farid, "portal", VPN)
    assert message.text == f"{VPN}\n\nI am at the office until five."
    folded = (message.folded or [{}])[0]
    said = folded["text"]
    assert folded["kind"] == "assistant"
    assert [part in said for part in (f"Customer: {VPN}", "“The VPN drops every hour” (2026-03-02)", "did not help")] == [
        True, True, True,
    ]  # fmt: skip
    assert (fresh(talk).state, fresh(talk).ticket_id) == (State.HANDED, ticket.pk)
    assert names()[-1] == "assistant.handed_over"


def test_after_the_hand_over_words_go_to_the_people_and_the_assistant_says_nothing(help_pages: Desk) -> None:
    desk = help_pages
    talk = begun(desk.farid)
    say(talk, "human please")
    ticket = actions.hand_over(conversation_id=talk.pk, contact=desk.farid, at=later(2)).ticket
    assert say(talk, "One more thing: it is the blue laptop.", 3) == ""
    last = Message.objects.filter(ticket=ticket).latest("pk")
    assert (last.text, last.author) == ("One more thing: it is the blue laptop.", desk.farid)
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_who_leaves_without_a_word_is_counted_as_such_and_may_come_back(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    assert actions.leave_quiet(at=later(20)) == 0
    assert (actions.leave_quiet(at=later(40)), actions.leave_quiet(at=later(50))) == (1, 0)
    assert (fresh(talk).state, names()[-1]) == (State.LEFT, "assistant.left")
    say(talk, "how do I install the vpn app on the phone", 60)
    assert fresh(talk).state == State.OPEN


def test_who_comes_again_within_a_week_was_not_helped_for_good(help_pages: Desk) -> None:
    helped, stranger, old = begun(visitor="a" * 40), begun(visitor="b" * 40), begun(visitor="c" * 40)
    for talk in (helped, stranger, old):
        say(talk, VPN)
        actions.confirm(conversation_id=talk.pk, at=later(2))
    begun(visitor="a" * 40, at=later(6 * 24 * 60))
    begun(visitor="c" * 40, at=later(8 * 24 * 60))
    assert [fresh(one).returned_at is not None for one in (helped, stranger, old)] == [True, False, False]


def test_words_are_forgotten_after_the_time_that_the_company_keeps_them(help_pages: Desk) -> None:
    talk = begun(visitor="a" * 40)
    say(talk, VPN)
    assert actions.forget_words(at=later(364 * 24 * 60)) == 0
    assert actions.forget_words(at=later(366 * 24 * 60)) == 1
    assert (Turn.objects.count(), fresh(talk).visitor, fresh(talk).best != "") == (0, "", True)


def test_a_withdrawn_article_is_not_thanked(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    Article.objects.update(is_published=False)
    actions.confirm(conversation_id=talk.pk, at=later(2))
    assert fresh(talk).state == State.HELPED
