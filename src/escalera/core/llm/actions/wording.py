"""An answer in one piece instead of quotes: only words that rest on the passages given, each with where it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.core.llm import checking
from escalera.core.llm.actions.asking import Given, ask
from escalera.core.llm.actions.spending import Errand
from escalera.core.llm.choices import Purpose
from escalera.core.llm.prompts import Question, form_of, language_name
from escalera.core.llm.queries import offered
from escalera.core.llm.troubles import Trouble
from escalera.core.llm.veils import Veil, placeholders

MOST_PASSAGES = 5
MOST_SENTENCES = 6
LONGEST_SENTENCE = 600
_TEXT = {"type": "string"}
_CITED = form_of(text=_TEXT, cites={"type": "array", "items": _TEXT}, quote=_TEXT)
_FORM = form_of(answerable={"type": "boolean"}, sentences={"type": "array", "items": _CITED})
_TASK = (
    "Answer the question in {language}, in one to four short sentences, only with what the passages say. Each sentence "
    "has the ids of the passages that it rests on (cites) and words copied from one of them, at least five in a row "
    "(quote). If the passages do not answer the question, answerable is false and sentences is empty."
)


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that this reader may see. `key`: the caller's own; the model never learns it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    text: str
    keys: tuple[str, ...]  # of the sources that it rests on


@dataclass(frozen=True, slots=True)
class Worded:
    """A checked answer: plain text without links, to be escaped and shown with its sources."""

    text: str
    sentences: tuple[Cited, ...]
    call_id: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the sources that it rests on, in the order of the answer."""
        return tuple(dict.fromkeys(key for one in self.sentences for key in one.keys))


def word_answer(
    *,
    question: str,
    passages: Sequence[Source],
    language: str,
    at: datetime,
    by: Agent | None = None,
    ticket_id: int | None = None,
    about: str = "",
    names: Sequence[str] = (),
) -> Worded | None:
    """Return the passages' answer to a question in the model's words; None if it is off, fails or proves nothing.

    Only for what retrieval holds to be answered, and only with passages that the reader may see. Not inside a transaction.
    `names`: the asker's, which do not leave; `about`: the conversation ("talk 3"), which has five calls a day."""
    passages = passages[:MOST_PASSAGES]
    if Purpose.ANSWER not in offered() or not passages or not question.strip():
        return None
    known = {f"p{number}": source for number, source in enumerate(passages, 1)}
    asked = Question(
        task=_TASK.format(language=language_name(language)),
        material=[("The question", question[:2000]), *((f"Passage {mark}", one.text) for mark, one in known.items())],
        form=_FORM,
    )

    def read(data: dict[str, Any], material: list[str], veil: Veil) -> Given[tuple[Cited, ...]]:
        sources = dict(zip(known, material[1:], strict=True))
        good, left_out = _proved(data, sources, language)
        cited = [Cited(veil.restore(text), tuple(known[mark].key for mark in marks)) for text, marks in good]
        return Given(tuple(cited), left_out)

    errand = Errand(
        purpose=Purpose.ANSWER, by=by, ticket_id=ticket_id, about=about, inputs=[one.key for one in passages]
    )
    try:
        answered = ask(asked, errand=errand, read=read, at=at, names=names)
    except Refusal:
        return None
    return Worded(" ".join(one.text for one in answered.value), answered.value, answered.call_id)


def _proved(
    data: dict[str, Any], sources: dict[str, str], language: str
) -> tuple[list[tuple[str, list[str]]], tuple[str, ...]]:
    """Return the sentences that are proved and why the others are not. Raises: Trouble if the first is not: what follows
    may rest on it."""
    if data.get("answerable") is not True or not isinstance(data.get("sentences"), list):
        raise Trouble("unproved")
    good: list[tuple[str, list[str]]] = []
    left_out: list[str] = []
    for number, one in enumerate(data["sentences"][:MOST_SENTENCES]):
        text, marks, why = _one(one, sources, language)
        if not why:
            good.append((text, marks))
        elif number == 0:
            raise Trouble("unproved", why)
        else:
            left_out.append(why)
    if not good:
        raise Trouble("unproved")
    if not checking.is_in(" ".join(text for text, _marks in good), language):
        raise Trouble("language")
    return good, tuple(left_out)


def _one(one: object, sources: dict[str, str], language: str) -> tuple[str, list[str], str]:
    """Return a sentence, the sources that it cites, and why it may not be shown ("" if it may)."""
    if not isinstance(one, dict):
        return "", [], "form"
    text, quote, marks = one.get("text"), one.get("quote"), one.get("cites")
    if not (isinstance(text, str) and isinstance(quote, str) and isinstance(marks, list)):
        return "", [], "form"
    text = _one_line(text)
    if not text or len(text) > LONGEST_SENTENCE or not marks:
        return text, [], "form"
    if any(not isinstance(mark, str) or mark not in sources for mark in marks):
        return text, [], "cites"
    cited = [sources[mark] for mark in dict.fromkeys(marks)]
    return text, list(dict.fromkeys(marks)), _unproved(text, quote, cited, language)


def _unproved(text: str, quote: str, cited: list[str], language: str) -> str:
    whole = "\n".join(cited)
    if not any(checking.quotes(quote, source) for source in cited):
        return "quote"
    if placeholders(text) - placeholders(whole) or checking.invents(text, cited, words_too=True):
        return "invented"
    if checking.turns_round(text, quote):
        return "turned"
    return "" if checking.rests_on(text, whole, language) else "stems"


def _one_line(text: str) -> str:
    """Return a sentence as it is shown: one line, nothing invisible."""
    text = "".join(" " if char.isspace() else char for char in text)
    return " ".join(
        "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")).split()
    )
