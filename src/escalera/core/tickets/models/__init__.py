"""The ticket, what was said on it, the files that came with it, and what people put on it."""

from escalera.core.tickets.choices import (
    ENDED,
    WAITING,
    FieldKind,
    Kind,
    LinkKind,
    MessageKind,
    Priority,
    RequiredAt,
    Status,
    Woken,
)
from escalera.core.tickets.models.aside import BlockedSender, Snooze, Spam
from escalera.core.tickets.models.checklists import Checklist, ChecklistItem, ChecklistTemplate
from escalera.core.tickets.models.fields import Field, FieldValue, Form, FormField
from escalera.core.tickets.models.links import Link, Merge
from escalera.core.tickets.models.said import Attachment, Message, Participant
from escalera.core.tickets.models.sight import Sight
from escalera.core.tickets.models.tags import HUES, Tag, TicketTag
from escalera.core.tickets.models.ticket import Ticket, TicketQuerySet
from escalera.core.tickets.models.time import TimeEntry, Timer

__all__ = [
    "ENDED", "HUES", "WAITING", "Attachment", "BlockedSender", "Checklist", "ChecklistItem", "ChecklistTemplate",
    "Field", "FieldKind", "FieldValue", "Form", "FormField", "Kind", "Link", "LinkKind", "Merge", "Message",
    "MessageKind", "Participant", "Priority", "RequiredAt", "Sight", "Snooze", "Spam", "Status", "Tag",
    "Ticket", "TicketQuerySet", "TicketTag", "TimeEntry", "Timer", "Woken",
]  # fmt: skip
