"""What a hand-over between two levels must say."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.people.models import Level
from escalera.core.ladder import actions
from escalera.core.ladder.models import HandoverTemplate
from escalera.core.ladder.packets import STANDARD
from escalera.core.ladder.queries import templates
from escalera.core.tickets.classes import category_tree
from escalera.core.tickets.models import Category
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("handovers", "settings-handovers")
OWN_LINES = 5  # empty lines offered beside those that are filled


@desk_view
@require_http_methods(["GET"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the hand-overs that the company described."""
    rows = [{"id": one.pk, "words": _words(one), "needs": _needs(one)} for one in templates()]
    return SCREEN.page(request, "page", {"rows": rows})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, handover: int | None = None) -> HttpResponse:
    """Show one hand-over or a new one, or save it."""
    found = HandoverTemplate.objects.get(pk=handover) if handover else None
    if request.method == "GET":
        return _form(request, found)
    refused, status = attempt(lambda: _save(request, found))
    if refused:
        return _form(request, found, refused, status)
    return SCREEN.done(request, _("The hand-over is saved. It counts from now on."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, handover: int) -> HttpResponse:
    """Ask, then let nothing special be asked any more."""
    found = HandoverTemplate.objects.select_related("from_level", "to_level", "category").get(pk=handover)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.drop_handover(template_id=handover, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The hand-over is deleted."))
    words = [_("What was handed over stays as it was written. From now on only what is wrong must be said.")]
    heading = _("Delete the hand-over “%(name)s”?") % {"name": _words(found)}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Delete"), refused=refused, status=status)


def _save(request: DeskRequest, one: HandoverTemplate | None) -> None:
    levels = {level.pk: level for level in Level.objects.all()}
    category = key_or_none(request, "category")
    actions.save_handover(
        template_id=one.pk if one else None,
        from_level=levels.get(key_or_none(request, "from") or 0),
        to_level=levels.get(key_or_none(request, "to") or 0),
        category=Category.objects.filter(pk=category).first() if category else None,
        fields=_fields(request),
        by=request.user,
        at=timezone.now(),
    )


def _fields(request: DeskRequest) -> list[dict[str, Any]]:
    needed = set(request.POST.getlist("needed")[:60])
    standard = [{"key": key, "required": True} for key in STANDARD if key in needed]
    keys = request.POST.getlist("own-key")[:30]
    labels = request.POST.getlist("own")[:30]
    own = [
        {"key": keys[place] if place < len(keys) else "", "label": label, "required": f"own-{place}" in needed}
        for place, label in enumerate(labels)
    ]
    return [*standard, *own]


def _words(one: HandoverTemplate) -> str:
    here, there = one.from_level, one.to_level
    words = f"{here or _('any level')} → {there or _('any level')}"
    return f"{words} · {one.category.name}" if one.category else words


def _needs(one: HandoverTemplate) -> str:
    labels = [str(STANDARD.get(field["key"]) or field["label"]) for field in one.fields if field["required"]]
    return ", ".join(labels) or _("only what is wrong")


def _form(request: DeskRequest, one: HandoverTemplate | None, refused: str = "", status: int = 200) -> HttpResponse:
    fields = _fields(request) if refused else list(one.fields) if one else []
    needed = {field["key"] for field in fields if field["required"]}
    own = [field for field in fields if field["key"] not in STANDARD]
    lines = own + [{"key": "", "label": "", "required": False}] * OWN_LINES
    chosen = {
        "from": typed(request, "from") if refused else str(one.from_level_id or "") if one else "",
        "to": typed(request, "to") if refused else str(one.to_level_id or "") if one else "",
        "category": typed(request, "category") if refused else str(one.category_id or "") if one else "",
    }
    context = {
        "handover": one,
        "heading": _words(one) if one else "",
        "chosen": chosen,
        "levels": [(str(level.pk), str(level)) for level in Level.objects.filter(archived_at__isnull=True)],
        "categories": [(str(twig.category.pk), twig.path) for twig in category_tree()],
        "standard": [(key, label, key in needed) for key, label in STANDARD.items() if key != "summary"],
        "own": [(place, field["key"], field["label"], field["required"]) for place, field in enumerate(lines)],
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)
