"""Phone numbers, of the desk's own country as people there write them, of any other with its +."""

from __future__ import annotations

import re
from collections.abc import Iterator

from escalera.base.text.masking.numbers import Span
from escalera.base.text.masking.words import named, named_behind

MOST = 500  # runs of digits in a text that are looked at
_RUN = re.compile(r"(?:\+[\s(]{0,2})?\(?\d(?:[\s.\-_/()*]{0,3}\d){6,24}")
_DATE = re.compile(r"\d{1,2}[\s./-]\d{1,2}[\s./-]\d{2,4}|\d{4}[\s./-]\d{1,2}[\s./-]\d{1,2}(?:\s\d{1,2})?")
_DIGITS = re.compile(r"\d")


def phones(text: str, region: str) -> Iterator[Span]:
    """Yield where phone numbers stand. `region`: two letters of the desk's country, for numbers without a +."""
    for place, run in enumerate(_RUN.finditer(text)):
        if place >= MOST:
            return
        yield from _in_run(text, run.start(), run.end(), region)


def _in_run(text: str, start: int, end: int, region: str) -> Iterator[Span]:
    written = text[start:end]
    said = named(text, start) or named_behind(text, end)
    if said in ("other", "id") and not written.startswith("+"):
        return
    if (start and text[start - 1].isalpha()) or _DATE.fullmatch(written):
        return
    found = False
    for span in _matches(written, region):
        found = True
        yield start + span[0], start + span[1]
    if not found and _is_one(written, region, said == "phone"):
        yield start, end


def _matches(written: str, region: str) -> Iterator[Span]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # noqa: PLC0415 - slow import

    for match in PhoneNumberMatcher(written, region, leniency=Leniency.VALID, max_tries=20):
        yield match.start, match.end


def _is_one(written: str, region: str, told: bool) -> bool:
    """Say whether the digits together are a number, however they are grouped; after "call me" it only must be possible."""
    import phonenumbers  # noqa: PLC0415 - slow import

    digits = "".join(_DIGITS.findall(written))
    if not 7 <= len(digits) <= 15:
        return False
    if not (told or written.startswith("+")) and written == digits:
        return False
    try:
        number = phonenumbers.parse(("+" if written.startswith("+") else "") + digits, region)
    except phonenumbers.NumberParseException:
        return told
    return told or phonenumbers.is_valid_number(number)
