"""National identity and tax numbers of the countries that the desk's customers live in.

A number with a shape of its own (529.982.247-25, 12345678Z) needs its check digit; bare digits also need a word before
them that says what they are. After an outright word ("DNI 12.345.678") the check digit is not asked for: half of the
countries have none, and people mistype."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module

from escalera.base.text.masking.numbers import RUN, Span, groups_of
from escalera.base.text.masking.words import is_strong, named, named_behind

MOST_MISSES = (
    4000  # numbers of a text that are no identity numbers, after which the rest is taken for a table of figures
)
# By how many characters they have: whether the last may be a letter, and the room of `stdnum` that checks them.
_CHECKS: dict[int, tuple[tuple[bool, str], ...]] = {
    14: ((False, "br.cnpj"),),
    13: ((False, "ec.ruc"),),
    12: ((False, "uy.rut"),),
    11: ((False, "br.cpf"), (False, "ar.cuit"), (False, "pe.ruc"), (False, "do.cedula")),
    10: ((False, "ec.ci"), (False, "co.nit")),
    9: ((True, "es.dni"), (True, "cl.rut"), (False, "pt.nif"), (False, "co.nit"), (False, "us.ssn")),
    8: ((True, "cl.rut"),),
}
# Shapes that nothing else has: these need no word before them.
_SHAPED = re.compile(
    r"\d{3}\.\d{3}\.\d{3}-\d\d|\d\d\.\d{3}\.\d{3}/\d{4}-\d\d|\d{1,2}\.\d{3}\.\d{3}-[\dkK]|\d{7,8}-[\dkK]|\d\d-\d{8}-\d"
    r"|\d{3}-\d{7}-\d|\d{8}[-\s]?[A-Za-z]|\d{1,2}\.\d{3}\.\d{3}[-\s]?[A-Za-z]|\d{3}\.\d{3}\.\d{3}-\d"
)
_S = r"[\s.\-/]{0,3}"
# With letters in front: companies and foreigners of Spain, CURP and RFC of Mexico, cards of Portugal, insurance of the UK.
_LETTERED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<![A-Za-z0-9]){shape}(?![A-Za-z0-9])"), check)
    for shape, check in (
        (rf"[A-Z]{{4}}{_S}\d{{6}}{_S}[HMX][A-Z]{{5}}{_S}[A-Z0-9]{_S}\d", "mx.curp"),
        (rf"[A-Z&Ñ]{{3,4}}{_S}\d{{6}}{_S}[A-Z0-9]{{2}}{_S}[A-Z0-9]", "mx.rfc"),
        (rf"[XYZxyz]{_S}\d(?:{_S}\d){{6}}{_S}[A-Za-z]", "es.nie"),
        (rf"[A-HJNP-SUVWa-hjnp-suvw]{_S}\d(?:{_S}\d){{6}}{_S}[0-9A-Ja-j]", "es.cif"),
        (rf"\d{{8}}{_S}\d{_S}[A-Z]{{2}}\d", "pt.cc"),
        (rf"[A-CEGHJ-PR-TW-Z]{{2}}{_S}\d\d{_S}\d\d{_S}\d\d{_S}[A-D]", ""),
        (rf"[VEJPG]-{_S}\d(?:{_S}\d){{5,8}}", ""),
    )
)
_LETTER = re.compile(r"[\s.\-]{0,3}[A-Za-z](?![A-Za-z0-9])")
_LETTERS_AND_DIGITS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,3}[\s\-]?\d{6,9}(?![A-Za-z0-9])")
_STRIP = re.compile(r"[^A-Za-z0-9&Ñ]")


def ids(text: str) -> Iterator[Span]:
    """Yield where identity numbers stand."""
    for shape, check in _LETTERED:
        for found in shape.finditer(text):
            if (not check and named(text, found.start()) == "id") or (check and _valid(check, found[0])):
                yield found.span()
    for found in _LETTERS_AND_DIGITS.finditer(text):
        if named(text, found.start()) == "id" and is_strong(text, found.start()):
            yield found.span()
    misses = 0
    for run in RUN.finditer(text):
        groups = groups_of(text, run)
        first = 0
        while first < len(groups) and misses < MOST_MISSES:
            number = _number_from(text, groups[first : first + 14])
            if number is None:
                first, misses = first + 1, misses + 1
                continue
            yield number
            while first < len(groups) and groups[first][0] < number[1]:
                first += 1


def _number_from(text: str, groups: list[Span]) -> Span | None:
    """Return the longest identity number that begins with the first group."""
    start = groups[0][0]
    if start and text[start - 1].isalnum():
        return None
    windows = _windows(text, groups)
    likely = [end for digits, end in windows if 6 <= digits <= 14]
    if not likely:
        return None
    said = named(text, start)
    for end in sorted(set(likely), reverse=True):
        span = text[start:end]
        if not _is_number(_STRIP.sub("", span)):
            continue
        shaped = said != "phone" and bool(_SHAPED.fullmatch(span))
        if shaped or said == "id" or (said == "" and named_behind(text, end) == "id"):
            return start, end
    return (start, max(likely)) if said == "id" and is_strong(text, start) else None


def _windows(text: str, groups: list[Span]) -> list[tuple[int, int]]:
    """Return where a number may end, each with how many digits it has; with the letter behind it if there is one."""
    windows, digits = [], 0
    for start, end in groups:
        digits += end - start
        if digits > 14:
            break
        letter = _LETTER.match(text, end)
        if letter:
            windows.append((digits, letter.end()))
        if end == len(text) or not text[end].isalnum():
            windows.append((digits, end))
    return windows


def _is_number(compact: str) -> bool:
    digits = compact.isdigit()
    return any((digits or letter) and _valid(check, compact) for letter, check in _CHECKS.get(len(compact), ()))


def _valid(check: str, text: str) -> bool:
    return _check(check)(_STRIP.sub("", text).upper())


@lru_cache(maxsize=32)
def _check(name: str) -> Callable[[str], bool]:
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return is_valid
