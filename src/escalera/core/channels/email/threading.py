"""To which ticket a mail belongs, and by which rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from escalera.base.people.models import Contact
from escalera.base.storage.ready import Ready
from escalera.core.channels.email import tokens
from escalera.core.channels.email.parsing import ParsedMail
from escalera.core.channels.gate import digest
from escalera.core.channels.models import MailId
from escalera.core.tickets.models import Participant, Ticket

MOST_REFERENCES = 50
_TICKET = Ready(lambda number: Ticket.objects.filter(pk=number).values_list("pk"))
_OF_REQUESTER = Ready(lambda number, contact: Ticket.objects.filter(pk=number, requester=contact).values_list("pk"))
_OF_OTHERS = Ready(lambda number, who: Participant.objects.filter(ticket=number, contact=who).values_list("pk"))
_NUMBER = re.compile(r"(?:\[|\(|\s|^)#(\d{1,12})(?=\]|\)|\s|$|[.,:;])")


@dataclass(frozen=True, slots=True)
class Place:
    """The ticket and the rule that found it; `outsider`: the sender has not been part of it so far."""

    ticket_id: int | None
    rule: str
    outsider: bool = False


def place_of(mail: ParsedMail, sender: Contact | None) -> Place:
    """Find the ticket that a mail belongs to.

    In this order: signed reply address, our own keyed Message-ID, any known Message-ID from the newest reference to
    the oldest, our marker in the body, the number in the subject if the sender belongs to that ticket; else new."""
    for rule, number in _candidates(mail):
        if number is not None and _TICKET.exists(number):
            return Place(number, rule, outsider=not _belongs(sender, number))
    number = _in_subject(mail.subject)
    if number is not None and _belongs(sender, number):
        return Place(number, "subject")
    return Place(None, "new")


def references_newest_first(mail: ParsedMail) -> list[str]:
    """Return the Message-IDs that the mail answers, the newest first, each once."""
    ordered = [*mail.in_reply_to, *reversed(mail.references[-MOST_REFERENCES:])]
    return list(dict.fromkeys(ordered))[:MOST_REFERENCES]


def id_digest(message_id: str) -> int:
    return digest("message-id", message_id.strip().lower())


def _candidates(mail: ParsedMail) -> Iterable[tuple[str, int | None]]:
    for address in (*mail.delivered_to, *mail.to, *mail.cc):
        yield "reply-address", tokens.read_reply_address(address.address)
    references = references_newest_first(mail)
    for reference in references:
        if found := tokens.read_message_id(reference):
            yield "own-message-id", found[0]
    yield "references", _known_reference(references)
    yield "body-mark", tokens.read_body_mark(mail.text)


def _known_reference(references: list[str]) -> int | None:
    """Look all references up at once; the newest known one decides."""
    if not references:
        return None
    by_digest = {id_digest(reference): rank for rank, reference in reversed(list(enumerate(references)))}
    rows = list(MailId.objects.filter(digest__in=by_digest).values_list("digest", "ticket_id"))
    return min(rows, key=lambda row: by_digest[row[0]])[1] if rows else None


def _in_subject(subject: str) -> int | None:
    match = _NUMBER.search(subject)
    return int(match[1]) if match else None


def _belongs(sender: Contact | None, ticket_id: int) -> bool:
    if sender is None:
        return False
    return _OF_REQUESTER.exists(ticket_id, sender.pk) or _OF_OTHERS.exists(ticket_id, sender.pk)
