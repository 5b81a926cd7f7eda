"""From reports to tickets: open, keep up to date, close. Runs inside the gate's transaction.

One fingerprint has one ticket for as long as it is open. What is over is closed only where nobody took the ticket;
where somebody works on it, they are told. What comes back within the flapping time goes on in the same ticket."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.people.actions import meet
from escalera.base.people.models import Contact
from escalera.base.people.queries import robot
from escalera.core.channels.alerts.reading import Report, read
from escalera.core.channels.gate import Understood
from escalera.core.channels.models import Alert, Channel, InboundItem, Outcome
from escalera.core.tickets.actions import Content, open_ticket, receive_message, resolve
from escalera.core.tickets.models import Message, Priority, Ticket

KIND = "alerts"
FLAPS_MINUTES = 30
SEVERITIES = {
    "critical": Priority.URGENT, "page": Priority.URGENT, "emergency": Priority.URGENT, "fatal": Priority.URGENT,
    "error": Priority.HIGH, "high": Priority.HIGH, "major": Priority.HIGH, "warning": Priority.NORMAL,
    "minor": Priority.NORMAL, "info": Priority.LOW, "low": Priority.LOW, "none": Priority.LOW,
}  # fmt: skip


def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Do what each report of the body asks; the item ends as the weightiest of them did."""
    channel = item.channel
    if channel is None:
        return Understood(Outcome.IGNORED, "its channel was removed")
    with override(settings.LANGUAGE_CODE):
        endings = [_take(channel, report, at) for report in read(raw)]
    counted = Counter(reason for _message, reason, _outcome in endings)
    reason = ", ".join(f"{words} ×{count}" if count > 1 else words for words, count in counted.items())
    chief = min(endings, key=lambda one: _WEIGHT[one[2]], default=None)
    if chief is None:
        return Understood(Outcome.IGNORED, "nothing in it")
    message = chief[0]
    return Understood(chief[2], reason, message.ticket_id if message else None, message.pk if message else None)


Ending = tuple[Message | None, str, Outcome]
_WEIGHT = {Outcome.TICKET: 0, Outcome.MESSAGE: 1, Outcome.IGNORED: 2}


def _take(channel: Channel, report: Report, at: datetime) -> Ending:
    known = (
        Alert.objects.select_for_update(of=("self",))
        .select_related("ticket")
        .filter(channel=channel, fingerprint=report.fingerprint)
        .first()
    )
    started = report.started_at or (known.started_at if known is not None and known.is_firing else at)
    if not report.firing:
        return _over(channel, known, report, at)
    if known is not None and known.is_firing and known.ticket is not None and known.ticket.is_open:
        return _again(channel, known, report, at)
    if known is not None and not known.is_firing and report.started_at and report.started_at <= known.started_at:
        return None, "an older report: that is over", Outcome.IGNORED
    return _begin(channel, known, report, started, at)


def _begin(channel: Channel, known: Alert | None, report: Report, started: datetime, at: datetime) -> Ending:
    """Open a ticket, or go on in the one that was closed a moment ago."""
    contact = _contact(channel, at)
    content = Content(words_of(report), extra=_extra(channel, report))
    ticket = known.ticket if known is not None and _flaps(channel, known, at) else None
    if ticket is not None:
        message = receive_message(ticket_id=ticket.pk, contact=contact, content=content, channel=KIND, at=at)
    else:
        message = open_ticket(
            requester=contact,
            subject=report.title,
            content=content,
            channel=KIND,
            at=at,
            team=channel.team,
            priority=priority_of(channel, report),
            language=settings.LANGUAGE_CODE,
        )
    values = {
        "ticket_id": message.ticket_id, "is_firing": True, "started_at": started, "ended_at": None, "last_at": at,
        "count": 1, "said": _digest(report),
    }  # fmt: skip
    Alert.objects.update_or_create(channel=channel, fingerprint=report.fingerprint, defaults=values)
    if ticket is not None:
        return message, "it is back", Outcome.MESSAGE
    return message, "new alert", Outcome.TICKET


