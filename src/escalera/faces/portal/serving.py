"""How the customer who asks is served: what their segment's workflow offers them."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from escalera.base.people.queries import segment_of
from escalera.base.refusals import BadInput
from escalera.core.tickets.conditions import CHANNELS
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.queries import flow_for
from escalera.faces.portal.session import customer_of

HERE = ("portal", "web")  # either lets people write here


def flow_of(request: HttpRequest) -> Flow:
    """Return the flow of who is signed in, else that of everybody; asked once a request."""
    if not hasattr(request, "portal_flow"):
        customer = customer_of(request)
        request.portal_flow = flow_for(segment_of(customer) if customer is not None else None)  # type: ignore[attr-defined]
    found: Flow = request.portal_flow  # type: ignore[attr-defined]
    return found


def takes_requests(flow: Flow) -> bool:
    return any(flow.offers_channel(channel) for channel in HERE)


def check_takes_requests(flow: Flow) -> None:
    """Raises: BadInput that says by which ways they are taken, if not here."""
    if not takes_requests(flow):
        ways = ", ".join(str(CHANNELS[one]) for one in flow.channels if one in CHANNELS)
        raise BadInput(_("Your requests are not taken here, but by: %(ways)s.") % {"ways": ways})
