"""Cut a sheet into what its sender wrote and what is quoted or forwarded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .headers import Header, Introduces, find_headers, quoted_header
from .parts import PartKind
from .sheet import Sheet

_MARKS = re.compile(r"^(?:\s*[>＞])+\s?")
_FULL_LINE = 60
"""Characters: a quoted line this long was perhaps wrapped by a program, and the rest has lost its mark."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines start … end - 1; the lines start … body - 1 are the header."""

    kind: PartKind
    start: int
    body: int
    end: int


def cut(sheet: Sheet) -> list[Stretch]:
    """Give the stretches in order; together they cover every line once."""
    return _without_blanks(sheet, list(_stretches(sheet, find_headers(sheet))))


def _stretches(sheet: Sheet, headers: dict[int, Header]) -> Iterator[Stretch]:
    index = new_from = 0
    while index < len(sheet):
        header = headers.get(index)
        if header is None and not sheet.quoted[index]:
            index += 1
            continue
        if new_from < index:
            yield Stretch(PartKind.NEW, new_from, new_from, index)
        below = sheet.next_filled(header.end if header else index)
        marked = below < len(sheet) and sheet.quoted[below]
        if header and (header.kind is Introduces.FORWARD or not marked):
            yield from _to_the_end(sheet, header, headers)
            return
        end = _end_of_quote(sheet, below)
        yield _marked_quote(sheet, index, header, end)
        index = new_from = end
    if new_from < len(sheet):
        yield Stretch(PartKind.NEW, new_from, new_from, len(sheet))


def _to_the_end(sheet: Sheet, header: Header, headers: dict[int, Header]) -> Iterator[Stretch]:
    """A quote without marks, or a forward, runs to the end; a quote is cut again at each header inside."""
    if header.kind is Introduces.FORWARD:
        yield Stretch(PartKind.FORWARD, header.start, header.end, len(sheet))
        return
    inner = [header, *(found for start, found in headers.items() if start > header.start)]
    ends = [found.start for found in inner[1:]] + [len(sheet)]
    for found, end in zip(inner, ends, strict=True):
        yield Stretch(PartKind.QUOTE, found.start, found.end, end)


def _end_of_quote(sheet: Sheet, start: int) -> int:
    """Give the line after the last quoted one, across blank lines and lines that a program wrapped."""
    end = index = start
    while index < len(sheet):
        if sheet.quoted[index]:
            end = index = index + 1
        elif not sheet.lines[index]:
            index += 1
        elif index == end and _is_wrapped_rest(sheet, index):
            index += 1
            end = index
        else:
            break
    return end


def _is_wrapped_rest(sheet: Sheet, index: int) -> bool:
    above, line = sheet.lines[index - 1], sheet.lines[index]
    if not sheet.quoted[index - 1] or len(above) < _FULL_LINE:
        return False
    return sheet.quoted[index + 1 : index + 2] == [True] and (line[0].islower() or above[-1] not in ".!?:")


def _marked_quote(sheet: Sheet, start: int, header: Header | None, end: int) -> Stretch:
    if header is not None:
        return Stretch(PartKind.QUOTE, start, header.end, end)
    shown = [_MARKS.sub("", line).strip() for line in sheet.lines[start : min(end, start + 60)]]
    inner = quoted_header(shown)
    if inner is None:
        return Stretch(PartKind.QUOTE, start, start, end)
    kind = PartKind.FORWARD if inner.kind is Introduces.FORWARD else PartKind.QUOTE
    return Stretch(kind, start, start + inner.end, end)


def _without_blanks(sheet: Sheet, stretches: list[Stretch]) -> list[Stretch]:
    """Give blank stretches of new text to the neighbour above, or to the one below at the very top."""
    kept: list[Stretch] = []
    lead: int | None = None
    for stretch in stretches:
        blank = stretch.kind is PartKind.NEW and sheet.next_filled(stretch.start) >= stretch.end
        if blank and kept:
            kept[-1] = replace(kept[-1], end=stretch.end)
        elif blank and len(stretches) > 1:
            lead = stretch.start
        elif lead is not None:
            body = stretch.body if stretch.body > stretch.start else lead
            kept.append(replace(stretch, start=lead, body=body))
            lead = None
        else:
            kept.append(stretch)
    return kept
