"""Browsers that take messages: asked for by a click in that browser, listed and forgotten on the preferences' page."""

from __future__ import annotations

import re

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.refusals import Refusal
from escalera.core.notifications import actions, tasks
from escalera.core.notifications.keys import public_key
from escalera.core.notifications.queries import browsers_of
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

# In this order: Edge and Opera say Chrome too, and everybody says Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_MACHINES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
             ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


@desk_view
@require_http_methods(["GET", "POST"])
def subscribe(request: DeskRequest) -> HttpResponse:
    """GET: give the desk's public key. POST: let messages come to this browser."""
    now = timezone.now()
    if request.method == "GET":
        return JsonResponse({"key": public_key(now)})
    try:
        row = actions.subscribe(
            endpoint=request.POST.get("endpoint", ""),
            p256dh=request.POST.get("p256dh", ""),
            auth=request.POST.get("auth", ""),
            browser=browser_name(request.headers.get("User-Agent", "")),
            session_key=request.session.session_key or "",
            by=request.user,
            at=now,
        )
    except Refusal as refusal:
        return JsonResponse({"words": str(refusal)}, status=status_of(refusal))
    return JsonResponse({"id": row.pk}, status=201)


@desk_view
@require_POST
def unsubscribe(request: DeskRequest) -> HttpResponse:
    """Let nothing more come to this browser."""
    actions.unsubscribe(endpoint=request.POST.get("endpoint", ""), by=request.user, at=timezone.now())
    return HttpResponse(status=204)


@desk_view
@require_POST
def forget(request: DeskRequest, number: int) -> HttpResponse:
    """Let nothing more come to a browser of one's list."""
    actions.forget_subscription(subscription_id=number, by=request.user, at=timezone.now())
    return redirect("desk:notices-preferences")


@desk_view
@require_POST
def test(request: DeskRequest, number: int) -> HttpResponse:
    """Send a message to a browser of one's list, to see that it comes."""
    if any(one.pk == number for one in browsers_of(request.user)):
        words = {"title": _("It works"), "body": _("Messages from your desk come here."), "tag": "test"}
        tasks.push.enqueue(number, {**words, "url": "/desk/notifications/", "always": True}, True)
    return redirect("desk:notices-preferences")


def browser_name(agent: str) -> str:
    """Return "Firefox · Android" of what a browser says of itself; "" if it says nothing known."""
    known = [
        next((name for mark, name in table if re.search(mark, agent[:400])), "") for table in (_BROWSERS, _MACHINES)
    ]
    return " · ".join(name for name in known if name)
