"""Deliveries: what is on its way to customers, what did not arrive, and sending it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.models.helpers import GATE
from escalera.base.refusals import Refusal
from escalera.core.channels import actions, ways_out
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Saying
from escalera.faces.desk.shared.looks import channel_icon
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

TONES = {"queued": "accent", "sending": "accent", "sent": "ok", "failed": "bad", "bounced": "bad"}
SHOWN = 200  # characters of what the assistant said
STUCK = (DeliveryState.FAILED, DeliveryState.BOUNCED)


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show what did not arrive, the newest first; or what is on its way, or has left."""
    return _page(request)


@desk_view
@require_POST
def again(request: DeskRequest, delivery: int) -> HttpResponse:
    """Send one again that did not arrive."""
    return _done(request, lambda: actions.resend(delivery_id=delivery, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def say_again(request: DeskRequest, saying: int) -> HttpResponse:
    """Send words of the assistant again that did not arrive."""
    return _done(request, lambda: actions.say_again(saying_id=saying, by=request.user, at=timezone.now()))


def _done(request: DeskRequest, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        return _page(request, refused=str(refusal), status=status_of(refusal))
    return _page(request) if request.htmx else redirect(_here(*_asked(request)))


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    if not request.user.may(GATE):
        raise PermissionDenied
    wanted, channel = _asked(request)
    before = _key(request.GET.get("before", ""))
    found, more = ways_out.deliveries(request.user, show=wanted, channel=channel, before=before)
    said, more_said = _sayings(request, wanted, channel)
    moments = Moments(timezone.now())
    page = {
        "section": "gate",
        "rows": [_row(one, moments) for one in found],
        "filters": _filters(wanted, channel),
        "doors": _doors(wanted, channel),
        "here": _here(wanted, channel),
        "query": urlencode(_query(wanted, channel)),
        "more_url": f"{_here(wanted, channel)}&before={more}" if more else "",
        "said": [_said(one, moments) for one in said],
        "more_said_url": f"{_here(wanted, channel)}&said_before={more_said}" if more_said else "",
        "refused": refused,
    }
    inside = request.htmx and request.htmx.target == "deliveries"
    return render(request, f"desk/gate/{'_out' if inside else 'out'}.html", page, status=status)


def _sayings(request: DeskRequest, wanted: str, channel: int | None) -> tuple[list[Saying], int | None]:
    """Return the assistant's words that did not arrive; who pages through the answers has seen them."""
    if wanted != ways_out.SHOWS[0] or "before" in request.GET:
        return [], None
    before = _key(request.GET.get("said_before", ""))
    return ways_out.failed_sayings(request.user, channel=channel, before=before)


def _asked(request: DeskRequest) -> tuple[str, int | None]:
    wanted = request.GET.get("show", "")
    return wanted if wanted in ways_out.SHOWS else ways_out.SHOWS[0], _key(request.GET.get("channel", ""))


def _key(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def _query(wanted: str, channel: int | None) -> dict[str, Any]:
    return {"show": wanted, **({"channel": channel} if channel is not None else {})}


def _here(wanted: str, channel: int | None) -> str:
    return f"{reverse('desk:gate-out')}?{urlencode(_query(wanted, channel))}"


def _filters(wanted: str, channel: int | None) -> list[dict[str, Any]]:
    names = {"failed": _("Did not arrive"), "on_the_way": _("On the way"), "sent": _("Have left")}
    return [
        {"name": name, "show": show, "url": _here(show, channel), "current": show == wanted}
        for show, name in names.items()
    ]


def _doors(wanted: str, channel: int | None) -> list[dict[str, Any]]:
    """Return the channels to choose from, after "all"."""
    doors = [{"key": "", "name": _("All channels"), "chosen": channel is None}]
    rows = Channel.objects.order_by("-is_active", "name", "pk").values_list("pk", "name")[:500]
    return doors + [{"key": pk, "name": name, "chosen": pk == channel} for pk, name in rows]


def _row(one: Delivery, moments: Moments) -> dict[str, Any]:
    ticket = one.message.ticket
    waits = one.state in (DeliveryState.QUEUED, DeliveryState.SENDING)
    off = waits and one.channel is not None and not one.channel.is_active
    return {
        "id": one.pk,
        "when": moments.clock(one.queued_at),
        "full": moments.full(one.queued_at),
        "ticket": ticket.pk,
        "subject": ticket.subject,
        "customer": ticket.requester.name,
        "to": ", ".join(one.to),
        "icon": channel_icon(one.kind),
        "channel": one.channel.name if one.channel else "",
        "state": str(DeliveryState(one.state).label),
        "tone": TONES.get(one.state, ""),
        "answer": one.answer if one.state != DeliveryState.SENT else "",
        "note": _("Its channel is switched off.") if off else "",
        "tries": one.attempts,
        "next": moments.clock(one.next_try_at) if one.state == DeliveryState.QUEUED and one.attempts else "",
        "reached": _reached(one, moments),
        "stuck": one.state in STUCK,
    }


def _said(one: Saying, moments: Moments) -> dict[str, Any]:
    channel, contact = one.thread.channel, one.thread.contact
    return {
        "id": one.pk,
        "when": moments.clock(one.queued_at),
        "full": moments.full(one.queued_at),
        "customer": contact.name if contact is not None else "",
        "to": one.thread.address,
        "icon": channel_icon(channel.kind),
        "channel": channel.name,
        "words": str(one.payload.get("text", ""))[:SHOWN],
        "state": str(DeliveryState(one.state).label),
        "tone": TONES[one.state],
        "answer": one.answer,
        "note": "" if channel.is_active else _("Its channel is switched off."),
        "tries": one.attempts,
    }


def _reached(one: Delivery, moments: Moments) -> str:
    if one.read_at:
        return _("read %(when)s") % {"when": moments.clock(one.read_at)}
    return _("arrived %(when)s") % {"when": moments.clock(one.delivered_at)} if one.delivered_at else ""
