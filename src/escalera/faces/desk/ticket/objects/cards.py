"""The cards of the context column, as strings that stand ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.settings.words import level_code
from escalera.core.tickets.models import Status, Ticket
from escalera.faces.desk.shared.countdown import left_html
from escalera.faces.desk.shared.looks import channel_icon, channel_name, glyph, hue, initials, shown_address
from escalera.faces.desk.shared.measures import minutes_in_words
from escalera.faces.desk.shared.moments import Moments, span
from escalera.faces.desk.ticket.clocks.card import lines
from escalera.faces.desk.ticket.objects.reading import Linked, Spent, Steps, Things, Way

NEWEST_TIMES = 5
SOON = timedelta(hours=4)


def cards(agent: Agent, ticket: Ticket, things: Things, moments: Moments) -> dict[str, Any]:
    """Return what the cards print besides ladder, customer and fields."""
    return {
        "moments": _moments(ticket, moments),
        "ticking": lines(things.clocks, ticket, reverse("desk:ticket", args=[ticket.pk]), moments),
        "tags": [{"id": one.id, "name": one.name, "hue": one.hue} for one in things.tags],
        "people": [
            {"id": one.contact_id, "name": one.name, "address": one.address, "hue": hue(one.name),
             "initials": initials(one.name)}
            for one in things.people
        ],
        "links": _links(things.links),
        "merges": [
            {"id": key, "number": number, "subject": subject, "url": reverse("desk:ticket", args=[number])}
            for key, number, subject in things.merges
        ],
        "lists": [_steps(one, moments) for one in things.lists],
        "time": _time(agent, things, moments),
    }  # fmt: skip


def ways(found: Sequence[Way], moments: Moments) -> list[dict[str, str]]:
    """Return the customer's addresses, and which of them give nothing back."""
    return [
        {
            "icon": channel_icon(one.channel),
            "via": channel_name(one.channel),
            "address": shown_address(one.channel, one.address),
            "gone": _("Undeliverable since %(day)s: %(reason)s")
            % {"day": moments.day(one.undeliverable_since), "reason": one.undeliverable_reason}
            if one.undeliverable_since
            else "",
        }
        for one in found
    ]


def _moments(ticket: Ticket, moments: Moments) -> list[dict[str, str]]:
    """Return what is counted and promised: due, asleep, who waits. Clocks of targets stand above these."""
    found = []
    if ticket.promised_at and ticket.is_open:
        left = ticket.promised_at - moments.now
        late, soon = left < timedelta(0), left < SOON
        shown = mark_safe(left_html(ticket.promised_at, moments.now))  # noqa: S308 - figures and our own words
        found.append(
            _moment("calendar", _("Promised for"), moments.clock(ticket.promised_at), shown,
                    "bad" if late else "warn" if soon else "ok")
        )  # fmt: skip
    if ticket.status == Status.SCHEDULED:
        until = ticket.snoozed_until
        found.append(
            _moment("clock", _("Put aside"), moments.clock(until) if until else _("until the customer writes"),
                    _("in %(time)s") % {"time": span(until - moments.now)} if until else "", "accent")
        )  # fmt: skip
    if ticket.customer_waits_since and ticket.is_open:
        waits = moments.now - ticket.customer_waits_since
        since = _("since %(moment)s") % {"moment": moments.clock(ticket.customer_waits_since)}
        found.append(
            _moment("chat", _("Waits for us"), since,
                    span(waits), "warn" if waits > SOON else "")
        )  # fmt: skip
    return found


def _moment(icon: str, label: str, when: str, left: str, tone: str) -> dict[str, str]:
    return {"icon": icon, "label": label, "when": when, "left": left, "tone": tone}


def _links(links: Sequence[Linked]) -> list[dict[str, Any]]:
    words = {
        "related": _("Related tickets"), "original": _("This is a duplicate of"), "duplicate": _("Duplicates of this"),
        "parent": _("Part of"), "child": _("Its parts"),
    }  # fmt: skip
    groups = []
    for role, label in words.items():
        rows = [
            {
                "id": one.id,
                "number": one.number,
                "url": reverse("desk:ticket", args=[one.number]) if one.subject is not None else "",
                "subject": one.subject if one.subject is not None else _("With another team"),
                "level": glyph(one.level),
                "code": level_code(one.level),
                "seen": one.subject is not None,
                "status": Status(one.status).label,
                "ended": not one.is_open,
            }
            for one in links
            if one.role == role
        ]
        if rows:
            groups.append({"role": role, "label": label, "rows": rows})
    return groups


def _steps(one: Steps, moments: Moments) -> dict[str, Any]:
    done = sum(step.done_at is not None for step in one.steps)
    return {
        "id": one.id,
        "name": one.name,
        "count": f"{done}/{len(one.steps)}",
        "done": bool(one.steps) and done == len(one.steps),
        "steps": [
            {
                "id": step.id,
                "text": step.text,
                "done": step.done_at is not None,
                "who": f"{step.done_by} · {moments.clock(step.done_at)}" if step.done_at else "",
                "said": step.done_at is not None,
                "first": place == 0,
            }
            for place, step in enumerate(one.steps)
        ],
    }


def _time(agent: Agent, things: Things, moments: Moments) -> dict[str, Any]:
    return {
        "sum": minutes_in_words(sum(one.minutes for one in things.times)) if things.times else "",
        "running": span(moments.now - things.timer_since) if things.timer_since else "",
        "rows": [_spent(one, agent, moments) for one in things.times[-NEWEST_TIMES:]],
        "older": max(0, len(things.times) - NEWEST_TIMES),
    }


def _spent(one: Spent, agent: Agent, moments: Moments) -> dict[str, Any]:
    return {
        "id": one.id,
        "minutes": one.minutes,
        "words": minutes_in_words(one.minutes),
        "note": one.note,
        "who": f"{one.who} · {moments.day(one.at)}",
        "mine": one.agent_id == agent.pk,
    }
