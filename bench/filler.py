"""Fills an empty desk with tickets in bulk: the same rows that the actions write, a hundred times faster.

Each ticket came by mail, was taken and answered by an agent, and most are resolved. `tests/bench/test_filler.py` holds
the rows against those of a ticket made by the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import mails, words
from bench.bulk import Bulk, bulk
from bench.desk import Desk

CHUNK = 2000  # tickets in one transaction
OPEN_SHARE = 0.2
LIFE = timedelta(days=400)
TICKETS_PER_CUSTOMER = 4

COLUMNS = {
    "people_contact": "id name organization_id segment_id language created_at is_coordinator",
    "people_identity": "id contact_id channel address undeliverable_since undeliverable_reason is_primary",
    "tickets_ticket": "id kind status is_open priority channel subject snippet requester_id organization_id segment_id "
    "team_id level_id owner_id assignee_id opened_at updated_at customer_waits_since resolved_at reopened "
    "language bounces",
    "tickets_message": "id ticket_id kind channel contact_id agent_id at text folded html extra key",
    "ladder_stay": "id ticket_id team_id level_id entered_at accepted_at accepted_by_id left_at left_because bounces",
    "log_event": "id at name ticket_id actor_kind actor_id actor_name data",
    "channels_inbounditem": "id channel_id kind source source_key envelope arrived_at size raw raw_sha256 outcome reason "
    "error attempts understood_at fingerprint ticket_id message_id",
    "channels_mailid": "id digest ticket_id message_id",
    "channels_delivery": "id message_id channel_id kind to cc state attempts queued_at next_try_at sent_at answer "
    "parts_done resent",
}


def fill(desk: Desk, count: int, *, now: datetime, tell: Callable[[int], None] = lambda done: None) -> None:
    """Write `count` tickets of two short messages into a desk without tickets, the newest an hour old."""
    customers = words.people(max(1, count // TICKETS_PER_CUSTOMER))
    target = bulk(COLUMNS)
    _write_customers(target, customers, now - LIFE)
    target.before(count)
    for first in range(1, count + 1, CHUNK):
        chunk = range(first, min(first + CHUNK, count + 1))
        for number in chunk:
            _Filled(desk, number, count, customers, now).write(target)
        target.flush()
        tell(chunk[-1])
    _write_counts()
    target.after()


class _Filled:
    """One ticket, from its first mail to its end."""

    def __init__(self, desk: Desk, number: int, count: int, customers: list[tuple[str, str]], now: datetime) -> None:
        place = desk.places[number * 2654435761 % 4294967296 * len(desk.places) >> 32]
        self.number, self.count, self.place, self.desk = number, count, place, desk
        self.contact = number * 7919 % len(customers) + 1
        self.name, self.address = customers[self.contact - 1]
        opened = now - timedelta(hours=1) - LIFE * (1 - number / count)
        self.opened, self.taken = _text(opened), _text(opened + timedelta(minutes=20))
        self.answered, self.resolved = _text(opened + timedelta(minutes=31)), _text(opened + timedelta(minutes=45))
        self.is_open = is_open(number, count)

    def write(self, to: Bulk) -> None:
        question, answer = words.question(self.number), words.answer(self.number)
        if words.holds_rare(self.number, self.count):
            question += f" Se trata de una {words.RARE} antigua."
        asked, replied = self.number * 2 - 1, self.number * 2
        subject = words.subject(self.number)
        self._ticket(to, subject, answer)
        self._said(to, asked, replied, question, answer, subject)
        self._way(to, asked, replied)
        self._gate(to, asked, replied, question)

    def _ticket(self, to: Bulk, subject: str, answer: str) -> None:
        place, agent = self.place, self.place.agent_id
        status = "open" if self.is_open else "resolved"
        last = self.answered if self.is_open else self.resolved
        to.add(
            "tickets_ticket",
            (self.number, "incident", status, self.is_open, 2, "email", subject[:250],
             " ".join(answer.split())[:110], self.contact, None, None, place.team_id, place.level_id, agent, agent,
             self.opened, last, None, None if self.is_open else last, 0, "es", 0),
        )  # fmt: skip
        to.add(
            "ladder_stay",
            (self.number, self.number, place.team_id, place.level_id, self.opened, self.taken, agent,
             None if self.is_open else last, "" if self.is_open else "solved", 0),
        )  # fmt: skip

    def _said(self, to: Bulk, asked: int, replied: int, question: str, answer: str, subject: str) -> None:
        came = mails.message_id(self.number, self.address)
        extra = f'{{"from": "{self.address}", "rule": "new", "message_id": "{came}"}}'
        add, agent = to.add, self.place.agent_id
        add("tickets_message", (asked, self.number, "message", "email", self.contact, None, self.opened, question,
                                None, None, extra, None))  # fmt: skip
        add("tickets_message", (replied, self.number, "message", "email", None, agent, self.answered, answer,
                                None, None, None, None))  # fmt: skip
        to.search(asked, self.number, f"{subject}\n{self.name}\n{question}")
        to.search(replied, self.number, answer)

    def _way(self, to: Bulk, asked: int, replied: int) -> None:
        place, number = self.place, self.number
        agent = ("agent", place.agent_id, place.agent_name)
        came = (
            f'{{"channel": "email", "team_id": {place.team_id}, "level_id": {place.level_id}, "message_id": {asked},'
            ' "kind": "incident", "priority": 2}'
        )
        events: list[tuple[Any, ...]] = [
            (self.opened, "ticket.opened", number, "contact", self.contact, self.name, came),
            (self.taken, "ticket.taken", number, *agent, f'{{"agent_id": {place.agent_id}}}'),
            (self.answered, "reply.written", number, *agent, f'{{"channel": "email", "message_id": {replied}}}'),
            (self.answered, "delivery.sent", number, "system", None, "Escalera",
             f'{{"message_id": {replied}, "delivery_id": {number}}}'),
        ]  # fmt: skip
        if not self.is_open:
            events.append((self.resolved, "ticket.resolved", number, *agent, '{"from_status": "open"}'))
        for event in events:
            to.add("log_event", (to.next("log_event"), *event))

    def _gate(self, to: Bulk, asked: int, replied: int, question: str) -> None:
        from escalera.core.channels.email.threading import id_digest
        from escalera.core.channels.gate import digest
        from escalera.core.channels.models import InboundItem

        channel, number = self.desk.channel_id, self.number
        raw = mails.short_mail(number, question, name=self.name, address=self.address)
        came = mails.message_id(number, self.address)
        fingerprint = digest("mail", came, str(number))
        to.add(
            "channels_inbounditem",
            (number, channel, "email", "smtp:127.0.0.1", None, f'{{"from": "{self.address}", "to": ["{mails.DESK}"]}}',
             self.opened, len(raw), InboundItem.deflated(raw), "", "ticket", "new", "", 1, self.opened, fingerprint,
             number, asked),
        )  # fmt: skip
        to.add("channels_mailid", (number, id_digest(came), number, asked))
        to.add(
            "channels_delivery",
            (number, replied, channel, "email", f'["{self.address}"]', "[]", "sent", 1, self.answered, self.answered,
             self.answered, "250 2.0.0 Ok: queued", 0, 0),
        )  # fmt: skip


def is_open(number: int, count: int) -> bool:
    """Say whether a ticket is among the open fifth: mostly the newest ones."""
    newest = number > count * (1 - OPEN_SHARE)
    return number % 20 != 0 if newest else number % 80 == 0


def _write_customers(to: Bulk, customers: list[tuple[str, str]], since: datetime) -> None:
    at = _text(since)
    for pk, (name, address) in enumerate(customers, start=1):
        to.add("people_contact", (pk, name, None, None, "", at, False))
        to.add("people_identity", (pk, pk, "email", address, None, "", False))
    to.flush()


def _write_counts() -> None:
    """Let the stored counts and the readers of the log stand where they would after reading everything."""
    from escalera.base.log import readers, tail
    from escalera.base.log.models import ReaderState
    from escalera.core.views.counting import recount_places

    recount_places(at=datetime.now(UTC))
    end = tail.head()
    for name in sorted(_reader_names(readers)):
        ReaderState.objects.update_or_create(name=name, defaults={"xid": end.xid, "event_id": end.event_id})


def _reader_names(readers: Any) -> Iterator[str]:
    yield from readers._READERS


def _text(at: datetime) -> str:
    """Write a moment as both databases keep it; the session speaks UTC."""
    return at.replace(tzinfo=None).isoformat(sep=" ")
