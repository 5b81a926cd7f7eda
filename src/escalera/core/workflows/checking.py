"""What a workflow may say: every part is checked against what is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Level, Team
from escalera.base.refusals import BadInput
from escalera.core.tickets.choices import Status
from escalera.core.tickets.conditions import CHANNELS
from escalera.core.tickets.models import Form
from escalera.core.workflows.choices import PARTS, Handing, Personal, Survey, Tone

LONGEST_LABEL, LONGEST_TEXT, MOST = 60, 600, 200
NEVER_HIDDEN = (Status.OPEN, Status.RESOLVED)  # what hidden ones look like


def checked(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data whole, in its stored shape. Raises: BadInput, in words that name what to mend."""
    if unknown := set(data) - set(PARTS):
        raise BadInput(_("A workflow has no part “%(part)s”.") % {"part": sorted(unknown)[0][:40]})
    whole = {key: data.get(key, usual) for key, usual in PARTS.items()}
    try:
        return {key: _CHECKS[key](value) for key, value in whole.items()} | _placed(whole)
    except (TypeError, ValueError) as error:
        raise BadInput(_("The workflow cannot be read.")) from error


def _placed(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return path and entrance. The path goes upwards; tickets begin with a team that stands on it."""
    wanted = {int(key) for key in whole["path"]}
    levels = Level.objects.filter(pk__in=wanted, archived_at__isnull=True).order_by("order")
    path = list(levels.values_list("pk", flat=True))
    if len(path) != len(wanted):
        raise BadInput(_("A level of the path is not there any more."))
    if whole["entrance"] in (None, ""):
        return {"path": path, "entrance": None}
    team = Team.objects.filter(pk=int(whole["entrance"]), archived_at__isnull=True).first()
    if team is None:
        raise BadInput(_("The team where tickets should begin is not there any more."))
    if path and team.level_id not in path:
        raise BadInput(
            _("%(team)s does not stand on the path: its tickets cannot begin there.") % {"team": team.name}
        )
    return {"path": path, "entrance": team.pk}


def _statuses(value: Any) -> dict[str, str]:
    return {Status(key).value: text for key, one in dict(value).items() if (text := _line(one))}


def _line(value: Any) -> str:
    text = " ".join(str(value).replace("\x00", "").split())
    if len(text) > LONGEST_LABEL:
        raise BadInput(_("The words for a status have at most %(count)d characters.") % {"count": LONGEST_LABEL})
    return text


def _hidden(value: Any) -> list[str]:
    hidden = sorted({Status(one).value for one in value})
    for status in NEVER_HIDDEN:
        if status in hidden:
            raise BadInput(_("Customers always see “%(status)s”.") % {"status": status.label})
    return hidden


def _forms(value: Any) -> list[int]:
    wanted = {int(key) for key in value}
    found = list(Form.objects.filter(pk__in=wanted).order_by("order", "pk").values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise BadInput(_("A form is not there any more."))
    return found


def _keys(value: Any) -> list[int]:
    return [int(key) for key in dict.fromkeys(value)][:MOST]


def _channels(value: Any) -> list[str]:
    if unknown := set(value) - set(CHANNELS):
        raise BadInput(_("There is no channel “%(channel)s”.") % {"channel": str(sorted(unknown)[0])[:20]})
    return [one for one in CHANNELS if one in value]


def _covers(value: Any) -> list[str]:
    wanted = {Personal(one) for one in value}
    return [one.value for one in Personal if one in wanted]


def _text(value: Any) -> str:
    text = str(value).replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise BadInput(_("Greeting and signature have at most %(count)d characters.") % {"count": LONGEST_TEXT})
    return text


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "statuses": _statuses, "hidden": _hidden, "forms": _forms, "policies": _keys, "path": _keys,
    "entrance": lambda value: value, "routing": lambda value: Handing(value).value, "channels": _channels,
    "survey": lambda value: Survey(value).value, "tone": lambda value: Tone(value).value, "greeting": _text,
    "signature": _text, "may_ask_higher": bool, "tells_deadline": bool, "covers": _covers,
}  # fmt: skip
