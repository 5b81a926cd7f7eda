"""A text as a sheet of lines: the raw line, the same without invisible characters, and whether it is quoted."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
_DROP = dict.fromkeys(map(ord, _INVISIBLE + "\u00ad")) | {0xA0: " ", 0x202F: " ", 0x2019: "'"}
_EDGES = " \t\r\n\f\v" + _INVISIBLE
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ORPHAN_CLOSER = re.compile(r">\)?\s*\w{0,12}\s*[:：]$")
"""The end of an address that a mail program wrapped ("Ana <ana@example.com⏎>:"): not a quoted line."""

LONG = 700
"""Characters: no header line is longer; beyond it a line is only looked at from its edges."""


MOST_LINES = 20_000
"""Lines that are looked at: what stands below them counts as one more line, whatever it holds."""


def split_lines(text: str) -> list[str]:
    """Cut at line ends and keep them, so that joining gives the text back."""
    lines = [match.group() for match in islice(_LINE.finditer(text), MOST_LINES)]
    if len(lines) == MOST_LINES:
        seen = sum(map(len, lines))
        lines += [text[seen:]] if seen < len(text) else []
    return lines


def clean(line: str) -> str:
    """Trim a line and take out what no reader sees."""
    line = line.strip()
    return line if line.isascii() else line.strip(_EDGES).translate(_DROP).strip()


def plain(text: str) -> str:
    """Fold case and accents, for comparing with the tables."""
    text = text.casefold()
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_DROP))
    return "".join(char for char in apart if not unicodedata.combining(char))


def is_quoted(cleaned: str) -> bool:
    """Whether the line carries a quote mark."""
    if cleaned[:1] not in (">", "＞"):
        return False
    return len(cleaned) > 20 or not _ORPHAN_CLOSER.match(cleaned)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Three views of the same lines, index by index."""

    raw: Sequence[str]
    lines: Sequence[str]
    quoted: Sequence[bool]

    def __len__(self) -> int:
        return len(self.lines)

    @classmethod
    def of(cls, text: str) -> "Sheet":
        """Read a plain text."""
        raw = split_lines(text)
        lines = [clean(line) for line in raw]
        return cls(raw, lines, [is_quoted(line) for line in lines])

    def next_filled(self, index: int) -> int:
        """Give the first line from `index` on that is not blank, or the number of lines."""
        while index < len(self.lines) and not self.lines[index]:
            index += 1
        return index

    def slice(self, start: int, end: int) -> str:
        """Give the raw text of lines start … end - 1."""
        return "".join(self.raw[start:end])
