"""Tickets and what belongs to them as plain values, in the shapes that `outputs.py` describes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from escalera.base.people.models import Level, Team
from escalera.base.storage.ready import Ready
from escalera.core.channels.models import Delivery
from escalera.core.clocks.models import Clock
from escalera.core.ladder.models import Escalation, Stay
from escalera.core.ladder.packets import STANDARD
from escalera.core.tickets.links import follow_url
from escalera.core.tickets.models import Attachment, Message, Ticket
from escalera.core.tickets.queries import LARGEST_PAGE, TicketRow

Row = dict[str, Any]
MESSAGES = 100
_MESSAGES = Ready(
    lambda ticket, after: (
        Message.objects.filter(ticket=ticket, pk__gt=after)
        .select_related("contact", "agent", "delivery")
        .order_by("id")[: LARGEST_PAGE + 1]
    )
)
_FILES = Ready(
    lambda ticket, first, last: Attachment.objects.filter(
        message__ticket=ticket, message__gte=first, message__lte=last
    ).order_by("id")
)
_STAYS = Ready(
    lambda ticket: Stay.objects.filter(ticket=ticket).select_related("team", "level", "accepted_by").order_by("id")
)
_ESCALATIONS = Ready(
    lambda ticket: (
        Escalation.objects.filter(ticket=ticket)
        .select_related("from_team", "to_team", "vendor", "offered_by", "answered_by")
        .order_by("id")
    )
)

_CLOCKS = Ready(
    lambda ticket: Clock.objects.filter(ticket=ticket).select_related("policy_version__policy").order_by("id")
)


def ticket_row(row: TicketRow) -> Row:
    assignee = {"id": row.assignee_id, "name": row.assignee} if row.assignee_id else None
    return {
        "id": row.id,
        "subject": row.subject,
        "snippet": row.snippet,
        "status": row.status,
        "kind": row.kind,
        "priority": row.priority,
        "channel": row.channel,
        "level": row.level,
        "team": row.team,
        "requester": row.requester,
        "organization": row.organization,
        "assignee": assignee,
        "opened_at": row.opened_at,
        "updated_at": row.updated_at,
        "customer_waits_since": row.customer_waits_since,
        "due_at": row.due_at,
    }


def ticket_state(ticket: Ticket) -> Row:
    """Return the ticket's own values; its relations must be loaded (see `queries.find_ticket`)."""
    return {
        "id": ticket.pk,
        "subject": ticket.subject,
        "status": ticket.status,
        "is_open": ticket.is_open,
        "kind": ticket.kind,
        "priority": ticket.priority,
        "category": {"key": ticket.category.key, "name": ticket.category.name} if ticket.category else None,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "language": ticket.language,
        "wait_reason": ticket.wait_reason.code if ticket.wait_reason else "",
        "bounces": ticket.bounces,
        "channel": ticket.channel,
        "level": {"order": ticket.level.order, "name": ticket.level.name},
        "team": named(ticket.team),
        "requester": named(ticket.requester),
        "organization": named(ticket.organization),
        "owner": named(ticket.owner),
        "assignee": named(ticket.assignee),
        "opened_at": ticket.opened_at,
        "updated_at": ticket.updated_at,
        "customer_waits_since": ticket.customer_waits_since,
        "due_at": ticket.due_at,
        "promised_at": ticket.promised_at,
        "resolved_at": ticket.resolved_at,
        "reopened": ticket.reopened,
    }


def whole_ticket(ticket: Ticket) -> Row:
    """Return the ticket with what was said, where it stood and how it climbed: five queries for any number."""
    messages, following = messages_after(ticket.pk, 0, MESSAGES)
    return {
        **ticket_state(ticket),
        "follow_url": follow_url(ticket.pk),
        "messages": messages,
        "next_messages": following,
        "stays": [stay_row(stay) for stay in _STAYS.all(ticket.pk)],
        "escalations": [escalation_row(one) for one in _ESCALATIONS.all(ticket.pk)],
        "clocks": [clock_row(one) for one in _CLOCKS.all(ticket.pk)],
    }


