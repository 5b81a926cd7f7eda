"""People's names: the webhooks of Messenger and Instagram bring a number only, so the name is asked for afterwards."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from escalera.base.people.actions import change_contact
from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.core.channels.models import Thread
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import words
from escalera.core.channels.shared.sending import NotSent

BATCH = 10
LOOKED_AT = 200  # of the newest conversations: older ones have been asked about
MOST_TRIES = 5
FIELDS = {"messenger": "first_name,last_name", "instagram": "name,username"}


def names_step() -> int:
    """One step of the worker's loop."""
    return ask_names(now=timezone.now())


def ask_names(*, now: datetime, limit: int = BATCH) -> int:
    """Ask for the names of those who are known by a number only, a few times at most; return how many were told."""
    newest = Thread.objects.select_related("channel", "contact").filter(
        channel__kind__in=FIELDS, channel__is_active=True, contact__isnull=False
    )
    waiting = [thread for thread in newest.order_by("-pk")[:LOOKED_AT] if "named" not in thread.data]
    return sum(_ask_name(thread, now) for thread in waiting[:limit])


def _ask_name(thread: Thread, now: datetime) -> bool:
    """Say whether it was told; a name that somebody gave them stays."""
    tries = int(thread.data.get("asked", 0)) + 1
    try:
        profile = ask(thread.channel, "GET", thread.address, params={"fields": FIELDS[thread.channel.kind]})
    except NotSent as trouble:
        more = {"asked": tries} if tries < MOST_TRIES and not trouble.permanent else {"named": now.isoformat()}
        _remember(thread, more)
        return False
    _remember(thread, {"named": now.isoformat()})
    contact, name = thread.contact, _name_in(profile)
    if contact is None or not name or contact.name != thread.address[:120]:
        return True
    with suppress(Refusal):
        change_contact(
            contact_id=contact.pk, name=name, organization_id=contact.organization_id, segment_id=contact.segment_id,
            language=contact.language, is_coordinator=contact.is_coordinator, by=robot(thread.channel.name), at=now,
        )  # fmt: skip
    return True


def _remember(thread: Thread, more: dict[str, Any]) -> None:
    with transaction.atomic():
        fresh = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
        fresh.data = {**fresh.data, **more}
        fresh.save(update_fields=["data"])


def _name_in(profile: dict[str, Any]) -> str:
    parts = [words(profile.get(name), 60).strip() for name in ("first_name", "last_name")]
    name = " ".join(part for part in parts if part) or words(profile.get("name"), 120).strip()
    return name or words(profile.get("username"), 120).strip()
