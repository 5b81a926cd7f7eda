"""A message as a mail: headers that thread, words above, the customer's last message below.

The same delivery composes to the same Message-ID and Date every time, so a second copy shows itself as one."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.settings.models import Company
from escalera.base.storage import files
from escalera.core.channels.email import tokens
from escalera.core.channels.email.outgoing.words import html_page, quoted, with_links
from escalera.core.channels.models import Channel, Delivery
from escalera.core.tickets.links import follow_url
from escalera.core.tickets.models import Message, MessageKind, Ticket

MOST_REFERENCES = 10
LONGEST_REFERENCES = 900  # characters; relays refuse mail with long header lines
LONGEST_QUOTE = 20_000  # characters of the customer's last message
_PREFIX = re.compile(r"^\s*(?:re|rv|fw|fwd|aw|sv|resp?|enc)\s*(?:\[\d{1,3}\])?\s*:\s*", re.IGNORECASE)
_ID = re.compile(r"[^\s<>]{1,400}")


class _IdsAreNeverEncoded(EmailPolicy):
    """The standard policy turns a Message-ID longer than a line into an encoded word, which breaks threading."""

    IDS = ("message-id", "in-reply-to", "references")

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in self.IDS:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in self.IDS:
            return self.fold(name, value).encode("utf-8", "replace")
        return bytes(super().fold_binary(name, value))


_POLICY = _IdsAreNeverEncoded(linesep="\r\n", cte_type="7bit")
_POLICY_UTF8 = _IdsAreNeverEncoded(linesep="\r\n", cte_type="8bit", utf8=True)
assert SMTP.linesep == _POLICY.linesep


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """What is handed to a server. `message_id` is the same on every try."""

    message_id: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    content: bytes
    needs_utf8: bool

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.to, *self.cc)))


@dataclass(frozen=True, slots=True)
class _Letter:
    """Everything that a mail is made of, read from the database once."""

    delivery: Delivery
    message: Message
    ticket: Ticket
    sender: str
    name: str
    last: Message | None
    plus: bool


def compose(delivery: Delivery, channel: Channel | None) -> OutgoingMail:
    """Return the mail of a delivery, in the requester's language.

    Raises: FileNotFoundError if an attachment's bytes are gone; ValueError for an address no mail can carry."""
    letter = _read(delivery, channel)
    with override(letter.ticket.requester.language or settings.LANGUAGE_CODE):
        return _write(letter)


def message_id_of(delivery: Delivery, address: str) -> str:
    """Return the Message-ID of a delivery, without <>."""
    domain = _ascii_domain(address.rpartition("@")[2]) or settings.MAIL_DOMAIN
    return tokens.message_id(delivery.message.ticket_id, delivery.message_id, domain)


def subject_of(ticket: Ticket) -> str:
    """Return "Re: subject [#number]", each mark once however often it went to and fro."""
    subject = " ".join(ticket.subject.split())
    for _round in range(20):
        shorter = _PREFIX.sub("", subject, count=1)
        if shorter == subject:
            break
        subject = shorter
    subject = " ".join(subject.replace(f"[#{ticket.pk}]", " ").split())
    return f"Re: {subject} [#{ticket.pk}]"


def references_of(last: Message | None) -> tuple[str, list[str]]:
    """Return (In-Reply-To, References): the first id of the thread and the newest; at most ten, 900 characters."""
    extra = (last.extra or {}) if last else {}
    answered = _one_id(extra.get("message_id"))
    known = [_one_id(one) for one in extra.get("references") or [] if isinstance(one, str)]
    ids = list(dict.fromkeys(one for one in (*known, answered) if one))
    return answered, _trimmed(ids)


def _trimmed(ids: list[str]) -> list[str]:
    if not ids:
        return []
    kept: list[str] = []
    room = LONGEST_REFERENCES - len(ids[0]) - 3 if len(ids) > 1 else LONGEST_REFERENCES
    for one in reversed(ids[1:] or ids):
        room -= len(one) + 3
        if kept and (room < 0 or len(kept) >= MOST_REFERENCES - 1):
            break
        kept.insert(0, one)
    return list(dict.fromkeys([ids[0], *kept]))


def _one_id(value: object) -> str:
    match = _ID.fullmatch(str(value).strip().strip("<>")) if value else None
    return match[0] if match and match[0].isascii() else ""


def _read(delivery: Delivery, channel: Channel | None) -> _Letter:
    message = delivery.message
    ticket = message.ticket
    address = channel.address if channel else f"noreply@{settings.MAIL_DOMAIN}"
    last = (
        Message.objects.filter(ticket=ticket, contact__isnull=False, id__lt=message.pk)
        .select_related("contact")
        .order_by("-id")
        .first()
    )
    return _Letter(
        delivery=delivery,
        message=message,
        ticket=ticket,
        sender=address,
        name=_sender_name(message, channel),
        last=last,
        plus=channel is not None and bool(channel.settings.get("plus_addressing", True)),
    )


