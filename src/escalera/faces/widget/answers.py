"""What all answers to a widget have in common: JSON, the origin that may read it, refusals in the visitor's language."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.core.channels.chat.files import TooLarge
from escalera.core.channels.chat.sessions import NoSession, note_alive, session_of
from escalera.core.channels.chat.setup import allows_origin, setup_of
from escalera.core.channels.models import Channel, ChatSession
from escalera.faces.widget.limits import TooFast

LOGGER = logging.getLogger(__name__)
LARGEST_JSON = 64 * 1024
P = ParamSpec("P")
SessionView = Callable[Concatenate[HttpRequest, ChatSession, P], HttpResponseBase]
ChannelView = Callable[Concatenate[HttpRequest, Channel, P], HttpResponseBase]
_CODES: list[tuple[type[Exception], int, str]] = [
    (NoSession, 401, "no_session"), (TooFast, 429, "too_fast"), (TooLarge, 413, "too_large"),
    (NotAllowed, 403, "not_allowed"), (BadInput, 422, "bad_input"), (Refusal, 409, "refused"),
]  # fmt: skip


class BadBody(Exception):
    """The body is no JSON object, or too long."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a request. Raises: BadBody."""
    try:
        long = int(request.headers.get("Content-Length") or 0) > LARGEST_JSON
        raw = b"" if long else request.read(LARGEST_JSON + 1)
        if long or len(raw) > LARGEST_JSON:
            raise BadBody(413)
        found = json.loads(raw or b"{}")
    except (ValueError, RecursionError, OSError) as error:
        raise BadBody(400) from error
    if not isinstance(found, dict):
        raise BadBody(400)
    return found


def text_of(body: dict[str, Any], name: str, longest: int = 500) -> str:
    """Return a text of the body without what no store takes; "" for anything else."""
    found = body.get(name)
    return found.replace("\x00", "").encode("utf-8", "replace").decode()[:longest] if isinstance(found, str) else ""


def with_session(*methods: str) -> Callable[[SessionView[P]], Callable[..., HttpResponseBase]]:
    """Give the view the session of the bearer's token; answer a browser's question about origins."""

    def decorate(view: SessionView[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return preflight(request)
            if request.method not in methods:
                return cors(request, refused(405, "method", "Method not allowed"))
            try:
                session = session_of(bearer(request.headers.get("Authorization", "")))
                if not allows_origin(setup_of(session.thread.channel).origins, request.headers.get("Origin", "")):
                    return refused(403, "origin", _("This site may not show the chat."))
                note_alive(session, timezone.now())
            except Refusal as refusal:
                return cors(request, refusal_answer(refusal))
            with override(session.language):
                return cors(request, _guarded(view, request, session, *args, **kwargs))

        return csrf_exempt(answer)

    return decorate


def with_channel(*methods: str) -> Callable[[ChannelView[P]], Callable[..., HttpResponseBase]]:
    """Give the view the chat of a key; answer a browser's question about origins."""

    def decorate(view: ChannelView[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def answer(request: HttpRequest, key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return preflight(request)
            if request.method not in methods:
                return cors(request, refused(405, "method", "Method not allowed"))
            channel = channel_at(key)
            if channel is None:
                return cors(request, refused(404, "no_chat", _("There is no such chat.")))
            if not allows_origin(setup_of(channel).origins, request.headers.get("Origin", "")):
                return refused(403, "origin", _("This site may not show the chat."))
            return cors(request, _guarded(view, request, channel, *args, **kwargs))

        return csrf_exempt(answer)

    return decorate


def channel_at(key: str) -> Channel | None:
    return (
        Channel.objects.select_related("team__calendar")
        .filter(hook_key=key[:40], kind="chat", is_active=True)
        .first()
    )


def bearer(header: str) -> str:
    kind, _space, token = header.partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def told(data: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


def refused(status: int, code: str, words: str) -> HttpResponse:
    return told({"error": words, "code": code}, status)


def refusal_answer(refusal: Refusal) -> HttpResponse:
    status, code = next((status, code) for kind, status, code in _CODES if isinstance(refusal, kind))
    response = refused(status, code, str(refusal))
    if isinstance(refusal, TooFast):
        response["Retry-After"] = str(refusal.retry_s)
    return response


def cors(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let the page's origin read the answer: there are no cookies, the token is all that opens anything."""
    if origin := request.headers.get("Origin", ""):
        response["Access-Control-Allow-Origin"] = origin[:200]
        response["Access-Control-Expose-Headers"] = "Retry-After"
    response["Vary"] = "Origin"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def preflight(request: HttpRequest) -> HttpResponseBase:
    response = cors(request, HttpResponse(status=204))
    response["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
    response["Access-Control-Allow-Headers"] = "authorization, content-type"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _guarded(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except Refusal as refusal:
        return refusal_answer(refusal)
    except BadBody as bad:
        code = "too_large" if bad.status == 413 else "bad_body"
        return refused(bad.status, code, _("That was too large, or did not arrive whole. Try again with less."))
