"""The files that make a page look like a page without the network, and one hash over what is in them."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

ENTRIES = ("escalera/css/app.css", "escalera/icons.svg", "escalera/icon.svg", "escalera/js/offline-page.js")
_IMPORT = re.compile(r'@import url\("([\w.-]+)"\)')


def shell() -> tuple[list[str], str]:
    """Return the addresses of the shell's files and the hash of their contents."""
    names = shell_names() if settings.DEBUG else _names()
    return [static(name) for name in names], (_hash(names) if settings.DEBUG else _known_hash(names))


def shell_names() -> tuple[str, ...]:
    """Return the files by name: the style sheet (while one develops, with all that it imports), the icons, the script."""
    sheet = _path(ENTRIES[0]) if settings.DEBUG else None  # else it is given out whole
    parts = _IMPORT.findall(sheet.read_text()) if sheet else []
    return (*ENTRIES, *(f"escalera/css/{part}" for part in parts))


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return shell_names()


@lru_cache(maxsize=1)
def _known_hash(names: tuple[str, ...]) -> str:
    return _hash(names)


def _hash(names: tuple[str, ...]) -> str:
    whole = hashlib.sha256()
    for name in names:
        if (path := _path(name)) is not None:
            whole.update(name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def _path(name: str) -> Path | None:
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
