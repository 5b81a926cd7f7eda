"""What the assistant says next: decided from the conversation and the customer's words, nothing is written here.

Each way ends: in an answer, in a question that was not asked before, or at a person. No article is shown twice, no words
are asked for twice, and after a few turns without help a person is led in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.retrieval.answering import Answer
from escalera.levels.selfservice import scripts, words
from escalera.levels.selfservice.answering import Finding, find_answer
from escalera.levels.selfservice.choices import Reason, Said, Side
from escalera.levels.selfservice.models import Assistant, Conversation, Turn

MOST_TURNS = 12  # of the customer's; then a person goes on
SHORT_QUESTION = 3  # words; fewer are read together with what was asked before
SHOWN = (Said.ANSWER, Said.OFFERS)


@dataclass(frozen=True, slots=True)
class Reply:
    """`means` tells what the customer's words were besides words: "person", "yes", "no", "hello" or "".

    `reason`: why a person is led in, if one is; `gap`: a question to which nothing was found;
    `procedure`: where a script stands now; `heard`: what the search had to offer, if it was asked."""

    said: str
    text: str
    means: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    confidence: float | None = None
    reason: str = ""
    failed: bool = False
    gap: str = ""
    procedure: Mapping[str, Any] | None = None
    heard: Answer | None = None

    @property
    def articles(self) -> tuple[int, ...]:
        shown = (*self.data.get("quotes", ()), *self.data.get("offers", ()))
        return tuple(dict.fromkeys(one["article"] for one in shown))


def reply_to(talk: Conversation, turns: Sequence[Turn], text: str, assistant: Assistant) -> Reply:
    """Return what to say to the customer's newest words; `turns`: what was said before them."""
    shown = last_shown(turns)
    if words.wants_person(text, assistant.person_words):
        return to_person(Reason.ASKED, means="person")
    if talk.procedure.get("open"):
        return _in_script(talk, text)
    if shown is not None and words.says_it_helped(text):
        return thanks()
    if shown is not None and words.says_it_did_not(text):
        return after_no(talk, turns, assistant)
    mine = [one for one in turns if one.side == Side.CUSTOMER]
    if any(words.says_the_same(one.text, text) for one in mine):
        return to_person(Reason.REPEATED)
    if len(mine) >= MOST_TURNS:
        return to_person(Reason.LONG)
    if words.says_only_hello(text):
        return Reply(Said.QUESTION, _("Hello. Tell me in a sentence what it is about."), means="hello")
    return _searched(talk, turns, _question(mine, text), assistant)


def _in_script(talk: Conversation, text: str) -> Reply:
    """Return what follows an answer to a script's question; what is no answer is asked once more, then a person comes."""
    standing = scripts.answered(talk.procedure, text)
    if standing is None:
        if talk.procedure.get("again"):
            return to_person(Reason.SCRIPT, means="answer", failed=True)
        place = {**talk.procedure, "again": 1}
        return Reply(
            Said.QUESTION, _("I did not understand that as an answer. Choose one, or write it as it is asked."),
            means="answer", data={"choices": talk.procedure.get("choices", [])}, procedure=place,
        )  # fmt: skip
    return _asking(standing, Finding(Said.UNKNOWN), "", means="answer")


def _asking(standing: scripts.Standing, found: Finding, first: str, *, means: str = "") -> Reply:
    """Return the next question of a script with what was found besides; at its end what it says, or a person."""
    text = "\n\n".join(one for one in (first, scripts.question_words(standing)) if one)
    choices = scripts.choices_of(standing)
    place = {**standing.place, "choices": choices, "open": standing.ask is not None}
    if standing.ask is not None:
        data = {"choices": choices, "offers": [one.stored() for one in found.offers]}
        return Reply(Said.QUESTION, text, means, data, found.confidence, procedure=place)
    if standing.solved:
        return Reply(Said.QUESTION, text or _("That was all."), means, {"solved": True}, procedure=place)
    led = to_person(Reason.SCRIPT, means=means)
    return replace(led, text="\n\n".join(one for one in (text, led.text) if one), procedure=place)


