"""A vendor's part: given, changed, answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import BadInput
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.deadlines import working_moment
from escalera.core.ladder.models import Escalation, Vendor
from escalera.core.ladder.packets import Handover, known
from escalera.core.ladder.queries import vendors
from escalera.core.tickets.classes import reasons
from escalera.core.tickets.models import Status, Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.climbing.escalating import ways
from escalera.faces.desk.ticket.panels import Panel, done, panel_page


@desk_view
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, number: int) -> HttpResponse:
    """Note that a vendor works on it: whom, under which number, until when."""
    ticket = find_ticket(request.user, number)
    case = Escalation.objects.filter(ticket=ticket, kind="vendor", state="open").first()
    if case is not None and request.method == "GET":
        return panel_page(request, number, _case_panel(request, case))
    offered = vendors()
    given = {name: request.POST.get(name, "") for name in ("vendor", "contact", "reference", "expected", "why")}
    wanted = next((one for one in offered if str(one.pk) == given["vendor"]), None)
    panel = _panel(request, ticket, offered, given)

    def act() -> None:
        if wanted is None:
            raise BadInput(_("Choose the vendor."))
        ladder.ask_vendor(
            ticket_id=number,
            vendor=wanted,
            handover=Handover(request.POST.get("summary", ""), question=request.POST.get("question", "")),
            contact=given["contact"],
            reference=given["reference"],
            expected_at=_moment(given["expected"]) or _proposed(wanted, timezone.now()),
            reason=given["why"],
            by=request.user,
            at=timezone.now(),
        )

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, number: int, case: int) -> HttpResponse:
    """Note what the vendor says meanwhile."""
    find_ticket(request.user, number)
    found = Escalation.objects.select_related("vendor").get(pk=case, ticket=number, kind="vendor")

    def act() -> None:
        ladder.change_vendor_case(
            escalation_id=case,
            contact=request.POST.get("contact", ""),
            reference=request.POST.get("reference", ""),
            expected_at=_moment(request.POST.get("expected", "")),
            by=request.user,
            at=timezone.now(),
        )

    return done(request, number, _case_panel(request, found), act)


@desk_view
@require_http_methods(["GET", "POST"])
def answered(request: DeskRequest, number: int, case: int) -> HttpResponse:
    """Note the vendor's answer: the ticket waits for them no more."""
    find_ticket(request.user, number)
    found = Escalation.objects.select_related("vendor").get(pk=case, ticket=number, kind="vendor")
    panel = {
        "panel_template": "desk/ticket/_reason.html",
        "panel_title": _("What %(vendor)s answered") % {"vendor": found.vendor},
        "panel_hint": _("The ticket waits for the vendor no more. The customer does not see these words."),
        "panel_verb": _("Save"),
        "panel_url": reverse("desk:vendor-answer", args=[number, case]),
        "panel_label": pgettext("noun", "Answer"),
        "reason": request.POST.get("reason", ""),
    }

    def act() -> None:
        outcome = request.POST.get("reason", "")
        ladder.vendor_answered(escalation_id=case, outcome=outcome, by=request.user, at=timezone.now())

    return done(request, number, panel, act)


def _case_panel(request: DeskRequest, found: Escalation) -> Panel:
    expected = f"{timezone.localtime(found.expected_at):%Y-%m-%dT%H:%M}" if found.expected_at else ""
    return {
        "panel_template": "desk/ticket/climbing/_vendor_case.html",
        "panel_url": reverse("desk:vendor-case", args=[found.ticket_id, found.pk]),
        "vendor": found.vendor,
        "contact": request.POST.get("contact", found.contact),
        "reference": request.POST.get("reference", found.reference),
        "expected": request.POST.get("expected", expected),
    }


def _panel(request: DeskRequest, ticket: Ticket, offered: list[Vendor], given: dict[str, str]) -> Panel:
    said = known(ticket) if request.method == "GET" else {}
    why = [(one.code, str(one), one.code == given["why"]) for one in reasons() if one.status == Status.WAITING_VENDOR]
    return {
        "panel_template": "desk/ticket/climbing/_vendor.html",
        "panel_url": reverse("desk:vendor", args=[ticket.pk]),
        "help_ways": ways(ticket, "vendor"),
        "vendors": [_choice(one, given["vendor"]) for one in offered],
        "may_add": request.user.may(SETTINGS),
        "whys": why,
        "given": given,
        "summary": request.POST.get("summary", said.get("summary", "")),
        "question": request.POST.get("question", ""),
    }


def _choice(one: Vendor, wanted: str) -> dict[str, Any]:
    ways = " · ".join(part for part in (one.contact, one.phone or one.email, one.contract) if part)
    return {"id": one.pk, "name": one.name, "ways": ways, "chosen": str(one.pk) == wanted}


def _proposed(vendor: Vendor, now: datetime) -> datetime | None:
    if vendor.answers_within_min is None:
        return None
    return working_moment(vendor.calendar, now, vendor.answers_within_min)


def _moment(text: str) -> datetime | None:
    """Read a field for day and hour on the reader's clock; None if it is empty. Raises: BadInput."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip()[:32])
    except ValueError:
        raise BadInput(_("Choose the day and the hour.")) from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
