"""What customers and agents make of an answer is told to the gate: right, wrong, or nothing where nobody knows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.core.knowledge.actions import count_use
from escalera.core.knowledge.models import Article, Gap
from escalera.core.retrieval.models import Asked
from escalera.core.tickets.actions import Content
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.actions.mailing import question_in
from escalera.levels.selfservice.mail import addition
from escalera.levels.selfservice.models import Conversation
from tests.cast import Desk, later
from tests.levels.selfservice.conftest import begun, say, shown_titles

VPN = "my vpn drops every hour, what is wrong with the clock"
SEVERAL = "vpn phone clock reconnect app"


def fates() -> list[str]:
    return list(Asked.objects.order_by("pk").values_list("fate", flat=True))


def test_what_was_asked_is_kept_without_its_words_and_with_what_it_rested_on(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    row = Asked.objects.get()
    turn = queries.turns_of(talk.pk)[-1]
    assert (row.where, row.language, row.fate, turn.data["asked"]) == ("assistant", "en", "", row.pk)
    assert row.signs["covered"] > 0
    assert row.article == Article.objects.get(title="The VPN drops every hour")


def test_it_helped_is_right_and_it_did_not_is_wrong(help_pages: Desk) -> None:
    good, bad = begun(), begun()
    for talk in (good, bad):
        say(talk, VPN)
    only = queries.turns_of(good.pk)[1].data
    first = [*only["quotes"], *only["offers"]][0]["article"]
    actions.confirm(conversation_id=good.pk, at=later(2), article=first)
    actions.deny(conversation_id=bad.pk, at=later(2))
    assert fates()[:2] == ["right", "wrong"]


def test_of_several_it_helped_says_nothing_unless_one_is_named(help_pages: Desk) -> None:
    unnamed, second = begun(), begun()
    for talk in (unnamed, second):
        assert say(talk, SEVERAL) == "offers"
    other = queries.turns_of(second.pk)[1].data["offers"][1]["article"]
    actions.confirm(conversation_id=unnamed.pk, at=later(2))
    actions.confirm(conversation_id=second.pk, at=later(2), article=other)
    assert fates() == ["", "wrong"]
    assert Article.objects.get(pk=other).solved == 1


def test_who_leaves_in_silence_teaches_nothing(help_pages: Desk) -> None:
    say(begun(), VPN)
    actions.leave_quiet(at=later(60))
    assert fates() == [""]


def test_what_the_agent_then_sends_says_whether_the_assistant_was_right(help_pages: Desk) -> None:
    vpn, phone = (Article.objects.get(title=one) for one in ("The VPN drops every hour", "VPN on the phone"))
    for minute, sent in enumerate((vpn, phone, None)):
        talk = begun(help_pages.farid)
        say(talk, VPN)
        assert shown_titles(talk)[0] == vpn.title
        ticket = actions.hand_over(conversation_id=talk.pk, contact=help_pages.farid, at=later(3 + minute)).ticket_id
        if sent:
            count_use(article_id=sent.pk, ticket_id=ticket, how="used", at=later(9))
    assert (actions.learn_from_agents(at=later(10)), fates()) == (2, ["right", "wrong", ""])
    assert actions.learn_from_agents(at=later(10) + timedelta(days=40)) == 0


def test_a_mailed_answer_is_judged_by_the_press_of_its_link_and_by_a_return(help_pages: Desk) -> None:
    extra = {"from": "farid@customer.example"}
    message = help_pages.open("The VPN drops", content=Content(VPN, extra=extra))
    assert addition(message, later(1)) != ""
    row = Asked.objects.get()
    assert (row.where, row.ticket_id) == ("mail", message.ticket_id)
    talk = Conversation.objects.get()
    first = queries.turns_of(talk.pk)[0].data
    article = [*first["quotes"], *first["offers"]][0]["article"]
    actions.confirm(conversation_id=talk.pk, at=later(5), article=article)
    assert fates() == ["right"]
    actions.note_reopened(ticket_id=message.ticket_id, at=later(60))
    assert fates() == ["wrong"]


def test_a_mail_that_asks_what_no_article_says_is_a_gap(help_pages: Desk) -> None:
    text = "Good morning.\nHow do I send my zither to the moon? It is old."
    assert addition(help_pages.open("Zither", content=Content(text)), later(1)) == ""
    assert [(gap.text, gap.samples[0]["where"]) for gap in Gap.objects.all()] == [
        ("How do I send my zither to the moon?", "email"),
    ]


@pytest.mark.parametrize(
    ("text", "asked"),
    [("¿Hola? Buenas. ¿Cómo cambio de titular?", "Cómo cambio de titular?"), ("?" * 4000, ""), ("No question.", ""),
     (f"{'x' * 400}?", "")],
)  # fmt: skip
def test_the_question_of_a_mail(text: str, asked: str) -> None:
    assert question_in(text) == asked
