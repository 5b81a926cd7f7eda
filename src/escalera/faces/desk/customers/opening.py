"""A ticket for a customer who called or stands at the counter."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.people.customers import card_of
from escalera.base.people.models import Team
from escalera.base.people.models.helpers import WORK
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.core.tickets.actions import Content, open_ticket
from escalera.core.tickets.models import Kind, Priority
from escalera.core.tickets.policies import visible_to
from escalera.faces.desk.customers import presenter
from escalera.faces.desk.customers.views import number
from escalera.faces.desk.shared.looks import channel_name
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of


@desk_view
@require_http_methods(["GET", "POST"])
def open_for(request: DeskRequest, key: int) -> HttpResponse:
    """Write down what a customer asks for; the ticket opens in the entrance's queue unless a team is chosen."""
    contact = card_of(key).contact
    if contact.merged_into_id is not None:
        return redirect("desk:customer-ticket", contact.merged_into_id)
    given = request.POST
    form: dict[str, Any] = {name: given.get(name, "") for name in ("subject", "text", "channel", "kind")}
    form |= {"priority": number(given.get("priority", "")), "team": number(given.get("team", ""))}
    if request.method == "GET":
        return _form(
            request, contact, {**form, "channel": "phone", "kind": Kind.INCIDENT, "priority": Priority.NORMAL}
        )
    try:
        if not request.user.may(WORK):
            raise NotAllowed(_("Your role can read tickets but not work on them."))
        if form["channel"] not in presenter.WAYS_OF_ASKING:
            raise BadInput(_("Say how the customer asked."))
        message = open_ticket(
            requester=contact, subject=form["subject"], content=Content(form["text"]), channel=form["channel"],
            kind=form["kind"], priority=form["priority"] or Priority.NORMAL, by=request.user, at=timezone.now(),
            team=Team.objects.select_related("level").filter(pk=form["team"]).first(),
        )  # fmt: skip
    except Refusal as refusal:
        return _form(request, contact, form, refusal)
    if visible_to(request.user).filter(pk=message.ticket_id).exists():
        return redirect("desk:ticket", message.ticket_id)
    return redirect("desk:customer", key)


def _form(request: DeskRequest, contact: Any, form: dict[str, Any], refusal: Refusal | None = None) -> HttpResponse:
    ways = {"web": _("Other"), "counter": _("Counter")}
    context = {
        "section": "customers",
        "customer": presenter.person(contact),
        "form": form,
        "ways": [(key, ways.get(key) or channel_name(key).capitalize()) for key in presenter.WAYS_OF_ASKING],
        "kinds": Kind.choices,
        "priorities": Priority.choices,
        "teams": list(Team.objects.order_by("level__order", "name").values_list("pk", "name")),
        "refused": str(refusal) if refusal else "",
    }
    return render(request, "desk/customers/open.html", context, status=status_of(refusal) if refusal else 200)
