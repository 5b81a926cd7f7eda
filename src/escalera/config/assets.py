"""Static files from memory: compressed once, at addresses that change with what is in them.

`/static/<version>/escalera/js/app.js`: the version is one hash over all files, so what a script or a sheet imports from
beside it is of the same version, and a browser keeps it for ever. A sheet or a script holds what it imports (`bundle.py`).
Only these files are compressed, never pages: a page holds secrets beside words that somebody else chose."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.media_types import MediaTypes

from escalera.config import bundle

FOR_EVER = "public, max-age=31536000, immutable"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
_ADDRESS = re.compile(r"([0-9a-f]{12})/(.+)", re.DOTALL)
_TYPES = MediaTypes()
_WORTH_PACKING = ("text/", "application/javascript", "application/json", "image/svg")


class VersionedStorage(StaticFilesStorage):
    """Gives each file its address with the version; while one develops, the plain one."""

    def url(self, name: str | None) -> str:
        """Return the address of a file by its name, as `{% static %}` prints it."""
        if settings.DEBUG or not name:
            return str(super().url(name))
        return f"{settings.STATIC_URL}{version()}/{name}"


def from_memory(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the middleware: answers for the versioned addresses, and passes everything else on."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        path, beginning = request.path_info, settings.STATIC_URL
        found = _ADDRESS.fullmatch(path, len(beginning)) if path.startswith(beginning) else None
        if found is None or found[2] not in _files() or request.method not in ("GET", "HEAD"):
            return get_response(request)
        return _given(request, *found.groups())

    return answer


@lru_cache(maxsize=1)
def version() -> str:
    """Return the hash over the names and contents of all static files: the same in every process of one release."""
    whole = hashlib.sha256()
    for name, path in sorted(_files().items()):
        whole.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:12]


def _given(request: HttpRequest, asked: str, name: str) -> HttpResponse:
    """Give a file. A page from before an update asks for an older version: it gets today's, and doesn't keep it."""
    body, packed = _contents(name)
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if packed and takes else body, content_type=_kind(name), headers=HEADERS)
    if packed and takes:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = FOR_EVER if asked == version() else "no-cache"
    return response


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """Return where each static file lies, by its name; the first finder that knows it wins."""
    files: dict[str, Path] = {}
    for finder in finders.get_finders():
        for path, storage in finder.list(None):
            files.setdefault(path.replace("\\", "/"), Path(storage.path(path)))
    return files


@cache
def _contents(name: str) -> tuple[bytes, bytes]:
    """Return a file as it is sent, and the same compressed (empty if that saves nothing)."""
    whole = {".css": bundle.sheet, ".js": bundle.script}.get(posixpath.splitext(name)[1])
    body = whole(name, _text).encode() if whole else _files()[name].read_bytes()
    packed = gzip.compress(body, 9, mtime=0) if _kind(name).startswith(_WORTH_PACKING) else b""
    return body, packed if len(packed) < len(body) else b""


def _text(name: str) -> str | None:
    path = _files().get(name)
    return path.read_text(encoding="utf-8") if path else None


def _kind(name: str) -> str:
    kind = str(_TYPES.get_type(name))
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