def messages_after(ticket_id: int, after: int, limit: int) -> tuple[list[Row], int | None]:
    """Return messages with ids above `after`, oldest first, and the id to go on after (None at the end)."""
    said = _MESSAGES.all(ticket_id, after)
    page = said[:limit]
    if not page:
        return [], None
    files: dict[int, list[Attachment]] = defaultdict(list)
    for one in _FILES.all(ticket_id, page[0].pk, page[-1].pk):
        files[one.message_id].append(one)
    rows = [message_row(one, files.get(one.pk, ())) for one in page]
    return rows, page[-1].pk if len(said) > limit else None


def message_row(message: Message, files: Iterable[Attachment] | None = None) -> Row:
    """Return one message; without `files` given they are read."""
    shown = message.attachments.all() if files is None else files
    return {
        "id": message.pk,
        "ticket": message.ticket_id,
        "kind": message.kind,
        "channel": message.channel,
        "author": _author(message),
        "at": message.at,
        "text": message.text,
        "html": message.html,
        "folded": message.folded or [],
        "attachments": [_attachment(message.ticket_id, one) for one in shown],
        "delivery": _delivery(message),
    }


def stay_row(stay: Stay) -> Row:
    return {
        "team": named(stay.team),
        "level": stay.level.order,
        "entered_at": stay.entered_at,
        "accepted_at": stay.accepted_at,
        "accepted_by": named(stay.accepted_by),
        "left_at": stay.left_at,
        "left_because": stay.left_because,
    }


def escalation_row(one: Escalation) -> Row:
    return {
        "id": one.pk,
        "ticket": one.ticket_id,
        "kind": one.kind,
        "state": one.state,
        "from_team": named(one.from_team),
        "to_team": named(one.to_team),
        "vendor": named(one.vendor),
        "reference": one.reference,
        "expected_at": one.expected_at,
        "handover": _handover(one),
        "offered_by": named(one.offered_by),
        "offered_at": one.offered_at,
        "expires_at": one.expires_at,
        "answered_by": named(one.answered_by),
        "answered_at": one.answered_at,
        "answer_reason": one.answer_reason,
        "code": one.code,
        "missing": one.missing,
    }


def _handover(one: Escalation) -> Row:
    said = {name: str(value) for name, value in one.handover.items()}
    own = {name: value for name, value in said.items() if name not in STANDARD}
    return {**{name: said.get(name, "") for name in STANDARD}, "own": own}


def clock_row(one: Clock) -> Row:
    version = one.policy_version
    return {
        "id": one.pk,
        "kind": one.kind,
        "agreement": one.policy_kind,
        "policy": named(version.policy) if version else None,
        "version": version.number if version else None,
        "state": one.state,
        "unit": one.unit,
        "amount": one.amount,
        "started_at": one.started_at,
        "due_at": one.due_at,
        "paused_since": one.paused_since,
        "warned": one.warned,
        "breached_at": one.breached_at,
        "stopped_at": one.stopped_at,
    }


def team_row(team: Team) -> Row:
    level = {"order": team.level.order, "name": team.level.name}
    return {"id": team.pk, "name": team.name, "level": level, "is_entrance": team.is_entrance}


def level_row(level: Level) -> Row:
    minutes = level.accept_within_min
    return {"order": level.order, "code": level.code, "name": level.name, "accept_within_min": minutes}


def named(thing: Any) -> Row | None:
    return None if thing is None else {"id": thing.pk, "name": thing.name}


def _author(message: Message) -> Row:
    for kind, person in (("contact", message.contact), ("agent", message.agent)):
        if person is not None:
            return {"kind": kind, "id": person.pk, "name": person.name}
    return {"kind": "system", "id": None, "name": "Escalera"}


def _attachment(ticket_id: int, one: Attachment) -> Row:
    return {
        "id": one.pk,
        "name": one.name,
        "content_type": one.content_type,
        "size": one.size,
        "is_inline": one.is_inline,
        "url": f"/api/tickets/{ticket_id}/attachments/{one.pk}",
    }


def _delivery(message: Message) -> Row | None:
    try:
        delivery: Delivery = message.delivery
    except ObjectDoesNotExist:
        return None
    return {
        "state": delivery.state,
        "attempts": delivery.attempts,
        "sent_at": delivery.sent_at,
        "answer": delivery.answer,
    }
