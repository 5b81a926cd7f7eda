"""Finding personal data in a text and masking it: every kind in its turn, no character twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from escalera.base.text.masking.ids import ids
from escalera.base.text.masking.numbers import Span, cards, ibans
from escalera.base.text.masking.phones import phones
from escalera.base.text.masking.plain import plain

KINDS = ("card", "email", "iban", "phone", "id", "secret")
LONGEST = 60_000  # characters that are looked through at once
_AT = r"(?:\s?@\s?|\s?[\[({](?:at|arroba)[\])}]\s?|\s(?:arroba|at)\s)"
_DOT = r"(?:\.|\s?[\[({](?:dot|punto|ponto)[\])}]\s?|\s(?:dot|punto|ponto)\s)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+'-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}"
    rf"|(?<![\w.+-])[\w+-]{{1,40}}(?:{_DOT}[\w+-]{{1,40}}){{0,3}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{1,3}}",
    re.IGNORECASE,
)
_NUMBER_SECRET = re.compile(
    r"(?<![^\W_])(?:cvv2?|cvc2?|cvn|ccv|pin|otp|token|clave|senha|contrase[nñ]a|password|passcode|"
    r"c[oó]digo(?: de)? (?:seguridad|verificaci[oó]n|seguran[cç]a|verifica[cç][aã]o)|security code|verification code)"
    r"(?![^\W_])[^\w\n]{0,3}(?:(?:es|is|é|e|:|=|era|was|n[uú]mero|el|la|de|del)[\s:]{1,3}){0,3}(\d(?:[ -]?\d){2,7})(?!\d)",
    re.IGNORECASE,
)
_WORD_SECRET = re.compile(
    r"(?<![^\W_])(?:clave|senha|contrase[nñ]a|password|pass|pwd)\s?(?:(?:es|is|é)\s?[:=]?|[:=])\s?[\"'“]?([^\s\"'”,;]{4,64})",
    re.IGNORECASE,
)
_HINT = re.compile(r"[\d@]")
_SEAM = re.compile(r"[^\W\d_]{3}\s(?=[^\W\d_]{3})")  # between two words: nothing is cut through there
_NEAR_THE_END = 4000  # characters in which a seam is looked for
_CLOSED = ".,;:!?)"


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of personal data: its kind, as it was written, where it stood, and what stands there now."""

    kind: str
    value: str
    start: int
    end: int
    placeholder: str


