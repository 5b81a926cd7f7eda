"""What the API answers of channels and deliveries."""

from __future__ import annotations

from datetime import datetime

from escalera.faces.api.outputs import DeliveryOut, Named, Out


class QueueOut(Out):
    """How many wait, and since when the oldest."""

    number: int
    since: datetime | None


class ChannelOut(Out):
    """`troubles`: in the other side's words; `alarms`: trouble, queue, silence, token, finding; `waiting`: what came
    in and is not read yet; `leaving`: what waits to leave."""

    id: int
    kind: str
    name: str
    address: str
    team: Named | None
    is_active: bool
    is_well: bool
    last_ok_at: datetime | None
    trouble_since: datetime | None
    troubles: list[str]
    alarms: list[str]
    access_ends_at: datetime | None
    came_last_day: int
    left_last_day: int
    failed_last_day: int
    waiting: QueueOut
    leaving: QueueOut
    quarantined: int


class DeliveryRow(DeliveryOut):
    """One answer on its way out; `to`: where it goes on its channel."""

    id: int
    ticket: int
    message: int
    channel: int | None
    kind: str
    to: list[str]
    queued_at: datetime
    next_try_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None


class DeliveryPage(Out):
    deliveries: list[DeliveryRow]
    next: int | None
