"""W1: mail in. Parse, thread, store, record, with all that the readers of the log make of it afterwards."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench import mails, raw, smtp, words
from bench.cpu import Meter
from bench.desk import Desk
from bench.report import Report, percentile

REPLIES = 3  # of ten mails, so many answer one of ours
WARM_UP = 50
CPU_LIMIT_MS = 7.0
RAW_LIMIT = 4.0


@dataclass(frozen=True, slots=True)
class Post:
    """Mails in the order of their arrival; `answers`: how many of them belong to a ticket that is there."""

    mails: Sequence[bytes]
    answers: int


def measure(report: Report, desk: Desk, count: int) -> None:
    """Measure mails through the gate's functions in this process, beside the bare driver."""
    _through_functions(_post(WARM_UP, first=1, size=report.size))
    watch = raw.Watch()
    post = _post(count, first=WARM_UP + 1, size=report.size)
    meter, started = Meter(), time.monotonic()
    before = meter.read()
    walls = _through_functions(post)
    used, seconds = meter.read().since(before), time.monotonic() - started
    _check(watch, post)
    per_mail = used.total * 1000 / count
    report.add("mail in: CPU", per_mail, "ms CPU", limit=CPU_LIMIT_MS, note="gate.store + gate.understand")
    report.add("  of it product / database", used.server * 1000 / count, "ms CPU", note=_share(used.database, count))
    report.add("mail in: mails a second, one process", count / seconds, "1/s")
    report.add("mail in: wall p50", percentile(walls, 50) * 1000, "ms")
    report.add("mail in: wall p95", percentile(walls, 95) * 1000, "ms")
    report.add("readers of the log afterwards", _readers() * 1000 / count, "ms CPU", note="a mail")
    limit = raw.write(watch.written(count, updated_tickets=post.answers))
    report.add("the same rows by the bare driver", limit, "ms CPU", note="one transaction a mail")
    report.add("mail in against the bare driver", per_mail / limit, "times", limit=RAW_LIMIT)
    smtp.measure(report, _post(count, first=WARM_UP + count + 1, size=report.size).mails, limit=CPU_LIMIT_MS)


def _through_functions(post: Post) -> list[float]:
    from django.utils import timezone

    from escalera.core.channels import gate
    from escalera.core.channels.models import Channel

    walls = []
    channel = Channel.objects.get(address=mails.DESK)
    for mail in post.mails:
        began = time.perf_counter()
        at = timezone.now()
        item = gate.store(mail, kind="email", source="bench", at=at, channel=channel, envelope={"to": [mails.DESK]})
        gate.understand(item.pk, at=at)
        walls.append(time.perf_counter() - began)
    return walls


def _post(count: int, *, first: int, size: int) -> Post:
    """Write the mails: new ones, by old and by new customers, and answers to what an agent wrote."""
    from escalera.core.channels.email import tokens
    from escalera.core.tickets.models import Message

    customers = words.people(max(1, size // 4))
    sent, answers = [], 0
    for number in range(first, first + count):
        unique = 5_000_000 + number
        if number % 10 < REPLIES:
            ticket_id = number * 7919 % size + 1
            ours = Message.objects.select_related("ticket__requester").get(pk=ticket_id * 2)
            name, address = customers[ours.ticket.requester_id - 1]
            to = mails.Sent(tokens.message_id(ticket_id, ours.pk, "escalera.example"), ours.text)
            sent.append(mails.reply_mail(unique, name=name, address=address, subject=ours.ticket.subject, to=to))
            answers += 1
        else:
            name, address = (
                customers[number * 31 % len(customers)] if number % 2 else ("Alba Ruiz", f"n{unique}@correo.example")
            )
            sent.append(mails.new_mail(unique, name=name, address=address))
    return Post(sent, answers)


def _check(watch: raw.Watch, post: Post) -> None:
    """Look at what came of the mails: each one item with its outcome, each one message, answers where they belong."""
    from escalera.core.channels.models import InboundItem

    items = InboundItem.objects.order_by("-pk")[: len(post.mails)]
    outcomes = [item.outcome for item in items]
    expected = {"message": post.answers, "ticket": len(post.mails) - post.answers}
    found = {outcome: outcomes.count(outcome) for outcome in set(outcomes)}
    if found != expected:
        errors = [item.error or item.reason for item in items if item.outcome not in expected][:1]
        raise AssertionError(f"the mails ended as {found}, expected {expected}: {errors}")


def _readers() -> float:
    """Let all readers of the log catch up; return CPU seconds."""
    from escalera.base.log.readers import read_all

    meter = Meter()
    before = meter.read()
    read_all()
    return meter.read().since(before).total


def _share(database: float, count: int) -> str:
    return f"database {database * 1000 / count:.2f}"
