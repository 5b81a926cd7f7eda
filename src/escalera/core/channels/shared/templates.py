"""The port of templates: what may be said where free words may not. A kind that has them registers who knows them.

A reply that is a template carries `extra["template"]` = {"name", "language", "values"}, which becomes `Part.template`;
`values` is {place: words}, and the message's text is the template filled in, as the customer will read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel

LONGEST_VALUE = 1024  # characters of what is filled into one place
_PLACE = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class TemplateView:
    """An approved template. `text`: its words with their places as {{1}} or {{name}}; `places`: all that is to be filled
    in, in order, those of header and buttons too ("header.1", "button.0"); `examples`: what the places looked like when
    it was approved; `buttons`: their words."""

    name: str
    language: str
    text: str
    places: Sequence[str] = ()
    header: str = ""
    footer: str = ""
    buttons: Sequence[str] = ()
    category: str = ""
    examples: Sequence[str] = ()

    @property
    def key(self) -> str:
        """Return what names it in a form: there is one for each language."""
        return f"{self.name}|{self.language}"


Approved = Callable[[Channel], Sequence[TemplateView]]
_KINDS: dict[str, Approved] = {}


def register_templates(kind: str, approved: Approved) -> None:
    """Say which templates a door of this kind may send now: read from our tables, never asked of the provider."""
    _KINDS[kind] = approved


def approved(channel: Channel) -> list[TemplateView]:
    """Return the door's approved templates by name; none for a kind without."""
    known = _KINDS.get(channel.kind)
    return sorted(known(channel), key=lambda one: (one.name, one.language)) if known else []


def find_template(channel: Channel, name: str, language: str) -> TemplateView | None:
    return next((one for one in approved(channel) if (one.name, one.language) == (name, language)), None)


def filled(template: TemplateView, values: Mapping[str, str]) -> str:
    """Return the words as the customer will read them; a place that is not filled in stands as it is."""
    pieces = [
        _put_in(template.header, values, "header."), _put_in(template.text, values), template.footer,
        *(f"[{one}]" for one in template.buttons),
    ]  # fmt: skip
    return "\n\n".join(piece for piece in pieces if piece.strip())


def as_extra(template: TemplateView, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what goes with the message. Raises: BadInput for a place that is empty, too long, or in several lines."""
    kept: dict[str, str] = {}
    for place in template.places:
        value = " ".join(str(values.get(place, "")).replace("\x00", "").split())
        if not value:
            raise BadInput(_("Fill in every place of the template: %(place)s.") % {"place": place})
        if len(value) > LONGEST_VALUE:
            raise BadInput(_("What is filled in for %(place)s is too long.") % {"place": place})
        kept[place] = value
    return {"name": template.name, "language": template.language, "values": kept}


def said_by(channel: Channel, name: str, language: str, values: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the text of a message that is a template, and its `extra`. Raises: BadInput."""
    template = find_template(channel, name, language)
    if template is None:
        raise BadInput(_("This template is not approved (any more): choose another."))
    chosen = as_extra(template, values)
    return filled(template, chosen["values"]), {"template": chosen}


def _put_in(text: str, values: Mapping[str, str], before: str = "") -> str:
    return _PLACE.sub(lambda found: values.get(before + found[1]) or found[0], text)
