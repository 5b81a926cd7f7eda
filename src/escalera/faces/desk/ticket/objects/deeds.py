"""The small forms of the cards: each calls one action and answers with the parts as they are then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.core.tickets import actions
from escalera.core.tickets.models import Checklist, ChecklistItem, Link, Merge, TimeEntry
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.objects.fields import PREFIX
from escalera.faces.desk.ticket.views import after

Deed = Callable[[DeskRequest, int, int, datetime], object]


def _minutes(text: str) -> int:
    """Read "45", "1:30", "1h 30m" or "1,5h" as minutes. Raises: BadInput."""
    plain = text.strip().lower().replace(" ", "").replace("min", "m")[:12]
    hours, colon, rest = plain.partition(":") if ":" in plain else plain.partition("h")
    try:
        if not colon:
            return int(plain.removesuffix("m"))
        whole = float(hours.replace(",", "."))
        return round(whole * 60) + int(rest.removesuffix("m") or 0) if 0 <= whole < 100 else 0
    except ValueError:
        raise BadInput(_("Write the time as 45, 1:30 or 1h 30m.")) from None


def _number(request: DeskRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _add_list(request: DeskRequest, number: int, _key: int, at: datetime) -> None:
    template = _number(request, "template")
    name = request.POST.get("name", "")
    if template is None and not name.strip():
        raise BadInput(_("Choose a checklist, or give yours a name."))
    actions.add_checklist(ticket_id=number, by=request.user, at=at, name=name, template_id=template)


def _step_up(request: DeskRequest, number: int, key: int, at: datetime) -> None:
    """Put a step one place further up."""
    step = ChecklistItem.objects.get(pk=key)
    keys = list(step.checklist.items.order_by("order", "pk").values_list("pk", flat=True))
    place = keys.index(key)
    if place:
        keys[place - 1], keys[place] = keys[place], keys[place - 1]
        actions.reorder(checklist_id=step.checklist_id, item_ids=keys, by=request.user, at=at)


def _timer(request: DeskRequest, number: int, _key: int, at: datetime) -> None:
    if request.POST.get("run") == "1":
        actions.start_timer(ticket_id=number, by=request.user, at=at)
    else:
        actions.stop_timer(by=request.user, at=at)


ON_TICKET: dict[str, Deed] = {
    "tags": lambda r, n, k, at: actions.tag(ticket_id=n, names=r.POST.get("name", "").split(","), by=r.user, at=at),
    "untag": lambda r, n, k, at: actions.untag(ticket_id=n, tag_ids=[k], by=r.user, at=at),
    "people": lambda r, n, k, at: actions.bring_in(ticket_id=n, address=r.POST.get("address", ""), by=r.user, at=at),
    "person-off": lambda r, n, k, at: actions.take_out(ticket_id=n, contact_id=k, by=r.user, at=at),
    "lists": _add_list,
    "time": lambda r, n, k, at: actions.add_time(
        ticket_id=n, minutes=_minutes(r.POST.get("minutes", "")), note=r.POST.get("note", ""), by=r.user, at=at
    ),
    "timer": _timer,
    "waking": lambda r, n, k, at: actions.wake(ticket_id=n, by=r.user, at=at),
    "spam-off": lambda r, n, k, at: actions.undo_spam(ticket_id=n, by=r.user, at=at),
    "pass-on": lambda r, n, k, at: actions.pass_on(ticket_id=n, message_id=k, by=r.user, at=at),
}
ON_CHILD: dict[str, tuple[Callable[[int], int], Deed]] = {
    "list-off": (
        lambda key: Checklist.objects.get(pk=key).ticket_id,
        lambda r, n, k, at: actions.drop_checklist(checklist_id=k, by=r.user, at=at),
    ),
    "steps": (
        lambda key: Checklist.objects.get(pk=key).ticket_id,
        lambda r, n, k, at: actions.add_step(checklist_id=k, text=r.POST.get("text", ""), by=r.user, at=at),
    ),
    "step": (
        lambda key: ChecklistItem.objects.select_related("checklist").get(pk=key).checklist.ticket_id,
        lambda r, n, k, at: actions.tick(item_id=k, done=r.POST.get("done") == "1", by=r.user, at=at),
    ),
    "step-off": (
        lambda key: ChecklistItem.objects.select_related("checklist").get(pk=key).checklist.ticket_id,
        lambda r, n, k, at: actions.drop_step(item_id=k, by=r.user, at=at),
    ),
    "step-up": (
        lambda key: ChecklistItem.objects.select_related("checklist").get(pk=key).checklist.ticket_id,
        _step_up,
    ),
    "time-edit": (
        lambda key: TimeEntry.objects.get(pk=key).ticket_id,
        lambda r, n, k, at: actions.edit_time(
            entry_id=k, minutes=_minutes(r.POST.get("minutes", "")), note=r.POST.get("note", ""), by=r.user, at=at
        ),
    ),
    "time-off": (
        lambda key: TimeEntry.objects.get(pk=key).ticket_id,
        lambda r, n, k, at: actions.drop_time(entry_id=k, by=r.user, at=at),
    ),
    "merge-off": (
        lambda key: Merge.objects.get(pk=key).survivor_id,
        lambda r, n, k, at: actions.undo_merge(merge_id=k, by=r.user, at=at),
    ),
}


@desk_view
@require_POST
def deed(request: DeskRequest, number: int, noun: str, key: int = 0) -> HttpResponse:
    """Do one thing to the ticket, or to something of it that must be its own."""
    find_ticket(request.user, number)
    if noun in ON_CHILD:
        home, act = ON_CHILD[noun]
        if home(key) != number:
            raise Merge.DoesNotExist
    else:
        act = ON_TICKET[noun]
    try:
        act(request, number, key, timezone.now())
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


@desk_view
@require_POST
def unlink(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Take a link away, from either of its sides."""
    find_ticket(request.user, number)
    one = Link.objects.get(pk=key)
    if number not in (one.ticket_id, one.to_id):
        raise Link.DoesNotExist
    try:
        actions.unlink(link_id=key, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


@desk_view
@require_POST
def fields(request: DeskRequest, number: int) -> HttpResponse:
    """Fill in the fields that were sent; what can't be read is shown again at its place, with why."""
    find_ticket(request.user, number)
    given = {
        name.removeprefix(PREFIX): [str(one) for one in values]
        for name, values in request.POST.lists()
        if name.startswith(PREFIX)
    }
    try:
        actions.set_fields(ticket_id=number, values=given, by=request.user, at=timezone.now())
    except actions.BadFields as refusal:
        return after(request, number, refusal, errors=refusal.errors, given=given)
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)
