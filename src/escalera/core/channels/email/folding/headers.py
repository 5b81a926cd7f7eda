"""The lines that introduce a quote: attributions, pasted header blocks, separators, the reply marker.

Every reader looks at a bounded number of lines around the one it stands on, so a text is read in linear time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from .attributions import DECORATION, WRAPPED_LINES, lines_near_an_end, read_attribution
from .sheet import Sheet, plain
from .tables import (
    BARE_SEPARATORS,
    FORWARDED,
    FORWARDED_STARTS,
    LABELS,
    MARKERS,
    ORIGINAL,
    ORIGINAL_STARTS,
)

_RULE = re.compile(r"[-_=*~•·.\u2010-\u2015\u2500\u2501\u2550\u30fc ]{4,}$")
_DIGIT = re.compile(r"\d")

_BLOCK_LINES = 40


class Introduces(Enum):
    """What stands below a header."""

    QUOTE = auto()
    FORWARD = auto()


@dataclass(frozen=True, slots=True)
class Header:
    """Lines start … end - 1 introduce what stands below. A weak one counts only above quote marks."""

    start: int
    end: int
    kind: Introduces = Introduces.QUOTE
    weak: bool = False
    separator: bool = False


def find_headers(sheet: Sheet, start: int = 0) -> dict[int, Header]:
    """Give the headers among the lines that carry no quote mark, by the line each begins on."""
    found: dict[int, Header] = {}
    taken = start
    markers = _markers_in(sheet.raw)
    near = lines_near_an_end(sheet)
    for index in range(start, len(sheet)):
        line = sheet.lines[index]
        if index < taken or not line or sheet.quoted[index]:
            continue
        if markers and any(marker in line.casefold() for marker in markers):
            found[index] = Header(index, index + 1)
            break
        header = _header_at(sheet, index, attributed=bool(near[index]))
        if header is not None and _counts(sheet, header):
            found[header.start] = header
            taken = header.end
    return _joined(sheet, found)


def _header_at(sheet: Sheet, index: int, *, attributed: bool) -> Header | None:
    header = _separator(sheet, index) or _block(sheet, index)
    if header or not attributed:
        return header
    read = read_attribution(sheet, index)
    return Header(index, read[0], weak=read[1]) if read else None


def quoted_header(lines: Sequence[str]) -> Header | None:
    """Give the header that a quoted passage begins with; `lines` come without their quote marks."""
    sheet = Sheet(lines, lines, [False] * len(lines))
    first = sheet.next_filled(0)
    for index in range(first, min(first + WRAPPED_LINES, len(sheet))):
        if not sheet.lines[index]:
            break
        header = _header_at(sheet, index, attributed=True)
        if header is not None:
            return _joined(sheet, find_headers(sheet))[first] if header.start == first else None
    return None


def is_rule(line: str) -> bool:
    """Whether the line is nothing but a drawn rule."""
    return len(line) >= 4 and _RULE.match(line) is not None and len(line.replace(" ", "")) >= 4


def _counts(sheet: Sheet, header: Header) -> bool:
    below = sheet.next_filled(header.end)
    return not header.weak or (below < len(sheet) and sheet.quoted[below])


def _markers_in(raw: Sequence[str]) -> list[str]:
    text = "".join(raw).casefold()
    return [marker for marker in MARKERS if marker in text]


def _joined(sheet: Sheet, found: dict[int, Header]) -> dict[int, Header]:
    """Join a separator with the header below it, and take in the rules drawn above."""
    joined: dict[int, Header] = {}
    before: Header | None = None
    for header in found.values():
        current = Header(_with_rules(sheet, header.start, before.end if before else 0), header.end, header.kind)
        if before and before.separator and sheet.next_filled(before.end) >= current.start:
            current = Header(before.start, current.end, before.kind)
            del joined[before.start]
        joined[current.start] = current
        before = Header(current.start, current.end, current.kind, separator=header.separator)
    return joined


def _with_rules(sheet: Sheet, start: int, floor: int) -> int:
    top, index = start, start - 1
    while index >= max(floor, start - 4) and (not sheet.lines[index] or is_rule(sheet.lines[index])):
        if sheet.lines[index]:
            top = index
        index -= 1
    return top


# --- separators ---------------------------------------------------------------------------------


def _separator(sheet: Sheet, index: int) -> Header | None:
    line = sheet.lines[index]
    decorated = line[0] in DECORATION and line[1:2] in DECORATION
    if len(line) > 120 or not (decorated or line[-1] == ":" or line in BARE_SEPARATORS):
        return None
    core = plain(line.strip(DECORATION)).strip(" :.®")
    kind = _separator_kind(core, decorated)
    if kind is None:
        return None
    if not decorated and kind is Introduces.QUOTE and not _label(sheet, sheet.next_filled(index + 1)):
        return None
    return Header(index, index + 1, kind, separator=True)


def _separator_kind(core: str, decorated: bool) -> Introduces | None:
    if core in FORWARDED or (decorated and core.startswith(FORWARDED_STARTS)):
        return Introduces.FORWARD
    if core in ORIGINAL or (decorated and core.startswith(ORIGINAL_STARTS)):
        return Introduces.QUOTE
    return None


# --- pasted header blocks -----------------------------------------------------------------------


def _label(sheet: Sheet, index: int) -> tuple[str, str] | None:
    """Read "Label: value": the field that the label names, and the value."""
    if index >= len(sheet) or sheet.quoted[index]:
        return None
    line = sheet.lines[index]
    colon = line.find(":", 0, 40)
    if colon < 0:
        colon = line.find("：", 0, 40)
    if colon <= 0:
        return None
    field = LABELS.get(plain(line[:colon].strip(" \t*_•>")))
    return (field, line[colon + 1 :].strip(" *_")) if field else None


def _block(sheet: Sheet, start: int) -> Header | None:
    if _label(sheet, start) is None:
        return None
    fields: dict[str, str] = {}
    end = index = start
    while index < min(start + _BLOCK_LINES, len(sheet)):
        labelled = _label(sheet, index)
        if labelled:
            if labelled[0] in fields and labelled[0] != "cc":
                break
            fields[labelled[0]] = labelled[1]
        elif not _continues(sheet, index, fields):
            break
        if sheet.lines[index]:
            end = index + 1
        index += 1
    return Header(start, end) if _is_mail_header(fields) else None


def _continues(sheet: Sheet, index: int, fields: dict[str, str]) -> bool:
    """Whether a line without a label still belongs to the block: a wrapped list, a value on its own line."""
    line = sheet.lines[index]
    if sheet.quoted[index]:
        return False
    if not line:
        below = sheet.next_filled(index)
        return below - index <= 2 and _label(sheet, below) is not None
    above = sheet.lines[index - 1]
    if above.endswith((";", ",", "<", ":")) or line.startswith("<"):
        return "subject" not in fields or "@" in line
    return _label(sheet, sheet.next_filled(index + 1)) is not None and len(line) < 200


def _is_mail_header(fields: dict[str, str]) -> bool:
    """A travel request has "De:", "A:" and "Fecha:" too: ask for what only a mail has."""
    if "from_" not in fields or len(fields) < 2:
        return False
    if "subject" in fields or ("sent" in fields and _DIGIT.search(fields["sent"])):
        return True
    return "@" in fields["from_"] and ("date" in fields or "to" in fields or "sent" in fields)
