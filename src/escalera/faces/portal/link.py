"""The signed link as the only way in, and what every answer of the portal has in common."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from escalera.base.settings.models import Company
from escalera.core.channels.models import Channel
from escalera.core.tickets.links import read_key
from escalera.core.tickets.models import Ticket

P = ParamSpec("P")
_RELATED = ("requester", "team", "level", "assignee")


def with_link(
    view: Callable[Concatenate[HttpRequest, Ticket, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Give the view the ticket of a signed link, or answer 404 with how to get a new one.

    The link itself is the secret, and no cookie is used: nobody can be made to send a form without knowing it, so
    there is no CSRF token to check."""

    @functools.wraps(view)
    def open_link(request: HttpRequest, key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        number = read_key(key)
        ticket = None
        if number is not None:
            ticket = Ticket.objects.select_related(*_RELATED).filter(pk=number).first()
        response = show_bad_link(request) if ticket is None else view(request, ticket, *args, **kwargs)
        return guarded(response)

    return cast(Callable[Concatenate[HttpRequest, str, P], HttpResponseBase], csrf_exempt(open_link))


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Keep the page, whose address is a secret, out of caches, search engines and other sites' logs."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def show_bad_link(request: HttpRequest) -> HttpResponse:
    """Say that the link is wrong and how to get another."""
    mailbox = Channel.objects.filter(kind="email", is_active=True).order_by("pk").values_list("address", flat=True)
    context = {"company": Company.get().name, "mailbox": mailbox.first()}
    return render(request, "portal/bad_link.html", context, status=404)
