"""The same mail twice: sent to two of our addresses, or brought again by a server that lost our answer.

What the sender wrote in the header must be equal, and what the body says nearly so: senders exist that use one
Message-ID for a year, and relays exist that add a line at the foot."""

from __future__ import annotations

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
    return next((one for one in candidates if _says_the_same(mail, parse(original(one)))), None)


def _says_the_same(one: ParsedMail, other: ParsedMail) -> bool:
    if sorted(len(a.content) for a in one.attachments) != sorted(len(a.content) for a in other.attachments):
        return False
    mine, theirs = (set(_WORD.findall(mail.text[:20_000].lower())) for mail in (one, other))
    return len(mine & theirs) >= NEARLY * min(len(mine), len(theirs))


def _keys(*lists: tuple[Address, ...]) -> list[str]:
    return sorted({address.key for addresses in lists for address in addresses})
