"""A mail that belongs to no ticket: a sign-in link, say. It is composed and sent at once, by whoever calls (a task,
never a page), and nothing of it is stored: a secret in it stands nowhere else."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone

from escalera.base.settings.models import Company
from escalera.core.channels.email.outgoing.compose import OutgoingMail
from escalera.core.channels.email.outgoing.transports import NotSent, open_transport
from escalera.core.channels.email.outgoing.words import with_links
from escalera.core.channels.email.settings import sender_of
from escalera.core.channels.models import Channel

__all__ = ["Letter", "NotSent", "send_letter"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What it says, and to which address."""

    to: str
    subject: str
    text: str


def send_letter(letter: Letter, *, at: datetime) -> str:
    """Send the letter from the desk's first mailbox; return the server's words. Raises: NotSent."""
    channel = Channel.objects.filter(kind="email", is_active=True).order_by("pk").first()
    way = sender_of(channel)
    if way is None:
        raise NotSent("no sending server is set up", of_server=True)
    try:
        mail = _composed(letter, channel.address if channel else f"noreply@{settings.MAIL_DOMAIN}", at)
    except (ValueError, IndexError) as error:
        raise NotSent(f"not an address: {error}", permanent=True) from error
    with open_transport(way) as transport:
        return transport.send(mail, patient=True)


def _composed(letter: Letter, sender: str, at: datetime) -> OutgoingMail:
    needs_utf8 = not (letter.to + sender).isascii()
    mail = EmailMessage(policy=SMTPUTF8 if needs_utf8 else SMTP)
    message_id = f"letter.{secrets.token_hex(12)}@{settings.MAIL_DOMAIN}"
    mail["From"] = Address(" ".join(Company.get().name.split()), addr_spec=sender)
    mail["To"] = [Address("", addr_spec=letter.to.strip())]
    mail["Subject"] = " ".join(letter.subject.split())[:200]
    mail["Date"] = format_datetime(timezone.localtime(at))
    mail["Message-ID"] = f"<{message_id}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, charset="utf-8")
    words = with_links(letter.text)
    page = f'<html><body style="font-family:sans-serif;font-size:15px;line-height:1.5">{words}</body></html>'
    mail.add_alternative(page, subtype="html", charset="utf-8")
    return OutgoingMail(
        message_id=message_id, sender=sender, to=(letter.to.strip(),), cc=(), content=mail.as_bytes(),
        needs_utf8=needs_utf8,
    )  # fmt: skip
