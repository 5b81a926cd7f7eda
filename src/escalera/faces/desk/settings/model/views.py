"""The optional language model: where it is, whether texts may leave, what it may cost, and what it was asked."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import BadInput
from escalera.core.llm import actions
from escalera.core.llm.choices import OFFERED
from escalera.core.llm.models import MILLION, Call
from escalera.core.llm.queries import call_of, calls_page, endpoint_now
from escalera.faces.desk.settings.answering import Screen, attempt, number, ticked, typed
from escalera.faces.desk.settings.model.presenter import left_of, line_of, page_of, purposes, values_of
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("model", "settings-model")
_TYPED = (
    "url", "model", "price_in", "price_out", "cap_money", "cap_tokens", "day_money", "day_calls", "ticket_calls",
    "timeout_s", "at_once", "keep_days",
)  # fmt: skip


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show how things stand, or save them."""
    if request.method == "GET":
        return _page(request)
    refused, status = attempt(
        lambda: actions.save_endpoint(wanted=_wanted(request), by=request.user, at=timezone.now())
    )
    return _page(request, refused, status) if refused else SCREEN.done(request)


@desk_view
@require_POST
def consent(request: DeskRequest) -> HttpResponse:
    """Agree that masked texts go to the host and the model that the page named."""

    def agree() -> None:
        if not ticked(request, "sure"):
            raise BadInput(_("Tick that you agree."))
        actions.agree(
            host=typed(request, "host"), model=typed(request, "model"), purposes=_chosen(request), by=request.user,
            at=timezone.now(),
        )  # fmt: skip

    refused, status = attempt(agree)
    return _page(request, refused, status) if refused else SCREEN.done(request, _("Your consent is noted."))


@desk_view
@require_POST
def end_consent(request: DeskRequest) -> HttpResponse:
    """Take the consent back."""
    refused, status = attempt(lambda: actions.withdraw(by=request.user, at=timezone.now()))
    return (
        _page(request, refused, status) if refused else SCREEN.done(request, _("Nothing leaves this house any more."))
    )


@desk_view
@require_POST
def switch(request: DeskRequest) -> HttpResponse:
    """Stop everything at once, or let it go on."""
    on = ticked(request, "on")
    refused, status = attempt(lambda: actions.switch(on=on, by=request.user, at=timezone.now()))
    words = _("The language model is on again.") if on else _("The language model is off.")
    return _page(request, refused, status) if refused else SCREEN.done(request, words)


@desk_view
@require_POST
def trial(request: DeskRequest) -> HttpResponse:
    """Try the connection; no word of anybody is sent."""
    refused, status = attempt(lambda: actions.probe(by=request.user, at=timezone.now()))
    if refused:
        return _page(request, refused, status)
    problem = endpoint_now().tried
    return SCREEN.done(request, problem or _("It answers."))


@desk_view
@require_GET
def calls(request: DeskRequest) -> HttpResponse:
    """List what was asked, the newest first."""
    _enter(request)
    found, more = calls_page(request.user, before=request.GET.get("before", ""))
    moments = Moments(timezone.now())
    return SCREEN.page(request, "calls", {"calls": [line_of(one, moments) for one in found], "more": more})


@desk_view
@require_GET
def call(request: DeskRequest, number: int) -> HttpResponse:
    """Show one call with the words that left and those that came."""
    _enter(request)
    try:
        found = call_of(request.user, number)
    except Call.DoesNotExist:
        return SCREEN.page(request, "calls", {"calls": [], "more": ""}, status=404)
    context = {"call": found, "line": line_of(found, Moments(timezone.now())), "left": left_of(found)}
    return SCREEN.page(request, "call", context)


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    _enter(request)
    endpoint = endpoint_now()
    values: dict[str, Any] = values_of(endpoint)
    if refused and "url" in request.POST:
        values |= {name: typed(request, name) for name in _TYPED} | {"purposes": purposes(_chosen(request))}
    context = {"values": values, **page_of(endpoint, request.user, timezone.now())}
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _enter(request: DeskRequest) -> None:
    """Raise PermissionDenied for whoever may not change the company."""
    if not request.user.may(SETTINGS):
        raise PermissionDenied


def _wanted(request: DeskRequest) -> actions.Wanted:
    """Return the settings as they were typed. Raises: BadInput."""
    key = "" if ticked(request, "no_key") else typed(request, "key") or None
    return actions.Wanted(
        url=typed(request, "url"),
        model=typed(request, "model"),
        purposes=_chosen(request),
        key=key,
        price_in=_micros(typed(request, "price_in"), _("Price")),
        price_out=_micros(typed(request, "price_out"), _("Price")),
        cap_money=_micros(typed(request, "cap_money"), _("Money a month")),
        cap_tokens=number(typed(request, "cap_tokens") or "0", what=_("Tokens a month")),
        day_money=_micros(typed(request, "day_money"), _("Money a day")),
        day_calls=number(typed(request, "day_calls") or "0", what=_("Calls a day")),
        ticket_calls=number(typed(request, "ticket_calls") or "0", what=_("Calls a day about one ticket")),
        timeout_s=number(typed(request, "timeout_s"), what=_("Seconds")),
        at_once=number(typed(request, "at_once"), what=_("Calls at once")),
        keep_days=number(typed(request, "keep_days"), what=_("Days")),
    )


def _chosen(request: DeskRequest) -> list[str]:
    return [one.value for one in OFFERED if one.value in request.POST.getlist("purposes")]


def _micros(text: str, what: str) -> int:
    """Return an amount of money in micros. Raises: BadInput."""
    try:
        amount = Decimal((text or "0").replace(",", ".")) if len(text) < 20 else Decimal(-1)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise BadInput(_("%(what)s: type an amount of money.") % {"what": what})
    return int(amount * MILLION)
