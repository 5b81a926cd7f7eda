"""A part whose end nobody knew, found again: the provider tells our own name of it with a status.

What failed because we could not know goes on from there: the parts that are left are sent, none twice."""

from __future__ import annotations

import re
from datetime import datetime

from escalera.base.storage.wake import ring
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Mark

_PART = re.compile(r"d(\d{1,18})\.(\d{1,4})")


def find_again(channel: Channel, mark: Mark, key: str, at: datetime, *, failed: bool) -> None:
    """Give a name of the provider's to the message that our key names. `failed`: the provider took it and could not
    bring it, so nothing goes on."""
    if not (named := _PART.fullmatch(key)):
        return
    delivery = (
        Delivery.objects.select_for_update(of=("self",)).filter(pk=int(named[1]), channel=channel).first()
    )  # fmt: skip
    if delivery is None:
        return
    if mark.message_id is None:
        mark.message, mark.thread, mark.is_outgoing = delivery.message, delivery.thread, True
        mark.save(update_fields=["message", "thread", "is_outgoing"])
    waits = delivery.state in (DeliveryState.FAILED, DeliveryState.QUEUED)
    if waits and delivery.parts_done == int(named[2]) and not failed:
        delivery.parts_done += 1
        delivery.state, delivery.answer, delivery.next_try_at = DeliveryState.QUEUED, "", at
        delivery.save(update_fields=["parts_done", "state", "answer", "next_try_at"])
        ring()
