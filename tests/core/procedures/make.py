"""Small procedures for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from escalera.core.procedures.actions import publish, save_draft, save_procedure
from escalera.core.procedures.models import Procedure
from tests.cast import NOON, Desk


def step(key: str, kind: str = "guidance", next: str = "", **more: Any) -> dict[str, Any]:
    """One step; `settings` is its `with`, `ways` may be (key, label, to)."""
    ways = [way if isinstance(way, dict) else dict(zip(("key", "label", "to"), way, strict=True))
            for way in more.pop("ways", [])]  # fmt: skip
    given = {"with": more.pop("settings", {})}
    return {"key": key, "kind": kind, "title": key.capitalize(), "next": next, "ways": ways, **given, **more}


def end(key: str = "done", outcome: str = "solved", **settings: Any) -> dict[str, Any]:
    return step(key, "end", settings={"outcome": outcome, **settings})


LINE: list[dict[str, Any]] = [
    step("light", "choice", ways=[("red", "Red", "speed"), ("green", "Green", "")], next="done", fills="packet:symptom"),
    step("speed", "number", next="slow", settings={"unit": "Mbps", "least": 0, "most": 1000}),
    step(
        "slow", "branch", next="done",
        ways=[{"key": "yes", "label": "Slow", "to": "up", "when": {"step": "speed", "is": "below", "value": 10}}],
    ),
    step("up", "end", settings={"outcome": "escalate"}),
    end(resolve=1),
]  # fmt: skip


def made(desk: Desk, steps: Sequence[dict[str, Any]] = LINE, **given: Any) -> Procedure:
    """A published procedure."""
    one = save_procedure(**{"name": "Line is down", "by": desk.sara, "at": NOON, **given})
    save_draft(procedure_id=one.pk, data={"steps": list(steps)}, by=desk.sara, at=NOON)
    publish(procedure_id=one.pk, by=desk.sara, at=NOON)
    one.refresh_from_db()
    return one
