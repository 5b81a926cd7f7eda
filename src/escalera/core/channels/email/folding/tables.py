"""The languages' tables joined into the sets and patterns that the readers look things up in."""

import re
from collections.abc import Iterable

from .data import FIELDS, LANGUAGES
from .sheet import plain


def _phrases(column: str) -> list[str]:
    found = (phrase for language in LANGUAGES for phrase in getattr(language, column).split("|"))
    return sorted({phrase for phrase in found if phrase.strip()})


def _plain_set(column: str) -> frozenset[str]:
    return frozenset(plain(phrase).strip() for phrase in _phrases(column))


def _words(column: str) -> frozenset[str]:
    return frozenset(word for phrase in _plain_set(column) for word in re.findall(r"\w+", phrase))


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _spaced(phrase: str) -> bool:
    """Whether the phrase's script puts spaces between words, so that word edges mean something."""
    return ord(phrase[-1]) < 0x2E80


ORIGINAL = _plain_set("original")
FORWARDED = _plain_set("forwarded")
BARE_SEPARATORS = frozenset(_phrases("original") + _phrases("forwarded"))
ORIGINAL_STARTS = tuple(sorted(phrase for phrase in ORIGINAL if " " in phrase))
FORWARDED_STARTS = tuple(sorted(FORWARDED))
LABELS = {plain(label): field for field in FIELDS for label in _phrases(field)}
LABELS |= {"de": "from_", "from": "from_", "da": "from_", "data": "date", "le": "date", "a": "to", "la": "to"}

_wrote = _plain_set("wrote")
WROTE = re.compile(
    rf"(?<!\w)(?:{_any_of(p for p in _wrote if _spaced(p))})(?!\w)|{_any_of(p for p in _wrote if not _spaced(p))}"
)
WROTE_WORDS = frozenset(max(re.findall(r"\w+", p), key=len) for p in _wrote if _spaced(p))
"""A phrase of `WROTE` has one of these words, or is of a script without spaces."""
QUOTING = tuple(f"{phrase} " for phrase in sorted(_plain_set("quoting")))
OPENER = re.compile(rf"(?:{_any_of(_plain_set('opener'))})(?!\w)|在|于|於")

REGARDS = _words("regards")
THANKS = _words("thanks")
CLOSING_FILLER = _words("filler")
FORMULAS = tuple(sorted(_plain_set("formula")))
DEVICES = tuple(sorted(_plain_set("device")))
LEGAL = tuple(sorted(plain(phrase) for phrase in _phrases("legal")))
BANNERS = tuple(sorted(plain(phrase) for phrase in _phrases("banner")))
MARKERS = ("##- ", *sorted({form for p in _phrases("marker") for form in (p.casefold(), plain(p))}))
POSTSCRIPT = re.compile(rf"(?:{_any_of(_plain_set('postscript'))})\s?[:.\-–—]", re.IGNORECASE)