def _again(channel: Channel, known: Alert, report: Report, at: datetime) -> Ending:
    """It is still so: counted; told only if the monitor says something else than before."""
    known.last_at = at
    known.count += 1
    said = _digest(report)
    if said == known.said:
        known.save(update_fields=["last_at", "count"])
        return None, "still firing", Outcome.IGNORED
    known.said = said
    known.save(update_fields=["last_at", "count", "said"])
    message = receive_message(
        ticket_id=known.ticket_id or 0,
        contact=_contact(channel, at),
        content=Content(words_of(report), extra=_extra(channel, report)),
        channel=KIND,
        at=at,
        automatic=True,
    )
    return message, "it says something else", Outcome.MESSAGE


def _over(channel: Channel, known: Alert | None, report: Report, at: datetime) -> Ending:
    """It is over: say so, and close the ticket if nobody took it."""
    if known is None:
        ended = report.ended_at or at
        Alert.objects.create(
            channel=channel, fingerprint=report.fingerprint, is_firing=False, last_at=at, ended_at=ended,
            started_at=report.started_at or ended,
        )  # fmt: skip
        return None, "over before it was reported", Outcome.IGNORED
    if not known.is_firing or (report.started_at and report.started_at < known.started_at):
        return None, "over already", Outcome.IGNORED
    known.is_firing, known.ended_at, known.last_at = False, report.ended_at or at, at
    known.save(update_fields=["is_firing", "ended_at", "last_at"])
    if known.ticket is None or not known.ticket.is_open:
        return None, "over, and its ticket too", Outcome.IGNORED
    message = receive_message(
        ticket_id=known.ticket.pk,
        contact=_contact(channel, at),
        content=Content(_("It is over: %(title)s") % {"title": report.title}, extra=_extra(channel, report)),
        channel=KIND,
        at=at,
        automatic=True,
    )
    if _may_close(channel, known.ticket):
        resolve(ticket_id=known.ticket.pk, by=robot(channel.name), at=at, message_id=message.pk, anyway=True)
        return message, "over, ticket resolved", Outcome.MESSAGE
    return message, "over, somebody works on it", Outcome.MESSAGE


def _may_close(channel: Channel, ticket: Ticket) -> bool:
    """Whoever took it, and other alerts of the same ticket that go on, keep it open."""
    if channel.settings.get("closes", "untouched") == "never":
        return False
    if channel.settings.get("closes") != "always" and ticket.assignee_id is not None:
        return False
    return not Alert.objects.filter(ticket=ticket, is_firing=True).exists()


def _flaps(channel: Channel, known: Alert, at: datetime) -> bool:
    """Say whether it was over only a moment ago, so that the same ticket goes on; one that is open still always does."""
    if known.ticket is None:
        return False
    if known.ticket.is_open:
        return True
    minutes = channel.settings.get("flaps_minutes", FLAPS_MINUTES)
    ended = known.ended_at or known.last_at
    return known.ticket.merged_into_id is None and at - ended < timedelta(minutes=float(minutes or 0))


def priority_of(channel: Channel, report: Report) -> int:
    """Return the priority that the channel gives to the report's severity."""
    own = channel.settings.get("severities") or {}
    found = own.get(report.severity.lower()) if isinstance(own, dict) else None
    if isinstance(found, int) and found in Priority.values:
        return found
    return SEVERITIES.get(report.severity.lower(), Priority.NORMAL)


def words_of(report: Report) -> str:
    """Return what the ticket says: title, text, what is known of it, and where to look."""
    about = [f"{name}: {value}" for name, value in sorted(report.labels.items()) if name != "alertname" and value]
    parts = [report.title, report.text, "\n".join(about), report.url]
    return "\n\n".join(part for part in parts if part)


def _contact(channel: Channel, at: datetime) -> Contact:
    return meet(channel=KIND, address=channel.address, name=channel.name, at=at)


def _extra(channel: Channel, report: Report) -> dict[str, object]:
    return {
        "rule": "alert", "door": channel.pk, "automatic": "alert",
        "alert": {"fingerprint": report.fingerprint, "firing": report.firing, "url": report.url},
    }  # fmt: skip


def _digest(report: Report) -> str:
    return hashlib.sha256(words_of(report).encode()).hexdigest()[:32]
