"""Attachments and the original form of a mail: what strangers sent, kept from running in our house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import quote

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from escalera.base.storage import files
from escalera.base.text.html import show_remote
from escalera.core.tickets.models import Attachment, Message
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.said import PICTURES, file_url

OPAQUE = "application/octet-stream"
FILE_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
_CID = re.compile(r' src="cid:([^"]{1,400})"')


@desk_view
@require_GET
def attachment(request: DeskRequest, number: int, name: str) -> HttpResponseBase:
    """Send a file: pictures of the four plain kinds may be shown, everything else is only fetched."""
    one = Attachment.objects.select_related("message").get(pk=number)
    find_ticket(request.user, one.message.ticket_id)
    shown = one.content_type in PICTURES
    response = StreamingHttpResponse(_pieces(one.sha256), content_type=one.content_type if shown else OPAQUE)
    keep_harmless(response, one.name, "inline" if shown else "attachment")
    response["Content-Length"] = str(one.size)
    return response


@desk_view
@xframe_options_sameorigin
@require_GET
def message_html(request: DeskRequest, number: int) -> HttpResponse:
    """Show a mail in its original form, inside a frame that runs nothing and loads nothing of others unasked."""
    message = Message.objects.prefetch_related("attachments").get(pk=number, html__isnull=False)
    find_ticket(request.user, message.ticket_id)
    asked = request.GET.get("images") == "1"
    html = _with_own_images(message)
    response = render(request, "desk/files/mail.html", {"html": show_remote(html) if asked else html})
    images = "'self' data: https:" if asked else "'self' data:"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; img-src {images}; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


def _pieces(sha256: str) -> Iterator[bytes]:
    """Yield a stored file; that it is gone is found out before the answer begins."""
    pieces = files.stream(sha256)
    try:
        first = next(pieces, b"")
    except FileNotFoundError as gone:
        raise Http404 from gone
    return chain([first], pieces)


def harmless_download(response: HttpResponseBase, name: str) -> None:
    """Make a response a file that the browser only stores."""
    keep_harmless(response, name, "attachment")


def keep_harmless(response: HttpResponseBase, name: str, how: str) -> None:
    plain = re.sub(r"[^\w.() -]", "_", name, flags=re.ASCII)[:150] or "file"
    response["Content-Disposition"] = f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name[:200], safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_CSP
    response["Cross-Origin-Resource-Policy"] = "same-origin"


def _with_own_images(message: Message) -> str:
    """Point the images that came with the mail to where they stand; one that is missing loses its address."""
    places = {one.content_id.strip("<>"): file_url(one) for one in message.attachments.all() if one.content_id}

    def place(found: re.Match[str]) -> str:
        url = places.get(found[1].replace("&amp;", "&"))
        return f' src="{url}"' if url else ""

    return _CID.sub(place, message.html or "")
