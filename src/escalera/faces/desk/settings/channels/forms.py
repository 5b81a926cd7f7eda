"""The form of a channel, made of what its kind asks; secrets come in and are never shown again."""

from __future__ import annotations

import json
from typing import Any

from escalera.base.people.models import Team
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import ChannelKind, Field
from escalera.faces.desk.settings.answering import key_or_none, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest

Values = dict[str, Any]


def values_of(channel: Channel | None, kind: ChannelKind) -> Values:
    """Return what the form shows first."""
    if channel is None:
        return {"name": "", "address": "", "team": None, "acknowledges": True, "settings": {}}
    return {
        "name": channel.name,
        "address": channel.address,
        "team": channel.team_id,
        "acknowledges": channel.acknowledges,
        "settings": {field.name: channel.settings.get(field.name, "") for field in _plain(kind)},
    }


def values_typed(request: DeskRequest, kind: ChannelKind) -> Values:
    return {
        "name": typed(request, "name"),
        "address": typed(request, "address"),
        "team": key_or_none(request, "team"),
        "acknowledges": ticked(request, "acknowledges"),
        "settings": {
            field.name: ticked(request, _key(field)) if field.kind == "yes_no" else typed(request, _key(field))
            for field in _plain(kind)
        },
    }


def changes_of(request: DeskRequest, kind: ChannelKind, values: Values) -> dict[str, Any]:
    """Return what `add_channel` and `edit_channel` take. An empty field takes a setting away."""
    emptied = {name: None if value == "" else value for name, value in values["settings"].items()}
    secrets = {
        field.name: request.POST.get(_key(field), "").replace("\x00", "")[:20_000]
        for field in kind.fields
        if field.secret
    }
    return {
        "name": values["name"],
        "address": values["address"],
        "team": Team.objects.filter(pk=values["team"] or 0).first(),
        "acknowledges": values["acknowledges"],
        "settings": emptied,
        "secrets": {name: value for name, value in secrets.items() if value.strip()},
    }


def field_rows(kind: ChannelKind, values: Values, channel: Channel | None) -> list[dict[str, Any]]:
    """Return the fields as the template shows them."""
    kept = (channel.settings.get("secrets") or {}) if channel is not None else {}
    return [_row(field, values["settings"].get(field.name, ""), bool(kept.get(field.name)))
            for field in kind.fields if not field.has_page]  # fmt: skip


def _plain(kind: ChannelKind) -> list[Field]:
    return [field for field in kind.fields if not field.secret and not field.has_page]


def _row(field: Field, value: Any, is_kept: bool) -> dict[str, Any]:
    shown = value if value not in (None, "") else field.default
    return {
        "key": _key(field),
        "label": field.label,
        "help": field.help,
        "kind": "secret" if field.secret else field.kind,
        "required": field.required and not is_kept,
        "kept": is_kept,
        "value": "" if field.secret else _shown(field, shown),
        "choices": [(code, words, code == shown) for code, words in field.choices],
        "long": field.kind in ("lines", "json"),
    }


def _shown(field: Field, value: Any) -> Any:
    if field.kind == "yes_no":
        return bool(value)
    if field.kind == "lines" and isinstance(value, list):
        return "\n".join(str(one) for one in value)
    if field.kind == "json" and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return value


def _key(field: Field) -> str:
    return f"{'secret' if field.secret else 'field'}-{field.name}"
