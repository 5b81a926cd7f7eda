"""What stands in the settings menu: one line a screen. Who lacks the permission sees no entry and gets no page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models.helpers import CONTENT, GATE, PEOPLE, SETTINGS

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One screen. `url`: its name without "desk:"; `permission`: "" for everybody; `group`: a key of GROUPS;
    `icon`: a symbol of icons.svg; `about`: what one does there, in one line."""

    key: str
    label: Words
    url: str
    permission: str
    group: str
    icon: str
    about: Words = ""


GROUPS: dict[str, Words] = {
    "company": _("Company"),
    "people": _("People"),
    "channels": _("Channels"),
    "work": _("Work"),
    "portal": _("Portal"),
    "self": _("Yourself"),
}

ENTRIES: list[Entry] = [
    Entry(
        "articles",
        _("Articles"),
        "settings-articles",
        CONTENT,
        "portal",
        "book",
        _("What customers find before they ask."),
    ),
    Entry(
        "services",
        _("Service status"),
        "settings-services",
        CONTENT,
        "portal",
        "pulse",
        _("What works, what does not, planned work."),
    ),
]
