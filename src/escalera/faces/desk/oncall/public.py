"""What works without signing in, by a secret part of the address: answering a page, and shifts for a calendar."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.refusals import Refusal
from escalera.core.oncall import actions, queries, turns
from escalera.core.oncall.ical import Entry, calendar_file
from escalera.core.oncall.links import call_at
from escalera.core.oncall.models import Feed, PageCall, Rotation
from escalera.core.oncall.turns import Shift
from escalera.faces.desk.shared.pages import status_of

BACK, AHEAD = timedelta(days=14), timedelta(days=120)


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show one big button; answer the page by it. Programs that look into mails open links, so opening answers nothing."""
    call = call_at(token)
    if call is None:
        raise Http404
    with translation.override(call.agent.language or translation.get_language()):
        words, status = "", 200
        if request.method == "POST":
            words, status = _answered(request, call)
            call = call_at(token) or call
        page = call.page
        shown = {
            "page": page, "ticket": page.ticket, "agent": call.agent, "words": words, "is_open": page.state == "open",
            "is_mine": page.acknowledged_by_id == call.agent_id, "by": page.acknowledged_by,
        }  # fmt: skip
        return render(request, "desk/oncall/answer.html", shown, status=status)


@never_cache
@require_GET
def shifts(request: HttpRequest, token: str) -> HttpResponse:
    """Give the shifts of the next months to a calendar."""
    feed = queries.feed_at(token)
    if feed is None or (feed.rotation is not None and feed.rotation.archived_at is not None):
        raise Http404
    now = timezone.now()
    actions.note_feed_read(feed=feed, at=now)
    with translation.override(feed.agent.language or translation.get_language()):
        name = feed.rotation.name if feed.rotation else _("On call: %(name)s") % {"name": feed.agent.name}
        content = calendar_file(name, _entries(feed), at=now)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="on-call.ics"'
    return answer


def _answered(request: HttpRequest, call: PageCall) -> tuple[str, int]:
    deed = actions.pass_on if request.POST.get("do") == "pass" else actions.acknowledge
    try:
        deed(page_id=call.page_id, by=call.agent, at=timezone.now())
    except Refusal as refusal:
        return str(refusal), status_of(refusal)
    return "", 200


def _entries(feed: Feed) -> list[Entry]:
    """Whole days at the edges, so that a shift is the same whenever it is asked for."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = midnight - BACK, midnight + AHEAD
    if feed.rotation is None:
        return [_entry(one, shift, one.name) for one, _layer, shift in queries.my_shifts(feed.agent, since, until)]
    who = queries.roster(feed.rotation.pk, since, until)
    return [
        _entry(feed.rotation, shift, f"{who.people[shift.agent].name} · {who.layers[shift.line].name}")
        for shift in turns.shifts(who.plan, since, until)
        if shift.agent is not None
    ]


def _entry(rotation: Rotation, shift: Shift, title: str) -> Entry:
    uid = f"{rotation.pk}-{shift.line}-{int(shift.since.timestamp())}@escalera"
    return Entry(uid, title, _("On call for %(rotation)s") % {"rotation": rotation.name}, shift.since, shift.until)