@dataclass(frozen=True, slots=True)
class Masked:
    """`text`: with placeholders ("[CARD_1]"); the same value has the same one. `found`: in the order of the text."""

    text: str
    found: tuple[Found, ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    def restore(self, text: str) -> str:
        """Return a text with the values back in the places of their placeholders; unknown placeholders stay."""
        return _PLACEHOLDER.sub(lambda one: self.values.get(one[0], one[0]), text)


_PLACEHOLDER = re.compile(r"\[(?:CARD|EMAIL|IBAN|PHONE|ID|SECRET)_\d{1,4}\]")


def mask(text: str, region: str = "ES", kinds: Collection[str] = KINDS) -> Masked:
    """Return the text with personal data replaced by placeholders, and what was found.

    `region`: the desk's country, for phones without a country code. What is behind 60,000 characters is left out."""
    text = text[:LONGEST]
    spans = find(text, region, kinds)
    if not spans:
        return Masked(text)
    names: dict[tuple[str, str], str] = {}
    values: dict[str, str] = {}
    found: list[Found] = []
    for start, end, kind in spans:
        value = text[start:end]
        key = (kind, _same(value))
        if key not in names:
            number = 1 + sum(1 for other, _value in names if other == kind)
            names[key] = f"[{kind.upper()}_{number}]"
            values[names[key]] = value
        found.append(Found(kind, value, start, end, names[key]))
    return Masked(_replaced(text, [(one.start, one.end, one.placeholder) for one in found]), tuple(found), values)


@dataclass(frozen=True, slots=True)
class Covered:
    """`text`: with personal data covered for good. `kinds`: how many pieces of each kind there were."""

    text: str
    kinds: Mapping[str, int] = field(default_factory=dict)


def cover(text: str, region: str = "ES", kinds: Collection[str] = KINDS) -> str:
    """Return the text with personal data covered for good: "•••• 1111"; of secrets nothing stays."""
    return covered(text, region, kinds).text


def covered(text: str, region: str = "ES", kinds: Collection[str] = KINDS) -> Covered:
    """Cover a text of any length, and say what was found."""
    places = everywhere(text, region, kinds)
    if not places:
        return Covered(text)
    pieces = [(start, end, instead(text[start:end], kind)) for start, end, kind in places]
    return Covered(_replaced(text, pieces), Counter(kind for _start, _end, kind in places))


def everywhere(text: str, region: str, kinds: Collection[str] = KINDS) -> list[tuple[int, int, str]]:
    """Return what `find` does, of a text of any length: it is looked through in pieces."""
    if len(text) <= LONGEST:
        return find(text, region, kinds)
    found: list[tuple[int, int, str]] = []
    start = 0
    while start < len(text):
        end = _seam(text, start)
        found += [(start + one, start + two, kind) for one, two, kind in find(text[start:end], region, kinds)]
        start = end
    return found


def _seam(text: str, start: int) -> int:
    """Return where a piece ends that begins here: after a blank between two words, else after a line, if one is near."""
    end = start + LONGEST
    if end >= len(text):
        return len(text)
    last = None
    for last in _SEAM.finditer(text, end - _NEAR_THE_END, end):  # noqa: B007 - the last one is wanted
        pass
    return last.end() if last else 1 + text.rfind("\n", end - _NEAR_THE_END, end) or end


def find(text: str, region: str, kinds: Collection[str] = KINDS) -> list[tuple[int, int, str]]:
    """Return where personal data stands, with its kind, in order; never two on one place."""
    bare = plain(text)
    if not (_HINT.search(bare.text) or _WORD_SECRET.search(bare.text) or _EMAIL.search(bare.text)):
        return []
    taken: list[tuple[int, int, str]] = []
    used = bytearray(len(bare.text))
    for kind, spans in _all(bare.text, region):
        for start, end in spans:
            if not any(used[start:end]):
                used[start:end] = b"\1" * (end - start)
                taken.append((start, end, kind))
    return sorted((*bare.original(start, end), kind) for start, end, kind in taken if kind in kinds)


def _all(text: str, region: str) -> Iterator[tuple[str, Iterator[Span]]]:
    """Yield every kind's places: the surest first, phones last, for they look like anything."""
    yield "email", _emails(text)
    yield "iban", ibans(text)
    yield "card", cards(text)
    yield "id", ids(text)
    yield "secret", (found.span(1) for found in _NUMBER_SECRET.finditer(text))
    yield "secret", (found.span(1) for found in _WORD_SECRET.finditer(text))
    yield "phone", phones(text, region)


def _emails(text: str) -> Iterator[Span]:
    for found in _EMAIL.finditer(text):
        end = found.start() + len(found[0].rstrip(_CLOSED))
        yield found.start(), end


def _same(value: str) -> str:
    return re.sub(r"[\s.\-_/()*]", "", plain(value).text).lower()


def instead(value: str, kind: str) -> str:
    """Return what stands in the place of a value that is covered."""
    if kind == "secret":
        return "••••"
    if kind == "email":
        return f"{value[:1]}•••{value[value.index('@') :]}" if "@" in value and " " not in value else "•••@•••"
    last = [char for char in plain(value).text if char.isalnum()]
    return f"•••• {''.join(last[-4:])}" if kind in ("card", "iban") else f"•••{''.join(last[-2:])}"


def _replaced(text: str, pieces: list[tuple[int, int, str]]) -> str:
    out, place = [], 0
    for start, end, words in pieces:
        out += [text[place:start], words]
        place = end
    return "".join([*out, text[place:]])
