"""What is wrong with a draft, a field each: the field's id and words that help."""

from __future__ import annotations

from collections.abc import Container

from django.utils.translation import gettext as _

from escalera.core.channels.voice.settings import DIGITS, Target
from escalera.faces.desk.settings.channels.callers.draft import LONGEST, LONGEST_SAY, Draft, Row

Faults = dict[str, str]


def faults_of(draft: Draft, known: Container[str]) -> Faults:
    """Return what has to be put right, in the order of the page. `known`: codes of all that a key can lead to."""
    faults: Faults = {}
    _languages(draft, faults)
    names: set[str] = set()
    for place, menu in enumerate(draft.menus):
        if not menu.name or menu.name in names:
            faults[f"name-{place}"] = _("Give each menu a name of its own.")
        names.add(menu.name)
        _keys(draft, place, menu, known, faults)
        _lead(f"otherwise-{place}", menu.otherwise, known, faults)
    _lead("entry", draft.entry, known, faults)
    _lead("closed", draft.closed, known, faults)
    for language, own in draft.words.items():
        for name, words in own.items():
            if len(words) > LONGEST:
                faults[f"words-{language}-{name}"] = _("At most %(count)d characters.") % {"count": LONGEST}
    return faults


def _languages(draft: Draft, faults: Faults) -> None:
    seen: set[str] = set()
    for place, (digit, _language) in enumerate(draft.languages if len(draft.languages) > 1 else []):
        if digit not in DIGITS or not digit:
            faults[f"language-digit-{place}"] = _("Choose a key.")
        elif digit in seen:
            faults[f"language-digit-{place}"] = _("Key %(digit)s is taken already.") % {"digit": digit}
        seen.add(digit)


def _keys(draft: Draft, place: int, menu: Row, known: Container[str], faults: Faults) -> None:
    if not menu.keys:
        faults[f"key-add-{place}"] = _("Add a key, or take the menu out.")
    seen: set[str] = set()
    for number, key in enumerate(menu.keys):
        here = f"{place}-{number}"
        if key.digit not in DIGITS or not key.digit:
            faults[f"digit-{here}"] = _("Choose a key.")
        elif key.digit in seen:
            faults[f"digit-{here}"] = _("Key %(digit)s is taken already.") % {"digit": key.digit}
        seen.add(key.digit)
        if not key.to:
            faults[f"to-{here}"] = _("Choose where the key leads.")
        _lead(f"to-{here}", key.to, known, faults)
        if not key.say.get(draft.spoken[0]):
            faults[f"say-{draft.spoken[0]}-{here}"] = _("Write what the key is for.")
        for language, words in key.say.items():
            if len(words) > LONGEST_SAY:
                faults[f"say-{language}-{here}"] = _("At most %(count)d characters.") % {"count": LONGEST_SAY}


def _lead(field: str, code: str, known: Container[str], faults: Faults) -> None:
    if not code or code in known:
        return
    gone = Target.of_code(code)
    words = {"menu": _("There is no such menu."), "team": _("There is no such team."),
             "level": _("There is no such level.")}  # fmt: skip
    faults[field] = words.get(gone.to, _("Choose where the key leads."))