def after_no(talk: Conversation, turns: Sequence[Turn], assistant: Assistant) -> Reply:
    """Return what to say to "that did not help": other articles on what was asked, if there are, else a person."""
    if talk.failed + 1 >= assistant.tries:
        return to_person(Reason.UNHELPFUL, means="no", failed=True)
    asked = [one for one in turns if one.side == Side.CUSTOMER and not one.data.get("means")]
    found = _found(talk, turns, asked[-1].text) if asked else Finding(Said.UNKNOWN)
    if found.said == Said.UNKNOWN:
        return to_person(Reason.UNHELPFUL, means="no", failed=True)
    return _showing(found, _("I am sorry. Perhaps one of these:"), means="no", failed=True)


def to_person(reason: str, *, means: str = "", failed: bool = False) -> Reply:
    """Return the words with which a person is led in."""
    if reason == Reason.ASKED:
        text = _("Of course. A person takes over; you need not say anything again.")
    elif reason == Reason.UNKNOWN:
        text = _("I do not know the answer. A person takes over; you need not say anything again.")
    else:
        text = _("I cannot solve this. A person takes over; you need not say anything again.")
    return Reply(Said.PERSON, text, means=means, reason=reason, failed=failed)


def thanks() -> Reply:
    return Reply(Said.THANKS, _("Good to hear. If anything is still open, just write."), means="yes")


def last_shown(turns: Sequence[Turn]) -> Turn | None:
    """Return the assistant's last words if they showed something that may have helped."""
    last = next((one for one in reversed(turns) if one.side == Side.ASSISTANT), None)
    has_shown = last is not None and (last.said in SHOWN or bool(last.data.get("solved")))
    return last if has_shown else None


def shown_articles(turns: Sequence[Turn]) -> set[int]:
    """Return the keys of all articles that were shown in the conversation."""
    return {
        one["article"]
        for turn in turns
        if turn.side == Side.ASSISTANT
        for one in (*turn.data.get("quotes", ()), *turn.data.get("offers", ()))
    }


def _searched(talk: Conversation, turns: Sequence[Turn], question: str, assistant: Assistant) -> Reply:
    found = _found(talk, turns, question)
    if found.said != Said.ANSWER and not talk.procedure:
        standing = scripts.script_for(question, talk.language)
        if standing is not None:
            gap = question if found.said == Said.UNKNOWN else ""
            asking = _asking(standing, found, _("A few questions, so that it goes faster."))
            return replace(asking, gap=gap, heard=found.heard)
    if found.said == Said.UNKNOWN:
        if talk.failed + 1 >= assistant.tries:
            return replace(to_person(Reason.UNKNOWN, failed=True), gap=question, heard=found.heard)
        text = _("I do not know the answer to that. A person can help; or say it in other words.")
        return Reply(
            Said.UNKNOWN, text, confidence=found.confidence, failed=True, gap=question, heard=found.heard
        )  # fmt: skip
    if found.said == Said.ANSWER:
        return _showing(found, _("This is what our help says:"))
    return _showing(found, _("I am not sure. One of these may help:"))


def _showing(found: Finding, text: str, *, means: str = "", failed: bool = False) -> Reply:
    data = {"quotes": [one.stored() for one in found.quotes], "offers": [one.stored() for one in found.offers]}
    return Reply(found.said, text, means, data, found.confidence, failed=failed, heard=found.heard)


def _found(talk: Conversation, turns: Sequence[Turn], question: str) -> Finding:
    return find_answer(
        question, contact=talk.contact, segment_id=talk.segment_id, language=talk.language,
        without=shown_articles(turns),
    )  # fmt: skip


def _question(mine: Sequence[Turn], text: str) -> str:
    """Return the words to search for: a few words ("and on the phone?") go together with what was asked before."""
    if len(words.fold(text)) > SHORT_QUESTION:
        return text
    before = next((one.text for one in reversed(mine) if not one.data.get("means")), "")
    return f"{before}\n{text}".strip()
