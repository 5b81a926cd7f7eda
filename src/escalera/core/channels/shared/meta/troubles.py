"""What Meta's published error codes mean, in plain words, and what becomes of a message that met one.

https://developers.facebook.com/docs/graph-api/guides/error-handling
https://developers.facebook.com/docs/messenger-platform/error-codes"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.shared.meta.pieces import mapping, number, words
from escalera.core.channels.shared.sending import NotSent


@dataclass(frozen=True, slots=True)
class Trouble:
    """`permanent`, `of_channel`, `rest_s`: as NotSent has them."""

    words: str | Promise
    permanent: bool = False
    of_channel: bool = False
    rest_s: float | None = None


Code = int | tuple[int, int]  # a code, or a code with its subcode
Table = Mapping[Code, Trouble]

_TOKEN = Trouble(gettext_lazy("The access token is not valid any more: enter a new one."), of_channel=True)
_RIGHT = Trouble(gettext_lazy("The access token lacks a permission that is needed for this."), of_channel=True)
_BUSY = Trouble(gettext_lazy("Meta has a trouble of its own at the moment."), rest_s=30.0)
_CALLS = Trouble(gettext_lazy("Meta takes no more calls for now."), of_channel=True, rest_s=60.0)
_WINDOW = Trouble(gettext_lazy("The time in which this customer may be answered here is over."), permanent=True)
_GONE = Trouble(gettext_lazy("This person cannot be reached here any more."), permanent=True)

COMMON: Table = {
    0: _TOKEN,
    1: _BUSY,
    2: _BUSY,
    3: _RIGHT,
    4: _CALLS,
    10: _RIGHT,
    17: _CALLS,
    32: _CALLS,
    33: Trouble(gettext_lazy("Meta does not know this number, page or account."), of_channel=True),
    100: Trouble(gettext_lazy("Meta did not accept how the message was put."), permanent=True),
    102: _TOKEN,
    190: _TOKEN,
    200: _RIGHT,
    341: _CALLS,
    368: Trouble(gettext_lazy("Meta has blocked this account for now because of its rules."), of_channel=True),
    463: _TOKEN,
    467: _TOKEN,
    506: Trouble(gettext_lazy("Meta took this for the same message twice in a row."), permanent=True),
    551: _GONE,
    613: _CALLS,
    803: _GONE,
    1200: _BUSY,
    1545041: _GONE,
    (10, 2018278): _WINDOW,
    (10, 2018065): _WINDOW,
    (10, 2018108): _WINDOW,
    (10, 2534022): _WINDOW,
    (100, 2018001): _GONE,
    (100, 2018218): _GONE,
    (100, 2534014): _GONE,
    (100, 2018034): Trouble(gettext_lazy("The text is too long for one message."), permanent=True),
    (100, 2534067): Trouble(gettext_lazy("The text is too long for one message."), permanent=True),
    (100, 2018047): Trouble(gettext_lazy("Meta could not take the file."), permanent=True),
    (100, 2018294): Trouble(gettext_lazy("Meta could not take the file."), permanent=True),
    (200, 1545041): _GONE,
    (200, 2018021): _GONE,
    (551, 1545041): _GONE,
}


def trouble_of(code: int, subcode: int = 0, table: Table | None = None) -> Trouble | None:
    """Return what a code means: the kind's own table before the common one, a subcode before its code."""
    for known in (table or {}, COMMON):
        if (found := known.get((code, subcode)) or known.get(code)) is not None:
            return found
    return _RIGHT if 200 <= code <= 299 else None


def sentence(error: Mapping[str, Any], table: Table | None = None) -> str:
    """Return an error of Meta's in a sentence: ours with its code, or Meta's own words where we have none."""
    code, subcode = _codes(error)
    known = trouble_of(code, subcode, table)
    details = words(mapping(error.get("error_data")).get("details"), 300)
    theirs = details or words(error.get("message") or error.get("title"), 300)
    if known is None:
        return _("Meta says: %(words)s (%(code)s)") % {"words": theirs or "?", "code": code}
    # Meta's words are of help only where ours can't say which part of the message it was
    return f"{known.words} ({code})" if code != 100 or not theirs else f"{known.words} ({code}: {theirs})"


def not_sent(error: Mapping[str, Any], status: int, table: Table | None = None) -> NotSent:
    """Return how an error of Meta's is told to the port of sending."""
    known = trouble_of(*_codes(error), table)
    told = sentence(error, table)
    if known is not None:
        return NotSent(told, permanent=known.permanent, of_channel=known.of_channel, retry_after_s=known.rest_s)
    if status == 429:
        return NotSent(told, of_channel=True, retry_after_s=30.0)
    if status == 401:
        return NotSent(told, of_channel=True)
    return NotSent(told, permanent=status < 500 and not error.get("is_transient"))


def _codes(error: Mapping[str, Any]) -> tuple[int, int]:
    return int(number(error.get("code")) or 0), int(number(error.get("error_subcode")) or 0)
