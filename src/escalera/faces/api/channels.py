"""Channels with how they do, and deliveries: for who looks after the gate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from escalera.core.channels import overview, ways_out
from escalera.core.channels.actions import resend
from escalera.core.channels.models import Delivery
from escalera.core.channels.overview import ChannelState, Queue
from escalera.faces.api.channel_shapes import ChannelOut, DeliveryPage, DeliveryRow
from escalera.faces.api.errors import answer
from escalera.faces.api.keys import READ, WRITE, Key, agent_of
from escalera.faces.api.outputs import answers
from escalera.faces.api.rows import named

router = Router(tags=["channels"])
Row = dict[str, Any]
RowId = Annotated[int, Field(ge=0, le=2**62)]  # 0: none


@router.get("/channels", auth=Key(READ), response=answers(list[ChannelOut]))
def list_channels(request: HttpRequest) -> HttpResponse:
    """List the channels with how they do, those in use first. Never with their secrets."""
    return answer([_channel(one) for one in overview.channel_states(agent_of(request), now=timezone.now())])


@router.get("/channels/{int:number}", auth=Key(READ), response=answers(ChannelOut))
def read_channel(request: HttpRequest, number: int) -> HttpResponse:
    """Return one channel with how it does."""
    return answer(_channel(overview.channel_state(number, agent_of(request), now=timezone.now())))


@router.get("/deliveries", auth=Key(READ), response=answers(DeliveryPage))
def list_deliveries(
    request: HttpRequest,
    show: Literal["failed", "on_the_way", "sent"] = "failed",
    channel: RowId = 0,
    before: RowId = 0,
) -> HttpResponse:
    """List deliveries, the newest first: those that failed, are on their way, or have left.

    `channel`: a channel's id; `before`: the previous page's `next`."""
    rows, more = ways_out.deliveries(agent_of(request), show=show, channel=channel or None, before=before or None)
    return answer({"deliveries": [_delivery(one) for one in rows], "next": more})


@router.post("/deliveries/{int:number}/resend", auth=Key(WRITE), response=answers(DeliveryRow))
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Send an answer again that failed or came back."""
    resend(delivery_id=number, by=agent_of(request), at=timezone.now())
    return answer(_delivery(Delivery.objects.select_related("message").get(pk=number)))


def _channel(state: ChannelState) -> Row:
    one = state.channel
    return {
        "id": one.pk,
        "kind": one.kind,
        "name": one.name,
        "address": one.address,
        "team": named(one.team) if one.team else None,
        "is_active": one.is_active,
        "is_well": state.is_well,
        "last_ok_at": one.last_ok_at,
        "trouble_since": one.trouble_since,
        "troubles": [*one.last_error.splitlines(), *(found.sentence for found in state.findings if not found.good)],
        "alarms": [alarm.code for alarm in state.alarms],
        "access_ends_at": state.token_ends,
        "came_last_day": state.came,
        "left_last_day": state.left,
        "failed_last_day": state.failed,
        "waiting": _queue(state.waiting),
        "leaving": _queue(state.leaving),
        "quarantined": state.quarantined,
    }


def _queue(queue: Queue) -> Row:
    return {"number": queue.number, "since": queue.since}


def _delivery(one: Delivery) -> Row:
    return {
        "id": one.pk,
        "ticket": one.message.ticket_id,
        "message": one.message_id,
        "channel": one.channel_id,
        "kind": one.kind,
        "to": one.to,
        "state": one.state,
        "attempts": one.attempts,
        "queued_at": one.queued_at,
        "next_try_at": one.next_try_at if one.state == "queued" else None,
        "sent_at": one.sent_at,
        "delivered_at": one.delivered_at,
        "read_at": one.read_at,
        "answer": one.answer,
    }
