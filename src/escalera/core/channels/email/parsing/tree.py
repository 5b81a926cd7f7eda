"""Raw bytes to a tree of parts: one pass, bounded in depth, parts and header size, and never in doubt for long.

The standard library's parser recurses without limit and pays for every line; this one looks only for the delimiter
lines of the multiparts that are open, and builds the same ``email.message.Message`` objects (compat32).
"""

import re
from email.message import Message

from .delimiters import Delimiter, Delimiters, Level
from .encodings import transfer_decoded
from .fields import content_type, first_raw, raw_values, typed
from .part import Part, keep_fields

MAX_DEPTH = 30
MAX_PARTS = 1_000
MAX_HEADER_BYTES = 256_000  # of one part; longer blocks are read to their end, but not kept
_FIELD = re.compile(rb"([!-9;-~\x80-\xff]{1,200})[ \t]*:")
_KNOWN_FIELD = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|mime-version|received|reply-to"
    rb"|content-[a-z-]{2,30}|x-[a-z0-9-]{2,40})[ \t]*:"
)
_GUESSED_DELIMITER = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n(?=content-[a-z-]{2,30}:)", re.IGNORECASE)
_BLANK_LINES = re.compile(rb"(?:[ \t]{0,100}\r?\n)+")
_LOOKAHEAD_LINES = 30
_BLANK = b" \t\r\n"
_ENCODED = ("base64", "quoted-printable", "x-uuencode", "uuencode")


def read_tree(raw: bytes, depth: int = 0) -> tuple[Part, list[str]]:
    """Return the root part of a mail and, in plain words, what had to be repaired."""
    reader = _Reader(raw, depth)
    root = reader.read()
    return root, list(dict.fromkeys(reader.defects))