def _sender_name(message: Message, channel: Channel | None) -> str:
    company = Company.get().name
    house = company or (channel.name if channel else "")
    return f"{message.agent.name} ({house})" if message.agent else house


def _write(letter: _Letter) -> OutgoingMail:
    delivery = letter.delivery
    addresses = (letter.sender, *delivery.to, *delivery.cc)
    needs_utf8 = not all(address.rpartition("@")[0].isascii() for address in addresses)
    mail = EmailMessage(policy=_POLICY_UTF8 if needs_utf8 else _POLICY)
    message_id = message_id_of(delivery, letter.sender)
    _put_headers(mail, letter, message_id)
    _put_body(mail, letter)
    for attachment in letter.message.attachments.order_by("pk"):
        _attach(mail, attachment.name, attachment.content_type, files.load(attachment.sha256))
    return OutgoingMail(
        message_id=message_id,
        sender=_wire(letter.sender),
        to=tuple(map(_wire, delivery.to)),
        cc=tuple(map(_wire, delivery.cc)),
        content=mail.as_bytes(),
        needs_utf8=needs_utf8,
    )


def _put_headers(mail: EmailMessage, letter: _Letter, message_id: str) -> None:
    ticket, message = letter.ticket, letter.message
    mail["From"] = Address(_one_line(letter.name), addr_spec=_wire(letter.sender))
    mail["To"] = [
        _named(address, ticket.requester.name if not n else "") for n, address in enumerate(letter.delivery.to)
    ]
    if letter.delivery.cc:
        mail["Cc"] = [_named(address, "") for address in letter.delivery.cc]
    mail["Subject"] = _one_line(subject_of(ticket))
    mail["Date"] = format_datetime(timezone.localtime(message.at))
    mail["Message-ID"] = f"<{message_id}>"
    answered, references = references_of(letter.last)
    if answered:
        mail["In-Reply-To"] = f"<{answered}>"
    if references:
        mail["References"] = " ".join(f"<{one}>" for one in references)
    if letter.plus:
        mail["Reply-To"] = Address("", addr_spec=_wire(tokens.reply_address(ticket.pk, letter.sender)))
    if message.kind == MessageKind.BOT:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Precedence"] = "auto_reply"
    mail["X-Escalera-Desk"] = f"{settings.MAIL_DOMAIN} {tokens.signature('desk', ticket.pk)}"
    mail["X-Loop"] = _wire(letter.sender)


def _put_body(mail: EmailMessage, letter: _Letter) -> None:
    url = follow_url(letter.ticket.pk)
    words = "\n\n".join(part for part in (letter.message.text.strip(), _signature(letter.message)) if part)
    foot = "" if url in words else _("Follow your request here: %(url)s") % {"url": url}
    line = _("##- Write your answer above this line -##")
    # An automatic answer may go to a forged address: it carries none of the stranger's words.
    automatic = letter.message.kind == MessageKind.BOT
    head, quote = ("", "") if automatic else _quotation(letter.last)
    mark = tokens.body_mark(letter.ticket.pk)
    text = "\n\n".join(part for part in (words, foot, line, head, quoted(quote), mark) if part) + "\n"
    mail.set_content(text, charset="utf-8")
    page = html_page(
        words=with_links(words), foot=with_links(foot), line=line, head=head, quote=with_links(quote), mark=mark
    )
    mail.add_alternative(page, subtype="html", charset="utf-8")


def _signature(message: Message) -> str:
    """Return what our own reply carries under its words; what a customer's mail folded away is never sent on."""
    if message.agent_id is None:
        return ""
    parts = message.folded or []
    return "\n\n".join(part.get("text", "").strip() for part in parts if part.get("kind") == "signature")


def _quotation(last: Message | None) -> tuple[str, str]:
    """Return the line that introduces the customer's last message, and its words."""
    if last is None or last.contact is None or not last.text.strip():
        return "", ""
    when = date_format(timezone.localtime(last.at), "DATETIME_FORMAT")
    return _("On %(when)s, %(who)s wrote:") % {"when": when, "who": last.contact.name}, last.text[:LONGEST_QUOTE]


def _attach(mail: EmailMessage, name: str, content_type: str, content: bytes) -> None:
    kind = content_type if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,90}", content_type) else ""
    kind = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
    maintype, _slash, subtype = kind.lower().partition("/")
    if maintype in ("multipart", "message"):  # bytes of these need parsing first; as a plain file they always arrive
        maintype, subtype = "application", "octet-stream"
    mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=_one_line(name) or "file")


def _named(address: str, name: str) -> Address:
    return Address(_one_line(name) if "@" not in name else "", addr_spec=_wire(address))


def _wire(address: str) -> str:
    """Return the address as it goes over the wire: the domain in ASCII. Raises: ValueError."""
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or any(c.isspace() or ord(c) < 32 for c in address.strip()):
        raise ValueError(_("“%(address)s” is not a mail address.") % {"address": address[:100]})
    return f"{local}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _one_line(text: str) -> str:
    cleaned = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(cleaned.split())[:300]
