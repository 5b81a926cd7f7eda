"""The steps as a drawing: boxes and arrows with numbers ready for SVG; the template only writes them down."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.procedures.checking import Problem
from escalera.core.procedures.graph import Graph, Step
from escalera.core.procedures.queries import StepFigures
from escalera.core.procedures.steps import find
from escalera.faces.desk.settings.procedures.arrows import Arrow, arrows, words_of
from escalera.faces.desk.settings.procedures.places import Places, places

WIDE, HIGH, BETWEEN, EDGE = 206, 66, 84, 30  # of a box, between layers, around everything: pixels
LOOSE = 30  # the width of an end that leads nowhere
LETTERS = 22  # of a title's line
LINE, LETTER = 14, 6.4  # of the words at an arrow: from line to line, and about as wide as a letter
AROUND_BACK = 46  # how far an arrow that leads back keeps from the boxes


@dataclass(frozen=True, slots=True)
class Pen:
    """What is drawn with: the graph, where it stands, and what is said at its steps. `fixed`: nothing can be moved."""

    graph: Graph
    at: Places
    chosen: str = ""
    place: str = ""
    fixed: bool = False
    found: Sequence[Problem] = ()
    figures: Mapping[str, StepFigures] = field(default_factory=dict)

    def middle(self, key: str) -> float:
        return self.at.middles[key] + EDGE

    def top(self, layer: int) -> float:
        return EDGE + layer * (HIGH + BETWEEN)


def drawing(
    graph: Graph,
    *,
    chosen: str = "",
    place: str = "",
    fixed: bool = False,
    found: Sequence[Problem] = (),
    figures: Mapping[str, StepFigures] | None = None,
) -> dict[str, Any] | None:
    """Return what the drawing's template expects; None if there is no step. Numbers are text: a language may write 1,5."""
    if not graph.steps:
        return None
    lines = arrows(graph, figures or {})
    pairs, widths = [], {key: float(WIDE) for key in sorted(graph.steps, key=lambda key: key != graph.start)}
    for number, one in enumerate(lines):
        end = one.target or f"?{number}"
        if not one.target:
            widths[end] = float(LOOSE)
        pairs.append((one.source, end))
    at = places(widths, pairs)
    pen = Pen(graph, at, chosen, place, fixed, found, figures or {})
    ports = _ports(pen, pairs)
    drawn = [_arrow(pen, one, pair, ports) for one, pair in zip(lines, pairs, strict=True)]
    _keep_apart(drawn)
    if not fixed:
        drawn.append(_beginning(pen))
    room = AROUND_BACK if at.back else 0
    return {
        "width": _px(at.width + 2 * EDGE + room),
        "height": _px(pen.top(max(at.layers.values()) + 1) - BETWEEN + EDGE),
        "boxes": [_box(pen, step) for step in graph.steps.values()],
        "arrows": drawn,
    }


def _ports(pen: Pen, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return where each arrow leaves and comes: side by side in the order of the other ends, so that none crosses."""
    leaves: dict[str, list[tuple[str, str]]] = {}
    comes: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        if pair not in pen.at.back:
            leaves.setdefault(pair[0], []).append(pair)
            comes.setdefault(pair[1], []).append(pair)
    found: dict[tuple[str, str], list[float]] = {pair: [0.0, 0.0] for pair in pairs}
    for side, several in ((0, leaves), (1, comes)):
        for key, some in several.items():
            some.sort(key=lambda pair: pen.at.routes[pair][1 if side == 0 else -2])
            apart = min(28.0, (WIDE - 40) / max(1, len(some) - 1))
            for n, pair in enumerate(some):
                found[pair][side] = pen.middle(key) + (n - (len(some) - 1) / 2) * apart
    return {pair: (one[0], one[1]) for pair, one in found.items()}


def _arrow(
    pen: Pen, one: Arrow, pair: tuple[str, str], ports: Mapping[tuple[str, str], tuple[float, float]]
) -> dict[str, Any]:
    source, target = pair
    if pair in pen.at.back:
        path, dot, label = _around(pen, source, target)
    else:
        path, dot, label = _onwards(pen, pair, ports[pair])
    answered = pen.figures[source].answered if source in pen.figures else 0
    part = None if one.taken is None or not answered else one.taken / answered
    return {
        "path": path, "dot": dot, "label": label, "words": _labels(one, float(label[1])), "place": one.place,
        "whole": " / ".join(_counted(words, count) for words, count in one.words),
        "source": one.source, "target": one.target, "is_back": pair in pen.at.back, "is_loose": not one.target,
        "share": "" if part is None else str(1 + min(3, int(part * 4))),
        "chosen": pen.place == one.place, "says": words_of(one.place, pen.graph),
    }  # fmt: skip


def _labels(one: Arrow, bottom: float) -> list[tuple[str, str]]:
    """Return at most two lines with their heights: what is answered on this arrow, and how often."""
    lines = [_counted(_cut(words, LETTERS - 2), count) for words, count in one.words]
    if len(lines) > 2:
        lines = [lines[0], _("and %(count)d more") % {"count": len(lines) - 1}]
    return [(words, _px(bottom - LINE * (len(lines) - 1 - n))) for n, words in enumerate(lines)]


def _keep_apart(drawn: Sequence[dict[str, Any]]) -> None:
    """Lift words that would stand upon those of the arrow beside them."""
    taken: list[tuple[float, float, float]] = []  # middle, height, half of the width
    for one in sorted(drawn, key=lambda one: float(one["label"][0])):
        x = float(one["label"][0])
        for lift in (0, LINE, 2 * LINE):
            stand = [(x, float(y) - lift, len(words) * LETTER / 2) for words, y in one["words"]]
            if not any(_meet(mine, other) for mine in stand for other in taken):
                one["words"] = [(words, _px(float(y) - lift)) for words, y in one["words"]]
                taken += stand
                break
        else:
            taken += [(x, float(y), len(words) * LETTER / 2) for words, y in one["words"]]


def _meet(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return abs(one[1] - other[1]) < LINE and abs(one[0] - other[0]) < one[2] + other[2]


def _counted(words: str, count: int | None) -> str:
    return words if count is None else f"{words} · {count}×"


def _onwards(
    pen: Pen, pair: tuple[str, str], ends: tuple[float, float]
) -> tuple[str, tuple[str, str], tuple[str, str]]:
    """Return the path downwards through every layer that it passes, where its dot is, and where its words are."""
    layer = pen.at.layers[pair[0]]
    xs = [ends[0], *(x + EDGE for x in pen.at.routes[pair][1:-1]), ends[1]]
    path, at = [f"M{_px(xs[0])} {_px(pen.top(layer) + HIGH)}"], (0.0, 0.0)
    for step, (x, to) in enumerate(itertools.pairwise(xs)):
        above = pen.top(layer + step) + HIGH
        below = pen.top(layer + step + 1) - (4 if step == len(xs) - 2 else 0)
        middle = (above + below) / 2
        path.append(f"C{_px(x)} {_px(middle)} {_px(to)} {_px(middle)} {_px(to)} {_px(below)}")
        if step == 0:
            at = (to - x, below - above)
        if step < len(xs) - 2:
            path.append(f"V{_px(below + HIGH)}")
    top = pen.top(layer) + HIGH
    dot = (_px(xs[0] + at[0] * 0.28), _px(top + at[1] * 0.385))
    return " ".join(path), dot, (_px(xs[0] + at[0] * 0.84), _px(top + at[1] * 0.72 + 4))


def _around(pen: Pen, source: str, target: str) -> tuple[str, tuple[str, str], tuple[str, str]]:
    """Return the path of an arrow that leads back: out at the right, and in at the right."""
    x, y = pen.middle(source) + WIDE / 2, pen.top(pen.at.layers[source]) + HIGH / 2 + 12
    to, up = pen.middle(target) + WIDE / 2 + 4, pen.top(pen.at.layers[target]) + HIGH / 2 - 12
    out = max(x, to) + AROUND_BACK
    middle = (x + 6 * out + to) / 8
    words = (_px(middle), _px((y + up) / 2 - 14))
    return f"M{_px(x)} {_px(y)} C{_px(out)} {_px(y)} {_px(out)} {_px(up)} {_px(to)} {_px(up)}", (
        _px(middle), _px((y + up) / 2),
    ), words  # fmt: skip


def _beginning(pen: Pen) -> dict[str, Any]:
    x, top = pen.middle(pen.graph.start), pen.top(0)
    return {
        "path": f"M{_px(x)} {_px(top - 20)} V{_px(top - 4)}", "dot": (_px(x), _px(top - 18)), "label": ("0", "0"),
        "words": [], "whole": "", "place": "|", "source": "", "target": pen.graph.start, "is_back": False,
        "is_loose": False, "share": "", "chosen": pen.place == "|", "says": _("At the beginning"),
    }  # fmt: skip


def _box(pen: Pen, step: Step) -> dict[str, Any]:
    kind, figures = find(step.kind), pen.figures.get(step.key)
    wrong = [one for one in pen.found if one.step == step.key]
    title = step.title or _("Without a title")
    lines = textwrap.wrap(title, LETTERS, max_lines=2, placeholder="…", break_long_words=True) or [title]
    x, y = pen.middle(step.key) - WIDE / 2, pen.top(pen.at.layers[step.key])
    first = y + (24 if len(lines) == 2 else 30)
    notes = [str(kind.label if kind else step.kind)]
    if figures and figures.seconds and figures.seconds >= 60:
        notes.append(_("%(count)d min") % {"count": round(figures.seconds / 60)})
    if figures and figures.left:
        notes.append(_("%(count)d stopped here") % {"count": figures.left})
    return {
        "key": step.key, "title": title, "x": _px(x), "y": _px(y), "wide": _px(WIDE), "high": _px(HIGH),
        "text_x": _px(x + 12),
        "lines": [(line, _px(first + 16 * n)) for n, line in enumerate(lines)],
        "note": _cut(" · ".join(notes), 28), "note_y": _px(y + HIGH - 9), "chosen": step.key == pen.chosen,
        "ends": bool(kind and kind.ends), "asks": bool(kind and (kind.ways == "asked" or kind.alone)),
        "tone": "bad" if any(one.is_error for one in wrong) else "warn" if wrong else "",
        "mark_x": _px(x + WIDE - 16), "mark_y": _px(y + 16),
        "whole": ". ".join([title, " · ".join(notes), *(one.words for one in wrong)]),
    }  # fmt: skip


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _px(value: float) -> str:
    return f"{value:.0f}"
