"""The few questions of a script for the topic: asked once, of customers only what is meant for them, and taken along."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.ladder.packets import known
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation
from tests.cast import Desk, later
from tests.core.procedures.make import made, step
from tests.levels.selfservice.conftest import begun, say

OURS: dict[str, Any] = {"for_customer": True}
STEPS = [
    step("light", "choice", ways=[("red", "It is red", "speed"), ("green", "Green", "hint")], next="up", fills="packet:service", **OURS),
    step("speed", "number", next="up", settings={"unit": "Mbps", "least": 0, "most": 1000}, **OURS),
    step("hint", next="done", text="Switch the modem off and on.", **OURS),
    step("up", "end", settings={"outcome": "escalate"}, **OURS),
    step("done", "end", settings={"outcome": "solved"}, text="Then the line is fine.", **OURS),
]  # fmt: skip
WORDS = "modem light blinking\nconnection lost"
ASKED = "the modem light is blinking and the connection is lost"


@pytest.fixture
def scripted(desk: Desk) -> Desk:
    made(desk, STEPS, use="script", words=WORDS, language="en")
    return desk


def last_words(talk: Conversation) -> str:
    return queries.turns_of(talk.pk)[-1].text


def test_a_script_for_the_topic_asks_its_questions_and_a_person_gets_the_answers(scripted: Desk) -> None:
    talk = begun()
    assert say(talk, ASKED) == "question"
    assert queries.turns_of(talk.pk)[-1].data["choices"] == ["It is red", "Green"]
    assert (say(talk, "it is RED, I think", 2), last_words(talk)) == ("question", "Speed")
    assert say(talk, "3,5", 3) == "person"
    ticket = actions.hand_over(conversation_id=talk.pk, contact=scripted.farid, at=later(4)).ticket
    told = known(ticket)
    assert (told["symptom"], told["evidence"], told["service"]) == (
        ASKED,
        "Light: It is red\nSpeed: 3.5 Mbps",
        "It is red",
    )
    assert Conversation.objects.get().reason == "script"


def test_guidance_is_given_and_a_solved_end_asks_whether_it_helped(scripted: Desk) -> None:
    talk = begun()
    say(talk, ASKED)
    assert say(talk, "2", 2) == "question"
    assert "Switch the modem off and on." in last_words(talk)
    assert say(talk, "yes, thanks", 3) == "thanks"


def test_what_is_no_answer_is_asked_once_more_then_a_person_comes(scripted: Desk) -> None:
    talk = begun()
    say(talk, ASKED)
    assert [say(talk, "what do you mean exactly", 2), say(talk, "I cannot see any", 3)] == ["question", "person"]


def test_a_person_can_be_asked_for_in_the_middle(scripted: Desk) -> None:
    talk = begun()
    say(talk, ASKED)
    assert say(talk, "just give me a human", 2) == "person"
    assert Conversation.objects.get().reason == "asked"


def test_other_topics_and_other_languages_are_not_asked(scripted: Desk) -> None:
    other, foreign = begun(), actions.begin(channel="portal", language="es", at=later(0))
    assert say(other, "where is my invoice of last month") == "unknown"
    actions.say(conversation_id=foreign.pk, text="modem light", at=later(1))
    assert queries.turns_of(foreign.pk)[-1].said == "unknown"


def test_steps_that_are_not_for_customers_are_not_asked(desk: Desk) -> None:
    steps = [dict(one) for one in STEPS]
    steps[1]["for_customer"] = False
    made(desk, steps, use="script", words=WORDS, language="en")
    talk = begun()
    say(talk, ASKED)
    assert say(talk, "1", 2) == "person"
    assert Conversation.objects.get().reason == "script"


def test_what_agents_look_at_first_is_passed_over(desk: Desk) -> None:
    first = step("outage", "choice", ways=[("yes", "Outage", "done"), ("no", "None", "light")], next="light")
    ends = [dict(one, for_customer=False) if one["key"] in ("up", "done") else one for one in STEPS]
    made(desk, [first, *ends], use="script", words=WORDS, language="en")
    talk = begun()
    assert say(talk, ASKED) == "question"
    assert queries.turns_of(talk.pk)[-1].data["choices"] == ["It is red", "Green"]
    assert say(talk, "Green", 2) == "question"
    assert "Switch the modem off and on." in last_words(talk)
    assert say(talk, "that helped", 3) == "thanks"
