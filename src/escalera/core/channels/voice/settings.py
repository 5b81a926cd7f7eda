"""What a telephone number is told to do, read from its settings: languages, menus, recording, waiting.

`settings` of the channel, besides the provider's own:
    languages: [{"digit": "1", "language": "es"}, …]   asked for if there are two or more
    menus: {"main": {"options": [{"digit": "1", "to": "team", "value": 3, "say": {"es": "Para averías, pulse 1."}}, …],
                     "otherwise": {"to": "team", "value": 2}}}
    entry, closed: {"to": …, "value": …}   where there is no menu; where nobody works at this hour
    words: {"es": {"greeting": "…", "closed": "…", …}}   instead of our own, see `words.py`
    record: "never" | "ask" · ring_s, max_wait_s, voicemail_s: seconds · music: an https address · transcribe: bool
`to`: "team" (its key), "level" (its order), "menu" (its name), "voicemail", "callback", "hang_up"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Level, Team
from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel

WAYS = ("team", "level", "menu", "voicemail", "callback", "hang_up")
DIGITS = "0123456789"
MOST_MENUS, MOST_OPTIONS = 30, 10
LANGUAGES = ("es", "es-419", "en", "pt-br")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a caller is led. `value`: a key, an order or a name, as text."""

    to: str
    value: str = ""

    @property
    def code(self) -> str:
        return f"{self.to}.{self.value}" if self.value else self.to

    @property
    def data(self) -> dict[str, Any]:
        """Return it as it stands in the settings; the keys of teams and the orders of levels are numbers there."""
        if not self.value:
            return {"to": self.to}
        is_number = self.to in ("team", "level") and self.value.isascii() and self.value.isdigit()
        return {"to": self.to, "value": int(self.value) if is_number else self.value}

    @classmethod
    def of_code(cls, code: str) -> Target:
        to, _dot, value = code.partition(".")
        return cls(to if to in WAYS else "team", value[:80])


@dataclass(frozen=True, slots=True)
class Option:
    digit: str
    target: Target
    say: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Menu:
    options: Sequence[Option]
    otherwise: Target


@dataclass(frozen=True, slots=True)
class Plan:
    """A number's settings, complete."""

    languages: Sequence[tuple[str, str]]  # digit and language
    menus: Mapping[str, Menu]
    entry: Target
    closed: Target
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asks_to_record: bool = False
    ring_s: int = 25
    max_wait_s: int = 900
    voicemail_s: int = 180
    music: str = ""
    transcribe: bool = False

    @property
    def language(self) -> str:
        return self.languages[0][1]

    @property
    def start(self) -> Target:
        return Target("menu", "main") if "main" in self.menus else self.entry


def plan_of(channel: Channel) -> Plan:
    """Return what the number does; whatever cannot be read is as if it were not said."""
    given = channel.settings
    entry = target_of(given.get("entry")) or Target("team", str(channel.team_id or ""))
    languages = [
        (str(one.get("digit", "")), str(one["language"]).lower())
        for one in _rows(given.get("languages"))
        if str(one.get("language", "")).lower() in LANGUAGES
    ]
    menus = given.get("menus")
    return Plan(
        languages=languages or [("1", "es")],
        menus={str(name)[:40]: _menu(one, entry) for name, one in (menus if isinstance(menus, dict) else {}).items()},
        entry=entry,
        closed=target_of(given.get("closed")) or Target("voicemail"),
        words={str(key): one for key, one in _dict(given.get("words")).items() if isinstance(one, dict)},
        asks_to_record=given.get("record") == "ask",
        ring_s=_number(given.get("ring_s"), 25, 5, 120),
        max_wait_s=_number(given.get("max_wait_s"), 900, 30, 7200),
        voicemail_s=_number(given.get("voicemail_s"), 180, 10, 600),
        music=str(given.get("music") or "") if str(given.get("music") or "").startswith("https://") else "",
        transcribe=bool(given.get("transcribe")),
    )


def check_plan(channel: Channel) -> None:
    """Raises: BadInput for a plan that leads nowhere."""
    plan, given = plan_of(channel), channel.settings
    if not isinstance(given.get("menus") or {}, dict) or len(plan.menus) > MOST_MENUS:
        raise BadInput(_("The menus are written as names with options."))
    if len(plan.languages) != len({digit for digit, _language in plan.languages}):
        raise BadInput(_("Each language has a digit of its own."))
    for name, menu in plan.menus.items():
        digits = [option.digit for option in menu.options]
        if len(digits) != len(set(digits)) or not digits:
            raise BadInput(_("In the menu “%(name)s”, each option has a digit of its own.") % {"name": name})
        for option in menu.options:
            _check_target(option.target, plan)
    for target in (plan.entry, plan.closed):
        _check_target(target, plan)


def _check_target(target: Target, plan: Plan) -> None:
    if target.to == "menu" and target.value not in plan.menus:
        raise BadInput(_("There is no menu “%(name)s”.") % {"name": target.value})
    if target.to == "team" and target.value and not _exists(Team.objects.filter(archived_at=None), pk=target.value):
        raise BadInput(_("There is no team %(key)s.") % {"key": target.value})
    if target.to == "level" and not _exists(Level.objects.filter(archived_at=None), order=target.value):
        raise BadInput(_("There is no level %(order)s.") % {"order": target.value})


def _exists(rows: Any, **by: str) -> bool:
    try:
        return bool(rows.filter(**by).exists())
    except ValueError:
        return False


def _menu(given: Any, entry: Target) -> Menu:
    one = _dict(given)
    options = [
        Option(str(row["digit"])[:1], target, {str(key): str(words)[:500] for key, words in _dict(row.get("say")).items()})
        for row in _rows(one.get("options"))[:MOST_OPTIONS]
        if str(row.get("digit", "")) in DIGITS and (target := target_of(row)) is not None
    ]  # fmt: skip
    return Menu([option for option in options if option.digit], target_of(one.get("otherwise")) or entry)


def target_of(given: Any) -> Target | None:
    """Return where a piece of the settings leads; None for what says nothing that we know."""
    one = _dict(given)
    value = one.get("value")
    return Target(str(one["to"]), "" if value is None else str(value)[:80]) if one.get("to") in WAYS else None


def _rows(given: Any) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _dict(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _number(given: Any, usual: int, least: int, most: int) -> int:
    try:
        return max(least, min(most, int(given)))
    except (TypeError, ValueError):
        return usual
