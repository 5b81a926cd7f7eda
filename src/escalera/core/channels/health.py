"""How a channel is doing: one line of trouble for each of its parts, and when it last worked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from escalera.core.channels.models import Channel

HEARTBEAT = timedelta(minutes=1)  # a part that works is noted this often at most: each note is a write
LONGEST = 500
MESSAGES_OUT = "messages out"  # the part of a channel that the outbox keeps going


@transaction.atomic
def note_trouble(channel_id: int, part: str, words: str, *, at: datetime) -> None:
    """Say on the channel that a part of it ("IMAP", "SMTP") does not work, in the other side's words."""
    channel = Channel.objects.select_for_update(of=("self",)).filter(pk=channel_id).first()
    if channel is None:
        return
    line = f"{part}: {' '.join(words.replace(chr(0), '').split())[:LONGEST]}"
    channel.trouble_since = channel.trouble_since or at
    channel.last_error = "\n".join([*_others(channel, part), line])
    channel.last_error_at = at
    channel.save(update_fields=["last_error", "last_error_at", "trouble_since"])


def note_working(channel_id: int, part: str, *, at: datetime) -> None:
    """Say that a part works: its trouble is over. Writes only if there is something to say."""
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        return
    troubled = any(line.startswith(f"{part}: ") for line in channel.last_error.splitlines())
    if not troubled and channel.last_ok_at is not None and at - channel.last_ok_at < HEARTBEAT:
        return
    with transaction.atomic():
        channel = Channel.objects.select_for_update(of=("self",)).get(pk=channel_id)
        channel.last_error = "\n".join(_others(channel, part))
        channel.last_ok_at = at
        if not channel.last_error:
            channel.trouble_since = None
        channel.save(update_fields=["last_error", "last_ok_at", "trouble_since"])


def _others(channel: Channel, part: str) -> list[str]:
    return [line for line in channel.last_error.splitlines() if not line.startswith(f"{part}: ")]
