"""The deed that pages who is on call, for rules and steps."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.deeds.inputs import Given, Input, InputType, Words
from escalera.core.deeds.registry import Deed, Turn, register
from escalera.core.oncall.actions.pages import page
from escalera.core.oncall.models import Rotation

PAGE = "page"


def _rotations() -> Sequence[tuple[str, Words]]:
    rows = Rotation.objects.filter(archived_at__isnull=True).order_by("name").values_list("pk", "name")
    return [(str(key), name) for key, name in rows]


def _inputs(given: Given) -> Sequence[Input]:
    label = gettext_lazy("Rotation")
    return [Input("rotation", label, InputType.CHOICE, _rotations, keeps_name=True, whole=True)]


def _page(given: Given, turn: Turn) -> None:
    page(rotation_id=given["rotation"], ticket_id=turn.ticket_id, by=turn.by, at=turn.at, why=turn.by.name)


def _words(given: Given) -> str:
    return _("paged who is on call for %(rotation)s") % {"rotation": given.get("rotation_name", "")}


def register_all() -> None:
    """Make it known; called when the product starts."""
    register(PAGE, Deed(gettext_lazy("Page who is on call"), _page, _words, _inputs, order=45))
