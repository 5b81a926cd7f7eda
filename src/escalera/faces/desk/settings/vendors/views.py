"""The outside companies that work on tickets."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import calendars
from escalera.core.ladder import actions
from escalera.core.ladder.models import Vendor
from escalera.core.ladder.queries import vendors
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, number, ticked, typed
from escalera.faces.desk.settings.levels.views import UNITS, in_unit
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("vendors", "settings-vendors")
TEXTS = ("name", "contact", "email", "phone", "contract")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the vendors; a POST adds one."""
    if request.method == "GET":
        return _list(request)
    refused, status = attempt(lambda: _save(request))
    if refused:
        return _list(request, refused, status)
    return SCREEN.done(request, _("The vendor is there. Tickets can go to it at once."))


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, vendor: int) -> HttpResponse:
    """Show one vendor, or change it."""
    found = Vendor.objects.get(pk=vendor)
    if request.method == "GET":
        return _form(request, found)
    refused, status = attempt(lambda: _save(request, found))
    if refused:
        return _form(request, found, refused, status)
    return SCREEN.done(request, _("The vendor is saved."))


@desk_view
@require_POST
def archive(request: DeskRequest, vendor: int) -> HttpResponse:
    """Offer a vendor nowhere any more, or bring it back."""
    back = ticked(request, "back")
    refused, status = attempt(
        lambda: actions.archive_vendor(vendor_id=vendor, back=back, by=request.user, at=timezone.now())
    )
    if refused:
        return _form(request, Vendor.objects.get(pk=vendor), refused, status)
    return SCREEN.done(request, _("The vendor is back.") if back else _("The vendor is archived."))


def _save(request: DeskRequest, one: Vendor | None = None) -> None:
    calendar = key_or_none(request, "calendar")
    within = typed(request, "within")
    minutes = number(within, what=_("Time to answer")) * UNITS.get(typed(request, "unit"), 1) if within else None
    actions.save_vendor(
        vendor_id=one.pk if one else None,
        **{name: typed(request, name) for name in TEXTS},
        answers_within_min=minutes,
        calendar=Calendar.objects.filter(pk=calendar).first() if calendar else None,
        by=request.user,
        at=timezone.now(),
    )


def _list(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    rows = [
        {
            "id": one.pk,
            "name": one.name,
            "about": " · ".join(part for part in (one.contact, one.phone, one.email, one.contract) if part),
            "archived": one.archived_at is not None,
        }
        for one in vendors(every=True)
    ]
    context = {"rows": rows, "given": _typed(request), "calendars": _calendars()}
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _typed(request: DeskRequest) -> dict[str, str]:
    given = {name: typed(request, name) for name in (*TEXTS, "within", "unit", "calendar")}
    return given | {"unit": given["unit"] or "h"}


def _calendars() -> list[tuple[str, Any]]:
    return [(str(one.pk), one.name) for one in calendars()]


def _form(request: DeskRequest, one: Vendor, refused: str = "", status: int = 200) -> HttpResponse:
    within, unit = in_unit(one.answers_within_min) if one.answers_within_min else ("", "h")
    given = {name: str(getattr(one, name)) for name in TEXTS}
    given |= {"within": within, "unit": unit, "calendar": str(one.calendar_id or "")}
    if refused and "name" in request.POST:
        given = _typed(request)
    context = {"vendor": one, "given": given, "calendars": _calendars()}
    return SCREEN.page(request, "form", context, refused=refused, status=status)
