"""Personal data in the HTML of a message: covered where people read it, and in what its links and titles say.

A number that is written across marks ("<b>4111</b> 1111…") is one number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html import escape, unescape
from itertools import islice, takewhile

from escalera.base.text.masking.masked import KINDS, Covered, covered, everywhere, instead

# `clean_html` writes every mark in one fixed way, and "<" nowhere else.
_MARK = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>')
_SAYS = re.compile(r' (href|title|alt)="([^"]*)"')
_BREAKS = re.compile(
    r"</?(?:p|div|br|tr|td|th|li|ul|ol|dl|dt|dd|h[1-6]|hr|table|blockquote|pre|section|article|header|footer)\b", re.I
)
_IN_ADDRESSES = ("card", "iban")  # of a page's address; its other numbers are orders and sessions
Span = tuple[int, int, str]


@dataclass(slots=True)
class _Words:
    """What stands between two marks: where it is in the HTML, and where in the words of the page."""

    start: int
    end: int
    text: str
    at: int


def cover_page(html: str, region: str = "ES", kinds: Collection[str] = KINDS) -> Covered:
    """Return HTML that `clean_html` wrote with its personal data covered, and what was found in its words."""
    parts, page = _read(html)
    spans = everywhere(page, region, kinds)
    ends = [stop for _start, stop, _kind in spans]
    out, place = [], 0
    for part in parts:
        later = islice(spans, bisect_right(ends, part.at), None)
        out += [_marks(html[place : part.start], region, kinds), _rewritten(html, part, page, later)]
        place = part.end
    out.append(_marks(html[place:], region, kinds))
    return Covered("".join(out), Counter(kind for _start, _end, kind in spans))


def _read(html: str) -> tuple[list[_Words], str]:
    """Return the pieces of words, and the words of the page: lines broken where marks break them."""
    parts: list[_Words] = []
    page: list[str] = []
    length = place = 0
    for mark in [*_MARK.finditer(html), None]:
        start, end = mark.span() if mark else (len(html), len(html))
        if start > place:
            text = unescape(html[place:start])
            parts.append(_Words(place, start, text, length))
            page.append(text)
            length += len(text)
        if mark and _BREAKS.match(mark[0]):
            page.append("\n")
            length += 1
        place = end
    return parts, "".join(page)


def _rewritten(html: str, part: _Words, page: str, spans: Iterable[Span]) -> str:
    """Return one piece of words; a number that goes on behind a mark stands covered in the piece where it begins."""
    end = part.at + len(part.text)
    mine = list(takewhile(lambda span: span[0] < end, spans))
    if not mine:
        return html[part.start : part.end]
    out, place = [], part.at
    for start, stop, kind in mine:
        out.append(page[place : max(place, start)])
        if start >= part.at:
            out.append(instead(page[start:stop], kind))
        place = min(stop, end)
    return escape("".join([*out, page[place:end]]), quote=False)


def _marks(marks: str, region: str, kinds: Collection[str]) -> str:
    if not re.search(r"[\d@]", marks):
        return marks
    return _SAYS.sub(lambda one: _said(one, region, kinds), marks)


def _said(found: re.Match[str], region: str, kinds: Collection[str]) -> str:
    """Return what a link leads to or a title says; a link to personal data leads nowhere."""
    name, value = found[1], unescape(found[2])
    is_page = name == "href" and not value.lower().startswith(("mailto:", "tel:"))
    asked = [kind for kind in kinds if kind in _IN_ADDRESSES] if is_page else kinds
    result = covered(value, region, asked)
    if result.text == value:
        return found[0]
    return "" if name == "href" else f' {name}="{escape(result.text)}"'
