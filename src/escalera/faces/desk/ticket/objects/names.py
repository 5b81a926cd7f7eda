"""What can be chosen in the cards and panels: tags and customers as one types, checklists when the list is opened."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from escalera.core.search.people import customers_like
from escalera.core.tickets.actions.tagging import tag_key
from escalera.core.tickets.vocabulary import tags_like, templates
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_GET
def tags(request: DeskRequest) -> HttpResponse:
    """Give the names of tags that begin like what was typed, accent-blind, as options."""
    names = [(tag.name,) for tag in tags_like(tag_key(request.GET.get("name", "")[:60]))]
    return HttpResponse(format_html_join("", '<option value="{}"></option>', names))


@desk_view
@require_GET
def customers(request: DeskRequest) -> HttpResponse:
    """Give the mail addresses of customers whose name or address begins like what was typed, as options."""
    people = customers_like(request.GET.get("address", "")[:100])
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', people))


@desk_view
@require_GET
def lists(request: DeskRequest) -> HttpResponse:
    """Give a button for each checklist template."""
    rows = [(one.pk, one.name, len(one.items)) for one in templates(active_only=True)]
    if not rows:
        return HttpResponse(format_html('<p class="quiet">{}</p>', _("There are no templates yet.")))
    button = '<button name="template" value="{}">{} <small class="num push">{}</small></button>'
    return HttpResponse(format_html_join("", button, rows))
