"""The product's mark as PNG, drawn for any size: four rising bars on the company's colour.

Systems want bitmaps for home screens. Four rectangles need no image library: each pixel's share of a bar is reckoned
from four by four samples, and a PNG is a deflated table."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

SIZES = (180, 192, 512)
KINDS = ("any", "maskable")
# icon.svg: x, y, width, height in a square of 34, and how much of the white each bar has.
BARS = ((3.0, 22.0, 6.0, 8.0, 0.45), (10.5, 16.0, 6.0, 14.0, 0.62), (18.0, 10.0, 6.0, 20.0, 0.82),
        (25.5, 4.0, 6.0, 26.0, 1.0))  # fmt: skip
SQUARE, CORNER, ROUNDED = 34.0, 1.5, 0.22
SAMPLES = 4
FILLS = {"any": 0.66, "maskable": 0.5}  # how much of the side the mark takes; maskable ones are cut to a circle


@lru_cache(maxsize=32)
def png(kind: str, size: int, color: str) -> bytes:
    """Return the icon; `color`: "#rrggbb". A maskable one fills its square, the other has round corners."""
    ground = tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))
    unit = size * FILLS[kind] / SQUARE
    edge = (size - SQUARE * unit) / 2
    bars = [(edge + x * unit, edge + y * unit, w * unit, h * unit, white) for x, y, w, h, white in BARS]
    shapes = [_row_of(bars, CORNER * unit, y, size) for y in range(size)]
    corner = 0.0 if kind == "maskable" else size * ROUNDED
    whole = (0.0, 0.0, float(size), float(size), 1.0)
    rows = bytearray()
    for y in range(size):
        solid = _row_of([whole], corner, y, size) if corner else None
        rows.append(0)  # no filter
        for x, white in enumerate(shapes[y]):
            rows.extend(round(one + (255 - one) * white) for one in ground)
            rows.append(255 if solid is None else round(255 * solid[x]))
    return _packed(bytes(rows), size)


def _row_of(bars: list[tuple[float, float, float, float, float]], radius: float, y: int, size: int) -> list[float]:
    """Return how much of each pixel of a row the bars cover, weighed by their white."""
    row = [0.0] * size
    for left, top, width, height, white in bars:
        if not top - 1 < y < top + height:
            continue
        for part in range(SAMPLES):
            across = y + (part + 0.5) / SAMPLES
            if not top <= across < top + height:
                continue
            cut = _cut(min(across - top, top + height - across), radius)
            _cover(row, left + cut, left + width - cut, white / SAMPLES)
    return row


def _cut(depth: float, radius: float) -> float:
    """Return how far a round corner takes away at this depth from the edge."""
    if depth >= radius:
        return 0.0
    return float(radius - (radius**2 - (radius - depth) ** 2) ** 0.5)


def _cover(row: list[float], start: float, end: float, share: float) -> None:
    for x in range(max(0, int(start)), min(len(row), int(end) + 1)):
        row[x] += share * max(0.0, min(end, x + 1) - max(start, x))


def _packed(rows: bytes, size: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
