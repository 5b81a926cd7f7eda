"""What works and what does not, and what customers should know about it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.refusals import BadInput
from escalera.core.services import actions, queries
from escalera.core.services.models import NoticeKind, Service, State
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, number, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("services", "settings-services")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the services with their states, and the notices."""
    at = timezone.now()
    context = {
        "services": queries.all_services(), "states": State.choices, "notices": queries.current_notices(at=at),
        "past": queries.past_notices(at=at, limit=10),
    }  # fmt: skip
    return SCREEN.page(request, "page", context)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, service: int | None = None) -> HttpResponse:
    """Show the form of a new service or of one, or save it."""
    found = Service.objects.get(pk=service) if service is not None else Service()
    if request.method == "GET":
        return SCREEN.page(request, "form", {"service": found})
    refused, status = attempt(lambda: _save(request, service))
    if refused:
        return SCREEN.page(request, "form", {"service": found}, refused=refused, status=status)
    return SCREEN.done(request, _("The service is saved."))


@desk_view
@require_POST
def set_state(request: DeskRequest, service: int) -> HttpResponse:
    """Say how a service is; customers see it at once."""
    refused, _status = attempt(
        lambda: actions.set_state(
            service_id=service, state=typed(request, "state"), words=typed(request, "words"), by=request.user,
            at=timezone.now(),
        )
    )  # fmt: skip
    return SCREEN.done(request, refused or _("Customers see it now."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, service: int) -> HttpResponse:
    """Ask, then delete a service."""
    found, refused, status = Service.objects.get(pk=service), "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.remove_service(service_id=service, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The service is deleted."))
    return SCREEN.confirm(
        request, heading=_("Delete the service “%(service)s”?") % {"service": found.name},
        words=[_("Its notices stay.")], action=_("Delete"), refused=refused, status=status,
    )  # fmt: skip


@desk_view
@require_http_methods(["GET", "POST"])
def post_notice(request: DeskRequest) -> HttpResponse:
    """Show the form of a notice, or tell customers."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    page = {
        "kinds": NoticeKind.choices, "services": queries.all_services(), "given": request.POST,
        "now": now.strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    if request.method == "GET":
        return SCREEN.page(request, "notice", page)
    refused, status = attempt(lambda: _post(request))
    if refused:
        return SCREEN.page(request, "notice", page, refused=refused, status=status)
    return SCREEN.done(request, _("The notice is posted."))


@desk_view
@require_POST
def end_notice(request: DeskRequest, notice: int) -> HttpResponse:
    refused, _status = attempt(lambda: actions.end_notice(notice_id=notice, by=request.user, at=timezone.now()))
    return SCREEN.done(request, refused or _("The notice has ended."))


def _save(request: DeskRequest, service: int | None) -> Service:
    position = typed(request, "position")
    return actions.save_service(
        name=typed(request, "name"), position=number(position, what=_("Position")) if position else 0,
        is_shown=ticked(request, "is_shown"), by=request.user, at=timezone.now(), service_id=service,
    )  # fmt: skip


def _post(request: DeskRequest) -> None:
    at = timezone.now()
    actions.post_notice(
        kind=typed(request, "kind"), title=typed(request, "title"), words=typed(request, "words"),
        begins_at=_moment(typed(request, "begins_at")) or at, until=_moment(typed(request, "until")),
        service=Service.objects.filter(pk=key_or_none(request, "service") or 0).first(), by=request.user, at=at,
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    """Return what a browser's date and time field gives, in this person's time zone. Raises: BadInput."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text[:20])
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        raise BadInput(_("Write date and time, such as 2026-03-02 09:00.")) from None
