"""How a settings screen answers: done and back to the list with a sentence, or the same form with what was refused.

Pages are plain forms that work without a script; what was typed is never lost by a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput, Refusal
from escalera.faces.desk.settings.frame import frame, said
from escalera.faces.desk.shared.pages import DeskRequest, status_of

LONGEST = 20_000  # characters of one typed field


@dataclass(frozen=True, slots=True)
class Screen:
    """One settings screen: its key in the menu, and where its list is."""

    key: str
    url: str  # name without "desk:"

    @property
    def folder(self) -> str:
        return f"desk/settings/{self.key}"

    def page(
        self, request: DeskRequest, name: str, context: Mapping[str, Any], *, refused: str = "", status: int = 200
    ) -> HttpResponse:
        """Render one template of the screen in the frame. Raises: PermissionDenied."""
        whole = {**frame(request, self.key), **context, "refused": refused}
        return render(request, f"{self.folder}/{name}.html", whole, status=status)

    def done(self, request: DeskRequest, words: object = "", where: str = "", *keys: object) -> HttpResponse:
        """Go back to the list (or to another page) and say there what was done."""
        said(request, words or _("Saved."))
        return redirect(reverse(f"desk:{where or self.url}", args=keys))

    def confirm(
        self,
        request: DeskRequest,
        *,
        heading: str,
        words: list[str],
        action: str,
        refused: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """Ask before something goes away, and say what will happen. The form posts to the same address."""
        whole = {
            **frame(request, self.key),
            "heading": heading,
            "words": words,
            "action": action,
            "back": reverse(f"desk:{self.url}"),
            "refused": refused,
        }
        return render(request, "desk/settings/confirm.html", whole, status=status)


def attempt(change: Callable[[], object]) -> tuple[str, int]:
    """Do the change; return what was refused and its status, ("", 200) if nothing was."""
    try:
        change()
    except Refusal as refusal:
        return str(refusal), status_of(refusal)
    return "", 200


def typed(request: DeskRequest, name: str) -> str:
    """Return what was typed into a field, without what no field of ours holds."""
    return request.POST.get(name, "").replace("\x00", "")[:LONGEST].strip()


def ticked(request: DeskRequest, name: str) -> bool:
    return request.POST.get(name, "") in ("on", "1", "yes")


def number(text: str, *, what: str) -> int:
    """Return a whole number of at most nine digits. Raises: BadInput."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput(_("%(what)s: type a whole number.") % {"what": what})
    return int(text)


def keys(request: DeskRequest, name: str) -> list[int]:
    """Return the row keys that were ticked under a name."""
    return [
        int(one) for one in request.POST.getlist(name)[:2000] if one.isascii() and one.isdecimal() and len(one) < 18
    ]


def key_or_none(request: DeskRequest, name: str) -> int | None:
    return next(iter(keys(request, name)), None)
