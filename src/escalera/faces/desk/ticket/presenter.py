"""The ticket page: everything that its four parts print, from a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL, WORK
from escalera.base.people.queries import Circle, teams_of
from escalera.base.settings.words import level_code
from escalera.core.channels.models import Thread
from escalera.core.channels.shared.capabilities import capabilities_of, window_ends
from escalera.core.ladder import policies as ladder_policies
from escalera.core.ladder.models import Escalation, HigherAsk
from escalera.core.ladder.packets import packet_lines
from escalera.core.ladder.queries import escalations_of, open_ask, staircase, was_sent_up
from escalera.core.llm.choices import Purpose
from escalera.core.llm.queries import offered, translations_of
from escalera.core.tickets.models import WAITING, Status, Ticket
from escalera.core.tickets.queries import Scope, find_ticket, ticket_page
from escalera.faces.desk.shared.looks import TONES, channel_icon, channel_name, glyph, hue, initials
from escalera.faces.desk.shared.moments import Moments, span
from escalera.faces.desk.ticket.climbing.presenter import helping
from escalera.faces.desk.ticket.composing.through import window_clock
from escalera.faces.desk.ticket.objects.cards import cards, ways
from escalera.faces.desk.ticket.objects.reading import Things, things_of
from escalera.faces.desk.ticket.reading import events_of, words_of
from escalera.faces.desk.ticket.timeline import Conversation, Tongues, timeline
from escalera.faces.desk.together.presenter import together

OTHERS = 5


@dataclass(frozen=True, slots=True)
class Can:
    """What this agent may do with the ticket as it stands now."""

    work: bool
    take: bool
    release: bool
    escalate: bool
    send_back: bool
    wait: bool
    go_on: bool
    resolve: bool
    reopen: bool
    close: bool
    reroute: bool
    wake: bool
    answer: bool  # the open offer


def part_context(agent: Agent, number: int, now: datetime) -> dict[str, Any]:
    """Return what head, conversation and context print. Raises: Ticket.DoesNotExist."""
    ticket = find_ticket(agent, number)
    moments = Moments(now)
    events = events_of(number)
    climbed = any(event.name.startswith(("escalation.", "vendor.")) for event in events)
    escalations = escalations_of(number) if climbed else []
    offer = next((one for one in reversed(escalations) if one.state == "offered"), None)
    wish = open_ask(number) if any(event.name == "escalation.asked" for event in events) else None
    things = things_of(agent, ticket)
    conversation = Conversation(
        words_of(number), things.files, things.sendings, other_words(ticket), things.coming, things.doors
    )
    can = _can(agent, ticket, offer, things, sent_up=was_sent_up(ticket, escalations))
    near = cache(lambda: teams_of(agent))
    return {
        "ticket": ticket,
        "base": reverse("desk:ticket", args=[number]),
        "can": can,
        "takes_over": _takes_over(agent, ticket) if can.take else "",
        "ends_with": _ends_with(things) if can.resolve else "",
        "merged": _merged(things),
        "is_spam": things.is_spam,
        "state": {"name": ticket.get_status_display(), "tone": TONES.get(ticket.status, "")},
        "code": ticket.level.code,
        "glyph": glyph(ticket.level.order),
        "next_level": _next_level(ticket),
        "waits": tuple((value, str(Status(value).label)) for value in WAITING if value != ticket.status),
        "windows": _windows(things, moments) if ticket.is_open else (),
        "offer": _offer(offer, moments) if offer else None,
        "wish": _wish(wish, moments) if wish else None,
        "helping": helping(agent, ticket, escalations, moments),
        **together(agent, ticket, events, moments, near),
        "timeline": timeline(events, conversation, escalations, moments, things.merges if can.work else ()),
        **_context(ticket, now, moments, things),
        "others": _others(agent, ticket, moments, None if agent.may(SEE_ALL) else near()),
        **cards(agent, ticket, things, moments),
    }


def other_words(ticket: Ticket) -> Tongues:
    """Return what stands in the reader's language too; no query where no language model translates."""
    if Purpose.TRANSLATION not in offered():
        return Tongues()
    language = reading_language()
    return Tongues(ticket.language[:2].lower() != language, translations_of(ticket.pk, language))


def reading_language() -> str:
    """Return the language that this page is in: "es"."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _windows(things: Things, moments: Moments) -> list[dict[str, Any]]:
    """Return the clock of each conversation of this ticket whose channel has a window."""
    kinds = {one.kind: can for one in things.talks if (can := capabilities_of(one.kind)) is not None}
    timed = [
        one.id for one in things.talks if one.kind in kinds and (kinds[one.kind].window or kinds[one.kind].window_of)
    ]
    if not timed:
        return []
    found = []
    for thread in Thread.objects.select_related("channel").filter(pk__in=timed).order_by("pk"):
        if (ends_at := window_ends(thread)) is not None:
            kind = thread.channel.kind
            found.append({"icon": channel_icon(kind), "name": channel_name(kind), **window_clock(ends_at, moments)})
    return found


def _can(agent: Agent, ticket: Ticket, offer: Escalation | None, things: Things, *, sent_up: bool) -> Can:
    """The page was found through what the agent may see, so only the role and the ticket's state are asked."""
    work, is_open = agent.may(WORK) and not ticket.only_seen, ticket.is_open
    work = work and ticket.merged_into_id is None
    mine = ticket.assignee_id == agent.pk
    return Can(
        work=work,
        take=work and is_open and not mine and offer is None,
        release=work and is_open and mine,
        escalate=work and is_open and offer is None,
        send_back=work and is_open and offer is None and sent_up,
        wait=work and is_open,
        go_on=work and ticket.status in WAITING,
        resolve=work and is_open,
        reopen=work and not is_open and not things.is_spam,
        reroute=work and is_open and offer is None and ticket.level.order > 1,
        close=work and ticket.status == Status.RESOLVED,
        wake=work and ticket.status == Status.SCHEDULED,
        answer=work and offer is not None and not ladder_policies.why_not_answer(offer, agent),
    )


