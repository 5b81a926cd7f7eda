"""Secrets of a channel: sealed in its settings, with a second one beside the first while they are rotated.

`settings["secrets"]` is {name: [{"sealed": …, "until": None | ISO time}]}, the newest first: all that have not run out
are accepted when a signature is checked, the newest is used when we sign or call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from escalera.base.storage.sealed import seal, unseal
from escalera.core.channels.models import Channel

USE = "channel"
OVERLAP = timedelta(hours=24)


def secret_of(channel: Channel, name: str) -> str:
    """Return the newest secret of this name, "" if there is none (or SECRET_KEY has changed)."""
    kept = (channel.settings.get("secrets") or {}).get(name) or []
    return (unseal(kept[0]["sealed"], use=USE) or "") if kept else ""


def secrets_of(channel: Channel, name: str, at: datetime) -> list[str]:
    """Return every secret of this name that still counts, the newest first."""
    kept = (channel.settings.get("secrets") or {}).get(name) or []
    living = [one for one in kept if not one.get("until") or datetime.fromisoformat(one["until"]) > at]
    return [plain for one in living if (plain := unseal(one["sealed"], use=USE))]


def with_secret(
    settings: dict[str, Any], name: str, value: str, at: datetime, *, overlap: timedelta = OVERLAP
) -> dict[str, Any]:
    """Return the settings with a new secret; the one before it counts for `overlap` more. "" takes all away."""
    all_kept = dict(settings.get("secrets") or {})
    if not value:
        all_kept.pop(name, None)
        return {**settings, "secrets": all_kept}
    before = [
        one for one in all_kept.get(name, []) if not one.get("until") or datetime.fromisoformat(one["until"]) > at
    ]
    if before and not before[0].get("until"):
        before[0] = {**before[0], "until": (at + overlap).isoformat()}
    all_kept[name] = [{"sealed": seal(value, use=USE), "until": None}, *before][:3]
    return {**settings, "secrets": all_kept}
