"""The ticket, what was said on it, the files that came with it, and what people put on it."""

from escalera.core.tickets.choices import (
    BUILT_IN,
    ENDED,
    WAITING,
    FieldKind,
    Impact,
    Kind,
    LinkKind,
    MessageKind,
    Priority,
    RequiredAt,
    Status,
    Urgency,
    Woken,
)
from escalera.core.tickets.models.aside import BlockedSender, Snooze, Spam
from escalera.core.tickets.models.checklists import Checklist, ChecklistItem, ChecklistTemplate
from escalera.core.tickets.models.classes import MATRIX, Category, PriorityCell, WaitReason
from escalera.core.tickets.models.fields import Field, FieldValue, Form, FormField
from escalera.core.tickets.models.links import Link, Merge
from escalera.core.tickets.models.said import Attachment, Message, Participant
from escalera.core.tickets.models.sight import Sight
from escalera.core.tickets.models.tags import HUES, Tag, TicketTag
from escalera.core.tickets.models.ticket import STATUS_FIELDS, Ticket, TicketQuerySet
from escalera.core.tickets.models.time import TimeEntry, Timer

__all__ = [
    "BUILT_IN", "ENDED", "HUES", "MATRIX", "STATUS_FIELDS", "WAITING", "Attachment", "BlockedSender", "Category",
    "Checklist", "ChecklistItem", "ChecklistTemplate", "Field", "FieldKind", "FieldValue", "Form", "FormField",
    "Impact", "Kind", "Link", "LinkKind", "Merge", "Message", "MessageKind", "Participant", "Priority",
    "PriorityCell", "RequiredAt", "Sight", "Snooze", "Spam", "Status", "Tag", "Ticket", "TicketQuerySet",
    "TicketTag", "TimeEntry", "Timer", "Urgency", "WaitReason", "Woken",
]  # fmt: skip
