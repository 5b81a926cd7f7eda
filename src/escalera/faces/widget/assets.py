"""What a site loads: the script at an address that never changes, files, and the chat as a page of its own."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.http import require_safe

from escalera.base.storage import files as file_store
from escalera.core.channels.chat.setup import language_for, setup_of
from escalera.core.tickets.models import Attachment
from escalera.faces.widget.answers import channel_at
from escalera.faces.widget.tokens import read_file_key

SCRIPT = "escalera/widget.js"
KEPT_S = 3600  # an update reaches every site within the hour; in between the entity tag saves the bytes
SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")


@require_safe
def script(request: HttpRequest) -> HttpResponseBase:
    """Give the widget's one file."""
    whole, packed, tag = _script(_stamp())
    if not whole:
        return HttpResponse(status=404)
    response: HttpResponse
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        takes = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(packed if takes else whole, content_type="text/javascript; charset=utf-8")
        if takes:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={KEPT_S}, stale-while-revalidate=86400"
    response["Vary"] = "Accept-Encoding"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """Give a file whose address we signed lately. Pictures are shown, all else is saved."""
    number = read_file_key(key)
    found = Attachment.objects.filter(pk=number).first() if number is not None else None
    if found is None:
        return HttpResponse(status=404)
    is_shown = found.content_type in SHOWN
    kind = found.content_type if is_shown else "application/octet-stream"
    response = StreamingHttpResponse(file_store.stream(found.sha256), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not is_shown, found.name) or "attachment"
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "private, max-age=3600"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show the chat as a page: for a link in a mail, and for telephones."""
    channel = channel_at(key)
    if channel is None:
        return render(request, "widget/none.html", status=404)
    wanted = request.GET.get("language", "") or request.headers.get("Accept-Language", "").split(",")[0]
    language = language_for(setup_of(channel).languages, wanted)
    with override(language):
        context = {"channel": channel, "setup": setup_of(channel, language), "language": language}
        return render(request, "widget/page.html", context)


def _stamp() -> tuple[str, int]:
    found = finders.find(SCRIPT)
    path = Path(found) if isinstance(found, str) else None
    if path is None or not path.exists():
        return "", 0
    return str(path), path.stat().st_mtime_ns if settings.DEBUG else 0


@lru_cache(maxsize=2)
def _script(stamp: tuple[str, int]) -> tuple[bytes, bytes, str]:
    if not stamp[0]:
        return b"", b"", ""
    whole = Path(stamp[0]).read_bytes()
    return whole, gzip.compress(whole, 9, mtime=0), f'"{hashlib.sha256(whole).hexdigest()[:24]}"'
