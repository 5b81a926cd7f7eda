"""What changed between two versions, line by line, with the words that differ in lines that were rewritten."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

SAME, ADDED, REMOVED, SKIPPED = "same", "added", "removed", "skipped"
MOST_LINES = 4000
LONGEST_LINE = 2000  # characters in which words are compared
AROUND = 3  # unchanged lines that are shown beside a change
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `pieces`: (text, whether it differs); `count`: of a SKIPPED one, how many unchanged lines it stands for."""

    how: str
    pieces: tuple[tuple[str, bool], ...] = ()
    count: int = 0


def difference(before: str, after: str) -> list[Line]:
    """Return the lines of both texts, unchanged ones only near a change; [] if nothing changed."""
    old = before.split("\n")[:MOST_LINES] if before else []
    new = after.split("\n")[:MOST_LINES]
    if old == new:
        return []
    return list(_shortened(list(_compared(old, new))))


def _compared(old: list[str], new: list[str]) -> Iterator[Line]:
    matcher = (
        difflib.SequenceMatcher(None, old, new, autojunk=False)
        if len(old) * len(new) < 250_000
        else (difflib.SequenceMatcher(None, old, new))
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from (Line(SAME, ((line, False),)) for line in old[i1:i2])
            continue
        pairs = min(i2 - i1, j2 - j1)
        both = [_words(old[i1 + n], new[j1 + n]) for n in range(pairs)]
        yield from (Line(REMOVED, one[0]) for one in both)
        yield from (Line(REMOVED, ((line, True),)) for line in old[i1 + pairs : i2])
        yield from (Line(ADDED, one[1]) for one in both)
        yield from (Line(ADDED, ((line, True),)) for line in new[j1 + pairs : j2])


def _words(old: str, new: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """Return both lines in pieces; lines that have little in common differ as a whole."""
    whole = ((old, True),), ((new, True),)
    if max(len(old), len(new)) > LONGEST_LINE:
        return whole
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if len(a) * len(b) > 250_000 or matcher.ratio() < 0.4:
        return whole
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for side, words in ((left, a[i1:i2]), (right, b[j1:j2])):
            if words:
                side.append(("".join(words), tag != "equal"))
    return tuple(left), tuple(right)


def _shortened(lines: list[Line]) -> Iterator[Line]:
    changed = [place for place, one in enumerate(lines) if one.how != SAME]
    near = {n for place in changed for n in range(place - AROUND, place + AROUND + 1)}
    skipped = 0
    for place, one in enumerate(lines):
        if place in near:
            if skipped:
                yield Line(SKIPPED, count=skipped)
            skipped = 0
            yield one
        else:
            skipped += 1
    if skipped:
        yield Line(SKIPPED, count=skipped)
