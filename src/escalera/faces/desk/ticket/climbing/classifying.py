"""What the ticket is, why it waits, why it ends without an answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.refusals import BadInput
from escalera.core.tickets import actions
from escalera.core.tickets.classes import category_tree, reasons
from escalera.core.tickets.models import WAITING, Category, Impact, Kind, Priority, Status, Ticket, Urgency
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.panels import Panel, done


@desk_view
@require_http_methods(["GET", "POST"])
def classify(request: DeskRequest, number: int) -> HttpResponse:
    """Say what it is and how much it presses; the matrix makes the priority unless one is chosen."""
    ticket = find_ticket(request.user, number)

    def act() -> None:
        actions.classify(ticket_id=number, by=request.user, at=timezone.now(), **_given(request))

    return done(request, number, _panel(request, ticket), act)


@desk_view
@require_http_methods(["GET", "POST"])
def wait(request: DeskRequest, number: int) -> HttpResponse:
    """Let the ticket wait with a reason that says which clocks stand still, or go on."""
    ticket = find_ticket(request.user, number)
    wanted = request.POST.get("why", ticket.wait_reason.code if ticket.wait_reason else "")
    offered = [one for one in reasons() if one.status in WAITING]
    panel = {
        "panel_template": "desk/ticket/climbing/_wait.html",
        "panel_url": reverse("desk:wait-for", args=[number]),
        "reason_groups": [
            {"label": label, "reasons": [(one.code, str(one), one.code == wanted) for one in offered if one.status == key]}
            for key, label in Status.choices
            if key in WAITING
        ],
        "may_go_on": ticket.status in WAITING,
    }  # fmt: skip

    def act() -> None:
        reason = next((one for one in offered if one.code == wanted), None)
        if request.POST.get("go_on") == "1":
            actions.wait_for(ticket_id=number, status=Status.OPEN, by=request.user, at=timezone.now())
        elif reason is None:
            raise BadInput(_("Choose what it waits for."))
        else:
            actions.wait_for(
                ticket_id=number, status=reason.status, reason=reason.code, by=request.user, at=timezone.now()
            )

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def cancel(request: DeskRequest, number: int) -> HttpResponse:
    """End it without a solution: nobody needs it any more."""
    find_ticket(request.user, number)
    panel = {
        "panel_template": "desk/ticket/_reason.html",
        "panel_title": _("Cancel the ticket"),
        "panel_hint": _("It ends without counting as solved; the customer is not told. It can be reopened."),
        "panel_verb": _("Cancel the ticket"),
        "panel_url": reverse("desk:cancellation", args=[number]),
        "reason": request.POST.get("reason", ""),
    }

    def act() -> None:
        words = request.POST.get("reason", "")
        if not words.strip():
            raise BadInput(_("Say in a few words why."))
        actions.cancel(ticket_id=number, reason=words, by=request.user, at=timezone.now())

    return done(request, number, panel, act)


def _given(request: DeskRequest) -> dict[str, Any]:
    """Return what was chosen, as the action takes it. Raises: BadInput."""
    category = _key(request, "category")
    return {
        "kind": request.POST.get("kind") or None,
        "category": Category.objects.filter(pk=category).first() if category else None,
        "impact": _key(request, "impact"),
        "urgency": _key(request, "urgency"),
        "priority": _key(request, "priority"),
        "language": request.POST.get("language", "")[:10],
    }


def _key(request: DeskRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _panel(request: DeskRequest, ticket: Ticket) -> Panel:
    given = request.POST if request.method == "POST" else None

    def now(name: str, value: Any) -> str:
        return str(given.get(name, "")) if given is not None else str(value if value is not None else "")

    category = now("category", ticket.category_id)
    return {
        "panel_template": "desk/ticket/climbing/_classify.html",
        "panel_url": reverse("desk:classification", args=[ticket.pk]),
        "kind_choices": _marked(Kind.choices, now("kind", ticket.kind)),
        "categories": [
            (twig.category.pk, "\u2003" * twig.deep + twig.category.name, str(twig.category.pk) == category)
            for twig in category_tree()
        ],
        "category_now": _archived(ticket, category),
        "impacts": _marked(Impact.choices, now("impact", ticket.impact)),
        "urgencies": _marked(Urgency.choices, now("urgency", ticket.urgency)),
        "priorities": _marked(Priority.choices, now("priority", None)),
        "priority_now": ticket.get_priority_display(),
        "language_choices": _marked(settings.LANGUAGES, now("language", ticket.language)),
    }


def _archived(ticket: Ticket, chosen: str) -> Category | None:
    """Return the ticket's category if it is offered no more: it keeps it."""
    own = ticket.category
    return own if own is not None and own.archived_at is not None and str(own.pk) == chosen else None


def _marked(choices: Any, chosen: str) -> list[tuple[Any, Any, bool]]:
    return [(value, label, str(value) == chosen) for value, label in choices]
