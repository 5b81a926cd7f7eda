"""Templates of WhatsApp: what the port of templates shows of them, and what is sent when they are filled in.

Places: "1" or "name" in the body, "header.1" or "header.link" (the address of a picture, video or document) above it,
"button.0" for what an address or a code ends with.
https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from escalera.core.channels.models import Channel, Template
from escalera.core.channels.shared.meta.pieces import mapping, mappings, words
from escalera.core.channels.shared.templates import TemplateView

Piece = dict[str, Any]
_PLACE = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
_LINKED = ("IMAGE", "VIDEO", "DOCUMENT")
_KNOWN = {"HEADER", "BODY", "FOOTER", "BUTTONS"}
_KNOWN_BUTTONS = {"QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW", "VOICE_CALL", "OTP"}


def approved(channel: Channel) -> Sequence[TemplateView]:
    """Return the templates that the door may send and that we can fill in."""
    rows = Template.objects.filter(channel=channel, state="approved").order_by("name", "language")
    return [view_of(one) for one in rows if can_be_filled(one.components)]


def can_be_filled(components: Sequence[Piece]) -> bool:
    """Say whether we know every piece of it: no carousels, catalogues or places on a map."""
    kinds = {_kind(one) for one in components}
    buttons = {words(one.get("type")).upper() for one in _buttons(components)}
    header = words(_one(components, "HEADER").get("format")).upper()
    return "BODY" in kinds and kinds <= _KNOWN and buttons <= _KNOWN_BUTTONS and header != "LOCATION"


def view_of(template: Template) -> TemplateView:
    """Return what the composer shows of a template."""
    components = template.components
    header, body = _one(components, "HEADER"), words(_one(components, "BODY").get("text"))
    titles = [words(one.get("text"), 60) for one in _buttons(components)]
    places = [place for place, _example in _places(components)]
    return TemplateView(
        name=template.name,
        language=template.language,
        text=body,
        places=places,
        header=words(header.get("text")),
        footer=words(_one(components, "FOOTER").get("text")),
        buttons=[title for title in titles if title],
        category=template.category,
        examples=[example for _place, example in _places(components)],
    )


def components_of(template: Template, values: Mapping[str, str]) -> list[Piece]:
    """Return what fills the template's places, in the Cloud API's shape."""
    components = template.components
    found: list[Piece] = []
    header = _one(components, "HEADER")
    kind = words(header.get("format")).lower()
    if kind.upper() in _LINKED:
        media = {"link": str(values.get("header.link", ""))}
        found.append({"type": "header", "parameters": [{"type": kind, kind: media}]})
    elif named := _named(words(header.get("text"))):
        found.append(
            {"type": "header", "parameters": [_parameter(one, values.get(f"header.{one}")) for one in named]}
        )
    if named := _named(words(_one(components, "BODY").get("text"))):
        found.append({"type": "body", "parameters": [_parameter(one, values.get(one)) for one in named]})
    for index, button in enumerate(_buttons(components)):
        if filled := _filled_button(button, str(values.get(f"button.{index}", ""))):
            found.append({"type": "button", "index": str(index), **filled})
    return found


def _filled_button(button: Piece, value: str) -> Piece | None:
    kind = words(button.get("type")).upper()
    if kind == "COPY_CODE":
        return {"sub_type": "copy_code", "parameters": [{"type": "coupon_code", "coupon_code": value}]}
    if kind == "FLOW":
        return {"sub_type": "flow", "parameters": [{"type": "action", "action": {}}]}
    if kind in ("URL", "OTP") and _named(words(button.get("url"))):
        return {"sub_type": "url", "parameters": [{"type": "text", "text": value}]}
    return None


def _parameter(place: str, value: object) -> Piece:
    text = {"type": "text", "text": str(value or "")}
    return text if place.isdigit() else {**text, "parameter_name": place}


def _places(components: Sequence[Piece]) -> list[tuple[str, str]]:
    """Return every place with its example, those of the header first."""
    header, body = _one(components, "HEADER"), _one(components, "BODY")
    found: list[tuple[str, str]] = []
    if words(header.get("format")).upper() in _LINKED:
        found.append(("header.link", ""))
    else:
        examples = _examples(header, "header_text")
        found += [(f"header.{one}", examples.get(one, "")) for one in _named(words(header.get("text")))]
    examples = _examples(body, "body_text")
    found += [(one, examples.get(one, "")) for one in _named(words(body.get("text")))]
    for index, button in enumerate(_buttons(components)):
        if words(button.get("type")).upper() == "COPY_CODE" or _named(words(button.get("url"))):
            example = button.get("example")
            first = example[0] if isinstance(example, list) and example else example
            found.append((f"button.{index}", words(first, 200)))
    return found


def _examples(component: Piece, name: str) -> dict[str, str]:
    """Return the examples of a component by place; numbered ones come as a list (of lists), named ones as objects."""
    example = mapping(component.get("example"))
    named = mappings(example.get(f"{name}_named_params", []))
    if named:
        return {words(one.get("param_name"), 60): words(one.get("example"), 200) for one in named}
    given = example.get(name)
    values = given[0] if isinstance(given, list) and given and isinstance(given[0], list) else given
    values = values if isinstance(values, list) else []
    return {str(number): words(value, 200) for number, value in enumerate(values, start=1)}


def _named(text: str) -> list[str]:
    return list(dict.fromkeys(_PLACE.findall(text)))


def _kind(component: Piece) -> str:
    return words(component.get("type"), 40).upper()


def _one(components: Sequence[Piece], kind: str) -> Piece:
    return next((one for one in components if _kind(one) == kind), {})


def _buttons(components: Sequence[Piece]) -> list[Piece]:
    return mappings(_one(components, "BUTTONS").get("buttons", []))
