"""Delimiter lines of the multiparts that are open: which one comes next, and what it ends."""

import re
from dataclasses import dataclass

MAX_FALSE_DELIMITERS = 50_000  # lines that begin like a delimiter and are none
_PLAIN_HEAD = re.compile(
    rb"(?:content-type:[ \t]{0,9}message/rfc822[ \t]{0,9}\r?\n[ \t]{0,9}\r?\n)?"
    rb"content-type:[ \t]{0,9}text/plain(?:;[ \t]{0,9}(?:charset|format)=[^\r\n;]{1,60}){0,2}[ \t]{0,9}\r?\n\r?\n",
    re.IGNORECASE,
)
_BLANK = b" \t\r\n"


@dataclass(slots=True)
class Level:
    """One open multipart: its delimiter and where it was last seen from the place the reader stands at."""

    delimiter: bytes
    loose: bool = False
    seen: tuple[int, int, bool] | None = None  # line start, next line, closing
    looked_from: int = -1
    begun: int = 0  # where the body of the multipart begins
    child: int = -1  # where the part begins that is being read, -1 before the first
    ends: bool | None = None  # whether its closing delimiter stands anywhere; None while nobody asked


@dataclass(frozen=True, slots=True)
class Delimiter:
    start: int
    after: int
    closing: bool
    level: int


class Delimiters:
    """The stack of open multiparts over the bytes of one mail, and a bounded search for their delimiter lines."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.levels: list[Level] = []
        self.false_delimiters = 0
        self.scanned = 0
        self.scan_limit = max(32_000_000, 6 * len(data))  # hundreds of multiparts without end, each sought to the end

    def next(self, position: int) -> Delimiter | None:
        """Return the first delimiter line at or after ``position`` that ends what the innermost multipart reads."""
        best = self._first(position)
        while best is not None and best.level < len(self.levels) - 1 and not best.closing:
            inner = self.levels[-1]
            if inner.child == -1 or self._has_end(inner) or self._has_end(self.levels[best.level]):
                break
            if self.data.startswith(inner.delimiter, best.start):  # the boundary begins with the inner one's
                return Delimiter(best.start, best.after, False, len(self.levels) - 1)
            if self._seen(inner, best.start) is not None or not self._repeats_plain_head(inner.child, best.after):
                break
            self.false_delimiters += 1
            best = self._first(best.after)
        return best

    def _has_end(self, level: Level) -> bool:
        if level.ends is None:
            level.ends = self.closes(level.delimiter, level.begun)
        return level.ends

    def closes(self, delimiter: bytes, start: int) -> bool:
        """Return whether a closing delimiter stands after ``start``; yes where nobody may look that far any more."""
        self.scanned += len(self.data) - start
        if self.scanned > self.scan_limit:
            return True
        return self.data.find(b"\n" + delimiter + b"--", max(start - 1, 0)) != -1

    def _repeats_plain_head(self, before: int, after: int) -> bool:
        """Return whether both places hold the same header and it announces plain words: no file can hide below."""
        head = _PLAIN_HEAD.match(self.data, before)
        return head is not None and self.data.startswith(head[0], after)

    def _first(self, position: int) -> Delimiter | None:
        """Return the first delimiter line at or after ``position`` of any open multipart, innermost first."""
        best: Delimiter | None = None
        for index in range(len(self.levels) - 1, -1, -1):
            seen = self._seen(self.levels[index], position)
            if seen is None or (best is not None and not self._better(seen, best)):
                continue
            best = Delimiter(seen[0], seen[1], seen[2], index)
        return best

    def _better(self, seen: tuple[int, int, bool], best: Delimiter) -> bool:
        """The earlier line wins; on the same line an opening beats a closing, then the inner beats the outer."""
        return seen[0] < best.start or (seen[0] == best.start and best.closing and not seen[2])

    def _seen(self, level: Level, position: int) -> tuple[int, int, bool] | None:
        known = level.looked_from != -1 and level.looked_from <= position
        if known and (level.seen is None or level.seen[0] >= position):
            return level.seen
        level.looked_from = position
        level.seen = self.find(level, position)
        return level.seen

    def find(self, level: Level, position: int, limit: int | None = None) -> tuple[int, int, bool] | None:
        data, delimiter = self.data, level.delimiter
        if self.scanned > self.scan_limit:
            return None
        at = data.find(delimiter, position, limit)
        self.scanned += (len(data) if at == -1 else at) - position
        while at != -1 and self.false_delimiters < MAX_FALSE_DELIMITERS:
            if at == 0 or data[at - 1] == 10:
                end = data.find(b"\n", at)
                after = len(data) if end == -1 else end + 1
                rest = data[at + len(delimiter) : after][:1000].strip(_BLANK)
                if not rest or rest == b"--":
                    return at, after, bool(rest)
                if level.loose:
                    return at, after, rest.startswith(b"--")
                self.false_delimiters += 1
            before, at = at, data.find(delimiter, at + 2, limit)
            self.scanned += (len(data) if at == -1 else at) - before
        return None
