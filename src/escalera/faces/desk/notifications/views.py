"""What a person was told: the list, and the bell of every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.log.models import Event
from escalera.core.knowledge.facts import ArticleReviewAsked
from escalera.core.knowledge.models import Article
from escalera.core.notifications import actions, queries
from escalera.core.notifications.choices import NoticeKind
from escalera.core.notifications.models import Notification
from escalera.faces.desk.notifications.presenter import list_rows, quiet_words
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


def _at_article(event: Event) -> str:
    """The text that it is about: its versions where it waits for a review, else its editor."""
    slug = Article.objects.values_list("slug", flat=True).get(pk=event.data["article_id"])
    name = "article-versions" if event.name == ArticleReviewAsked.name else "article-edit"
    return f"{reverse(f'desk:{name}', args=[slug])}?{urlencode({'language': event.data.get('language', '')})}"


# Where one goes on from what is about no ticket.
PLACES: dict[str, Callable[[Event], str]] = {
    NoticeKind.REMARK: lambda event: reverse("desk:settings-procedure", args=[event.data["procedure_id"]]),
    NoticeKind.REVIEW: _at_article,
    NoticeKind.PUBLISHED: _at_article,
    NoticeKind.SENT_BACK: _at_article,
    NoticeKind.LACKING: _at_article,
    NoticeKind.CHANNEL_BAD: lambda event: reverse("desk:settings-channel", args=[event.data["channel_id"]]),
    NoticeKind.CHANNEL_OK: lambda event: reverse("desk:settings-channel", args=[event.data["channel_id"]]),
    NoticeKind.CALL: lambda _event: reverse("desk:calls"),
    NoticeKind.REVIEW_DUE: lambda _event: reverse("desk:article-reviews"),
}


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the list, newest first."""
    return _page(request)


@desk_view
@require_GET
def bell(request: DeskRequest) -> HttpResponse:
    """Show the bell alone."""
    return render(request, "desk/notifications/_bell.html", {"section": request.GET.get("section", "")[:20]})


@desk_view
@require_GET
def open_one(request: DeskRequest, number: int) -> HttpResponse:
    """Go on to what it is about; it has been seen then."""
    found = actions.see(notification_id=number, by=request.user, at=timezone.now())
    return redirect(_place_of(found))


@desk_view
@require_POST
def see(request: DeskRequest, number: int) -> HttpResponse:
    """Mark one as seen, and stay."""
    actions.see(notification_id=number, by=request.user, at=timezone.now())
    return _page(request) if request.htmx else redirect("desk:notices")


@desk_view
@require_POST
def see_all(request: DeskRequest) -> HttpResponse:
    """Mark everything as seen."""
    actions.see_all(by=request.user, at=timezone.now())
    return _page(request) if request.htmx else redirect("desk:notices")


def _place_of(found: Notification) -> str:
    if found.kind == NoticeKind.PAGE:
        return reverse("desk:oncall")
    if found.ticket_id is None:
        about = Event.objects.filter(pk=found.event_id).first()
        return PLACES[found.kind](about) if about and found.kind in PLACES else reverse("desk:settings")
    where = reverse("desk:ticket", args=[found.ticket_id])
    return f"{where}#message-{found.message_id}" if found.message_id else where


def _page(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    only_unseen = request.GET.get("show") == "unseen"
    found = queries.page_for(request.user, before=_mark(request.GET.get("before", "")), only_unseen=only_unseen)
    base = reverse("desk:notices")
    kept = {"show": "unseen"} if only_unseen else {}
    next_mark = f"{found.next[0].timestamp():.6f}-{found.next[1]}" if found.next else ""
    reach = queries.reach_of(request.user)
    page = {
        "section": "notices",
        "days": list_rows(found.rows, Moments(now)),
        "unseen": reach.unseen,
        "only_unseen": only_unseen,
        "here": _with(base, {**kept, **({"before": request.GET["before"]} if "before" in request.GET else {})}),
        "next_url": _with(base, {**kept, "before": next_mark}) if next_mark else "",
        "quiet": quiet_words(reach, Moments(now)),
    }
    inside = request.htmx and request.htmx.target == "notices"
    return render(request, f"desk/notifications/{'_list' if inside else 'page'}.html", page)


def _with(base: str, words: dict[str, str]) -> str:
    return f"{base}?{urlencode(words)}" if words else base


def _mark(text: str) -> queries.Mark | None:
    """Return the place after which the page begins, None if the address holds none that we wrote."""
    seconds, _dash, key = text.partition("-")
    try:
        at = datetime.fromtimestamp(float(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return (at, int(key)) if key.isdecimal() and len(key) < 19 else None
