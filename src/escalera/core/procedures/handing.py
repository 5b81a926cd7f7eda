"""What runs know of a hand-over: questions with their answers, steps done, evidence."""

from __future__ import annotations

from collections.abc import Mapping

from escalera.core.ladder.packets import register_source
from escalera.core.procedures.choices import RunState
from escalera.core.procedures.graph import Graph, read
from escalera.core.procedures.models import RunStep
from escalera.core.procedures.steps import find
from escalera.core.tickets.models import Ticket

MOST = 200  # answers


def from_runs(ticket: Ticket) -> Mapping[str, str]:
    """Return what was answered on the ticket, by field of the hand-over, oldest first; what was taken back is left out."""
    rows = list(
        RunStep.objects.filter(run__ticket=ticket, answered_at__isnull=False, undone_at__isnull=True)
        .select_related("run__version", "run__procedure").order_by("-pk")[:MOST]
    )  # fmt: skip
    graphs: dict[int, Graph] = {}
    found: dict[str, list[str]] = {}
    named: set[tuple[str, int]] = set()
    for row in reversed(rows):
        version = row.run.version
        step = graphs.setdefault(version.pk, read(version.data)).steps.get(row.step)
        kind = find(row.kind)
        if step is None or kind is None:
            continue
        where, _colon, key = step.fills.partition(":")
        key = key if where == "packet" else kind.tells
        if not key or _said_nothing(row):
            continue
        if key == "tried" and (key, row.run_id) not in named:
            named.add((key, row.run_id))
            found.setdefault(key, []).append(f"{row.run.procedure.name}:")
        line = row.words if where == "packet" else f"✓ {row.title}: {row.words}" if row.words else f"✓ {row.title}"
        found.setdefault(key, []).append(line)
    return {key: "\n".join(lines) for key, lines in found.items()}


def _said_nothing(row: RunStep) -> bool:
    return (not row.title and not row.words) or (row.run.state == RunState.LEFT and not row.words)


register_source(from_runs)
