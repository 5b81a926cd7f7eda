"""What the mail parser gives: plain values, no tables, no behaviour beyond reading themselves."""

from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from .fields import decoded_value, raw_values


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: ``name`` decoded or "", ``address`` stripped with its domain in lower case."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The whole address in lower case: what two mails of one person are compared by."""
        return self.address.lower()


@dataclass(frozen=True, slots=True)
class ParsedAttachment:
    """One file of a mail; ``inline`` says that the body refers to it or that the sender wanted it shown."""

    name: str
    content_type: str
    content: bytes
    content_id: str | None
    inline: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """One event of a text/calendar part. ``starts`` and ``ends`` are ISO 8601 (a date for whole days)."""

    method: str
    summary: str
    starts: str | None
    ends: str | None
    location: str
    organizer: str


@dataclass(frozen=True)
class ParsedMail:
    """A mail as a support desk needs it; see ``parse``."""

    root: Message
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    subject: str
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[Address, ...]
    text: str
    html: str | None
    attachments: tuple[ParsedAttachment, ...]
    invitations: tuple[Invitation, ...]
    forwarded: tuple["ParsedMail", ...]
    security: str | None
    defects: tuple[str, ...]

    def header(self, name: str) -> str:
        """Return the first value of a header, decoded and on one line; "" if the mail has none."""
        values = raw_values(self.root, name)
        return decoded_value(values[0]) if values else ""
