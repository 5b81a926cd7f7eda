"""Take one webhook: find the door, check, store, answer. Nothing is understood here, and nothing raises."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from escalera.base.storage.ready import Ready
from escalera.core.channels.models import Channel, RetiredHook
from escalera.core.channels.shared.doors import Answer, Door, Knock, Refused, door_of, same, take

LOGGER = logging.getLogger(__name__)
LARGEST = 8 * 1024 * 1024  # bytes of one webhook's body
_AT_KEY = Ready(lambda key, kind: Channel.objects.filter(hook_key=key, kind=kind))


@csrf_exempt
def knock(request: HttpRequest, kind: str, key: str, rest: str = "") -> HttpResponse:
    """Answer a provider's call: 200 once it is stored, 401 for a wrong signature, 404 for no such door, 503 with
    Retry-After while the channel is switched off."""
    door = door_of(kind)
    channel = _channel_at(kind, key)
    if door is None or channel is None:
        return HttpResponse(status=404)
    if request.method not in door.methods:
        return HttpResponse(status=405)
    if _too_large(request):
        return HttpResponse(status=413)
    return _answered(door, channel, _knock(request))


def _answered(door: Door, channel: Channel, knock: Knock) -> HttpResponse:
    answer = take(door, channel, knock)
    if isinstance(answer, Refused):
        return _refused(channel, answer)
    return _response(answer)


def _refused(channel: Channel, why: Refused) -> HttpResponse:
    early = why.retry_after_s is not None  # what comes while a channel is switched off is no cause for worry
    LOGGER.log(
        logging.INFO if early else logging.WARNING, "A webhook of channel %s was refused: %s", channel.pk, why.reason
    )
    return HttpResponse(status=why.status, headers={"Retry-After": str(why.retry_after_s)} if early else None)


def _response(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.body, content_type=answer.content_type, status=answer.status)


def _channel_at(kind: str, key: str) -> Channel | None:
    channel = _AT_KEY.first(key, kind)
    if channel is not None:
        return channel if same(channel.hook_key, key) else None
    old = RetiredHook.objects.select_related("channel").filter(key=key, until__gt=timezone.now()).first()
    if old is None or not same(old.key, key) or old.channel.kind != kind:
        return None
    return old.channel


def _too_large(request: HttpRequest) -> bool:
    try:
        return int(request.headers.get("Content-Length") or 0) > LARGEST
    except ValueError:
        return True


def _knock(request: HttpRequest) -> Knock:
    body = request.read(LARGEST + 1)
    return Knock(
        method=request.method or "",
        url=request.build_absolute_uri(),
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
        body=body[:LARGEST],
        at=timezone.now(),
    )
