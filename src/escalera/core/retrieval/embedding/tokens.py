"""Cutting a text into the model's pieces: of all ways to write it with them, the most probable (a unigram model)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

SPACE = "\u2581"  # how the pieces write a space
LONGEST = 6_000  # characters of a text
UNKNOWN_COSTS = 10.0  # beside the least probable piece
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


def cleaned(text: str) -> str:
    """Return the text as the pieces know it: one form for what looks the same, single spaces, none of them empty."""
    plain = unicodedata.normalize("NFKC", _CONTROL.sub("", text[:LONGEST]))
    return SPACE + _SPACES.sub(SPACE, plain.strip())


class Pieces:
    """`known`: {piece: (its number, its log probability)}; `unknown`: the number of what is none of them."""

    def __init__(self, known: Mapping[str, tuple[int, float]], unknown: int) -> None:
        self.known, self.unknown = known, unknown
        self.longest = max(map(len, known))
        self.costs = min(score for _number, score in known.values()) - UNKNOWN_COSTS

    def cut(self, text: str, most: int) -> list[int]:
        """Return the numbers of the first `most` pieces."""
        text = cleaned(text)[: most * 12]
        best, cut = [0.0] + [float("-inf")] * len(text), [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            here = best[start]
            if here + self.costs > best[start + 1]:
                best[start + 1], cut[start + 1] = here + self.costs, (start, self.unknown)
            for end in range(start + 1, min(start + self.longest, len(text)) + 1):
                piece = self.known.get(text[start:end])
                if piece is not None and here + piece[1] > best[end]:
                    best[end], cut[end] = here + piece[1], (start, piece[0])
        numbers: list[int] = []
        end = len(text)
        while end:
            end, number = cut[end]
            numbers.append(number)
        return numbers[::-1][:most]
