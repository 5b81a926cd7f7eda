"""Bytes under their own hash: attachments and large originals. Equal contents are stored once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@dataclass(frozen=True, slots=True)
class StoredFile:
    sha256: str
    size: int  # bytes


def store(content: bytes) -> StoredFile:
    """Keep the bytes and return their address; writing the same bytes twice costs one look."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return StoredFile(digest, len(content))


def load(sha256: str) -> bytes:
    """Return the bytes. Raises: FileNotFoundError."""
    with default_storage.open(_path(sha256), "rb") as file:
        return bytes(file.read())


def remove(sha256: str) -> None:
    """Let the bytes go; nothing happens if they are not there."""
    default_storage.delete(_path(sha256))


def stream(sha256: str, *, chunk: int = 256 * 1024) -> Iterator[bytes]:
    """Yield the bytes in pieces of at most `chunk`. Raises: FileNotFoundError at the first piece."""
    with default_storage.open(_path(sha256), "rb") as file:
        while piece := file.read(chunk):
            yield bytes(piece)


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
