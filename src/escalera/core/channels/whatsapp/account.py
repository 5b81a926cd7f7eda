"""What WhatsApp says of our account, our number and our templates: written down where the desk shows it."""

from __future__ import annotations

import json
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.core.channels.gate import Understood
from escalera.core.channels.health import note_trouble, note_working
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.channels.shared.meta.pieces import load, mapping, mappings, words
from escalera.core.channels.shared.meta.siblings import hand_over
from escalera.core.channels.shared.understanding import hear_all
from escalera.core.channels.whatsapp.keeping import is_news, keep_news
from escalera.core.channels.whatsapp.reading import Change, changes_of, events_of, is_of_another

ACCOUNT, QUALITY = "WhatsApp account", "WhatsApp quality"  # their names in a channel's health
_BAD = {
    "ACCOUNT_DELETED", "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_OFFBOARDED", "PARTNER_REMOVED",
    "PARTNER_APP_UNINSTALLED", "DISABLED_UPDATE",
}  # fmt: skip
_GOOD = {"ACCOUNT_RECONNECTED", "PARTNER_ADDED", "PARTNER_APP_INSTALLED"}


def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Hear what was said, and keep what is news of our own account."""
    payloads = load(raw)
    channel = item.channel
    if channel is None:
        return hear_all(item, (), at)
    events = events_of(channel, payloads)
    for change in changes_of(payloads):
        if is_of_another(channel, change):
            _to_its_door(item, change, at)
        else:
            _note(channel, change, at)
    return hear_all(item, events, at)


def _note(channel: Channel, change: Change, at: datetime) -> None:
    when = min(change.at or at, at)
    if is_news(change.field):
        keep_news(channel, change.field, change.value, when)
    elif change.field in ("account_update", "account_alerts", "account_review_update"):
        _note_account(channel, change, at)
    elif change.field == "phone_number_quality_update":
        _note_quality(channel, change, at)


def _note_account(channel: Channel, change: Change, at: datetime) -> None:
    event = words(change.value.get("event")).upper()
    reinstated = words(mapping(change.value.get("ban_info")).get("waba_ban_state")).upper() == "REINSTATE"
    if event in _GOOD or reinstated:
        note_working(channel.pk, ACCOUNT, at=at)
    elif event in _BAD:
        about = [words(one.get("restriction_type"), 60) for one in mappings(change.value.get("restriction_info", []))]
        about.append(words(mapping(change.value.get("violation_info")).get("violation_type"), 60))
        more = ", ".join(one for one in about if one)
        said = _("Meta says of our account: %(event)s") % {"event": f"{event} ({more})" if more else event}
        note_trouble(channel.pk, ACCOUNT, said, at=at)


def _note_quality(channel: Channel, change: Change, at: datetime) -> None:
    event = words(change.value.get("event")).upper()
    if event in ("FLAGGED", "DOWNGRADE"):
        limit = words(change.value.get("current_limit"), 40)
        said = _("Too many block or report our number; WhatsApp lets us write to %(limit)s.") % {
            "limit": limit or "?"
        }
        note_trouble(channel.pk, QUALITY, said, at=at)
    elif event in ("UNFLAGGED", "UPGRADE", "ONBOARDING"):
        note_working(channel.pk, QUALITY, at=at)


def _to_its_door(item: InboundItem, change: Change, at: datetime) -> None:
    """An app has one address for all its numbers: what is another door's goes on to that one."""
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"changes": [{"field": change.field, "value": change.value}]}],
    }
    hand_over(
        item, json.dumps(body).encode(), lambda door: door.settings.get("phone_number_id") == change.number_id, at
    )
