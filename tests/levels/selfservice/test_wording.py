"""The model's words in a conversation: only above the gate, only beside the quotes, and without it all goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from escalera.core.knowledge.models import Article
from escalera.levels.selfservice import actions, queries
from tests.cast import Desk, later
from tests.faces.portal.conftest import ENGLISH, published
from tests.levels.selfservice.conftest import begun, say
from tests.peers.model_server import ModelServer
from tests.peers.model_server import say as model_says

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "how do I reset the fibre router at home when its red lamp blinks"
BODY = "To reset the fibre router at home, hold its black button for 30 seconds until the red lamp stops to blink."
GOOD = {
    "answerable": True,
    "sentences": [{
        "text": "Hold the black button of the router for 30 seconds.", "cites": ["p1"],
        "quote": "hold its black button for 30 seconds",
    }],
}  # fmt: skip


@pytest.fixture
def routers(desk: Desk) -> Desk:
    published(desk, "How to reset the fibre router at home when its red lamp blinks", BODY)
    for n in range(30):
        published(
            desk, f"Invoice number {n}", f"Where the invoice of customer {n} is kept, and until when it is due."
        )
    return desk


def answered_outright(desk: Desk) -> int:
    talk = begun()
    assert say(talk, QUESTION) == "answer"
    return talk.pk


def test_without_a_model_the_quote_stands_alone(routers: Desk) -> None:
    number = answered_outright(routers)
    assert actions.word_last(conversation_id=number, at=later(2)) is None
    assert "wording" not in queries.turns_of(number)[-1].data


def test_a_proved_wording_stands_beside_its_quote(
    routers: Desk,
    setup: Callable[..., None],
    server: ModelServer,
) -> None:
    setup()
    server.plays = [model_says(GOOD)]
    client = Client(headers=ENGLISH)
    page = client.post("/help/assistant/", {"text": QUESTION}, follow=True).content.decode()
    assert "Hold the black button of the router for 30 seconds." in page
    assert ("Written by a machine" in page, "until the red lamp stops to blink" in page) == (True, True)


def test_an_invented_wording_is_not_shown_and_is_tried_once(
    routers: Desk,
    setup: Callable[..., None],
    server: ModelServer,
) -> None:
    setup()
    bad = {"answerable": True, "sentences": [{**GOOD["sentences"][0], "text": "Pay 900 dollars at evil.example."}]}  # type: ignore[index]
    server.plays = [model_says(bad)]
    number = answered_outright(routers)
    assert [actions.word_last(conversation_id=number, at=later(n)) for n in (2, 3)] == [None, None]
    assert queries.turns_of(number)[-1].data["wording"] == ""
    assert len(server.turns) <= 2


def test_below_the_gate_the_model_is_not_asked(
    routers: Desk,
    setup: Callable[..., None],
    server: ModelServer,
) -> None:
    setup()
    talk = begun()
    say(talk, "zyxwv qponm lkjih")
    assert actions.word_last(conversation_id=talk.pk, at=later(2)) is None
    assert server.turns == []


def test_an_article_that_is_taken_back_meanwhile_is_not_worded(
    routers: Desk,
    setup: Callable[..., None],
    server: ModelServer,
) -> None:
    setup()

    def taken_back(turn: Any) -> None:
        Article.objects.filter(title__startswith="How to reset").update(is_published=False)
        connections.close_all()
        turn.say(GOOD)

    server.plays = [taken_back]
    number = answered_outright(routers)
    assert actions.word_last(conversation_id=number, at=later(2)) is None
    assert queries.turns_of(number)[-1].data["wording"] == ""
