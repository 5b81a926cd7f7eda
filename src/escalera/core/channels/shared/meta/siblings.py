"""An app of Meta's has one address for all its numbers, pages and accounts. What is another door's goes on to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from escalera.core.channels import gate
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.channels.shared.doors import arrival_key
from escalera.core.channels.shared.secrets import secrets_of


def hand_over(item: InboundItem, body: bytes, is_its: Callable[[Channel], bool], at: datetime) -> Channel | None:
    """Put a piece into the ledger of the door that it is for, if the same app stands behind both. Returns that door."""
    channel = item.channel
    if channel is None:
        return None
    own = set(secrets_of(channel, "app_secret", at))
    for other in Channel.objects.filter(kind=channel.kind, is_active=True).exclude(pk=channel.pk).order_by("pk"):
        # who knows one app's secret could otherwise speak through it at another app's door
        if is_its(other) and own & set(secrets_of(other, "app_secret", at)):
            key = arrival_key(other.pk, "", body)
            gate.store(body, kind=other.kind, source=f"hook:{other.pk}", at=at, channel=other, source_key=key)
            return other
    return None
