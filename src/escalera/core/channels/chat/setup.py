"""What a company says of its chat, read out of `channel.settings` with what holds where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.chat.capabilities import LARGEST, MOST_FILES, TAKEN
from escalera.core.channels.models import Channel

QUESTION_KINDS = ("text", "email", "choice", "long")
ONCE = ("session", "day", "ever")
MOST_QUESTIONS, MOST_RULES = 10, 20


@dataclass(frozen=True, slots=True)
class Setup:
    """One chat as it is set up. Times in minutes, 0 for never; `asks`: what must be known before a person takes over,
    of "name" and "email"; `origins`: the sites that may show it, empty for all."""

    title: str
    greeting: str
    color: str
    theme: str
    position: str
    logo: str
    questions: tuple[dict[str, Any], ...]
    rules: tuple[dict[str, Any], ...]
    assistant: bool
    identity_required: bool
    asks: tuple[str, ...]
    origins: tuple[str, ...]
    languages: tuple[str, ...]
    sound: bool
    mail_after: int
    idle_after: int
    largest: int
    most_files: int
    kinds: tuple[str, ...]
    sessions_per_network: int


def setup_of(channel: Channel, language: str = "") -> Setup:
    """Return how a chat is set up, its words in this language. Never raises: what can't be read counts as unsaid."""
    said = channel.settings
    return Setup(
        title=words_in(said.get("title"), language)[:120] or channel.name,
        greeting=words_in(said.get("greeting"), language)[:500],
        color=str(said.get("color") or "")[:20],
        theme=_one_of(said.get("theme"), ("auto", "light", "dark")),
        position=_one_of(said.get("position"), ("right", "left")),
        logo=str(said.get("logo") or "")[:300],
        questions=tuple(_questions(said.get("questions"), language)),
        rules=tuple(_rules(said.get("rules"), language)),
        assistant=bool(said.get("assistant")),
        identity_required=bool(said.get("identity_required")),
        asks=tuple(name for name in ("name", "email") if name in _list(said.get("asks", ["name", "email"]))),
        origins=tuple(str(one).rstrip("/").lower() for one in _list(said.get("origins"))),
        languages=tuple(known_languages(_list(said.get("languages")))),
        sound=bool(said.get("sound", True)),
        mail_after=_number(said.get("mail_after"), 5, 0, 24 * 60),
        idle_after=_number(said.get("idle_after"), 60, 0, 7 * 24 * 60),
        largest=_number(said.get("largest"), LARGEST, 1024, 50 * 1024 * 1024),
        most_files=_number(said.get("most_files"), MOST_FILES, 0, 50),
        kinds=tuple(str(one) for one in _list(said.get("kinds"))) or TAKEN,
        sessions_per_network=_number(said.get("sessions_per_network"), 60, 1, 1_000_000),
    )


def known_languages(codes: list[Any]) -> list[str]:
    known = [code for code, _name in django_settings.LANGUAGES]
    return [code for code in known if code in codes] or known


def language_for(setup_languages: tuple[str, ...], wanted: str) -> str:
    """Return the language of ours that fits best what a browser asks for ("es-MX" is "es-419" here)."""
    wanted = wanted.strip().lower().replace("_", "-")[:20]
    if wanted in setup_languages:
        return wanted
    first, _dash, region = wanted.partition("-")
    if first == "es" and region not in ("", "es", "gq", "ea", "ic", "ph") and "es-419" in setup_languages:
        return "es-419"
    fits = [code for code in setup_languages if code.split("-")[0] == first]
    usual = str(django_settings.LANGUAGE_CODE)
    return fits[0] if fits else usual if usual in setup_languages else setup_languages[0]


def allows_origin(origins: tuple[str, ...], origin: str) -> bool:
    """Say whether a page of this origin may show the chat. "*.example.com" stands for all its subdomains."""
    if not origins or not origin:
        return True
    try:
        host = (urlsplit(origin).hostname or "").lower()
    except ValueError:  # "https://[": a header of somebody who is no browser
        return False
    return any(_fits(one, origin.lower(), host) for one in origins)


def _fits(allowed: str, origin: str, host: str) -> bool:
    if allowed in ("*", origin, host):
        return True
    bare = allowed.rpartition("://")[2]
    return bare.startswith("*.") and (host == bare[2:] or host.endswith(bare[1:]))


def check(channel: Channel) -> None:
    """Raises: BadInput, for settings that can't work as they are."""
    said = channel.settings
    for one in _list(said.get("questions")):
        if not isinstance(one, dict) or not str(one.get("name") or "").isidentifier():
            raise BadInput(_("Each question needs a name of plain letters."))
        if one.get("kind", "text") not in QUESTION_KINDS:
            raise BadInput(_("A question is one of: %(kinds)s.") % {"kinds": ", ".join(QUESTION_KINDS)})
    for one in _list(said.get("rules")):
        if not isinstance(one, dict) or not one.get("id") or not words_in(one.get("text"), ""):
            raise BadInput(_("Each message that comes by itself needs a name and its words."))
    for one in _list(said.get("origins")):
        if not isinstance(one, str) or " " in one or not one.strip():
            raise BadInput(_("“%(origin)s” is no address of a site.") % {"origin": str(one)[:80]})


def words_in(said: object, language: str) -> str:
    """Return words that are said once for all or by language: {"es": …, "pt-br": …}."""
    if isinstance(said, str):
        return said
    if not isinstance(said, Mapping):
        return ""
    for code in (language, language.partition("-")[0], str(django_settings.LANGUAGE_CODE)):
        if isinstance(found := said.get(code), str) and found:
            return found
    return next((str(one) for one in said.values() if isinstance(one, str)), "")


def _questions(said: object, language: str) -> list[dict[str, Any]]:
    found = []
    for one in _list(said)[:MOST_QUESTIONS]:
        if not isinstance(one, dict) or not one.get("name"):
            continue
        kind = _one_of(one.get("kind"), QUESTION_KINDS)
        choices = [words_in(choice, language)[:80] for choice in _list(one.get("choices"))][:30]
        label = words_in(one.get("label"), language)[:120] or str(one["name"])
        found.append(
            {
                "name": str(one["name"])[:40], "label": label, "kind": kind, "required": bool(one.get("required")),
                "choices": choices if kind == "choice" else [],
            }
        )  # fmt: skip
    return found


def _rules(said: object, language: str) -> list[dict[str, Any]]:
    found = []
    for one in _list(said)[:MOST_RULES]:
        if not isinstance(one, dict) or not one.get("id") or one.get("off"):
            continue
        found.append(
            {
                "id": str(one["id"])[:40], "url": str(one.get("url") or "*")[:300],
                "after_s": _number(one.get("after_s"), 20, 0, 3600), "scrolled": _number(one.get("scrolled"), 0, 0, 100),
                "once": _one_of(one.get("once"), ONCE), "text": words_in(one.get("text"), language)[:500],
            }
        )  # fmt: skip
    return found


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _one_of(said: object, known: tuple[str, ...]) -> str:
    return said if isinstance(said, str) and said in known else known[0]


def _number(said: object, usual: int, least: int, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return usual
    return max(least, min(most, int(said)))
