"""The company's own fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.models import Segment
from escalera.core.tickets.actions import keeping_fields
from escalera.core.tickets.actions.keeping_fields import FieldWords
from escalera.core.tickets.choices import FieldKind, Kind, RequiredAt
from escalera.core.tickets.models import Field
from escalera.core.tickets.vocabulary import all_fields, is_filled
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, keys, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("fields", "settings-fields")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the fields in their order."""
    return _list(request)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, field: int | None = None) -> HttpResponse:
    """Show one field, or a new one; save it."""
    found = Field.objects.get(pk=field) if field else None
    if request.method == "GET":
        return _form(request, found, _words(found) if found else FieldWords(label="", kind=FieldKind.TEXT))
    words = _given(request)
    refused, status = attempt(
        lambda: keeping_fields.save_field(words=words, field_id=field, by=request.user, at=timezone.now())
    )
    if refused:
        return _form(request, found, words, refused, status)
    return SCREEN.done(request, _("The field is saved."))


@desk_view
@require_POST
def move(request: DeskRequest, field: int) -> HttpResponse:
    """Let a field change places with its neighbour."""
    order = list(Field.objects.values_list("pk", flat=True))
    place = order.index(field) if field in order else 0
    other = place + (-1 if ticked(request, "up") else 1)
    if field in order and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    refused, status = attempt(
        lambda: keeping_fields.order_fields(field_ids=order, by=request.user, at=timezone.now())
    )  # fmt: skip
    return _list(request, refused, status) if refused else SCREEN.done(request, _("The order is changed."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, field: int) -> HttpResponse:
    """Ask, then delete the field, or retire it if something was filled in."""
    found = Field.objects.get(pk=field)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: keeping_fields.drop_field(field_id=field, by=request.user, at=timezone.now())
        )  # fmt: skip
        if not refused:
            return SCREEN.done(request, _("The field is gone."))
    words = (
        _("Something is filled in: the field is retired, what it holds is kept and can be searched.")
        if is_filled(found)
        else _("Nothing was filled in, so nothing is lost.")
    )
    return SCREEN.confirm(
        request,
        heading=_("Take away the field “%(name)s”?") % {"name": found.label},
        words=[words],
        action=_("Take away"),
        refused=refused,
        status=status,
    )


def _list(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    fields = all_fields()
    kinds = dict(Kind.choices)
    rows = [
        {
            "id": one.pk,
            "label": one.label,
            "kind": one.get_kind_display(),
            "about": _about(one, kinds),
            "active": one.is_active,
            "first": place == 0,
            "last": place == len(fields) - 1,
        }
        for place, one in enumerate(fields)
    ]
    return SCREEN.page(request, "page", {"fields": rows}, refused=refused, status=status)


def _about(one: Field, kinds: dict[str, Any]) -> str:
    """Say in one line where a field is asked and when it is needed."""
    words = [", ".join(str(kinds.get(kind, kind)) for kind in one.kinds) or _("every kind")]
    if one.required_at != RequiredAt.NEVER:
        words.append(_("needed: %(when)s") % {"when": one.get_required_at_display().lower()})
    if one.shown_if:
        values = ", ".join(one.shown_if_values)
        words.append(_("only if %(field)s is %(values)s") % {"field": one.shown_if.label, "values": values})
    if one.customer_edits:
        words.append(_("customers fill it in"))
    return " · ".join(words)


def _form(
    request: DeskRequest, found: Field | None, words: FieldWords, refused: str = "", status: int = 200
) -> HttpResponse:
    others = [one for one in all_fields() if found is None or one.pk != found.pk]
    context = {
        "field": found,
        "words": words,
        "choices": "\n".join(words.choices),
        "conditions": "\n".join(words.shown_if_values),
        "field_kinds": FieldKind.choices,
        "ticket_kinds": [(key, label, key in words.kinds) for key, label in Kind.choices],
        "segments": [(one.pk, one.name, one.pk in words.segments) for one in Segment.objects.order_by("name")[:200]],
        "moments": RequiredAt.choices,
        "others": [(one.pk, one.label, one.pk == words.shown_if) for one in others],
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)


def _words(found: Field) -> FieldWords:
    return FieldWords(
        label=found.label,
        kind=found.kind,
        key=found.key,
        choices=found.choices,
        kinds=found.kinds,
        segments=found.segments,
        required_at=found.required_at,
        shown_if=found.shown_if_id,
        shown_if_values=found.shown_if_values,
        help=found.help,
        customer_sees=found.customer_sees,
        customer_edits=found.customer_edits,
        active=found.is_active,
    )


def _given(request: DeskRequest) -> FieldWords:
    return FieldWords(
        label=typed(request, "label"),
        kind=typed(request, "kind"),
        key=typed(request, "key"),
        choices=typed(request, "choices").splitlines(),
        kinds=request.POST.getlist("kinds")[:10],
        segments=keys(request, "segments"),
        required_at=typed(request, "required_at"),
        shown_if=key_or_none(request, "shown_if"),
        shown_if_values=[one.strip() for one in typed(request, "shown_if_values").splitlines() if one.strip()],
        help=typed(request, "help"),
        customer_sees=ticked(request, "customer_sees"),
        customer_edits=ticked(request, "customer_edits"),
        active=ticked(request, "active"),
    )
