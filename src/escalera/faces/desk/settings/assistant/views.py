"""The assistant of the portal and of the acknowledgements: on or off, its name and first words, when a person comes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.refusals import BadInput
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.actions import NewAssistant
from escalera.levels.selfservice.models import Assistant

SCREEN = Screen("assistant", "settings-assistant")
NUMBERS = ("tries", "quiet_minutes", "kept_days")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the assistant's settings, or change them."""
    if request.method == "GET":
        return SCREEN.page(request, "page", _page(_values(queries.assistant())))
    refused, status = attempt(
        lambda: actions.save_assistant(given=_given(request), by=request.user, at=timezone.now())
    )
    if refused:
        return SCREEN.page(request, "page", _page(_typed(request)), refused=refused, status=status)
    return SCREEN.done(request, _("The assistant is saved."))


def _given(request: DeskRequest) -> NewAssistant:
    """Raises: BadInput."""
    values = _typed(request)
    numbers: dict[str, int] = {}
    for name in NUMBERS:
        text = values[name]
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise BadInput(_("Write a whole number."))
        numbers[name] = int(text)
    return NewAssistant(
        is_on=values["is_on"], in_mail=values["in_mail"], name=values["name"], welcome=values["welcome"],
        person_words=values["person_words"].splitlines(), **numbers,
    )  # fmt: skip


def _typed(request: DeskRequest) -> dict[str, Any]:
    return {
        "is_on": ticked(request, "is_on"),
        "in_mail": ticked(request, "in_mail"),
        "name": typed(request, "name"),
        "welcome": {code: typed(request, f"welcome-{code}") for code, _name in _tongues()},
        "person_words": request.POST.get("person_words", "")[:10_000],
        **{name: typed(request, name) for name in NUMBERS},
    }


def _values(one: Assistant) -> dict[str, Any]:
    return {
        "is_on": one.is_on,
        "in_mail": one.in_mail,
        "name": one.name,
        "welcome": one.welcome,
        "person_words": "\n".join(one.person_words),
        **{name: str(getattr(one, name)) for name in NUMBERS},
    }


def _page(values: dict[str, Any]) -> dict[str, Any]:
    welcome = [{"code": code, "label": label, "value": values["welcome"].get(code, "")} for code, label in _tongues()]
    return {"values": values, "welcome": welcome}


def _tongues() -> list[tuple[str, str]]:
    return [("", _("For everybody")), *settings.LANGUAGES]
