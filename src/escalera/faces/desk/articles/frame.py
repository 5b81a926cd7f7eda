"""What stands beside every page of the library: where one is, and what waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from escalera.base.people.models.helpers import CONTENT, WORK
from escalera.core.knowledge import listing
from escalera.faces.desk.shared.pages import DeskRequest


def frame(request: DeskRequest, here: str) -> dict[str, Any]:
    """Return what `desk/articles/frame.html` expects. `here`: list, reviews, gaps, import."""
    return {
        "section": "articles",
        "here": here,
        "waiting": listing.counts(request.user, today=timezone.localdate()),
        "may_publish": request.user.may(CONTENT),
        "may_write": request.user.may(CONTENT) or request.user.may(WORK),
        "said": request.session.pop("said", "") if "said" in request.session else "",
    }


def name_of(code: str) -> str:
    """Return a language's own name; "" is any language."""
    return str(dict(settings.LANGUAGES).get(code, code))


def chosen_language(text: str) -> str | None:
    """Return a language of ours ("" too, where no language was chosen); None for anything else."""
    return text if text == "" or text in dict(settings.LANGUAGES) else None


def key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
