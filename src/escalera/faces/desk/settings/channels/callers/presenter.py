"""The form as finished rows: choices, labels, and what is wrong beside its field."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.channels.models import Channel
from escalera.core.channels.voice.settings import DIGITS, LANGUAGES, MOST_MENUS, MOST_OPTIONS
from escalera.core.channels.voice.words import VOICES, ours
from escalera.faces.desk.settings.channels.callers.checking import Faults
from escalera.faces.desk.settings.channels.callers.draft import LONGEST, LONGEST_SAY, MAIN, SENTENCES, Draft, Row
from escalera.faces.desk.settings.channels.callers.naming import Choices, Ways, language_name, menu_name, ways_of
from escalera.faces.desk.settings.channels.callers.outline import outlines

KEYS = (*DIGITS[1:], "0")


def known_codes(ways: Ways) -> set[str]:
    return set(ways.names)


def page_of(channel: Channel, draft: Draft, faults: Faults, focus: str = "") -> dict[str, Any]:
    """Return what the form shows. `focus`: the field on which one goes on; the first fault's, if there are any."""
    ways = ways_of(channel, draft)
    return {
        "languages": [_language(draft, place, faults) for place in range(len(draft.languages))],
        "unspoken": [
            {"code": code, "name": language_name(code), "words": _kept_words(draft, code)}
            for code in LANGUAGES if code not in draft.spoken
        ],
        "several": len(draft.languages) > 1,
        "menus": [_menu(draft, place, ways, faults) for place in range(len(draft.menus))],
        "has_main": any(menu.name == MAIN for menu in draft.menus),
        "more_menus": len(draft.menus) < MOST_MENUS,
        "entry": _choice("entry", draft.entry, ways.choices(with_menus=False), faults, _usual_entry(ways)),
        "closed": _choice("closed", draft.closed, ways.choices(with_menus=False), faults, _("Voicemail (as usual)")),
        "focus": next(iter(faults), focus),
        "count": ngettext("%(count)d thing is to be put right.", "%(count)d things are to be put right.", len(faults))
        % {"count": len(faults)} if faults else "",
        "longest": LONGEST,
        "longest_say": LONGEST_SAY,
        **heard_of(channel, draft, ways),
    }  # fmt: skip


def heard_of(channel: Channel, draft: Draft, ways: Ways | None = None) -> dict[str, Any]:
    return {"heard": outlines(channel, draft, (ways or ways_of(channel, draft)).names)}


def _usual_entry(ways: Ways) -> str:
    return ways.people[0][1]


def _language(draft: Draft, place: int, faults: Faults) -> dict[str, Any]:
    digit, code = draft.languages[place]
    own = draft.words.get(code, {})
    sentences = [
        {"id": f"words-{code}-{name}", "label": _sentence(name), "value": own.get(name, ""), "usual": ours(name, code),
         "error": faults.get(f"words-{code}-{name}", "")}
        for name in SENTENCES
    ]  # fmt: skip
    return {
        "place": place,
        "digit_id": f"language-digit-{place}",
        "code": code,
        "lang": VOICES.get(code, code),
        "name": language_name(code),
        "digits": _digits(digit),
        "digit": digit,
        "error": faults.get(f"language-digit-{place}", ""),
        "greeting": sentences[0],
        "sentences": sentences[1:],
        "open": any(one["error"] for one in sentences[1:]),
        "first": place == 0,
        "last": place == len(draft.languages) - 1,
    }


def _kept_words(draft: Draft, code: str) -> list[tuple[str, str]]:
    return [(f"words-{code}-{name}", words) for name, words in draft.words.get(code, {}).items() if name in SENTENCES]


def _menu(draft: Draft, place: int, ways: Ways, faults: Faults) -> dict[str, Any]:
    menu = draft.menus[place]
    return {
        "place": place,
        "name_id": f"name-{place}",
        "add_id": f"key-add-{place}",
        "to_name": f"to-{place}",
        "name": menu.name,
        "label": menu_name(menu.name),
        "is_main": menu.name == MAIN,
        "error": faults.get(f"name-{place}", ""),
        "empty": faults.get(f"key-add-{place}", ""),
        "more": len(menu.keys) < MOST_OPTIONS,
        "keys": [_key(draft, menu, place, number, ways, faults) for number in range(len(menu.keys))],
        "otherwise": _choice(f"otherwise-{place}", menu.otherwise, ways.choices(), faults, _("As without a menu")),
    }


def _key(draft: Draft, menu: Row, place: int, number: int, ways: Ways, faults: Faults) -> dict[str, Any]:
    key, here = menu.keys[number], f"{place}-{number}"
    return {
        "here": here,
        "digit_id": f"digit-{here}",
        "digit": key.digit,
        "digits": _digits(key.digit),
        "error": faults.get(f"digit-{here}", ""),
        "to": _choice(f"to-{here}", key.to, ways.choices(), faults, _("Choose…")),
        "says": [
            {"id": f"say-{code}-{here}", "name": f"say-{code}-{place}", "label": language_name(code),
             "lang": VOICES.get(code, code), "value": key.say.get(code, ""), "error": faults.get(f"say-{code}-{here}", "")}
            for code in draft.spoken
        ],
        "kept": [(f"say-{code}-{place}", key.say.get(code, "")) for code in LANGUAGES if code not in draft.spoken],
        "first": number == 0,
        "last": number == len(menu.keys) - 1,
    }  # fmt: skip


def _digits(chosen: str) -> list[tuple[str, bool]]:
    return [(digit, digit == chosen) for digit in (("",) if chosen not in KEYS else ()) + KEYS]


def _choice(field: str, chosen: str, groups: Choices, faults: Faults, usual: str) -> dict[str, Any]:
    """A code that is no choice (any more) stays in sight."""
    codes = {code for _label, rows in groups for code, _name in rows}
    return {
        "id": field,
        "usual": usual,
        "groups": [(label, [(code, name, code == chosen) for code, name in rows]) for label, rows in groups],
        "gone": chosen if chosen and chosen not in codes else "",
        "error": faults.get(field, ""),
    }


def _sentence(name: str) -> str:
    return {
        "greeting": _("Greeting"), "connecting": _("Before it rings"), "record": _("That it is recorded"),
        "wrong": _("A key that means nothing"), "callback_offer": _("While waiting: the offer of a call back"),
        "callback": _("Who will be called back"), "withheld": _("A call back without a number"),
        "closed": _("Out of hours"), "voicemail": _("Before the tone of the voicemail"),
        "thanks": _("After the message"), "no_answer": _("Our call: nobody answered"), "goodbye": _("Before hanging up"),
    }[name]  # fmt: skip
