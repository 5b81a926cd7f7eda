"""The form of one channel: shown in a frame of any site that the channel allows, sent without a cookie."""

from __future__ import annotations

from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import activate, check_for_language, get_supported_language_variant
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from escalera.core.channels.form.registering import KIND, origins_of
from escalera.core.channels.models import Channel
from escalera.core.tickets.links import follow_url, tracking_key
from escalera.faces.portal.contact.embedding import Embedded, embedded_in
from escalera.faces.portal.contact.views import read_sent, write
from escalera.faces.portal.page import page

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)


def _of_channel(view: Any) -> Any:
    """Give the view the form's channel; say to the browser which sites may hold the frame."""

    @wraps(view)
    def entered(request: HttpRequest, key: str, **more: Any) -> HttpResponseBase:
        channel = (
            Channel.objects.select_related("team__level").filter(kind=KIND, hook_key=key, is_active=True).first()
        )
        if channel is None:
            raise Http404
        _speak(request)
        response: HttpResponseBase = view(request, channel, **more)
        response.headers["Content-Security-Policy"] = POLICY.format(ancestors=" ".join(origins_of(channel)) or "*")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return entered


def _speak(request: HttpRequest) -> None:
    """Speak the language that the page around it asks for: its own, not the browser's."""
    wanted = request.GET.get("language", "")[:12]
    try:
        if wanted and check_for_language(wanted):
            activate(get_supported_language_variant(wanted))
    except LookupError:
        return


@csrf_exempt  # there is no cookie in a frame of another site; the form's own signed token stands for it
@require_http_methods(["GET", "POST"])
@_of_channel
def form(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    """Show the form, or take what was sent."""
    with embedded_in(request, Embedded(channel)):
        return write(request)


@require_GET
@_of_channel
def sent(request: HttpRequest, channel: Channel, mark: str) -> HttpResponse:
    """Say that it has come, with its number and key."""
    number = read_sent(mark)
    if number is None:
        return redirect("web-form", key=channel.hook_key)
    context = {
        "number": number, "key": tracking_key(number), "url": follow_url(number),
        "thanks": str(channel.settings.get("thanks") or ""), "again": channel.hook_key,
    }  # fmt: skip
    return page(request, "portal/frame_sent.html", context)


@require_GET
@cache_control(public=True, max_age=3600)
def script(request: HttpRequest) -> HttpResponse:
    """Serve the one line's script at an address that never changes."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@lru_cache(maxsize=1)
def _script() -> bytes:
    found = finders.find("portal/form.js")
    if not isinstance(found, str):
        raise FileNotFoundError("portal/form.js")
    return Path(found).read_bytes()
