"""The topics in which articles stand: their names, their order, who sees them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.core.knowledge import actions
from escalera.core.knowledge.listing import in_order, shelves
from escalera.core.knowledge.models import Topic
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, keys, number, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("articles", "settings-articles")
ICONS = ("book", "key", "plug", "card", "tool", "web", "email", "phone", "chat", "person", "lock", "calendar", "box",
         "pulse", "heart", "info")  # fmt: skip


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the topics in their order."""
    rows = shelves()
    last = {one.parent_id: one.pk for one in rows}
    first = {one.parent_id: one.pk for one in reversed(rows)}
    lines = [(one, first[one.parent_id] == one.pk, last[one.parent_id] == one.pk) for one in rows]
    return SCREEN.page(request, "page", {"lines": lines})


@desk_view
@require_http_methods(["GET", "POST"])
def edit_topic(request: DeskRequest, topic: int | None = None) -> HttpResponse:
    """Show the form of a new topic or of one, with the order of its articles, or save it."""
    found = Topic.objects.get(pk=topic) if topic is not None else Topic(order=Topic.objects.count())
    names = [(code, name, found.names.get(code, "")) for code, name in settings.LANGUAGES]
    if topic is None:
        found.parent = Topic.objects.filter(pk=_key(request.GET.get("parent", "")), parent=None).first()
    tops = [one for one in Topic.objects.filter(parent=None) if one.pk != topic]
    page = {
        "topic": found,
        "symbols": ICONS,
        "names": names,
        "tops": tops,
        "articles": in_order(topic) if topic else [],
    }
    if request.method == "GET":
        return SCREEN.page(request, "topic", page)
    icon = typed(request, "icon") if typed(request, "icon") in ICONS else "book"
    given = {code: typed(request, f"name-{code}") for code, _name in settings.LANGUAGES}
    refused, status = attempt(
        lambda: actions.save_topic(
            name=typed(request, "name"), icon=icon, order=_number(request, "order", _("Order")), names=given,
            is_public=ticked(request, "is_public"), by=request.user, at=timezone.now(), topic_id=topic,
            parent=key_or_none(request, "parent"),
        )
    )  # fmt: skip
    if refused:
        return SCREEN.page(request, "topic", page, refused=refused, status=status)
    return SCREEN.done(request, _("The topic is saved."))


@desk_view
@require_POST
def move_topic(request: DeskRequest, topic: int) -> HttpResponse:
    """Let a topic stand one place higher or lower."""
    up = request.POST.get("do") == "up"
    refused, _status = attempt(lambda: actions.move_topic(topic_id=topic, up=up, by=request.user, at=timezone.now()))
    return SCREEN.done(request, refused)


@desk_view
@require_POST
def order_articles(request: DeskRequest, topic: int) -> HttpResponse:
    """Keep the order in which a topic's articles were put."""
    order = moved(keys(request, "article"), request.POST.get("do", ""))
    refused, _status = attempt(
        lambda: actions.order_articles(topic_id=topic, keys=order, by=request.user, at=timezone.now())
    )
    return SCREEN.done(request, refused, "settings-topic", topic)


def moved(order: list[int], do: str) -> list[int]:
    """Return the keys with one of them a place further up or down: "up-12", "down-12"."""
    way, _dash, key = do.partition("-")
    if way in ("up", "down") and key.isdecimal() and len(key) < 18 and int(key) in order:
        place = order.index(int(key))
        order.insert(max(place - 1, 0) if way == "up" else place + 1, order.pop(place))
    return order


@desk_view
@require_http_methods(["GET", "POST"])
def remove_topic(request: DeskRequest, topic: int) -> HttpResponse:
    """Ask, then delete an empty topic."""
    found, refused, status = Topic.objects.get(pk=topic), "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.remove_topic(topic_id=topic, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The topic is deleted."))
    return SCREEN.confirm(
        request, heading=_("Delete the topic “%(topic)s”?") % {"topic": found.name},
        words=[_("Only an empty topic can be deleted.")], action=_("Delete"), refused=refused, status=status,
    )  # fmt: skip


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _number(request: DeskRequest, name: str, what: str) -> int:
    text = typed(request, name)
    return number(text, what=what) if text else 0
