"""The same mail twice: sent to two of our addresses, or brought again by a server that lost our answer.

What the sender wrote in the header must be equal, and what the body says nearly so: senders exist that use one
Message-ID for a year, and relays exist that add a line at the foot. A mail without Message-ID is a copy only if it
says the same in the same order, but for such a foot."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from django.db import connection

from escalera.base.storage.ready import Ready
from escalera.core.channels.email.parsing import Address, ParsedMail, parse
from escalera.core.channels.gate import digest, original
from escalera.core.channels.models import InboundItem, Outcome

UNDATED_COPIES = timedelta(hours=1)
MOST_CANDIDATES = 5
NEARLY = 0.8  # share of the shorter one's words that the other has too
_SEEN = Ready(lambda fingerprint: InboundItem.objects.filter(fingerprint=fingerprint).values_list("pk")[:1])
_WORD = re.compile(r"\w{2,}")


def fingerprint_of(mail: ParsedMail) -> int:
    """Return a number that copies of one mail share, and that mails with a different header do not."""
    sender = mail.sender.address.lower() if mail.sender else ""
    written = [mail.message_id, mail.header("Date"), sender, mail.subject, mail.header("Auto-Submitted").lower()]
    linked = [*sorted(mail.in_reply_to), "|", *mail.references]
    return digest("copy", *written, *linked, *_keys(mail.to, mail.cc), "|", *_keys(mail.reply_to))


def copy_of(item: InboundItem, mail: ParsedMail, fingerprint: int) -> InboundItem | None:
    """Return the item that brought the same mail before; two workers with two copies wait for each other here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [fingerprint])
    if not _SEEN.exists(fingerprint):
        return None
    earlier = InboundItem.objects.filter(fingerprint=fingerprint, outcome__in=(Outcome.TICKET, Outcome.MESSAGE))
    if mail.message_id is None and not mail.header("Date"):
        earlier = earlier.filter(arrived_at__gt=item.arrived_at - UNDATED_COPIES)
    candidates = earlier.exclude(pk=item.pk).order_by("id")[:MOST_CANDIDATES]
    return next((one for one in candidates if _is_copy(mail, one)), None)


def _is_copy(mail: ParsedMail, earlier: InboundItem) -> bool:
    try:
        brought = original(earlier)
    except FileNotFoundError:  # it was erased for its personal data: the header must do
        return True
    return _says_the_same(mail, parse(brought))


def _says_the_same(one: ParsedMail, other: ParsedMail) -> bool:
    if sorted(_prints(one)) != sorted(_prints(other)):
        return False
    mine, theirs = (_WORD.findall(mail.text[:20_000].lower()) for mail in (one, other))
    if one.message_id is None or not (mine and theirs):
        # Nothing names this mail, and programs write many that differ in one number: only a foot may be more.
        shorter, longer = sorted((mine, theirs), key=len)
        return longer[: len(shorter)] == shorter and bool(shorter or not longer)
    both = set(mine) & set(theirs)
    return len(both) >= NEARLY * min(len(set(mine)), len(set(theirs)))


def _prints(mail: ParsedMail) -> list[bytes]:
    return [hashlib.blake2b(one.content, digest_size=16).digest() for one in mail.attachments]


def _keys(*lists: tuple[Address, ...]) -> list[str]:
    return sorted({address.key for addresses in lists for address in addresses})