def _takes_over(agent: Agent, ticket: Ticket) -> str:
    """Return whose hands it is in, if it is in a colleague's: they are told."""
    return ticket.assignee.name if ticket.assignee and ticket.assignee_id != agent.pk else ""


def _ends_with(things: Things) -> str:
    """Say what will be resolved with the ticket."""
    numbers = [f"#{one.number}" for one in things.links if one.role == "duplicate" and one.is_open]
    if not numbers:
        return ""
    words = ngettext(
        "%(numbers)s is a duplicate: it is resolved too, and its customer is told.",
        "%(numbers)s are duplicates: they are resolved too, and their customers are told.",
        len(numbers),
    )
    return words % {"numbers": ", ".join(numbers)}


def _merged(things: Things) -> dict[str, Any] | None:
    """Return where the conversation of a merged ticket goes on."""
    if things.merged is None:
        return None
    key, number = things.merged
    base = reverse("desk:ticket", args=[number])
    return {"number": number, "url": base, "undo": f"{base}merges/{key}/off/"}


def _next_level(ticket: Ticket) -> str:
    return level_code(ticket.level.order + 1)


def _offer(offer: Escalation, moments: Moments) -> dict[str, Any]:
    assert offer.to_team is not None
    left = span(offer.expires_at - moments.now) if offer.expires_at else ""
    return {
        "id": offer.pk,
        "level": glyph(offer.to_team.level.order),
        "words": _("%(who)s offers this ticket to %(team)s")
        % {"who": offer.offered_by.name, "team": f"{offer.to_team.level.code} {offer.to_team.name}"},
        "parts": packet_lines(offer.handover),
        "left": _("Goes back by itself in %(time)s") % {"time": left} if left else "",
    }


def _wish(wish: HigherAsk, moments: Moments) -> dict[str, str]:
    """Return what the customer asks for, and why."""
    words = _("%(who)s asks for a higher level") % {"who": wish.contact.name}
    return {"words": words, "reason": wish.reason, "when": moments.clock(wish.at)}


def _context(ticket: Ticket, now: datetime, moments: Moments, things: Things) -> dict[str, Any]:
    stairs = [
        {
            "code": stair.level.code,
            "level": glyph(stair.level.order),
            "state": stair.state,
            "who": stair.who.split()[0] + " · " + span(stair.held) if stair.who else stair.level.name,
            "full": f"{stair.level} · {stair.who} · {span(stair.held)}" if stair.who else str(stair.level),
        }
        for stair in staircase(ticket, at=now)
    ]
    return {
        "stairs": stairs,
        "customer": _customer(ticket, things, moments),
        "facts": _facts(ticket, moments),
        "fields": things.fields,
    }


def _customer(ticket: Ticket, things: Things, moments: Moments) -> dict[str, Any]:
    name = ticket.requester.name
    place = [ticket.organization.name if ticket.organization else "", ticket.segment.name if ticket.segment else ""]
    return {
        "name": name,
        "url": reverse("desk:customer", args=[ticket.requester_id]),
        "initials": initials(name),
        "hue": hue(name),
        "place": " · ".join(part for part in place if part),
        "placed": any(place),
        "ways": ways(things.ways, moments),
    }


def _others(agent: Agent, ticket: Ticket, moments: Moments, teams: Circle | None) -> list[dict[str, Any]]:
    scope = Scope(requester_id=ticket.requester_id, state="all")
    page = ticket_page(agent, scope, limit=OTHERS + 1, teams=teams)
    rows = [row for row in page.rows if row.id != ticket.pk][:OTHERS]
    return [
        {
            "number": row.id,
            "url": reverse("desk:ticket", args=[row.id]),
            "subject": row.subject,
            "level": glyph(row.level),
            "code": level_code(row.level),
            "words": f"{Status(row.status).label} · {moments.ago(row.updated_at)}",
        }
        for row in rows
    ]


def _times(count: int) -> str:
    return ngettext("%(count)d time", "%(count)d times", count) % {"count": count}


def _facts(ticket: Ticket, moments: Moments) -> Sequence[tuple[str, str]]:
    times = _times(ticket.reopened)
    facts = [
        (_("State"), ticket.get_status_display()),
        (_("Waits because"), str(ticket.wait_reason) if ticket.wait_reason else ""),
        (_("Kind"), ticket.get_kind_display()),
        (_("Category"), ticket.category.name if ticket.category else ""),
        (_("Priority"), ticket.get_priority_display()),
        (_("Impact"), ticket.get_impact_display() if ticket.impact else ""),
        (_("Urgency"), ticket.get_urgency_display() if ticket.urgency else ""),
        (_("Channel"), channel_name(ticket.channel)),
        (_("Team"), f"{ticket.level.code} {ticket.team.name}"),
        (_("Works on it"), ticket.assignee.name if ticket.assignee else _("nobody yet")),
        (_("Answers for it"), ticket.owner.name if ticket.owner else _("nobody yet")),
        (_("Opened"), moments.clock(ticket.opened_at)),
        (_("Resolved"), moments.clock(ticket.resolved_at) if ticket.resolved_at else ""),
        (_("Reopened"), times if ticket.reopened else ""),
        (_("Back and forth"), _times(ticket.bounces) if ticket.bounces else ""),
    ]
    return [(label, str(value)) for label, value in facts if value]
