"""Checklist templates: steps that people add to a ticket in one go."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.core.tickets.actions import keeping
from escalera.core.tickets.models import ChecklistTemplate
from escalera.core.tickets.vocabulary import templates
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("checklists", "settings-checklists")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the templates."""
    return SCREEN.page(request, "page", {"templates": templates()})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, template: int | None = None) -> HttpResponse:
    """Show one template, or a new one; save it."""
    found = ChecklistTemplate.objects.get(pk=template) if template else ChecklistTemplate()
    refused, status = "", 200
    if request.method == "POST":
        found.name, found.items = typed(request, "name"), typed(request, "steps").splitlines()
        found.is_active = ticked(request, "active")
        refused, status = attempt(
            lambda: keeping.save_template(
                name=found.name,
                steps=found.items,
                active=found.is_active,
                template_id=template,
                by=request.user,
                at=timezone.now(),
            )
        )
        if not refused:
            return SCREEN.done(request, _("The checklist is saved."))
    context = {"template": found, "steps": "\n".join(found.items)}
    return SCREEN.page(request, "form", context, refused=refused, status=status)


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, template: int) -> HttpResponse:
    """Ask, then delete the template."""
    found = ChecklistTemplate.objects.get(pk=template)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: keeping.drop_template(template_id=template, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The checklist is gone."))
    return SCREEN.confirm(
        request,
        heading=_("Delete the checklist “%(name)s”?") % {"name": found.name},
        words=[_("The lists that were made from it stay on their tickets.")],
        action=_("Delete"),
        refused=refused,
        status=status,
    )
