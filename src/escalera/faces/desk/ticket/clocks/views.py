"""What a clock of a ticket says of itself, asked for only when somebody wants to know."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.core.clocks.explaining import explain
from escalera.core.clocks.queries import find_clock
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.clocks.explained import explained
from escalera.faces.desk.ticket.panels import panel_page


@desk_view
@require_GET
def show(request: DeskRequest, number: int, clock: int) -> HttpResponse:
    """Explain one clock of the ticket."""
    find_ticket(request.user, number)
    if find_clock(clock).ticket_id != number:
        raise Http404
    now = timezone.now()
    found = explain(clock, by=request.user, at=now)
    panel = {"panel_template": "desk/ticket/clocks/_explained.html", "one": explained(found, now)}
    return panel_page(request, number, panel)
