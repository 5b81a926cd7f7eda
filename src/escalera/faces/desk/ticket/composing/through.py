"""Through which channel the answer leaves: the ways to this customer, what can't go there and why, the window's clock,
and the approved templates where free words may not be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Mark
from escalera.core.channels.shared.capabilities import why_not_content
from escalera.core.channels.shared.templates import said_by
from escalera.core.channels.shared.ways import MAIL, SOON, Way, choose, find_way, ways_of
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing.queries import DraftRow, writing_on
from escalera.faces.desk.shared.looks import channel_icon, channel_name, shown_address
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.composing.picker import picker
from escalera.faces.desk.ticket.composing.wanted import READY, Wanted, settle

LONGEST_COUNTED = 10_000  # characters
QUOTED = 90  # characters of a message that is answered
MARKS: dict[str, Sequence[tuple[str, str]]] = {
    "whatsapp": (("B", "*"), ("I", "_"), ("S", "~")),
    "mrkdwn": (("B", "*"), ("I", "_"), ("S", "~")),
    "markdown": (("B", "**"), ("I", "_"), ("S", "~~")),
}


def through_context(
    ticket: Ticket, now: datetime, wanted: Wanted = READY, draft: DraftRow | None = None
) -> dict[str, Any]:
    """Return what composing/_through.html prints; what was chosen for the draft holds until something else is."""
    ways = ways_of(ticket, now)
    ready = choose(ways)
    if draft is not None and not wanted.given:
        wanted = replace(Wanted.of_draft(draft.through), opens=wanted.opens)
    way, wanted, lost = settle(ways, ready, wanted)
    moments = Moments(now)
    files = [(one.name, one.content_type, one.size) for one in draft.files] if draft else []
    is_ready = way is None or way == ready.way
    why = _why(ways, way, ready.why) if is_ready or way is None else way.why_not
    return {
        "ways": [_shown(one, moments) for one in ways],
        "way": _shown(way, moments) if way else None,
        "way_chosen": "" if is_ready or way is None else way.key,
        "way_why": lost if ready.why in lost else f"{lost} {why}".strip(),
        "other_files": why_not_content(way.can, "", files) if way else [],
        "answered": _answered(ticket, way, wanted.answers),
        "opens_ways": wanted.opens,
        **picker(ticket, way, wanted, draft.text if draft else ""),
    }  # fmt: skip


def _why(ways: Sequence[Way], way: Way | None, words: str) -> str:
    """Return why the way that the customer wrote by is not the one that stands ready, with its name."""
    own = next((one for one in ways if one.is_tickets), None)
    if not words or way is None or own is None or own == way:
        return words
    name = channel_name(own.kind)
    return f"{name[:1].upper()}{name[1:]} · {words}"


@desk_view
@require_GET
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show the way that was chosen: what it can carry, and its templates."""
    ticket = find_ticket(request.user, number)
    draft = writing_on(number, request.user).drafts.get("reply")
    context = through_context(ticket, timezone.now(), Wanted.of(request.GET), draft)
    context["base"] = reverse("desk:ticket", args=[number])
    return render(request, "desk/ticket/composing/_through.html", context)


@desk_view
@require_POST
def count(request: DeskRequest, number: int) -> HttpResponse:
    """Say what the words that are being typed make on the chosen way, where that is not plain counting (SMS)."""
    way = find_way(ways_of(find_ticket(request.user, number), timezone.now()), request.POST.get("way", "")[:300])
    text = request.POST.get("text", "")[:LONGEST_COUNTED]
    words = way.can.counts(text) if way and way.can.counts and text.strip() else ""
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def chosen_way(ticket: Ticket, wanted: Wanted, now: datetime) -> Way | None:
    """Return the way that the form names; without a word of it, the one that stands ready. Raises: BadInput for one
    that is no more: nothing leaves by another one unseen."""
    ways = ways_of(ticket, now)
    if wanted.way and find_way(ways, wanted.way) is None:
        raise BadInput(_("The channel that you chose is closed now: look at the one that stands ready."))
    return find_way(ways, wanted.way) or choose(ways).way


def said_through(ticket: Ticket, way: Way, wanted: Wanted, text: str) -> tuple[str, dict[str, Any]]:
    """Return what is said by this way and what goes with it. Raises: BadInput for a template that can't be sent."""
    extra: dict[str, Any] = dict(way.extra)
    if wanted.template and way.can.templates and way.door is not None:
        name, _bar, language = wanted.template.partition("|")
        text, chosen = said_by(way.door, name, language, wanted.values)
        return text, extra | chosen
    if answered := _mark_of(ticket, way, wanted.answers):
        extra["reply_to"] = answered.external_id
        extra["answers"] = {
            "message": wanted.answers,
            "text": answered.message.text[:200] if answered.message else "",
        }
    return text, extra


def _shown(way: Way, moments: Moments) -> dict[str, Any]:
    can, door = way.can, way.door
    return {
        "key": way.key,
        "kind": way.kind,
        "icon": channel_icon(way.kind),
        "name": channel_name(way.kind),
        "door": door.name if door else "",
        "address": f"+{way.address}"
        if can.identity == "phone" and way.address.isdecimal()
        else shown_address(way.kind, way.address),
        "why_not": way.why_not,
        "by_template": way.by_template,
        "own": way.is_tickets,
        "longest": can.longest,
        "most_parts": can.most_parts,
        "most": can.longest * can.most_parts,
        "counts": can.counts is not None,
        "is_mail": way.kind == MAIL,
        "takes_files": bool(can.files),
        "replies_to": can.replies_to,
        "marks": MARKS.get(can.formatting, ()),
        "window": window_clock(way.ends_at, moments) if way.ends_at else None,
        "sends": way.is_open or way.by_template,
    }


def window_clock(ends_at: datetime, moments: Moments) -> dict[str, Any]:
    """Return the clock of a window: how long free words can be sent still."""
    left = ends_at - moments.now
    minutes = int(left.total_seconds() // 60)
    return {
        "until": int(ends_at.timestamp()),
        "left": f"{minutes // 60:02}:{minutes % 60:02}" if left.total_seconds() > 0 else "",
        "tone": "bad" if left.total_seconds() <= 0 else "warn" if left <= SOON else "",
        "full": _("Free words can be sent until %(moment)s.") % {"moment": moments.full(ends_at)},
    }


def _answered(ticket: Ticket, way: Way | None, message_id: int) -> dict[str, Any] | None:
    mark = _mark_of(ticket, way, message_id) if way else None
    if mark is None or mark.message is None:
        return None
    return {"id": message_id, "text": " ".join(mark.message.text.split())[:QUOTED]}


def _mark_of(ticket: Ticket, way: Way, message_id: int) -> Mark | None:
    """Return what the provider calls a message of this ticket; None where one message can't be answered."""
    if not message_id or not way.can.replies_to or way.door is None:
        return None
    marks = Mark.objects.filter(channel=way.door, message=message_id, message__ticket=ticket)
    return marks.select_related("message").order_by("pk").first()
