"""The keys of the desk: one list, read by the script that answers them and by the map that `?` shows.

`does` says how: "press" clicks the first visible element of a selector, "focus" focuses it, "call" calls a method of a
custom element ("reply-composer:focusOn:note"), "go" opens an address, "show" opens a dialog; "" is only told, another
part answers it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """`keys`: as `KeyboardEvent.key` gives them; two are one after the other. `shown`: how they are written otherwise."""

    keys: str
    label: str | Promise
    does: str = ""
    target: str = ""
    shown: tuple[str, ...] = ()

    @property
    def caps(self) -> tuple[str, ...]:
        return self.shown or tuple(self.keys.split())


@dataclass(frozen=True, slots=True)
class Place:
    name: str | Promise
    keys: tuple[Key, ...]


PLACES: tuple[Place, ...] = (
    Place(_("Everywhere"), (
        Key("/", _("Search"), "focus", "search-box input"),
        Key("", _("Commands: go anywhere, do anything"), shown=("Ctrl", "K")),
        Key("?", _("This map"), "show", "desk-keys dialog"),
        Key("", _("Close or leave"), shown=("Esc",)),
    )),
    Place(_("Go to"), (
        Key("g i", _("Inbox"), "go", "desk:inbox"),
        Key("g s", _("Search"), "go", "desk:search"),
        Key("g c", _("Customers"), "go", "desk:customers"),
        Key("g o", _("Organizations"), "go", "desk:organizations"),
        Key("g n", _("Notifications"), "go", "desk:notifications"),
        Key("g l", _("The ladder"), "go", "desk:ladder"),
        Key("g e", _("Settings"), "go", "desk:settings"),
    )),
    Place(_("In the list"), (
        Key("j", _("Next ticket"), "call", "ticket-list:step:1"),
        Key("k", _("Previous ticket"), "call", "ticket-list:step:-1"),
        Key("", _("Open the ticket"), shown=("↵",)),
        Key("", _("Choose the ticket for a bulk action"), shown=("x",)),
    )),
    Place(_("On the ticket"), (
        Key("r", _("Reply"), "call", "reply-composer:focusOn:reply"),
        Key("n", _("Internal note"), "call", "reply-composer:focusOn:note"),
        Key("t", _("Take"), "press", "#head form[action$='/holder/'] button"),
        Key("a", _("Give to somebody"), "press", "#head a[href$='/hands/']"),
        Key("e", _("Escalate"), "press", "#head [data-key='e']"),
        Key("b", _("Send back"), "press", "#head a[href$='/return/']"),
        Key(
            "d", _("Resolve or reopen"), "press",
            "#head :is(form[action$='/resolution/'], form[action$='/reopening/']) button",
        ),
        Key("z", _("Snooze"), "press", "#head a[href$='/snooze/']"),
        Key("l", _("Link with another ticket"), "press", "#head a[href$='/links/']"),
        Key("m", _("More actions"), "press", "#head details.menu > summary"),
        Key("i", _("Customer and facts"), "focus", "#context a, #context summary"),
    )),
    Place(_("While writing"), (
        Key("", _("Send"), shown=("Ctrl", "↵")),
        Key("", _("In an empty reply: macros"), shown=("/",)),
        Key("", _("Mention somebody"), shown=("@",)),
    )),
)  # fmt: skip


def map_for_scripts() -> str:
    """Return what the script has to know, as JSON: {"g i": ["go", "/desk/"], …}."""
    known = {key.keys: [key.does, _target(key)] for place in PLACES for key in place.keys if key.keys}
    return json.dumps({keys: does for keys, does in known.items() if does[1]}, separators=(",", ":"))


def _target(key: Key) -> str:
    if key.does != "go":
        return key.target
    try:
        return reverse(key.target)
    except NoReverseMatch:  # a room that this desk has not
        return ""
