"""Small files that the sample's customers send: a photo of a router, a message on the voicemail."""

from __future__ import annotations

import math
import struct
import wave
import zlib
from io import BytesIO

from escalera.core.tickets.actions import NewFile

WIDTH, HEIGHT = 480, 270
WALL, BOX, EDGE, RED, GREEN = (214, 205, 190), (38, 42, 48), (64, 70, 78), (226, 58, 46), (70, 190, 110)
LIGHTS = [(150, GREEN), (200, GREEN), (250, RED), (300, EDGE), (350, EDGE)]
HERTZ, SECONDS = 8000, 6


def photo() -> NewFile:
    """Return a picture of a router with a red light."""
    rows = [b"\x00" + b"".join(bytes(_color(x, y)) for x in range(WIDTH)) for y in range(HEIGHT)]
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    pieces = (_piece(b"IHDR", head), _piece(b"IDAT", zlib.compress(b"".join(rows))), _piece(b"IEND", b""))
    return NewFile("luces-del-router.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"".join(pieces))


def _color(x: int, y: int) -> tuple[int, int, int]:
    for middle, color in LIGHTS:
        if (x - middle) ** 2 + (y - 150) ** 2 < 100:
            return color
    if 80 < x < 420 and 100 < y < 200:
        return EDGE if y < 108 or y > 192 else BOX
    return WALL


def _piece(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def voicemail() -> NewFile:
    """Return a quiet hum, as long as a short message."""
    sounds = (round(900 * math.sin(number / 9) * math.sin(number / 2000)) for number in range(HERTZ * SECONDS))
    kept = BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(HERTZ)
        sound.writeframes(b"".join(struct.pack("<h", one) for one in sounds))
    return NewFile("mensaje-de-voz.wav", "audio/wav", kept.getvalue())
