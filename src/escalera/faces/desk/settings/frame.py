"""The frame of all settings screens: the menu beside them, who may come in, and how a form answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from escalera.base.people.models import Agent
from escalera.faces.desk.settings.entries import ENTRIES, GROUPS, Entry
from escalera.faces.desk.shared.pages import DeskRequest


def frame(request: DeskRequest, screen: str) -> dict[str, Any]:
    """Return what `desk/settings/frame.html` expects, for the screen with this key.

    Raises: PermissionDenied if the agent's role lacks the screen's permission."""
    here = next((entry for entry in ENTRIES if entry.key == screen), None)
    if here is not None and not may_open(request.user, here):
        raise PermissionDenied
    return {
        "section": "settings",
        "screen": screen,
        "screen_label": here.label if here else "",
        "groups": menu(request.user, screen),
        "said": request.session.pop("said", "") if "said" in request.session else "",
    }


def may_open(agent: Agent, entry: Entry) -> bool:
    return not entry.permission or agent.may(entry.permission)


def menu(agent: Agent, screen: str = "") -> list[dict[str, Any]]:
    """Return the groups with the entries that the agent may open; groups without any are left out."""
    groups = [
        {"label": label, "entries": [_line(e, screen) for e in ENTRIES if e.group == key and may_open(agent, e)]}
        for key, label in GROUPS.items()
    ]
    return [group for group in groups if group["entries"]]


def said(request: HttpRequest, words: object) -> None:
    """Keep one sentence for the next settings page that this person sees: what was done."""
    request.session["said"] = str(words)


def _line(entry: Entry, screen: str) -> dict[str, Any]:
    return {
        "key": entry.key,
        "label": entry.label,
        "about": entry.about,
        "icon": entry.icon,
        "url": reverse(f"desk:{entry.url}"),
        "current": entry.key == screen,
    }
