"""Drafts: saved as they are typed, kept through everything that happens to their ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.tickets.actions.content import LONGEST_TEXT
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import why_not_note, why_not_work
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing.models import Draft, DraftKind, Upload
from escalera.core.writing.through import cleaned

LONGEST_REASON = 400


class DraftConflict(Refusal):
    """The draft was changed in another window since this one read it; `draft` is how it stands there."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("This draft was changed in another window."))
        self.draft = draft


@together()
def save_draft(
    *,
    ticket_id: int,
    kind: str,
    text: str,
    by: Agent,
    at: datetime,
    version: int | None = None,
    language: str = "",
    call_id: int | None = None,
    through: Mapping[str, Any] | None = None,
) -> Draft | None:
    """Keep the words as they are now; return the draft, None if nothing is left of it. It is no fact: nobody is told.

    `version`: the one that the window last saw (0: none); `call_id`: the language model's call that wrote these words;
    `through`: the way and the template that were chosen (see `writing.through`), None: as before. A template is a draft
    without a word. Raises: NotAllowed, BadInput, DraftConflict, Ticket.DoesNotExist."""
    _check(kind, text)
    ticket = find_ticket(by, ticket_id)
    draft = _locked(ticket, by, kind)
    chosen = cleaned(through) if through is not None else draft.through if draft else None
    says = bool(text.strip() or (chosen or {}).get("template"))
    if draft is None:
        if not says:
            return None
        refuse_strangers(by, ticket, kind)
        draft, _made = Draft.objects.get_or_create(ticket=ticket, agent=by, kind=kind, defaults={"saved_at": at})
    elif version is not None and draft.version > version and draft.text not in ("", text):
        raise DraftConflict(draft)
    if not says and not draft.uploads.exists():
        draft.delete()
        return None
    draft.text, draft.language, draft.saved_at = text.replace("\x00", ""), language[:10], at
    draft.version += 1
    draft.call_id = call_id if call_id is not None else draft.call_id if text.strip() else None
    draft.through = chosen
    draft.save(update_fields=["text", "language", "saved_at", "version", "call_id", "through"])
    return draft


@together()
def drop_draft(*, ticket_id: int, kind: str, by: Agent) -> None:
    """Throw the draft away with its files; one that is gone already stays gone."""
    draft = Draft.objects.select_for_update().filter(ticket=ticket_id, agent=by, kind=kind).first()
    if draft is not None:
        Upload.objects.filter(draft=draft).delete()
        draft.delete()


@together()
def move_writing(*, from_ticket_id: int, to_ticket_id: int, at: datetime) -> list[int]:
    """Take the drafts of a ticket over to the one that it was merged into; return those that stand there alone.

    Who was writing on both finds both texts in one draft."""
    moved: list[int] = []
    for draft in Draft.objects.select_for_update().filter(ticket=from_ticket_id).order_by("pk"):
        target = Draft.objects.filter(ticket=to_ticket_id, agent=draft.agent_id, kind=draft.kind).first()
        if target is None:
            draft.ticket_id = to_ticket_id
            draft.version += 1
            draft.save(update_fields=["ticket", "version"])
            moved.append(draft.pk)
        else:
            put_in_front(target, draft.text, draft.reason, at)
            Upload.objects.filter(draft=draft).update(draft=target)
            draft.delete()
    return moved


@together()
def move_writing_back(*, drafts: Sequence[int], from_ticket_id: int, to_ticket_id: int) -> int:
    """Give the drafts that came with a merge back to the ticket that they were begun on; return how many.

    One that was sent or thrown away is gone, and one that took other words in stays where it is."""
    back = 0
    for draft in Draft.objects.select_for_update().filter(pk__in=drafts, ticket=from_ticket_id).order_by("pk"):
        if not Draft.objects.filter(ticket=to_ticket_id, agent=draft.agent_id, kind=draft.kind).exists():
            draft.ticket_id = to_ticket_id
            draft.version += 1
            draft.save(update_fields=["ticket", "version"])
            back += 1
    return back


def put_in_front(draft: Draft, text: str, reason: str, at: datetime) -> None:
    """Set words before those that a draft has already; the caller holds its row."""
    draft.text = "\n\n".join(part for part in (text.strip("\n"), draft.text.strip("\n")) if part)
    draft.reason = (reason or draft.reason)[:LONGEST_REASON]
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["text", "reason", "version", "saved_at"])


def refuse_strangers(by: Agent, ticket: Ticket, kind: str) -> None:
    """Who was only called in writes notes."""
    why_not = why_not_note if kind == DraftKind.NOTE else why_not_work
    if refusal := why_not(by, ticket):
        raise NotAllowed(refusal)


def _locked(ticket: Ticket, by: Agent, kind: str) -> Draft | None:
    return Draft.objects.select_for_update().filter(ticket=ticket, agent=by, kind=kind).first()


def _check(kind: str, text: str) -> None:
    if kind not in DraftKind.values:
        raise BadInput(_("A draft is a reply or a note."))
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            _("The text is too long: at most %(limit)d characters. Attach it as a file.") % {"limit": LONGEST_TEXT}
        )
