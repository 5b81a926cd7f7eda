"""What tickets are about: a tree."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Team
from escalera.core.tickets.actions import keeping_classes as actions
from escalera.core.tickets.classes import Twig, category_tree
from escalera.core.tickets.models import Category, Kind
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("categories", "settings-categories")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the tree; a POST adds a category."""
    if request.method == "GET":
        return _list(request)
    refused, status = attempt(lambda: _save(request))
    if refused:
        return _list(request, refused=refused, status=status)
    return SCREEN.done(request, _("The category is there. Tickets can have it at once."))


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, category: int) -> HttpResponse:
    """Show one category, or change it."""
    found = Category.objects.get(pk=category)
    if request.method == "GET":
        return _form(request, found)
    refused, status = attempt(lambda: _save(request, found))
    if refused:
        return _form(request, found, refused, status)
    return SCREEN.done(request, _("The category is saved."))


@desk_view
@require_POST
def move(request: DeskRequest, category: int) -> HttpResponse:
    """Let a category change places with its sister above or below."""
    one = Category.objects.get(pk=category)
    order = list(Category.objects.filter(parent=one.parent_id, archived_at__isnull=True).values_list("pk", flat=True))
    place = order.index(one.pk) if one.pk in order else 0
    other = place + (-1 if ticked(request, "up") else 1)
    if one.pk in order and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    refused, status = attempt(lambda: actions.order_categories(order=order, by=request.user, at=timezone.now()))
    if refused:
        return _list(request, refused=refused, status=status)
    return SCREEN.done(request, _("The order is changed."))


@desk_view
@require_POST
def archive(request: DeskRequest, category: int) -> HttpResponse:
    """Offer a category nowhere any more, or bring it back."""
    back = ticked(request, "back")
    refused, status = attempt(
        lambda: actions.archive_category(category_id=category, back=back, by=request.user, at=timezone.now())
    )
    if refused:
        return _form(request, Category.objects.get(pk=category), refused, status)
    return SCREEN.done(request, _("The category is back.") if back else _("The category is archived."))


def _save(request: DeskRequest, one: Category | None = None) -> None:
    parent, team = key_or_none(request, "parent"), key_or_none(request, "team")
    actions.save_category(
        category_id=one.pk if one else None,
        name=typed(request, "name"),
        parent=Category.objects.filter(pk=parent).first() if parent else None,
        kind=typed(request, "kind"),
        team=Team.objects.filter(pk=team).first() if team else None,
        by=request.user,
        at=timezone.now(),
    )


def _list(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    tree = category_tree(every=True)
    context = {
        "rows": [_row(twig) for twig in tree],
        **_choices(tree, None),
        "given": {name: typed(request, name) for name in ("name", "parent", "kind", "team")},
    }
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _row(twig: Twig) -> dict[str, Any]:
    one = twig.category
    about = [str(Kind(one.kind).label) if one.kind else "", f"→ {one.team.name}" if one.team else ""]
    return {
        "id": one.pk,
        "name": one.name,
        "deep": min(twig.deep, 5),
        "about": " ".join(part for part in about if part),
        "archived": one.archived_at is not None,
    }


def _choices(tree: list[Twig], one: Category | None) -> dict[str, Any]:
    teams = Team.objects.filter(archived_at__isnull=True).select_related("level").order_by("level__order", "name")
    return {
        "parents": [
            (str(twig.category.pk), twig.path)
            for twig in tree
            if twig.category.archived_at is None and (one is None or twig.category.pk != one.pk)
        ],
        "kinds": Kind.choices,
        "teams": [(str(team.pk), f"{team.level.code} {team.name}") for team in teams],
    }


def _form(request: DeskRequest, one: Category, refused: str = "", status: int = 200) -> HttpResponse:
    given = {"name": one.name, "kind": one.kind, "parent": str(one.parent_id or ""), "team": str(one.team_id or "")}
    if refused and request.method == "POST" and "name" in request.POST:
        given = {name: typed(request, name) for name in given}
    context = {"category": one, "given": given, **_choices(category_tree(), one)}
    return SCREEN.page(request, "form", context, refused=refused, status=status)
