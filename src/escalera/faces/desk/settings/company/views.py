"""The company: its name, colour, logo, welcome and own words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.settings import actions, brand, queries
from escalera.base.settings.logo import LARGEST
from escalera.base.settings.models import Company
from escalera.base.settings.terms import TERMS
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("company", "settings-company")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the company, or change what was typed."""
    company = queries.company()
    if request.method == "GET":
        return SCREEN.page(request, "page", _page(company, _values(company)))
    values = {name: typed(request, name) for name in ("name", "color", "welcome")}
    terms = {term.key: typed(request, f"term-{term.key}") for term in TERMS}
    color = values["color"] if ticked(request, "colored") else ""
    thanks_rest = ticked(request, "thanks_rest")
    refused, status = attempt(
        lambda: actions.edit_company(
            name=values["name"],
            color=color,
            welcome=values["welcome"],
            terms=terms,
            thanks_reopen=not thanks_rest,
            by=request.user,
            at=timezone.now(),
        )
    )
    if refused:
        values = {**values, "terms": terms, "colored": bool(color), "thanks_rest": thanks_rest}  # type: ignore[dict-item]
        return SCREEN.page(request, "page", _page(company, values), refused=refused, status=status)
    return SCREEN.done(request, _("The company is saved."))


@desk_view
@require_POST
def logo(request: DeskRequest) -> HttpResponse:
    """Take a logo."""
    given = request.FILES.get("logo")
    content = given.read(LARGEST + 1) if given is not None else b""
    refused, status = attempt(lambda: actions.set_logo(content=content, by=request.user, at=timezone.now()))
    if refused:
        company = queries.company()
        return SCREEN.page(request, "page", _page(company, _values(company)), refused=refused, status=status)
    return SCREEN.done(request, _("The logo is in place."))


@desk_view
@require_POST
def no_logo(request: DeskRequest) -> HttpResponse:
    """Go back to the product's own sign."""
    refused, status = attempt(lambda: actions.drop_logo(by=request.user, at=timezone.now()))
    if refused:
        company = queries.company()
        return SCREEN.page(request, "page", _page(company, _values(company)), refused=refused, status=status)
    return SCREEN.done(request, _("The logo was taken away."))


def _values(company: Company) -> dict[str, Any]:
    return {
        "name": company.name,
        "color": company.color or "#3d4f91",
        "colored": bool(company.color),
        "welcome": company.welcome,
        "terms": company.terms,
        "thanks_rest": not company.thanks_reopen,
    }


def _page(company: Company, values: dict[str, Any]) -> dict[str, Any]:
    terms = values["terms"]
    fields = [
        {
            "key": t.key,
            "label": t.label,
            "usual": t.usual,
            "longest": t.longest,
            "about": t.about,
            "value": terms.get(t.key, ""),
        }
        for t in TERMS
    ]
    return {"values": values, "terms": fields, "logo": company.logo, "shades": _shades(company.color)}


def _shades(color: str) -> dict[str, str]:
    """Say where the colour had to be made darker or lighter to be readable."""
    if not color:
        return {}
    day, night = brand.readable(color, dark=False), brand.readable(color, dark=True)
    return {"day": day if day != color else "", "night": night if night != color else ""}
