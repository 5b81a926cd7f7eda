"""The picker of approved templates, where free words may not be sent: filled in as far as anybody can guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.channels.shared.templates import LONGEST_VALUE, TemplateView, approved, filled
from escalera.core.channels.shared.ways import Way
from escalera.core.tickets.models import Ticket
from escalera.faces.desk.ticket.composing.wanted import Wanted

ANY = "?"  # in a form: a template, whichever
_GREETING = re.compile(
    r"(hola|hello|hi|dear|hey|ol[áa]|oi|bom dia|boa tarde|buen[oa]s \w+|estimad[oa]|apreciad[oa]|"
    r"prezad[oa]|car[oa])[\s,!¡]*$",
    re.I,
)  # fmt: skip
_NUMBER = re.compile(
    r"(#|n[º°o.]+|n[úu]mero|number|ticket|tiquete|caso|case|solicitud|pedido|protocolo|request)[\s:#]*$", re.I
)


def picker(ticket: Ticket, way: Way | None, wanted: Wanted, words: str = "") -> dict[str, Any]:
    """Return what the picker prints, where the way takes nothing else or a template was asked for.

    `words`: free ones that stand in the draft; they are shown beside the template, and the one place that nobody
    filled in gets them."""
    if way is None or way.door is None or not way.can.templates:
        return {"templates": None}
    offered = approved(way.door)
    picked = next((one for one in offered if one.key == wanted.template), None)
    if way.is_open and (not wanted.template or (wanted.kept and picked is None)):
        return {"templates": None, "may_template": bool(offered), "template_gone": _gone(wanted, picked)}
    gone = _gone(wanted, picked)
    picked = picked or _first(offered, ticket)
    if picked is None:
        return {"templates": [], "template": None, "template_gone": gone}
    values = _with_words(picked, _values(picked, ticket, wanted.values), words)
    preview = filled(picked, values)
    said = words.strip()
    return {
        "templates": [(one.key, f"{one.name} · {one.language}", one.key == picked.key) for one in offered],
        "template": picked,
        "template_gone": gone,
        "places": [
            {"name": place, "value": values.get(place, ""), "example": example}
            for place, example in zip(picked.places, [*picked.examples, *[""] * len(picked.places)], strict=False)
        ],
        "template_says": filled(picked, {place: f"{{{{{place}}}}}" for place in picked.places}),
        "template_preview": preview,
        "typed": said if said != preview else "",
        "may_free": way.is_open,
    }


def _gone(wanted: Wanted, picked: TemplateView | None) -> str:
    """Say that the template that was chosen can't be sent any more."""
    if picked is not None or wanted.template in ("", ANY):
        return ""
    return _("This template is not approved (any more): choose another.")


def _first(offered: Sequence[TemplateView], ticket: Ticket) -> TemplateView | None:
    """Return the first in the customer's language, else the first."""
    language = (ticket.language or ticket.requester.language)[:2]
    return next((one for one in offered if one.language[:2] == language), offered[0] if offered else None)


def _values(template: TemplateView, ticket: Ticket, given: Mapping[str, str]) -> dict[str, str]:
    return {place: given.get(place) or _guess(template, place, ticket) for place in template.places}


def _with_words(template: TemplateView, values: dict[str, str], words: str) -> dict[str, str]:
    """Put the words into the one place that is empty; nobody could say which of several, or cut what is too long."""
    empty = [place for place in template.places if not values[place]]
    said = " ".join(words.split())
    return {**values, empty[0]: said} if len(empty) == 1 and 0 < len(said) <= LONGEST_VALUE else values


def _guess(template: TemplateView, place: str, ticket: Ticket) -> str:
    """Return what probably stands in a place: the customer's name, the ticket's number, its subject."""
    name = place.lower()
    words = re.split(r"\{\{\s*" + re.escape(place.partition(".")[2] or place) + r"\s*\}\}", template.text, maxsplit=1)
    before = words[0][-40:] if len(words) > 1 else ""
    if re.search(r"name|nombre|nome|cliente|customer", name) or _GREETING.search(before):
        return ticket.requester.name.split()[0] if ticket.requester.name.split() else ""
    if re.search(r"ticket|number|numero|número|caso|case|protocolo", name) or _NUMBER.search(before):
        return str(ticket.pk)
    if re.search(r"subject|asunto|assunto", name):
        return ticket.subject[:100]
    return ""
