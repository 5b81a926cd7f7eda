"""What every page of the portal has in common: the brand, who is signed in, how a refusal is answered."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from escalera.base.people.models import Contact
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.settings.models import Company
from escalera.core.channels.models import Channel
from escalera.faces.portal.session import customer_of

P = ParamSpec("P")
CustomerView = Callable[Concatenate[HttpRequest, Contact, P], HttpResponseBase]


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page of the portal for whoever asks; what a signed-in person sees is kept nowhere."""
    customer = customer_of(request)
    company = company_of(request)
    given = {"brand": company, "company": company.name, "customer": customer, "languages": settings.LANGUAGES}
    response = render(request, template, {**given, **(context or {})}, status=status)
    response["Cache-Control"] = "no-store, private" if customer is not None else "no-cache"
    return response


def company_of(request: HttpRequest) -> Company:
    """Return the company, read once a request."""
    if not hasattr(request, "portal_company"):
        request.portal_company = Company.get()  # type: ignore[attr-defined]
    found: Company = request.portal_company  # type: ignore[attr-defined]
    return found


def customers_only(view: CustomerView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give the view who is signed in, or send them to the door and back; nothing of it is kept or indexed."""

    @functools.wraps(view)
    def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        customer = customer_of(request)
        if customer is None:
            back = urlencode({"next": request.get_full_path() if request.method == "GET" else reverse("requests")})
            return redirect(f"{reverse('portal-sign-in')}?{back}")
        response = view(request, customer, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], entered)


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Return where the person wanted to go on: addresses of this house only."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return otherwise


def status_of(refusal: Refusal) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    return 422 if isinstance(refusal, BadInput) else 429 if type(refusal).__name__.startswith("TooM") else 409


def mailbox() -> str | None:
    """Return the address that people may write to, or None."""
    open_doors = Channel.objects.filter(kind="email", is_active=True).order_by("pk")
    return open_doors.values_list("address", flat=True).first()
