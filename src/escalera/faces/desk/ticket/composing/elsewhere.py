"""What did not arrive is said again by another way: its words and files stand in the composer, and another way than the
one by which it failed is chosen; where that takes templates alone, its picker stands open with the words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from escalera.base.refusals import Refusal
from escalera.base.storage import files
from escalera.core.channels.shared.ways import Way, ways_of
from escalera.core.tickets.models import Attachment, Message, Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing import actions
from escalera.core.writing.queries import writing_on
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.composing.picker import ANY
from escalera.faces.desk.ticket.composing.presenter import composer_context
from escalera.faces.desk.ticket.composing.wanted import Wanted


@desk_view
@require_POST
def say_elsewhere(request: DeskRequest, number: int, message: int) -> HttpResponse:
    """Put a reply of ours into the draft again, before what is being written; nothing is sent."""
    ticket = find_ticket(request.user, number)
    said = Message.objects.get(pk=message, ticket=number, agent__isnull=False)
    words, status = "", 200
    try:
        _into_draft(request, ticket, said)
    except Refusal as refusal:
        words, status = str(refusal), status_of(refusal)
    if not request.htmx:
        return redirect("desk:ticket", number)
    context = composer_context(request.user, ticket, message, Wanted(opens=True))
    context |= {"kind": "reply", "composer_refused": words}
    return retargeted(render(request, "desk/ticket/_composer.html", context, status=status), "#composer")


def _into_draft(request: DeskRequest, ticket: Ticket, said: Message) -> None:
    now, by = timezone.now(), request.user
    draft = writing_on(ticket.pk, by).drafts.get("reply")
    typed = draft.text if draft else ""
    text = typed if said.text in typed else f"{said.text}\n\n{typed}".strip()
    chosen = _other(ways_of(ticket, now), said)
    actions.save_draft(ticket_id=ticket.pk, kind="reply", text=text, by=by, at=now, through=chosen)
    here = {one.name for one in draft.files} if draft else set()
    for one in Attachment.objects.filter(message=said).exclude(name__in=here).order_by("pk"):
        actions.add_upload(
            ticket_id=ticket.pk, kind="reply", name=one.name, content_type=one.content_type,
            content=files.load(one.sha256), by=by, at=now, is_inline=one.is_inline,
        )  # fmt: skip


def _other(ways: Sequence[Way], said: Message) -> dict[str, Any]:
    """Return the best way but the one by which it failed: an open one, else one that takes a template; {} for none."""
    others = [way for way in ways if not _failed(way, said)]
    if way := next((one for one in others if one.is_open), None):
        return {"way": way.key}
    if way := next((one for one in others if one.by_template), None):
        return {"way": way.key, "template": ANY}
    return {}


def _failed(way: Way, said: Message) -> bool:
    extra = said.extra or {}
    door, to = extra.get("door"), extra.get("to")
    return (
        way.kind == said.channel
        and (not door or (way.door is not None and way.door.pk == door))
        and (not to or way.address == to)
    )
