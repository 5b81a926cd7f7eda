"""What a conversation itself says of a hand-over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from escalera.core.ladder.packets import register_source
from escalera.core.tickets.models import Attachment, ChecklistItem, Message, MessageKind, Ticket

LONGEST_WORDS = 1500  # characters of one message
MOST_FILES = 20
MOST_NOTES = 10
_CALLED = re.compile(r"@\[([^\]\[\n]{1,400})\]\(agent:\d{1,18}\)")  # how a note names a colleague


def from_conversation(ticket: Ticket) -> Mapping[str, str]:
    """Return the subject, the customer's first and last words, the files, our notes and steps, and the promise."""
    return {
        "summary": ticket.subject,
        "symptom": _customers_words(ticket),
        "tried": "\n".join([*_steps(ticket), *_notes(ticket)]),
        "evidence": _files(ticket),
        "promise": _promise(ticket),
    }


def _customers_words(ticket: Ticket) -> str:
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.MESSAGE, contact__isnull=False).order_by("pk")
    first, last = said.values_list("pk", "text").first(), said.values_list("pk", "text").last()
    ends = dict(one for one in (first, last) if one is not None)
    return "\n\n".join(_clip(text) for text in ends.values() if text.strip())


def _steps(ticket: Ticket) -> list[str]:
    done = ChecklistItem.objects.filter(checklist__ticket=ticket, done_at__isnull=False).order_by("done_at", "pk")
    return [f"✓ {text}" for text in done.values_list("text", flat=True)[:50]]


def _notes(ticket: Ticket) -> list[str]:
    """Return what colleagues noted, oldest first; the last ones if there are many."""
    notes = Message.objects.filter(ticket=ticket, kind=MessageKind.NOTE, agent__isnull=False).order_by("-pk")
    rows = list(notes.values_list("agent__name", "text")[:MOST_NOTES])
    return [f"{name}: {_clip(_named(text))}" for name, text in reversed(rows)]


def _named(text: str) -> str:
    return _CALLED.sub(r"@\1", text)


def _files(ticket: Ticket) -> str:
    files = Attachment.objects.filter(message__ticket=ticket).order_by("-pk").values_list("name", flat=True)
    return "\n".join(reversed(list(files[:MOST_FILES])))


def _promise(ticket: Ticket) -> str:
    if ticket.promised_at is None:
        return ""
    moment = date_format(localtime(ticket.promised_at), "SHORT_DATETIME_FORMAT")
    return _("Promised for %(moment)s") % {"moment": moment}


def _clip(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST_WORDS else text[:LONGEST_WORDS].rstrip() + "…"


register_source(from_conversation)
