"""The company's tags, and the senders that somebody blocked."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.refusals import BadInput
from escalera.core.tickets import actions
from escalera.core.tickets.actions import keeping
from escalera.core.tickets.actions.tagging import tag_key
from escalera.core.tickets.models import HUES, Tag
from escalera.core.tickets.vocabulary import blocked_senders, tag_page, tags_like
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("tags", "settings-tags")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the tags; a POST makes one."""
    if request.method == "GET":
        return _list(request)
    refused, status = attempt(
        lambda: keeping.save_tag(name=typed(request, "name"), hue=_hue(request), by=request.user, at=timezone.now())
    )
    if refused:
        return _list(request, {"name": typed(request, "name"), "hue": _hue(request)}, refused, status)
    return SCREEN.done(request, _("The tag is there."))


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, tag: int) -> HttpResponse:
    """Show one tag, or give it another name and colour."""
    found = Tag.objects.get(pk=tag)
    if request.method == "GET":
        return _form(request, found)
    refused, status = attempt(
        lambda: keeping.save_tag(
            name=typed(request, "name"), hue=_hue(request), tag_id=tag, by=request.user, at=timezone.now()
        )
    )
    if refused:
        found.name, found.hue = typed(request, "name"), _hue(request)
        return _form(request, found, refused, status)
    return SCREEN.done(request, _("The tag is saved."))


@desk_view
@require_POST
def merge(request: DeskRequest, tag: int) -> HttpResponse:
    """Let another tag take this one's place on every ticket."""
    found = Tag.objects.get(pk=tag)

    def act() -> None:
        into = next((one for one in tags_like(tag_key(typed(request, "into")), limit=1)), None)
        if into is None or into.key != tag_key(typed(request, "into")):
            raise BadInput(_("There is no tag of this name."))
        keeping.merge_tags(tag_id=tag, into_id=into.pk, by=request.user, at=timezone.now())

    refused, status = attempt(act)
    if refused:
        return _form(request, found, refused, status)
    return SCREEN.done(request, _("The two tags are one."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, tag: int) -> HttpResponse:
    """Ask, then take the tag off every ticket and out of the list."""
    found = Tag.objects.get(pk=tag)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: keeping.drop_tag(tag_id=tag, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The tag is gone."))
    return SCREEN.confirm(
        request,
        heading=_("Delete the tag “%(name)s”?") % {"name": found.name},
        words=[_("It disappears from every ticket. The history of the tickets keeps its name.")],
        action=_("Delete"),
        refused=refused,
        status=status,
    )


@desk_view
@require_POST
def unblock(request: DeskRequest, sender: int) -> HttpResponse:
    """Hear a blocked sender again."""
    refused, status = attempt(
        lambda: actions.unblock_sender(sender_id=sender, by=request.user, at=timezone.now())
    )  # fmt: skip
    if refused:
        return _list(request, refused=refused, status=status)
    return SCREEN.done(request, _("Their mail opens tickets again."))


def _list(
    request: DeskRequest, values: dict[str, Any] | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    rows, following = tag_page(after=request.GET.get("after", "")[:60])
    context = {
        "tags": rows,
        "next": following,
        "values": values or {"name": "", "hue": 7},
        "hues": range(HUES),
        "senders": blocked_senders(),
    }
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _form(request: DeskRequest, found: Tag, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"tag": found, "hues": range(HUES)}
    return SCREEN.page(request, "form", context, refused=refused, status=status)


def _hue(request: DeskRequest) -> int:
    return key_or_none(request, "hue") or 0
