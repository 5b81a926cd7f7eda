"""What a message of a channel carries besides words and files: what it answers, reactions, a place, contacts, a filled-in
form, a call, files that are still to come. Everything comes from providers, so nothing is taken for granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.faces.desk.ticket.reading import Coming

MOST = 20  # contacts, lines of a form, reactions
MAP = "https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=16/{lat:.6f}/{lon:.6f}"
OUTCOMES = {
    "answered": gettext_lazy("answered"), "completed": gettext_lazy("answered"), "missed": gettext_lazy("missed"),
    "no-answer": gettext_lazy("no answer"), "busy": gettext_lazy("busy"), "failed": gettext_lazy("did not come about"),
    "voicemail": gettext_lazy("voicemail"), "abandoned": gettext_lazy("hung up while waiting"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """`answers`: the message that it answers (its number, "" if it is not known here) and its words; `place`: where a
    map shows it, and its words; `rows`: label and value; `coming`: files on their way, or that did not come."""

    answers: tuple[str, str] | None = None
    reactions: Sequence[tuple[str, int, str]] = ()
    place: tuple[str, str] | None = None
    contacts: Sequence[tuple[str, str]] = ()
    rows: Sequence[tuple[str, str]] = ()
    call: str = ""
    coming: Sequence[tuple[str, str, bool]] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.place or self.contacts or self.rows or self.call or self.coming)


NOTHING = Carried()


def carried(extra: Mapping[str, Any], coming: Sequence[Coming] = ()) -> Carried:
    """Read what of a message's `extra` people see (its shape: `shared.heard.Said`)."""
    if not extra and not coming:
        return NOTHING
    return Carried(
        answers=_answers(extra.get("answers")),
        reactions=_reactions(extra.get("reactions")),
        place=_place(extra.get("location")),
        contacts=_contacts(extra.get("contacts")),
        rows=_rows(extra.get("form")),
        call=_call(extra.get("telephone")),
        coming=[(one.name, one.error, one.failed) for one in coming],
    )


def _answers(said: Any) -> tuple[str, str] | None:
    if not isinstance(said, Mapping):
        return None
    number = said.get("message")
    words = " ".join(str(said.get("text") or "").split())[:160]
    known = isinstance(number, int)
    return (str(number) if known else "", words or _("a message that is not here"))


def _reactions(given: Any) -> list[tuple[str, int, str]]:
    """Return each emoji, how often it was put, and by whom."""
    if not isinstance(given, Mapping):
        return []
    counted = Counter(str(emoji)[:16] for emoji in given.values())
    return [
        (emoji, count, ", ".join(str(who)[:60] for who, one in given.items() if str(one)[:16] == emoji)[:300])
        for emoji, count in counted.most_common(MOST)
    ]


def _place(given: Any) -> tuple[str, str] | None:
    if not isinstance(given, Mapping):
        return None
    try:
        lat, lon = float(given["latitude"]), float(given["longitude"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    words = ", ".join(str(given[key])[:200] for key in ("name", "address") if given.get(key))
    return MAP.format(lat=lat, lon=lon), words or f"{lat:.5f}, {lon:.5f}"


def _contacts(given: Any) -> list[tuple[str, str]]:
    found = []
    for one in given[:MOST] if isinstance(given, list) else ():
        if isinstance(one, Mapping):
            ways = [str(way)[:100] for key in ("phones", "emails") for way in _list(one.get(key))[:5]]
            found.append((str(one.get("name") or _("unnamed"))[:120], " · ".join(ways)))
    return found


def _rows(given: Any) -> list[tuple[str, str]]:
    pairs = [one for one in _list(given)[:MOST] if isinstance(one, list) and len(one) == 2]
    return [(str(label)[:120], str(value)[:1000]) for label, value in pairs]


def _call(given: Any) -> str:
    """Return the line of a call: which way it went, how long, how it ended."""
    if not isinstance(given, Mapping):
        return ""
    words = [_("Outgoing call") if given.get("direction") in ("out", "outbound", "outgoing") else _("Incoming call")]
    if outcome := str(given.get("outcome") or ""):
        words.append(str(OUTCOMES.get(outcome, outcome[:60])))
    seconds = given.get("seconds")
    if isinstance(seconds, int | float) and 0 < seconds < 10**6:
        words.append(f"{int(seconds) // 60}:{int(seconds) % 60:02}")
    return " · ".join(words)


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []
