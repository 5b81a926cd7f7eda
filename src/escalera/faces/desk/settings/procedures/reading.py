"""A procedure to be read as a whole, by who keeps it and by who follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalera.core.knowledge.rendering import to_html
from escalera.core.procedures.graph import Graph
from escalera.core.procedures.queries import StepFigures
from escalera.core.procedures.steps import find
from escalera.core.procedures.wording import Labels, in_lines
from escalera.faces.desk.settings.procedures.presenter import outline


def read_lines(graph: Graph, figures: Mapping[str, StepFigures] | None = None) -> list[dict[str, Any]]:
    """Return the steps as the outline has them, each with its guidance and the lines of what else it says."""
    lines = outline(graph, [], dict(figures or {}))
    labels: Labels = {}
    for line in lines:
        step = graph.steps[line["key"]]
        kind = find(step.kind)
        text = [one for one in step.text.splitlines() if one.strip()]
        said = in_lines(step, graph, labels)[1:]
        line["html"] = to_html(step.text) if step.text and not line["again"] else ""
        line["says"] = [one for one in said if one not in text] if not line["again"] else []
        line["alone"] = bool(kind and kind.alone)
    return lines
