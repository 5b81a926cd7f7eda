"""Forms: fields in an order, asked when a ticket is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people.models import Team
from escalera.core.tickets.actions import keeping
from escalera.core.tickets.choices import Kind
from escalera.core.tickets.models import Form
from escalera.core.tickets.vocabulary import all_fields, all_forms
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, keys, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("forms", "settings-forms")


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says. `fields`: place and need by field key, in their order."""

    name: str
    kind: str
    team: int | None
    intro: str
    public: bool
    fields: list[tuple[int, bool]]


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the forms."""
    return SCREEN.page(request, "page", {"forms": all_forms()})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, form: int | None = None) -> HttpResponse:
    """Show one form, or a new one; save it."""
    found = next((one for one in all_forms() if one.pk == form), None) if form else None
    if form and found is None:
        raise Form.DoesNotExist
    if request.method == "GET":
        return _page(request, found, _of(found))
    given = _given(request)
    refused, status = attempt(
        lambda: keeping.save_form(
            name=given.name,
            kind=given.kind,
            fields=given.fields,
            team=Team.objects.filter(pk=given.team).first() if given.team else None,
            intro=given.intro,
            public=given.public,
            form_id=form,
            by=request.user,
            at=timezone.now(),
        )
    )
    if refused:
        return _page(request, found, given, refused, status)
    return SCREEN.done(request, _("The form is saved."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, form: int) -> HttpResponse:
    """Ask, then delete the form."""
    found = Form.objects.get(pk=form)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: keeping.drop_form(form_id=form, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The form is gone."))
    return SCREEN.confirm(
        request,
        heading=_("Delete the form “%(name)s”?") % {"name": found.name},
        words=[_("Tickets that were opened with it stay as they are.")],
        action=_("Delete"),
        refused=refused,
        status=status,
    )


def _page(
    request: DeskRequest, found: Form | None, given: Given, refused: str = "", status: int = 200
) -> HttpResponse:
    chosen = dict(given.fields)
    order = {key: place for place, (key, _needed) in enumerate(given.fields, 1)}
    fields = [one for one in all_fields() if one.is_active]
    rows: list[dict[str, Any]] = [
        {"id": one.pk, "label": one.label, "kind": one.get_kind_display(), "on": one.pk in chosen,
         "needed": chosen.get(one.pk, False), "place": order.get(one.pk, "")}
        for one in sorted(fields, key=lambda one: (order.get(one.pk, 10_000), one.order))
    ]  # fmt: skip
    context = {
        "form": found,
        "given": given,
        "rows": rows,
        "kinds": Kind.choices,
        "teams": Team.objects.order_by("level__order", "name").values_list("pk", "name")[:200],
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)


def _of(found: Form | None) -> Given:
    if found is None:
        return Given("", Kind.REQUEST, None, "", False, [])
    places = [(one.field_id, one.is_required) for one in found.places.all()]
    return Given(found.name, found.kind, found.team_id, found.intro, found.is_public, places)


def _given(request: DeskRequest) -> Given:
    """Read the form; fields come in the order of the numbers beside them, those without one last."""

    def place(key: int) -> int:
        text = typed(request, f"place-{key}")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 99_999

    chosen, needed = keys(request, "fields"), set(keys(request, "needed"))
    return Given(
        name=typed(request, "name"),
        kind=typed(request, "kind"),
        team=key_or_none(request, "team"),
        intro=typed(request, "intro"),
        public=ticked(request, "public"),
        fields=[(key, key in needed) for key in sorted(chosen, key=place)],
    )
