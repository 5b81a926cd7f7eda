"""An article's Markdown cut into passages: a heading's part each; long ones at their paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from escalera.core.knowledge.rendering import anchor_of, plain_words

AIM, LONGEST = 900, 1600  # characters of a passage's Markdown
MOST = 400  # passages of one text
_HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,300}?)[ \t]*#*$")
_FENCE = re.compile(r"^\s{0,3}(```|~~~)")


@dataclass(frozen=True, slots=True)
class Part:
    """`text`: the words without marks."""

    heading: str
    anchor: str
    text: str


def parts(body: str) -> list[Part]:
    """Return the passages of a text in order; none of them is empty."""
    found = [
        Part(heading[:200], anchor_of(heading), words)
        for heading, section in _sections(body)
        for piece in _pieces(section)
        if (words := plain_words(piece))
    ]
    return found[:MOST]


def _sections(body: str) -> Iterator[tuple[str, str]]:
    """Yield each heading with what stands below it; what looks like a heading inside a block of code is code."""
    heading, lines, fenced = "", [], False
    for line in body.splitlines():
        fenced ^= bool(_FENCE.match(line))
        title = None if fenced else _HEADING.match(line)
        if title is None:
            lines.append(line)
            continue
        yield heading, "\n".join(lines)
        heading, lines = plain_words(title[1]), []
    yield heading, "\n".join(lines)


def _pieces(section: str) -> Iterator[str]:
    """Cut a long section between paragraphs, near `AIM` characters; a paragraph too long for that between words."""
    if len(section) <= LONGEST:
        yield section
        return
    piece = ""
    for paragraph in re.split(r"\n\s*\n", section):
        if piece and len(piece) + len(paragraph) > AIM:
            yield piece
            piece = ""
        while len(paragraph) > LONGEST * 2:
            cut = paragraph.rfind(" ", AIM, LONGEST)
            cut = cut if cut > 0 else LONGEST
            yield f"{piece}\n\n{paragraph[:cut]}"
            piece, paragraph = "", paragraph[cut:]
        piece = f"{piece}\n\n{paragraph}" if piece else paragraph
    yield piece
