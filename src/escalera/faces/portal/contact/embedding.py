"""Where the contact form stands: on the portal's own page, or in a frame of another site for a channel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from escalera.base.people.models import Team
from escalera.core.channels.models import Channel
from escalera.faces.portal.contact.asking import Subject

LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Embedded:
    """The channel whose form it is."""

    channel: Channel

    @property
    def team(self) -> Team | None:
        return self.channel.team

    def only(self, known: list[Subject]) -> list[Subject]:
        """Return the subjects that this form offers; all where it names none that is there."""
        wanted = {f"f{str(one).strip()}" for one in self.channel.settings.get("forms") or []}
        return [one for one in known if one.key in wanted] or known

    def context(self) -> dict[str, Any]:
        """Return what the page shows of the channel."""
        settings = self.channel.settings
        return {
            "base": "portal/frame.html",
            "form_url": reverse("web-form", args=[self.channel.hook_key]),
            "title": str(settings.get("title") or ""),
            "intro": str(settings.get("intro") or ""),
            "is_framed": True,
        }


@contextmanager
def embedded_in(request: HttpRequest, embedded: Embedded) -> Iterator[None]:
    """Let the form be this channel's while the block runs."""
    request.embedded = embedded  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del request.embedded  # type: ignore[attr-defined]


def embedded_of(request: HttpRequest) -> Embedded | None:
    """Return the channel's form that is asked for; None on the portal's own page."""
    return getattr(request, "embedded", None)


def page_around(request: HttpRequest) -> dict[str, str]:
    """Return the address of the page that holds the frame, if it said so."""
    given = (request.POST.get("page") or request.GET.get("page", ""))[:LONGEST_PAGE]
    return {"page": given} if given.startswith(("https://", "http://")) else {}
