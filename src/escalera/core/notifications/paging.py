"""The mail that pages somebody: short, at once, with one link by which to answer it."""

from __future__ import annotations

import hashlib
import html
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.settings.models import Company
from escalera.core.channels.email.outgoing.compose import OutgoingMail
from escalera.core.channels.models import Channel
from escalera.core.oncall.links import link_of
from escalera.core.oncall.models import PageCall

_POLICY = SMTP.clone(cte_type="7bit")


def compose_page(call: PageCall, *, channel: Channel | None, at: datetime) -> OutgoingMail:
    """Return the mail; the same call makes the same Message-ID. Raises: ValueError for an address no mail can carry."""
    agent = call.agent
    sender = channel.address if channel else f"escalera@{settings.MAIL_DOMAIN}"
    with override(agent.language or settings.LANGUAGE_CODE):
        mail = _letter(call, Company.get().name, sender, at)
    key = hashlib.sha256(f"page:{call.pk}".encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<page.{key}@{sender.rpartition('@')[2]}>"
    return OutgoingMail(
        message_id=mail["Message-ID"].strip("<>"), sender=sender, to=(agent.email,), cc=(),
        content=mail.as_bytes(policy=_POLICY), needs_utf8=not (sender + agent.email).isascii(),
    )  # fmt: skip


def _letter(call: PageCall, company: str, sender: str, at: datetime) -> EmailMessage:
    ticket, page = call.page.ticket, call.page
    subject = _one_line(ticket.subject)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(company, addr_spec=sender)
    mail["To"] = Address(call.agent.name, addr_spec=call.agent.email)
    mail["Subject"] = _("Page: #%(number)d %(subject)s") % {"number": ticket.pk, "subject": subject}
    mail["Date"] = format_datetime(at)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Importance"] = "high"
    lines = [
        _("You are on call for %(rotation)s.") % {"rotation": page.rotation.name},
        f"#{ticket.pk} {subject} · {ticket.level.code}",
        _one_line(page.why),
        _("Without an answer the next person is called after %(count)d minutes.")
        % {"count": page.rotation.answer_min},
    ]
    url, said = f"{settings.BASE_URL}{link_of(call)}", _("Answer the page")
    mail.set_content("\n\n".join([*lines, f"{said}: {url}"]) + "\n")
    mail.add_alternative(_html(lines, url, said), subtype="html")
    return mail


def _html(lines: list[str], url: str, said: str) -> str:
    told = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    button = (
        "display:inline-block;background:#3451a3;color:#fff;padding:16px 28px;border-radius:10px;"
        "text-decoration:none;font-size:18px"
    )
    style = "font-family:sans-serif;font-size:16px;line-height:1.5"
    link = f'<p><a href="{html.escape(url)}" style="{button}">{html.escape(said)}</a></p>'
    return f'<html><body style="{style}">\n{told}\n{link}\n</body></html>\n'


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
