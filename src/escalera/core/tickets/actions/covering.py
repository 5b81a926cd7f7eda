"""Personal data covered before words are kept, where a segment asks for it: in texts, HTML, quotes, names of files.

What is inside of files is not looked at, and what our people write to a customer goes out as they wrote it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from escalera.base.calendars.queries import country
from escalera.base.text.masking import cover, cover_page, covered
from escalera.core.tickets.actions.content import Content
from escalera.core.tickets.covering import covered_kinds

LONGEST_PAGE = 1_000_000  # characters of HTML that are looked through; a longer one is left out, its text stays
_SAID_INSIDE = (
    "forwarded",
    "invitations",
    "form",
    "contacts",
    "pressed",
)  # what of `extra` people wrote; the rest is how the channel works


def without_personal_data(content: Content, segment_id: int | None) -> Content:
    """Return the content as it may be kept on a ticket of this segment; `extra["covered"]` says what was covered."""
    kinds = covered_kinds(segment_id)
    if not kinds:
        return content
    region = country()
    text = covered(content.text, region, kinds)
    page = None
    if content.html is not None and len(content.html) <= LONGEST_PAGE:
        page = cover_page(content.html, region, kinds)
    quotes = [{**part, **_all_of(part, ("text", "header"), region, kinds)} for part in content.folded or ()]
    extra = dict(content.extra or {})
    extra |= {key: _inside(extra[key], region, kinds) for key in _SAID_INSIDE if key in extra}
    found = {**(page.kinds if page else {}), **text.kinds}
    if found or quotes != list(content.folded or ()) or (content.extra or {}) != extra:
        extra["covered"] = sorted(found)
    return dataclasses.replace(
        content, text=text.text, html=page.text if page else None, folded=quotes or None, extra=extra or None,
        files=[dataclasses.replace(one, name=cover(one.name, region, kinds)) for one in content.files],
    )  # fmt: skip


def words_without_personal_data(text: str, segment_id: int | None) -> str:
    """Return one text (a subject, a note of a hand-over) as it may be kept on a ticket of this segment."""
    kinds = covered_kinds(segment_id)
    return cover(text, country(), kinds) if kinds and text else text


def data_without_personal_data(data: Any, segment_id: int | None) -> Any:
    """Return plain data (a hand-over's fields) as it may be kept on a ticket of this segment."""
    kinds = covered_kinds(segment_id)
    return _inside(data, country(), kinds) if kinds else data


def _all_of(part: dict[str, str], names: tuple[str, ...], region: str, kinds: Collection[str]) -> dict[str, str]:
    return {name: cover(part[name], region, kinds) for name in names if part.get(name)}


def _inside(value: Any, region: str, kinds: Collection[str]) -> Any:
    """Return plain data with every text in it covered."""
    if isinstance(value, str):
        return cover(value, region, kinds)
    if isinstance(value, dict):
        return {key: _inside(one, region, kinds) for key, one in value.items()}
    return [_inside(one, region, kinds) for one in value] if isinstance(value, list | tuple) else value
