"""The editor of a workflow: what it offers, and what was typed, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from escalera.base.people.models import Level, Team
from escalera.core.clocks.models import Policy
from escalera.core.tickets.choices import Status
from escalera.core.tickets.conditions import CHANNELS
from escalera.core.tickets.models import Form
from escalera.core.workflows.checking import NEVER_HIDDEN
from escalera.core.workflows.choices import PARTS, Handing, Personal, Survey, Tone
from escalera.faces.desk.settings.answering import key_or_none, keys, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest

MOST = 200


def given(request: DeskRequest) -> dict[str, Any]:
    """Return what the form says, in the shape of a version; the action checks it."""
    shown = set(request.POST.getlist("shown")[:20])
    return {
        "statuses": {status: words for status in Status.values if (words := typed(request, f"words-{status}"))},
        "hidden": [status.value for status in Status if status not in NEVER_HIDDEN and status.value not in shown],
        "forms": keys(request, "form"),
        "policies": keys(request, "policy"),
        "path": keys(request, "level"),
        "entrance": key_or_none(request, "entrance"),
        "routing": typed(request, "routing"),
        "channels": [one for one in request.POST.getlist("channel")[:20] if one in CHANNELS],
        "survey": typed(request, "survey"),
        "tone": typed(request, "tone") or Tone.NEAR.value,
        "greeting": typed(request, "greeting"),
        "signature": typed(request, "signature"),
        "may_ask_higher": ticked(request, "may_ask_higher"),
        "tells_deadline": ticked(request, "tells_deadline"),
        "covers": [one for one in request.POST.getlist("covers")[:20] if one in Personal.values],
    }


def context(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what the form prints. None: nobody has said anything yet."""
    said = {**PARTS, **(data or {})}
    return {
        "flow": said,
        "statuses": [
            {"key": one.value, "label": one.label, "words": said["statuses"].get(one.value, ""),
             "shown": one.value not in said["hidden"], "always": one in NEVER_HIDDEN}
            for one in Status
        ],
        "levels": _ticks(((one.pk, f"{one.code} {one.name}") for one in _levels()), said["path"]),
        "teams": [
            {"key": one.pk, "label": f"{one.level.code} · {one.name}", "on": one.pk == said["entrance"]}
            for one in _teams()
        ],
        "forms": _ticks(_named(Form.objects.filter(is_active=True).order_by("order", "pk")), said["forms"]),
        "policies": _ticks(_named(_policies()), said["policies"]),
        "channels": _ticks(((key, str(label)) for key, label in CHANNELS.items()), said["channels"]),
        "covers": _ticks(((key, str(label)) for key, label in Personal.choices), said["covers"]),
        "routings": Handing.choices,
        "surveys": Survey.choices,
        "tones": Tone.choices,
    }  # fmt: skip


def _levels() -> Iterable[Level]:
    return Level.objects.filter(archived_at__isnull=True).order_by("order")


def _teams() -> Iterable[Team]:
    found = Team.objects.filter(archived_at__isnull=True).select_related("level")
    return found.order_by("level__order", "name")[:MOST]


def _policies() -> Any:
    return Policy.objects.filter(archived_at__isnull=True, version__gt=0).order_by("kind", "order")


def _named(rows: Any) -> Iterable[tuple[int, str]]:
    return ((one.pk, one.name) for one in rows[:MOST])


def _ticks(offered: Iterable[tuple[Any, str]], chosen: Any) -> list[dict[str, Any]]:
    return [{"key": key, "label": label, "on": key in chosen} for key, label in offered]