class _Reader:
    def __init__(self, raw: bytes, depth: int) -> None:
        self.defects: list[str] = []
        if b"\r" in raw and b"\n" not in raw:
            self.defects.append("bare CR line ends")
            raw = raw.replace(b"\r", b"\n")
        self.data = raw
        self.open = Delimiters(raw)
        self.parts = 0
        self.depth = depth
        self.inherited = depth

    def read(self) -> Part:
        start = 0
        data = self.data
        if data.startswith(b"\xef\xbb\xbf"):
            start = 3
        blank = _BLANK_LINES.match(data, start)
        start = blank.end() if blank else start
        if data[start : start + 1] in (b" ", b"\t"):  # " From: x": a header that was pushed in
            stripped = start + len(data[start : start + 200]) - len(data[start : start + 200].lstrip(b" \t"))
            if _FIELD.match(data, stripped):
                start = stripped
        root, rest = self._entity(start, "text/plain")
        if rest is not None and not root.is_multipart():
            self.defects.append("text after the end")
        return root

    # -- entities ---------------------------------------------------------------------------------------------

    def _entity(self, start: int, default: str) -> tuple[Part, Delimiter | None]:
        """Read one part from ``start``; return it and the delimiter of an open multipart that ended it."""
        self.parts += 1
        self.depth += 1
        part = Part()
        part.set_default_type(default)
        body_start = self._headers(part, start)
        part.kind, part.parameters = content_type(part)
        if not part.kind:
            part.kind = default
        if self.depth > self.inherited + 1 and len(part.fields.get("content-type", ())) > 1:
            self._believe_one_type(part, body_start)
        if self.depth > MAX_DEPTH:
            self.defects.append("nested too deeply")
            end = self._leaf(part, body_start)
        elif part.kind.startswith("multipart/"):
            end = self._multipart(part, body_start)
        elif part.kind.startswith("message/") and not _is_encoded(part):
            end = self._message(part, body_start)
        else:
            end = self._leaf(part, body_start)
        part.source = self.data[start : self._line_end_before(end, start)]
        self.depth -= 1
        return part, end

    def _believe_one_type(self, part: Part, start: int) -> None:
        """Of two Content-Types a multipart without its end yields to plain text named last: no word is skipped."""
        kind, parameters = typed(raw_values(part, "content-type")[-1])
        delimiter = f"--{part.parameters.get('boundary', '')}".encode("utf-8", "surrogateescape")
        if part.kind.startswith("multipart/") and kind == "text/plain" and not self.open.closes(delimiter, start):
            self.defects.append("two content types")
            part.kind, part.parameters = kind, parameters

    def _leaf(self, part: Part, start: int) -> Delimiter | None:
        end = self.open.next(start)
        part.body = self.data[start : self._line_end_before(end, start)]
        part.set_payload(part.body.decode("ascii", "surrogateescape"))
        if part.kind.startswith("message/") and self.depth <= MAX_DEPTH:
            self._decoded_message(part)
        return end

    def _decoded_message(self, part: Part) -> None:
        """An encoded message/rfc822 is forbidden and common: read what is inside."""
        if part.kind not in ("message/rfc822", "message/global"):
            return
        inside, defects = read_tree(
            transfer_decoded(part.body, first_raw(part, "content-transfer-encoding")), self.depth
        )
        self.defects += defects
        part.set_payload([inside])

    def _message(self, part: Part, start: int) -> Delimiter | None:
        if part.kind == "message/delivery-status":
            return self._status_blocks(part, start)
        inside, end = self._entity(start, "text/plain")
        part.body = self.data[start : self._line_end_before(end, start)]
        part.set_payload([inside])
        return end

    def _status_blocks(self, part: Part, start: int) -> Delimiter | None:
        """message/delivery-status: blocks of fields with blank lines between, one Message each."""
        end = self.open.next(start)
        part.body = self.data[start : self._line_end_before(end, start)]
        blocks: list[Message | str] = []
        for text in re.split(rb"\r?\n[ \t]*\r?\n", part.body)[:MAX_PARTS]:
            if text.strip():
                block = Part()
                keep_fields(block, text.split(b"\n"))
                block.set_payload("")
                blocks.append(block)
        part.set_payload(blocks)
        return end

    # -- multiparts -------------------------------------------------------------------------------------------

    def _multipart(self, part: Part, start: int) -> Delimiter | None:
        mine = len(self.open.levels)
        first = self._open(part, start, mine)
        if first is None:
            return self._leaf(part, start)
        part.preamble = self.data[start : first.start].decode("ascii", "surrogateescape") or None
        default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        children: list[Message | str] = []
        at: Delimiter | None = first
        while at is not None and at.level == mine and not at.closing:
            if self.parts >= MAX_PARTS:
                self.defects.append("too many parts")
                at = None
                break
            self.open.levels[mine].child = at.after
            child, at = self._entity(at.after, default)
            if children or not self._is_nothing(child, at):
                children.append(child)
        del self.open.levels[mine:]
        if at is not None and at.level == mine:
            part.body = self.data[start : at.start]
            after = at.after
            at = self.open.next(after)
            epilogue = self.data[after : self._line_end_before(at, after)]
            part.epilogue = epilogue.decode("ascii", "surrogateescape") or None
        else:
            self.defects.append("multipart without its end")
            part.body = self.data[start : at.start if at else len(self.data)]
        part.set_payload(children)
        return at

    def _is_nothing(self, child: Part, at: Delimiter | None) -> bool:
        """A delimiter doubled by mistake makes a part without header and body."""
        return at is not None and not child.fields and not child.body.strip() and not child.is_multipart()

    def _open(self, part: Part, start: int, mine: int) -> Delimiter | None:
        """Put the multipart's boundary on the stack and return its first delimiter, repairing it if need be."""
        outer = self.open.next(start)
        limit = outer.after if outer else len(self.data)
        boundary = part.parameters.get("boundary", "").rstrip()
        for delimiter, loose in self._candidates(boundary, start, limit):
            level = Level(b"--" + delimiter, loose, begun=start)
            level.seen = self.open.find(level, start, limit)
            if level.seen is None:
                continue
            level.looked_from = start
            self.open.levels.append(level)
            first = self.open.next(start)
            if first is not None and first.level == mine and not first.closing:
                if loose or delimiter.decode("utf-8", "surrogateescape") != boundary:
                    self.defects.append("boundary repaired")
                return first
            self.open.levels.pop()
        self.defects.append("multipart without parts")
        return None

    def _candidates(self, boundary: str, start: int, limit: int) -> list[tuple[bytes, bool]]:
        candidates: list[tuple[bytes, bool]] = []
        if boundary:
            literal = boundary.encode("utf-8", "surrogateescape")
            candidates = [(literal, False), (literal, True)]
        guessed = _GUESSED_DELIMITER.search(self.data, max(start - 1, 0), limit)
        if guessed:
            candidates.append((guessed[1], False))
        return candidates

    def _line_end_before(self, end: Delimiter | None, start: int) -> int:
        """The line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1)."""
        if end is None:
            return len(self.data)
        at = end.start
        if at > start and self.data[at - 1] == 10:
            at -= 1
            if at > start and self.data[at - 1] == 13:
                at -= 1
        return max(at, start)

    # -- headers ----------------------------------------------------------------------------------------------

    def _headers(self, part: Part, start: int) -> int:
        """Read the header block from ``start`` into ``part``; return where the body begins."""
        data = self.data
        stop = self.open.next(start) if self.open.levels else None
        limit = stop.start if stop else len(data)
        lines: list[bytes] = []
        position = start
        size = 0
        while position < limit:
            end = data.find(b"\n", position, limit)
            after = limit if end == -1 else end + 1
            line = data[position:after]
            if not line.strip(_BLANK) and not (line[:1] in (b" ", b"\t") and lines and self._goes_on(after)):
                position = after
                break
            keeps = self._keeps(line, lines, position, after, limit)
            if keeps is None:
                break
            size += len(line)
            if keeps and size <= MAX_HEADER_BYTES:
                lines.append(line if keeps is True else b" " + line)
            position = after
        if size > MAX_HEADER_BYTES:
            self.defects.append("header too long")
        if len(lines) > 0:
            keep_fields(part, lines)
        return min(position, limit)

    def _keeps(self, line: bytes, lines: list[bytes], position: int, after: int, limit: int) -> bool | str | None:
        """Return True to keep a header line, "fold" to add it to the line before, False to drop it, None for body."""
        if line[:1] in (b" ", b"\t"):
            return True if lines else None
        if _FIELD.match(line):
            return True
        if line.startswith((b"From ", b">From ")) and not lines:
            return False
        if _is_own_delimiter(line, lines):
            return None
        if (lines or self.depth == self.inherited + 1) and self._more_header(after, limit):
            self.defects.append("broken header line")
            return "fold" if lines else False
        self.defects.append("no blank line after the header")
        return None

    def _goes_on(self, position: int) -> bool:
        """Return whether the header goes on after a line of blanks only (an old form of folding)."""
        line = self.data[position : position + 200].split(b"\n", 1)[0]
        return bool(line.strip(_BLANK)) and (line[:1] in (b" ", b"\t") or _FIELD.match(line) is not None)

    def _more_header(self, position: int, limit: int) -> bool:
        """Return whether a field that everyone knows follows before the next blank line."""
        for _ in range(_LOOKAHEAD_LINES):
            end = self.data.find(b"\n", position, limit)
            after = limit if end == -1 else end + 1
            line = self.data[position : min(after, position + 300)]
            if not line.strip(_BLANK):
                return False
            if _KNOWN_FIELD.match(line):
                return True
            position = after
        return False


def _is_own_delimiter(line: bytes, lines: list[bytes]) -> bool:
    """Return whether the line is the delimiter that this very header declares: the blank line is missing."""
    name = line.strip(_BLANK)[2:]
    return (
        line.startswith(b"--")
        and bool(name)
        and any(b"boundary" in one.lower() and name in one for one in lines[-50:])
    )


def _is_encoded(part: Part) -> bool:
    return first_raw(part, "content-transfer-encoding").strip().lower() in _ENCODED
