"""What a text is compared by: stems of its words, four letters in a row, and words that mean the same here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from escalera.base.text.stems import fold, is_stop, stems

LANGUAGES = ("es", "pt", "en")
MOST_WORDS = 48  # of a question; a ticket's text may be long, and its first words say most
LONGEST = 6000  # characters of a question
LONGEST_TERM = 40
FOUR = 4
EDGE = "0"  # stands before and after a word's letters
SAME = 0.55  # what a word that means the same counts beside the word itself
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question. `stems`: {how it may stand in a text: what that counts}; `asked`: it stands in the
    question itself, in any language's stem."""

    text: str
    stems: dict[str, float]


def telling(text: str, language: str = "") -> list[str]:
    """Return the words that say something, folded, in order; all of them if none does. Without a language a word is
    left out when it says nothing in any of ours."""
    words = [word[:LONGEST_TERM] for word in _WORD.findall(fold(text[:LONGEST]))]
    among = (language,) if language in LANGUAGES else LANGUAGES
    out = [word for word in words if not any(is_stop(word, one) for one in among)]
    return out or words


def guessed(text: str) -> str:
    """Return which of our languages a text without one is written in, by the words that say nothing in it."""
    words = _WORD.findall(fold(text[:LONGEST]))
    return max(LANGUAGES, key=lambda one: sum(is_stop(word, one) for word in words))


def question(text: str, language: str = "") -> list[Word]:
    """Return the different words of a question, each with the stems by which any of our languages may know it."""
    original = {fold(word): word for word in reversed(_WORD.findall(text[:LONGEST]))}
    words = list(dict.fromkeys(telling(text, language)))[:MOST_WORDS]
    return [Word(word, _ways(original.get(word, word).lower(), language)) for word in words]


def in_order(text: str, language: str) -> list[str]:
    """Return the stems of a passage's words in order, as they are indexed."""
    return [stem[:LONGEST_TERM] for stem in stems(text, language)]


def letters(words: Sequence[str]) -> list[str]:
    """Return every four letters in a row of these words, edges marked; a short word whole."""
    found: list[str] = []
    for word in words:
        edged = f"{EDGE}{word}{EDGE}"
        found += [edged[at : at + FOUR] for at in range(max(len(edged) - FOUR + 1, 1))]
    return found


def _ways(word: str, language: str) -> dict[str, float]:
    own = [stem for code in dict.fromkeys((language or "es", *LANGUAGES)) for stem in stems(word, code, stops=True)]
    ways: dict[str, float] = dict.fromkeys(own, 1.0)
    for stem in own:
        for other in _meaning_the_same().get(stem, ()):
            ways.setdefault(other, SAME)
    return ways


@lru_cache(maxsize=1)
def _meaning_the_same() -> dict[str, frozenset[str]]:
    """Read the desk's own list of words: one line for each meaning, in all our languages."""
    text = (files("escalera.core.retrieval") / "data" / "meanings.txt").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        alike = {stem for word in words for code in LANGUAGES for stem in stems(word, code, stops=True)}
        for stem in alike:
            found.setdefault(stem, set()).update(alike - {stem})
    return {stem: frozenset(others) for stem, others in found.items()}
