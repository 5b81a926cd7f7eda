"""Files that a visitor uploads: what they may be, and whether they are what they say."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.chat.setup import Setup
from escalera.core.tickets.actions import NewFile

_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
}
_RUNS = frozenset(
    {
        "exe", "msi", "bat", "cmd", "com", "scr", "pif", "cpl", "js", "jse", "vbs", "vbe", "wsf", "wsh", "ps1", "hta",
        "lnk", "jar", "reg", "dll", "sys", "app", "dmg", "apk", "sh", "html", "htm", "xhtml", "svg", "xml", "xsl", "mht",
        "iso", "img", "chm",
    }
)  # fmt: skip
_TYPE = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80}\Z")


class TooLarge(BadInput):
    """The file has more bytes than this chat takes."""


class WrongKind(BadInput):
    """The file is of a kind that this chat does not take, or is not what it says."""


def checked_file(setup: Setup, name: str, content_type: str, content: bytes) -> NewFile:
    """Return an uploaded file with a name that is safe to show. Raises: TooLarge, WrongKind, BadInput (empty)."""
    name = clean_file_name(name)
    kind = content_type.lower().partition(";")[0].strip()
    if not content:
        raise BadInput(_("“%(name)s” is empty.") % {"name": name})
    if len(content) > setup.largest:
        raise TooLarge(
            _("“%(name)s” is too large: at most %(limit)d MB.") % {"name": name, "limit": max(1, setup.largest >> 20)}
        )
    found = _sniffed(content)
    if kind.startswith("image/") or found.startswith("image/"):
        kind = found or "application/octet-stream"  # a picture is what its bytes say, whatever it was called
    if not _TYPE.match(kind) or not kind.startswith(setup.kinds) or _runs(name) or _lies(kind, content):
        raise WrongKind(_("Files like “%(name)s” are not taken here.") % {"name": name})
    return NewFile(name, kind, content)


def clean_file_name(given: str) -> str:
    """Return a name without paths, control characters and marks that turn the writing round."""
    bare = re.split(r"[/\\]", given)[-1]
    plain = "".join(one for one in bare if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    plain = " ".join(plain.split()).strip(". ")
    if len(plain) > 120:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[:100]}{dot}{ending[:15]}" if dot else plain[:120]
    return plain or "file"


def _runs(name: str) -> bool:
    return name.rpartition(".")[2].lower() in _RUNS


def _sniffed(content: bytes) -> str:
    for kind, beginnings in _BEGINNINGS.items():
        if content.startswith(beginnings) and (kind != "image/webp" or content[8:12] == b"WEBP"):
            return kind
    return ""


def _lies(kind: str, content: bytes) -> bool:
    """Say whether a file is not what it says, where its first bytes tell."""
    if kind in _BEGINNINGS:
        return _sniffed(content) != kind
    head = content[:512].lstrip().lower()
    return content.startswith((b"MZ", b"\x7fELF")) or head.startswith(
        (b"<!doctype html", b"<html", b"<script", b"<svg")
    )
