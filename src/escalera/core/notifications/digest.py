"""The mail that tells somebody what is new: text and HTML in their language, never an invitation to answer."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from escalera.base.people.models import Agent
from escalera.base.settings.models import Company
from escalera.core.channels.email.outgoing.compose import OutgoingMail
from escalera.core.channels.models import Channel
from escalera.core.notifications.models import Notification
from escalera.core.notifications.words import headline, url_of

SHOWN = 40
_POLICY = SMTP.clone(cte_type="7bit")
_GREY = "color:#5b6270;font-size:13px"


def door() -> Channel | None:
    """Return the mail channel whose address such mails come from."""
    return Channel.objects.filter(kind="email").order_by("-is_active", "pk").first()


def compose(agent: Agent, rows: Sequence[Notification], *, channel: Channel | None, at: datetime) -> OutgoingMail:
    """Return the mail about these rows, newest first; the same rows make the same Message-ID.

    Raises: ValueError for an address that no mail can carry."""
    sender = channel.address if channel else f"escalera@{settings.MAIL_DOMAIN}"
    with override(agent.language or settings.LANGUAGE_CODE):
        mail = _letter(agent, rows, Company.get().name, sender, at)
    mail["Message-ID"] = f"<{_key(agent, rows)}@{sender.rpartition('@')[2]}>"
    return OutgoingMail(
        message_id=mail["Message-ID"].strip("<>"),
        sender=sender,
        to=(agent.email,),
        cc=(),
        content=mail.as_bytes(policy=_POLICY),
        needs_utf8=not (sender + agent.email).isascii(),
    )


def _letter(agent: Agent, rows: Sequence[Notification], company: str, sender: str, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(company, addr_spec=sender)
    mail["To"] = Address(agent.name, addr_spec=agent.email)
    mail["Subject"] = _subject(rows)
    mail["Date"] = format_datetime(at)
    # No program answers this, and nothing that comes back of it makes a ticket.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Precedence"] = "bulk"
    mail["List-Unsubscribe"] = f"<{settings.BASE_URL}/desk/notifications/preferences/>"
    mail.set_content(_text(rows, company))
    mail.add_alternative(_html(rows, company), subtype="html")
    return mail


def _key(agent: Agent, rows: Sequence[Notification]) -> str:
    seed = f"{agent.pk}:" + ",".join(f"{row.pk}.{row.event_id}" for row in rows)
    return "notice." + hashlib.sha256(seed.encode()).hexdigest()[:32]


def _subject(rows: Sequence[Notification]) -> str:
    if len(rows) == 1:
        return _one_line(" · ".join(part for part in (headline(rows[0]), _ticket(rows[0])) if part))
    words = ngettext("%(count)d new thing on your desk", "%(count)d new things on your desk", len(rows))
    return words % {"count": len(rows)}


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _text(rows: Sequence[Notification], company: str) -> str:
    shown = ["\n".join(part for part in (headline(row), _ticket(row), _link(row)) if part) for row in rows[:SHOWN]]
    return "\n\n".join([*shown, *_foot(rows, company)]) + "\n"


def _html(rows: Sequence[Notification], company: str) -> str:
    items = [
        f'<li style="margin:0 0 14px;padding:0"><a href="{_link(row)}" style="color:#3451a3;text-decoration:none">'
        f"<b>{html.escape(headline(row))}</b></a><br>"
        f'<span style="{_GREY}">{html.escape(_ticket(row))}</span></li>'
        for row in rows[:SHOWN]
    ]
    foot = "".join(f'<p style="{_GREY}">{_linked(line)}</p>' for line in _foot(rows, company))
    body = f'<ul style="list-style:none;margin:0 0 20px;padding:0">{"".join(items)}</ul>{foot}'
    style = "font-family:sans-serif;font-size:15px;line-height:1.5"
    return f'<html><body style="{style}">\n{body}\n</body></html>\n'


def _foot(rows: Sequence[Notification], company: str) -> list[str]:
    more = len(rows) - SHOWN
    lines = [ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}] if more > 0 else []
    choose = f"{settings.BASE_URL}/desk/notifications/preferences/"
    lines.append(_("%(company)s tells you this by mail. You choose what and when: %(url)s")
                 % {"company": _one_line(company), "url": choose})  # fmt: skip
    return lines


def _linked(line: str) -> str:
    words, scheme, rest = html.escape(line).partition("http")
    return f'{words}<a href="{scheme}{rest}" style="color:#3451a3">{scheme}{rest}</a>' if rest else words


def _ticket(row: Notification) -> str:
    return f"#{row.ticket_id} {_one_line(row.ticket.subject)}" if row.ticket is not None else ""


def _link(row: Notification) -> str:
    return f"{settings.BASE_URL}{url_of(row)}"
