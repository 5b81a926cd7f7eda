"""Two looks at the whole database: which tables differ between them."""

from __future__ import annotations

from typing import Any

from django.apps import apps

LEFT_OUT = {"log.Event", "log.Position", "presets.PresetRun", "presets.PresetStep", "workflows.Stamp", "clocks.Stamp"}


def whole() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table that holds what a company keeps; not the log, nor what was applied."""
    models = (model for model in apps.get_models() if model._meta.label not in LEFT_OUT and model._meta.managed)
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def differing(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the tables that differ, with their rows."""
    return {label: (rows, after[label]) for label, rows in before.items() if rows != after[label]}
