"""Keys of programs and of agents' own assistants: what each may do, what was done with it, and its end."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people.actions import make_key, revoke_token
from escalera.base.people.models import Token, TokenUse, UseState
from escalera.base.people.queries import key_of, keys_of, uses_of
from escalera.base.refusals import BadInput
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("keys", "settings-keys")
ASSISTANT_WRITES = "mcp:write"
SCOPES: dict[str, tuple[str | Promise, str | Promise]] = {
    "tickets:read": (
        gettext_lazy("Read"),
        gettext_lazy("Tickets, articles and queues, as you see them. Enough for an assistant that looks things up."),
    ),
    "tickets:write": (gettext_lazy("Work on tickets"), gettext_lazy("Open, answer and change them, by the API.")),
    "ladder": (gettext_lazy("Move on the ladder"), gettext_lazy("Escalate, accept and return, by the API.")),
    "content": (
        gettext_lazy("Write scripts and runbooks"),
        gettext_lazy("Make, change and publish them, by the API, if you may."),
    ),
    ASSISTANT_WRITES: (
        gettext_lazy("An assistant may write"),
        gettext_lazy("Drafts of replies, internal notes and new tickets, each asked back before it is done."),
    ),
}
TONES = {UseState.DONE: "ok", UseState.BEGUN: "", UseState.REFUSED: "warn", UseState.FAILED: "bad"}


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """List the keys, or make one: it is shown once, on the page that answers."""
    if request.method == "GET":
        return _page(request)
    made: list[str] = []
    refused, status = attempt(lambda: made.append(_make(request)))
    return _page(request, refused=refused, status=status, made=made[0] if made else "")


@desk_view
@require_GET
def uses(request: DeskRequest, number: int) -> HttpResponse:
    """Show what was done with a key."""
    token = _seen(request, number)
    found, more = uses_of(token, before=_before(request))
    moments = Moments(timezone.now())
    context = {"token": _line(token, moments), "uses": [_use(one, moments) for one in found], "more": more}
    return SCREEN.page(request, "uses", context)


@desk_view
@require_http_methods(["GET", "POST"])
def revoke(request: DeskRequest, number: int) -> HttpResponse:
    """Ask, and end the key: the next call with it is refused."""
    token = _seen(request, number)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: revoke_token(token_id=number, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The key does not work any more."))
    return SCREEN.confirm(
        request, heading=_("Revoke “%(key)s”?") % {"key": token.name}, action=_("Revoke"), refused=refused, status=status,
        words=[_("Whatever uses it is turned away from now on. It cannot be given back; another one can be made.")],
    )  # fmt: skip


def _make(request: DeskRequest) -> str:
    chosen = [one for one in SCOPES if one in request.POST.getlist("scopes")]
    if ASSISTANT_WRITES in chosen and not ticked(request, "sure"):
        raise BadInput(_("Tick that you know what an assistant may do with it."))
    return make_key(name=typed(request, "name"), scopes=chosen, by=request.user, at=timezone.now())


def _page(request: DeskRequest, refused: str = "", status: int = 200, made: str = "") -> HttpResponse:
    found, more = keys_of(request.user, before=_before(request))
    moments = Moments(timezone.now())
    chosen = request.POST.getlist("scopes") if refused else ["tickets:read"]
    context = {
        "tokens": [_line(one, moments) for one in found], "more": more, "made": made, "address": settings.BASE_URL,
        "scopes": [(key, label, about, key in chosen) for key, (label, about) in SCOPES.items()],
        "name": typed(request, "name") if refused else "",
    }  # fmt: skip
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _line(token: Token, moments: Moments) -> dict[str, Any]:
    last = getattr(token, "last_use", None)
    return {
        "id": token.pk,
        "name": token.name,
        "who": token.agent.name,
        "scopes": ", ".join(
            str(SCOPES[one][0]) if one in SCOPES else _("everything by the API") for one in token.scopes
        ),
        "writes": ASSISTANT_WRITES in token.scopes,
        "made": moments.clock(token.created_at),
        "used": moments.clock(last) if last else "",
        "is_over": token.revoked_at is not None,
    }


def _use(one: TokenUse, moments: Moments) -> dict[str, Any]:
    return {
        "what": one.what,
        "when": moments.clock(one.at),
        "full": moments.full(one.at),
        "ticket": one.ticket_id,
        "state": UseState(one.state).label,
        "tone": TONES[UseState(one.state)],
        "ms": one.took_ms,
    }


def _seen(request: DeskRequest, number: int) -> Token:
    try:
        return key_of(request.user, number)
    except Token.DoesNotExist as error:
        raise Http404 from error


def _before(request: DeskRequest) -> int | None:
    given = request.GET.get("before", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else None
