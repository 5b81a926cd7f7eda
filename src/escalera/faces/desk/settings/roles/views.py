"""Roles: named sets of rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people import staffing
from escalera.base.people.actions import roles as actions
from escalera.base.people.models import Role
from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.settings.rights import LABELS, RIGHTS
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("roles", "settings-roles")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the roles with what they may do."""
    roles = [
        {
            "id": role.pk,
            "name": role.name,
            "people": role.people,  # type: ignore[attr-defined]
            "rights": ", ".join(str(LABELS[key]) for key in role.permissions if key in LABELS),
        }
        for role in staffing.roles()
    ]
    return SCREEN.page(request, "page", {"roles": roles})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, role: int | None = None) -> HttpResponse:
    """Show the form of a new role or of one, or save it."""
    found = Role.objects.get(pk=role) if role is not None else None
    if request.method == "GET":
        return _form(request, found, found.name if found else "", found.permissions if found else [])
    name, rights = typed(request, "name"), request.POST.getlist("rights")[:50]
    given: dict[str, Any] = {"name": name, "permissions": rights, "by": request.user, "at": timezone.now()}
    refused, status = attempt(
        lambda: actions.add_role(**given) if found is None else actions.edit_role(role_id=found.pk, **given)
    )
    if refused:
        return _form(request, found, name, rights, refused, status)
    return SCREEN.done(request, _("The role is saved."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, role: int) -> HttpResponse:
    """Ask, then delete a role that nobody has."""
    found = Role.objects.get(pk=role)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.remove_role(role_id=role, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The role is deleted."))
    words = [_("The role goes for good. Nobody may have it any more.")]
    heading = _("Delete the role “%(role)s”?") % {"role": found.name}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Delete"), refused=refused, status=status)


def _form(
    request: DeskRequest, role: Role | None, name: str, rights: list[str], refused: str = "", status: int = 200
) -> HttpResponse:
    mine = request.user.role.permissions
    page = {
        "role": role,
        "fixed": role is not None and role.code == actions.OWNER,
        "name": name,
        "rights": [
            {"key": key, "label": label, "about": about, "on": key in rights, "mine": key in mine}
            for key, label, about in RIGHTS
        ],
    }
    return SCREEN.page(request, "form", page, refused=refused, status=status)
