"""What a message says, before it is one, and how it becomes a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import BadInput
from escalera.base.storage import files
from escalera.base.storage.ready import insert
from escalera.core.tickets.first_words import line_of
from escalera.core.tickets.indexing import index
from escalera.core.tickets.models import Attachment, Message, MessageKind, Ticket

LONGEST_TEXT = 500_000  # characters; more is kept as a file, see `Content.from_long`


@dataclass(frozen=True, slots=True)
class NewFile:
    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The words and files of one message. `html` must be sanitized already."""

    text: str
    html: str | None = None
    folded: list[dict[str, str]] | None = None
    files: Sequence[NewFile] = field(default_factory=tuple)
    extra: dict[str, Any] | None = None

    def snippet(self) -> str:
        return line_of(self.text)


def checked(content: Content) -> Content:
    """Return the content if a person may send it. Raises: BadInput."""
    if not content.text.strip() and not content.files:
        raise BadInput(_("Write something, or attach a file."))
    if len(content.text) > LONGEST_TEXT:
        raise BadInput(
            _("The text is too long: at most %(limit)d characters. Attach it as a file.") % {"limit": LONGEST_TEXT}
        )
    return content


def write_message(
    ticket: Ticket,
    content: Content,
    *,
    kind: MessageKind,
    channel: str,
    at: datetime,
    author: Contact | Agent | None,
    key: str | None = None,
    opens: bool = False,
) -> Message:
    """Write the message, its files and its place in the search; the caller records the fact.

    `opens`: it is the ticket's first one."""
    message = Message(
        ticket=ticket,
        kind=kind,
        channel=channel,
        contact=author if isinstance(author, Contact) else None,
        agent=author if isinstance(author, Agent) else None,
        at=at,
        text=content.text.replace("\x00", ""),
        folded=content.folded,
        html=content.html,
        extra=content.extra,
        key=key,
    )
    insert(message)
    if content.files:
        Attachment.objects.bulk_create([_attachment(message, file) for file in content.files])
    index(message, ticket, opens=opens)
    return message


def attach_file(*, message_id: int, file: NewFile) -> Attachment:
    """Hang a file on a message that is here already: one that its channel brings after the words."""
    message = Message.objects.get(pk=message_id)
    attachment = _attachment(message, file)
    attachment.save(force_insert=True)  # the search knows words, which have not changed
    return attachment


def _attachment(message: Message, file: NewFile) -> Attachment:
    kept = files.store(file.content)
    return Attachment(
        message=message,
        name=file.name.replace("\x00", "")[:200],
        content_type=file.content_type[:100],
        size=kept.size,
        sha256=kept.sha256,
        content_id=file.content_id[:250],
        is_inline=file.is_inline,
    )
