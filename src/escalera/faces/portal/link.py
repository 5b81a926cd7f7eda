"""The two ways to one request: its signed link, or an account that may see it; and what their answers have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from escalera.base.people.models import Contact
from escalera.core.tickets.customers import visible_to_customer
from escalera.core.tickets.links import follow_key, read_key
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.models.ticket import MOST_MERGES
from escalera.faces.portal.page import customers_only, mailbox, page

P = ParamSpec("P")
_RELATED = ("requester__organization", "team", "level", "assignee", "merged_into")


@dataclass(frozen=True, slots=True)
class Place:
    """A request, who looks at it, and the address under which they do. `by_link`: without an account."""

    ticket: Ticket
    who: Contact
    address: str
    by_link: bool
    key: str = ""  # of the signed link that leads here; also where it leads on to the ticket of somebody else

    @property
    def goes_on_elsewhere(self) -> bool:
        """Say whether the conversation went on in a request that this person has no part in."""
        return self.ticket.merged_into_id is not None


PlaceView = Callable[Concatenate[HttpRequest, Place, P], HttpResponseBase]


def with_link(view: PlaceView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Give the view the request of a signed link, or answer 404 with how to get a new one.

    The link itself is the secret, and no cookie is used: nobody can be made to send a form without knowing it, so
    there is no CSRF token to check."""

    @functools.wraps(view)
    def open_link(request: HttpRequest, key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        number = read_key(key)
        ticket = None
        if number is not None:
            ticket = Ticket.objects.select_related(*_RELATED).filter(pk=number).first()
        if ticket is None or number is None:
            return guarded(show_bad_link(request))
        who = ticket.requester
        ticket = _living(ticket, who)
        # a link shows who holds it: into the request of somebody else it leads only as one who takes part there
        own = follow_key(ticket.pk) if ticket.requester_id == who.pk else follow_key(number)
        place = Place(ticket, who, f"/t/{own}/", by_link=True, key=own)
        return guarded(view(request, place, *args, **kwargs))

    return cast(Callable[Concatenate[HttpRequest, str, P], HttpResponseBase], csrf_exempt(open_link))


def with_account(view: PlaceView[P]) -> Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]:
    """Give the view a request that the signed-in customer may see; anybody else's is not found."""

    def opened(request: HttpRequest, customer: Contact, number: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        seen = visible_to_customer(customer).select_related(*_RELATED)
        ticket = seen.filter(pk=number).first() if number < 2**63 else None
        if ticket is None:
            return show_bad_link(request)
        ticket = _living(ticket, customer)
        return view(request, Place(ticket, customer, f"/help/requests/{ticket.pk}/", by_link=False), *args, **kwargs)

    return functools.wraps(view)(customers_only(opened))  # type: ignore[return-value]


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Keep the page, whose address is a secret, out of caches, search engines and other sites' logs."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def show_bad_link(request: HttpRequest) -> HttpResponse:
    """Say that the link is wrong and how to get another."""
    return page(request, "portal/bad_link.html", {"mailbox": mailbox()}, status=404)


def _living(ticket: Ticket, who: Contact) -> Ticket:
    """Return where the conversation goes on, if it is the same person's or they take part in it; a stranger's never
    opens through a merge."""
    if ticket.merged_into_id is None:
        return ticket
    standing = ticket
    for _step in range(MOST_MERGES):
        if standing.merged_into_id is None:
            break
        standing = Ticket.objects.select_related(*_RELATED).get(pk=standing.merged_into_id)
    own = standing.requester_id == who.pk or standing.participants.filter(contact=who).exists()
    return standing if own else ticket
