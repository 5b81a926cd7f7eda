"""What people do with WhatsApp's templates: have them read anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels.health import note_trouble, note_working
from escalera.core.channels.models import Channel
from escalera.core.channels.policies import why_not_manage
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import mapping, mappings, words
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.whatsapp.capabilities import KIND
from escalera.core.channels.whatsapp.codes import CODES
from escalera.core.channels.whatsapp.keeping import keep_all

PAGE = 100
MOST_PAGES = 60  # WhatsApp allows 6,000 templates
FIELDS = "id,name,language,status,category,quality_score,rejected_reason,components,parameter_format"
PART = "templates"  # its name in a channel's health


def sync_templates(*, channel_id: int, by: Agent, at: datetime) -> int:
    """Read all templates of a number from WhatsApp and keep them; return how many there are.

    Raises: NotAllowed, BadInput (WhatsApp's trouble in words), Channel.DoesNotExist."""
    if refusal := why_not_manage(by):
        raise NotAllowed(refusal)
    try:
        return _sync(Channel.objects.get(pk=channel_id, kind=KIND), at)
    except NotSent as trouble:
        raise BadInput(str(trouble)) from trouble


def sync_step() -> int:
    """One step of the worker's loop: read the templates of every number that has them, and leave it at that."""
    sync_all(at=timezone.now())
    return 0


def sync_all(*, at: datetime) -> int:
    """Read the templates of every living number; a trouble of one stands on its channel. Returns how many numbers."""
    done = 0
    for channel in Channel.objects.filter(kind=KIND, is_active=True):
        if not words(channel.settings.get("waba_id")):
            continue
        try:
            _sync(channel, at)
            note_working(channel.pk, PART, at=at)
        except NotSent as trouble:
            note_trouble(channel.pk, PART, str(trouble), at=at)
        done += 1
    return done


def _sync(channel: Channel, at: datetime) -> int:
    found = _listed(channel)  # all pages first: a list that breaks off deletes nothing
    with transaction.atomic():
        return keep_all(channel, found, at)


def _listed(channel: Channel) -> list[dict[str, Any]]:
    account = words(channel.settings.get("waba_id")).strip()
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"fields": FIELDS, "limit": PAGE}
    for _page in range(MOST_PAGES):
        answer = ask(channel, "GET", f"{account}/message_templates", table=CODES, params=query)
        found += mappings(answer.get("data", []))
        paging = mapping(answer.get("paging"))
        after = words(mapping(paging.get("cursors")).get("after"), 1000)
        if not after or not paging.get("next"):
            break
        query = {**query, "after": after}
    return found
