"""Cards and bank accounts: their shape, their issuer, their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

# Runs of digits with up to three separators between two of them.
RUN = re.compile(r"\d(?:[\s.\-_/()*]{0,3}\d){5,}")
_GROUP = re.compile(r"\d+")
_ISSUERS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,13}"
    r"|(?:50|5[6-8]|6\d)\d{10,17}|35(?:2[89]|[3-8]\d)\d{12,15}"
)
# How the digits of a card are grouped when other numbers stand beside it.
_SHAPES = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (4, 4, 4, 3), (4, 4, 4, 4, 3), (4, 4, 5), (8, 8))
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[\s.\-]{0,3}\d[\s.\-]?\d(?:[\s.\-]{0,3}[A-Za-z0-9]){11,30}")
_IBAN_LENGTHS = {
    code: length
    for length, codes in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST", 26: "IS TR", 27: "BI FR GR IT MC MR SM DJ", 28: "AL AZ BY CY DO GT HU LB PL SV NI",
        29: "BR PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip


def luhn(digits: str) -> bool:
    """Say whether the last digit checks the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Say whether these digits are a card of an issuer there is; 13 to 19 of them, not all alike."""
    return 13 <= len(digits) <= 19 and bool(_ISSUERS.fullmatch(digits)) and len(set(digits)) > 1 and luhn(digits)


def groups_of(text: str, run: re.Match[str]) -> list[Span]:
    """Return where the groups of a run of digits stand."""
    return [found.span() for found in _GROUP.finditer(text, run.start(), run.end())]


def cards(text: str) -> Iterator[Span]:
    """Yield where cards stand."""
    for run in RUN.finditer(text):
        yield from _in_groups(text, groups_of(text, run))


def _in_groups(text: str, groups: list[Span]) -> Iterator[Span]:
    first = 0
    while first < len(groups):
        last = _card_from(text, groups, first)
        if last is None:
            first += 1
        else:
            yield groups[first][0], groups[last][1]
            first = last + 1


def _card_from(text: str, groups: list[Span], first: int) -> int | None:
    """Return the group with which a card ends that begins with this one; the longest."""
    digits, lengths, found = "", [], None
    for last in range(first, len(groups)):
        start, end = groups[last]
        digits += text[start:end]
        lengths.append(end - start)
        if len(digits) > 19:
            break
        if _stands_alone(lengths, len(groups)) and is_card(digits):
            found = last
    return found


def _stands_alone(lengths: list[int], groups: int) -> bool:
    """Beside other numbers only digits that are grouped as a card's count, else one in ten long numbers would."""
    if len(lengths) in (1, groups):
        return True
    return tuple(lengths) in _SHAPES or all(length == 1 for length in lengths)


def ibans(text: str) -> Iterator[Span]:
    """Yield where bank accounts stand: as many characters as their country has, checked by 97."""
    for found in _IBAN.finditer(text):
        places = [place for place in range(found.start(), found.end()) if text[place].isalnum()]
        length = _IBAN_LENGTHS.get(text[places[0]].upper() + text[places[1]].upper(), 0)
        if not length or len(places) < length:
            continue
        code = "".join(text[place] for place in places[:length]).upper()
        if code.isascii() and _by_97(code):
            yield places[0], places[length - 1] + 1


def _by_97(code: str) -> bool:
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1
