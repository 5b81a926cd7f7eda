"""What callers hear, as it stands in the form: out of the settings, out of what was posted, and back to settings.

Posted are lists that go side by side: `language` and `language-digit`, a row each; for the menu at place i its
`known-i` (the name by which keys mean it), `name-i` and `otherwise-i`, and for each of its keys one `digit-i`, `to-i` and
`say-LANGUAGE-i`. Words and languages that callers do not hear at the moment are posted too, hidden: nothing gets lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from escalera.core.channels.models import Channel
from escalera.core.channels.voice.settings import (
    DIGITS,
    LANGUAGES,
    MOST_MENUS,
    MOST_OPTIONS,
    Menu,
    Option,
    Target,
    plan_of,
    target_of,
)

MAIN = "main"
LONGEST_SAY, LONGEST_NAME, LONGEST = 500, 40, 1500
SENTENCES = (
    "greeting", "connecting", "record", "wrong", "callback_offer", "callback", "withheld", "closed", "voicemail",
    "thanks", "no_answer", "goodbye",
)  # fmt: skip


class Posted(Protocol):
    """What a form sent."""

    def get(self, key: str, default: str, /) -> Any: ...
    def getlist(self, key: str) -> Sequence[Any]: ...


@dataclass(slots=True)
class Key:
    """`to`: a target's code, "" while nothing is chosen; `say`: what it is for, a language each."""

    digit: str = ""
    to: str = ""
    say: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A menu."""

    name: str
    keys: list[Key] = field(default_factory=list)
    otherwise: str = ""


@dataclass(slots=True)
class Draft:
    """`languages`: digit and language, the first one is that of the number; `entry`, `closed`: codes, "" for the usual."""

    languages: list[tuple[str, str]]
    words: dict[str, dict[str, str]]
    menus: list[Row]
    entry: str = ""
    closed: str = ""

    @property
    def spoken(self) -> list[str]:
        return [language for _digit, language in self.languages]

    def settings(self) -> dict[str, Any]:
        """Return it as settings of the channel; None takes one away."""
        return {
            "languages": [{"digit": digit, "language": language} for digit, language in self.languages],
            "menus": {menu.name: _menu(menu) for menu in self.menus} or None,
            "entry": _target(self.entry),
            "closed": _target(self.closed),
            "words": {language: own for language, own in self.words.items() if own} or None,
        }


def draft_of(channel: Channel) -> Draft:
    """Return what is set now."""
    plan, given = plan_of(channel), channel.settings
    menus = given.get("menus")
    raw = {str(name)[:40]: one for name, one in (menus if isinstance(menus, dict) else {}).items()}
    rows = [_row(name, menu, raw[name]) for name, menu in plan.menus.items()]
    return Draft(
        languages=_rising([(digit[:1], language) for digit, language in plan.languages]),
        words={language: {k: str(v) for k, v in own.items()} for language, own in plan.words.items()},
        menus=sorted(rows, key=lambda row: row.name != MAIN),
        entry=_code(given.get("entry")),
        closed=_code(given.get("closed")),
    )


def draft_typed(posted: Posted, channel: Channel) -> Draft:
    """Return what was typed; a menu that has another name now is meant by it everywhere."""
    languages = [(_text(d, 1), str(code)) for d, code in zip(
        posted.getlist("language-digit"), posted.getlist("language"), strict=False) if code in LANGUAGES]  # fmt: skip
    places = [place for place in range(MOST_MENUS) if posted.get(f"known-{place}", "-") != "-"]
    known = {
        _text(posted.get(f"known-{place}", ""), 40): _text(posted.get(f"name-{place}", ""), 40) for place in places
    }
    renamed = {f"menu.{old}": f"menu.{new}" for old, new in known.items() if new}

    def code(name: str, text: Any = None) -> str:
        given = _text(posted.get(name, "") if text is None else text, 100)
        return renamed.get(given, given)

    menus = [
        Row(_text(posted.get(f"name-{place}", ""), LONGEST_NAME),
            [Key(digit, code("", to), say) for digit, to, say in _keys(posted, place)], code(f"otherwise-{place}"))
        for place in places
    ]  # fmt: skip
    return Draft(_rising(languages), _words(posted, channel), menus, code("entry"), code("closed"))


def _keys(posted: Posted, place: int) -> list[tuple[str, str, dict[str, str]]]:
    digits, ways = posted.getlist(f"digit-{place}"), posted.getlist(f"to-{place}")
    said = {language: posted.getlist(f"say-{language}-{place}") for language in LANGUAGES}
    return [
        (_text(digit, 1), str(to), {
            language: text for language, texts in said.items()
            if number < len(texts) and (text := _text(texts[number], LONGEST_SAY + 1))
        })
        for number, (digit, to) in enumerate(zip(digits, ways, strict=False)) if number < MOST_OPTIONS
    ]  # fmt: skip


def _words(posted: Posted, channel: Channel) -> dict[str, dict[str, str]]:
    """What this form does not ask for stays as it is."""
    words = {language: dict(own) for language, own in draft_of(channel).words.items()}
    for language in LANGUAGES:
        for name in SENTENCES:
            if (typed := posted.get(f"words-{language}-{name}", "\x00")) == "\x00":
                continue
            own = words.setdefault(language, {})
            own.pop(name, None)
            if text := _text(typed, LONGEST + 1):
                own[name] = text
    return {language: own for language, own in words.items() if own}


def _rising(languages: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each language once."""
    seen: dict[str, str] = {}
    for digit, language in languages:
        seen.setdefault(language, digit)
    return [(digit, language) for language, digit in seen.items()] or [("1", "es")]


def _row(name: str, menu: Menu, raw: Any) -> Row:
    return Row(name, [_key(option) for option in menu.options], _code(_dict(raw).get("otherwise")))


def _key(option: Option) -> Key:
    return Key(option.digit, option.target.code, {k: v for k, v in option.say.items() if k in LANGUAGES})


def _menu(menu: Row) -> dict[str, Any]:
    options = [{"digit": key.digit, **(_target(key.to) or {}), "say": key.say} for key in menu.keys]
    otherwise = _target(menu.otherwise)
    return {"options": options, **({"otherwise": otherwise} if otherwise else {})}


def _target(code: str) -> dict[str, Any] | None:
    return Target.of_code(code).data if code else None


def _code(given: Any) -> str:
    target = target_of(given)
    return target.code if target else ""


def _dict(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, dict) else {}


def _text(given: Any, most: int) -> str:
    return " ".join(str(given).replace("\x00", "").split())[:most]


def free_digit(taken: Sequence[str]) -> str:
    """Return the first digit that is free, from 1 on and 0 last; "" for none."""
    return next((digit for digit in (*DIGITS[1:], "0") if digit not in taken), "")
