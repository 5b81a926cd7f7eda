"""What the two helpdesks' own tests expect of their mails, each held against the gate on a desk as it was before.

`./run bench mail-sets` runs it; `score` returns how many expectations were met, and which were not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from escalera.core.channels import gate
from escalera.core.channels.email.parsing import parse
from escalera.core.channels.models import Channel, Delivery, InboundItem, Outcome
from escalera.core.tickets.models import Message, MessageKind, Ticket

Check = Callable[[bytes], None]
FIRST = (
    "From: {sender}\r\nTo: <soporte@escalera.example>\r\nSubject: first\r\nMessage-ID: <{message_id}>\r\n"
    "Date: Mon, 13 Apr 2020 04:20:20 -0400\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt does not work.\r\n"
)
REPLIES = (
    "in_reply_to",
    "references",
    "multiple_in_reply_to",
    "mail_with_references",
    "support_in_reply_to",
    "reply",
)
AUTOMATIC = ("auto_reply", "auto_reply_with_auto_submitted")
NEVER_CRASHES = ("bounced_with_no_from", "mail_with_invalid_to", "mail_with_invalid_to_2", "mail_with_no_date",
                 "mail_with_no_subject", "only_attachments", "mail_with_html_part_no_html_content")  # fmt: skip


def score(data: Path) -> dict[str, Any]:
    """Hold every expectation of both SOURCE.txt against the gate; each leaves the desk as it found it."""
    missed = []
    checks = list(_checks(data))
    for name, path, check in checks:
        try:
            with _undone():
                check(path.read_bytes())
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the expectation is not met
            missed.append(f"{name}: {type(error).__name__}: {error}")
    return {"met": len(checks) - len(missed), "of": len(checks), "missed": missed}


def _checks(data: Path) -> Iterator[tuple[str, Path, Check]]:
    chatwoot = data / "helpdesk_mails_chatwoot" / "mails"
    helpdesk = data / "helpdesk_mails_django_helpdesk" / "mails"
    for name in AUTOMATIC:
        yield f"{name} is an automatic reply", chatwoot / f"{name}.eml", _is_automatic
        yield f"{name} is put on its ticket, which stays as it is", chatwoot / f"{name}.eml", _wakes_nobody
    yield "bounced_gmail is kept as a report", chatwoot / "bounced_gmail.eml", _is_kept_report
    for name in NEVER_CRASHES:
        yield f"{name} is understood", chatwoot / f"{name}.eml", _is_understood
    for name in REPLIES:
        yield f"{name} goes to the ticket of any mail it answers", chatwoot / f"{name}.eml", _joins_known
    yield "notification does not loop", chatwoot / "notification.eml", _does_not_loop
    yield "pgp is readable", helpdesk / "pgp.eml", _says("This is an OpenPGP/MIME", missing=True)
    yield "utf-nondecodable is readable", helpdesk / "utf-nondecodable.eml", _says("Cyklozaměstnavatel")
    yield "forwarded-message keeps its text", helpdesk / "forwarded-message.eml", _says("outdated format")
    for path in sorted(helpdesk.glob("*.eml")):
        yield f"{path.stem} is understood", path, _is_understood


def _is_automatic(raw: bytes) -> None:
    _know(raw, _answered(raw)[0])
    _item, told = _take(raw)
    assert told["kind"] == "auto_reply", told["kind"]
    assert not told["may_answer"]


def _wakes_nobody(raw: bytes) -> None:
    ticket = _know(raw, _answered(raw)[0])
    Ticket.objects.filter(pk=ticket.pk).update(status="resolved", is_open=False)
    item, _told = _take(raw)
    assert (item.outcome, item.ticket_id) == (Outcome.MESSAGE, ticket.pk), (item.outcome, item.ticket_id)
    assert Ticket.objects.get(pk=ticket.pk).status == "resolved", "it was reopened"
    assert Message.objects.get(pk=str(item.message_id)).kind == MessageKind.BOT


def _is_kept_report(raw: bytes) -> None:
    item, told = _take(raw)
    assert item.outcome == Outcome.BOUNCE, item.outcome
    assert not told["may_answer"]
    assert gate.original(item) == raw


def _is_understood(raw: bytes) -> None:
    item, _told = _take(raw)
    assert item.outcome not in (Outcome.QUARANTINE, Outcome.WAITING), item.error or item.outcome
    assert gate.original(item) == raw


def _joins_known(raw: bytes) -> None:
    for message_id in _answered(raw):
        with _undone():
            ticket = _know(raw, message_id)
            item, _told = _take(raw)
            assert (item.outcome, item.ticket_id) == (Outcome.MESSAGE, ticket.pk), (message_id, item.outcome)


def _does_not_loop(raw: bytes) -> None:
    sender = parse(raw).sender
    assert sender is not None
    Channel.objects.create(kind="email", name="Own", address=sender.address.lower(), acknowledges=True)
    item, _told = _take(raw)
    assert item.outcome == Outcome.IGNORED, item.outcome
    assert not Delivery.objects.exists()


def _says(words: str, *, missing: bool = False) -> Check:
    def check(raw: bytes) -> None:
        item, _told = _take(raw)
        message = Message.objects.get(pk=str(item.message_id))
        said = "\n".join([message.text, *(part["text"] for part in message.folded or ())])
        assert said.strip(), "there is no text"
        assert (words in said) is not missing, said[:300]
        assert "\ufffd" not in message.text, "a letter was lost"

    return check


def _take(raw: bytes) -> tuple[InboundItem, dict[str, Any]]:
    from escalera.base.log.readers import read_all

    now = datetime.now(UTC)
    item = gate.store(raw, kind="email", source="bench", at=now)
    taken = gate.understand(item.pk, at=now)
    read_all()
    return taken


def _know(raw: bytes, message_id: str) -> Ticket:
    """Let the writer of a mail have opened a ticket before, by a mail with this Message-ID."""
    sender = parse(raw).sender
    assert sender is not None
    item, _told = _take(FIRST.format(sender=sender.address, message_id=message_id).encode())
    assert item.outcome == Outcome.TICKET, item.reason
    return Ticket.objects.get(pk=str(item.ticket_id))


def _answered(raw: bytes) -> list[str]:
    """Return the Message-IDs that a mail says it answers, each once."""
    mail = parse(raw)
    return list(dict.fromkeys((*mail.in_reply_to, *mail.references)))


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
