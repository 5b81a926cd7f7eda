"""Fold a plain text into its parts."""

from .parts import Folded, Part, PartKind
from .quotes import Stretch, cut
from .sheet import Sheet
from .signatures import Signed, banner_end, find_signature, is_delimiter, is_device_line


def fold(text: str, *, sender_name: str = "") -> Folded:
    """Split a mail's text into what is new, quoted, forwarded and signature; nothing is lost.

    `sender_name` ("Ana Pérez") helps to recognise a signature that is only a name.
    Source: RFC 3676 4.3 for "-- "; otherwise what the mail programs in use write.
    """
    sheet = Sheet.of(text)
    stretches = _signed(sheet, cut(sheet), sender_name)
    return Folded(tuple(_part(sheet, stretch) for stretch in stretches))


def _part(sheet: Sheet, stretch: Stretch) -> Part:
    header = sheet.slice(stretch.start, stretch.body)
    return Part(stretch.kind, sheet.slice(stretch.body, stretch.end), header)


def _signed(sheet: Sheet, stretches: list[Stretch], sender_name: str) -> list[Stretch]:
    """Cut the signature off the last new stretch, and off the one before while nothing else was left of it."""
    done: list[Stretch] = []
    answers = any(stretch.kind is PartKind.QUOTE for stretch in stretches)
    searching = True
    for position in range(len(stretches) - 1, -1, -1):
        stretch = stretches[position]
        pieces = [stretch]
        if searching and stretch.kind is PartKind.NEW:
            top = banner_end(sheet, stretch.start, stretch.end)
            signed = find_signature(sheet, top, stretch.end, sender_name, below_quote=position > 0, answers=answers)
            pieces = _split(sheet, stretch, top, signed)
            searching = all(piece.kind is not PartKind.NEW for piece in pieces)
        done[:0] = pieces
    return _with_words(sheet, done)


def _split(sheet: Sheet, stretch: Stretch, top: int, signed: Signed | None) -> list[Stretch]:
    """Cut a new stretch into the banner above `top`, the message, its signature, and what stands below that."""
    start = stop = stretch.end
    rest = PartKind.NEW
    if signed is not None:
        start = signed.start if _filled(sheet, top, signed.start) else top
        stop = signed.end if _filled(sheet, signed.end, stretch.end) else stretch.end
        rest = PartKind.QUOTE if signed.stale else PartKind.NEW
    pieces = [
        _piece(PartKind.SIGNATURE, stretch.start, top),
        _piece(PartKind.NEW, top, start),
        _piece(PartKind.SIGNATURE, start, stop),
        _piece(rest, stop, stretch.end),
    ]
    return [piece for piece in pieces if piece.start < piece.end]


def _with_words(sheet: Sheet, stretches: list[Stretch]) -> list[Stretch]:
    """Where no word of the sender's would be left, what looked like a signature is what they said."""
    shown = [stretch for stretch in stretches if stretch.kind in (PartKind.NEW, PartKind.FORWARD)]
    if any(_has_words(sheet, stretch) for stretch in shown):
        return stretches
    return [
        _piece(PartKind.NEW, stretch.start, stretch.end)
        if stretch.kind is PartKind.SIGNATURE and (shown or _speaks(sheet, stretch))
        else stretch
        for stretch in stretches
    ]


def _speaks(sheet: Sheet, stretch: Stretch) -> bool:
    """Whether a signature without a message could be one: it begins neither with a delimiter nor a device."""
    line = sheet.lines[sheet.next_filled(stretch.start)]
    return not (is_device_line(line) or is_delimiter(line))


def _has_words(sheet: Sheet, stretch: Stretch) -> bool:
    return any(char.isalnum() for line in sheet.lines[stretch.start : stretch.end] for char in line)


def _filled(sheet: Sheet, start: int, end: int) -> bool:
    return any(sheet.lines[index] for index in range(start, end))


def _piece(kind: PartKind, start: int, end: int) -> Stretch:
    return Stretch(kind, start, start, end)
