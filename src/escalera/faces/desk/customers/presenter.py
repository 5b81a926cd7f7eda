"""Customers and organizations as strings that stand ready."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from escalera.base.people.customers import Card
from escalera.base.people.models import Agent, Contact, Identity, Organization
from escalera.base.people.policies import why_not_change_customers, why_not_note
from escalera.base.settings.words import level_code
from escalera.core.search.finding import address_words
from escalera.core.search.people import twins_of
from escalera.core.tickets.models import Priority, Status
from escalera.core.tickets.queries import TicketRow
from escalera.faces.desk.shared.looks import (
    TONES,
    channel_icon,
    channel_name,
    glyph,
    hue,
    initials,
    shown_address,
)
from escalera.faces.desk.shared.moments import Moments

CHANNELS = ("email", "phone", "whatsapp", "chat")
WAYS_OF_ASKING = ("phone", "counter", "email", "web")


def person(one: Contact, ways: Sequence[Identity] = ()) -> dict[str, Any]:
    """Return one line of a list."""
    return {
        "id": one.pk,
        "url": reverse("desk:customer", args=[one.pk]),
        "name": one.name,
        "initials": initials(one.name),
        "hue": hue(one.name),
        "organization": one.organization.name if one.organization else "",
        "segment": one.segment.name if one.segment else "",
        "ways": " · ".join(shown_address(way.channel, way.address) for way in ways[:3]),
        "is_coordinator": one.is_coordinator,
    }


def card(found: Card, agent: Agent, now: datetime, *, asked: Collection[int] = ()) -> dict[str, Any]:
    """Return what the customer's page shows beside the history. `asked`: who was proposed to be the same already."""
    one, moments = found.contact, Moments(now)
    return {
        "customer": {**person(one, found.identities), "organization_url": _organization_url(one)},
        "language": language_name(one.language),
        "known_since": moments.day(one.created_at),
        "identities": [_identity(way, moments) for way in found.identities],
        "channels": channels(),
        "notes": [_note(note, agent, moments) for note in found.notes],
        "merges": [
            {"id": merge.pk, "name": merge.absorbed.name, "when": moments.day(merge.at), "who": merge.agent}
            for merge in found.merges
        ],
        "twins": [
            _twin(other, why)
            for other, why in twins_of(one, [way.address for way in found.identities])
            if other.pk not in asked
        ],
        "can": {"change": not why_not_change_customers(agent), "note": not why_not_note(agent)},
        "part_url": reverse("desk:customer-part", args=[one.pk]),
    }


def channels() -> list[tuple[str, str]]:
    return [(key, channel_name(key).capitalize()) for key in CHANNELS]


def language_name(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)


def ticket(row: TicketRow, moments: Moments) -> dict[str, Any]:
    """Return one line of the history."""
    return {
        "number": row.id,
        "url": reverse("desk:ticket", args=[row.id]),
        "subject": row.subject,
        "words": row.snippet,
        "who": "",
        "company": "",
        "icon": channel_icon(row.channel),
        "via": channel_name(row.channel),
        "level": glyph(row.level),
        "code": level_code(row.level),
        "team": row.team,
        "status": str(Status(row.status).label),
        "tone": TONES.get(row.status, ""),
        "priority": str(Priority(row.priority).label) if row.priority > Priority.NORMAL else "",
        "at": int(row.updated_at.timestamp()),
        "ago": moments.ago(row.updated_at),
        "full": moments.full(row.updated_at),
        "assignee": row.assignee or "",
    }


def organization(one: Organization) -> dict[str, Any]:
    return {
        "id": one.pk,
        "url": reverse("desk:organization", args=[one.pk]),
        "name": one.name,
        "segment": one.segment.name if one.segment else "",
        "notes": one.notes,
        "people": getattr(one, "people", 0),
        "search_url": f"{reverse('desk:search')}?{address_words('organization', one.name)}",
    }


def _organization_url(one: Contact) -> str:
    return reverse("desk:organization", args=[one.organization_id]) if one.organization_id else ""


def _identity(way: Identity, moments: Moments) -> dict[str, Any]:
    return {
        "id": way.pk,
        "icon": channel_icon(way.channel),
        "via": channel_name(way.channel).capitalize(),
        "address": shown_address(way.channel, way.address),
        "is_primary": way.is_primary,
        "gone": _("Nothing arrives there since %(day)s.") % {"day": moments.day(way.undeliverable_since)}
        if way.undeliverable_since
        else "",
        "reason": way.undeliverable_reason,
    }


def _note(note: Any, agent: Agent, moments: Moments) -> dict[str, Any]:
    return {
        "id": note.pk,
        "text": note.text,
        "who": note.agent.name,
        "when": moments.clock(note.at),
        "mine": note.agent_id == agent.pk or not why_not_change_customers(agent),
    }


def _twin(other: Contact, why: str) -> dict[str, Any]:
    reasons = {"name": _("same name and organization"), "phone": _("same telephone number")}
    return {**person(other), "why": reasons[why]}
