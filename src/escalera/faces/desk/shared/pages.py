"""What every view of the desk shares: who asks, and how a refusal is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django_htmx.middleware import HtmxDetails

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.faces.live.hub import HUB

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of somebody signed in."""

    user: Agent
    htmx: HtmxDetails
    live_mark: str  # from where its page listens: taken before anything is read


DeskView = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def desk_view(view: DeskView[P]) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """Let only agents in; what they may not see is not found; nothing of it stays in a shared cache."""

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def entered(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.live_mark = HUB.mark
        try:
            with timezone.override(_zone_of(request.user)):
                return view(request, *args, **kwargs)
        except ObjectDoesNotExist as missing:
            raise Http404 from missing

    return entered


def beside_ticket(view: DeskView[P]) -> DeskView[P]:
    """For a small live part beside the conversation: when the ticket left what its reader sees, it keeps silent (204);
    the conversation itself says where it went."""

    @wraps(view)
    def quiet(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            if request.htmx:
                return HttpResponse(status=204)
            raise

    return quiet


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status that says what kind of no this is."""
    if isinstance(refusal, NotAllowed):
        return 403
    return 422 if isinstance(refusal, BadInput) else 409


def retargeted(response: HttpResponse, target: str, swap: str = "outerHTML") -> HttpResponse:
    """Let htmx put the answer elsewhere than where the form asked: a refusal goes back into its own part."""
    response["HX-Retarget"], response["HX-Reswap"] = target, swap
    return response


def _to_sign_in(request: Any) -> HttpResponse:
    if request.htmx:
        back = request.htmx.current_url_abs_path or settings.LOGIN_REDIRECT_URL
        return HttpResponse(status=401, headers={"HX-Redirect": f"{settings.LOGIN_URL}?{urlencode({'next': back})}"})
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")


def _zone_of(agent: Agent) -> ZoneInfo | None:
    """Return the clock that the agent reads; None for the desk's."""
    try:
        return ZoneInfo(agent.time_zone) if agent.time_zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
