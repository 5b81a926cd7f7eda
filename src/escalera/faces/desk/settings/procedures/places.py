"""Where the boxes and arrows of a drawing stand: layers from top to bottom, few crossings, straight lines where it can be.

The usual way of drawing layered graphs: arrows that lead back are set aside, the longest path gives the layer, arrows
over several layers get places of their own in each, neighbours pull each other together. Nothing here knows procedures."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

GAP = 26.0  # between two neighbours
SLIM = 34.0  # what an arrow that passes a layer takes
SWEEPS = 6
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """`middles`: x of each box; `layers`: which layer it stands in, 0 on top; `routes`: x of an arrow in each layer that it
    passes, its ends included; `back`: arrows that lead to a box before; `width`: of everything."""

    middles: Mapping[str, float]
    layers: Mapping[str, int]
    routes: Mapping[Pair, Sequence[float]]
    back: frozenset[Pair]
    width: float


@dataclass(slots=True)
class _Rows:
    """The layers with what stands in them, arrows that pass through as (source, target, layer)."""

    widths: Mapping[str, float]
    rows: list[list[Hashable]]
    downs: dict[Hashable, list[Hashable]]
    ups: dict[Hashable, list[Hashable]]
    xs: dict[Hashable, float] = field(default_factory=dict)

    def wide(self, one: Hashable) -> float:
        return self.widths.get(one, SLIM) if isinstance(one, str) else SLIM


def places(widths: Mapping[str, float], pairs: Sequence[Pair]) -> Places:
    """Return where everything stands. `widths`: of the boxes, in the order in which they are read; the first is the top."""
    outs: dict[str, list[str]] = {key: [] for key in widths}
    for source, target in pairs:
        outs[source].append(target)
    order, back = _sorted(outs)
    layers = dict.fromkeys(widths, 0)
    for key in order:
        for target in outs[key]:
            if (key, target) not in back:
                layers[target] = max(layers[target], layers[key] + 1)
    paths = {pair: _path(pair, layers) for pair in pairs if pair not in back}
    rows = _rows(widths, layers, paths)
    _uncross(rows)
    _straighten(rows)
    left = min((rows.xs[one] - rows.wide(one) / 2 for row in rows.rows for one in row), default=0.0)
    right = max((rows.xs[one] + rows.wide(one) / 2 for row in rows.rows for one in row), default=0.0)
    routes = {pair: [rows.xs[one] - left for one in path] for pair, path in paths.items()}
    return Places({key: rows.xs[key] - left for key in widths}, layers, routes, frozenset(back), right - left)


def _sorted(outs: Mapping[str, Sequence[str]]) -> tuple[list[str], set[Pair]]:
    """Return the boxes so that arrows lead onwards, and the arrows that do not."""
    done: set[str] = set()
    ahead: set[str] = set()
    order: list[str] = []
    back: set[Pair] = set()
    for root in outs:
        stack = [(root, iter(outs[root]))] if root not in done else []
        ahead.update(key for key, _rest in stack)
        while stack:
            here, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                stack.pop()
                ahead.discard(here)
                done.add(here)
                order.append(here)
            elif target in ahead:
                back.add((here, target))
            elif target not in done:
                ahead.add(target)
                stack.append((target, iter(outs[target])))
    return order[::-1], back


def _path(pair: Pair, layers: Mapping[str, int]) -> list[Hashable]:
    source, target = pair
    between = range(layers[source] + 1, layers[target])
    return [source, *((source, target, layer) for layer in between), target]


def _rows(widths: Mapping[str, float], layers: Mapping[str, int], paths: Mapping[Pair, Sequence[Hashable]]) -> _Rows:
    downs: dict[Hashable, list[Hashable]] = {}
    ups: dict[Hashable, list[Hashable]] = {}
    for path in paths.values():
        for one, other in itertools.pairwise(path):
            downs.setdefault(one, []).append(other)
            ups.setdefault(other, []).append(one)
    rows: list[list[Hashable]] = [[] for _layer in range(max(layers.values(), default=0) + 1)]
    seen: set[Hashable] = set()
    for root in widths:
        ahead: list[Hashable] = [root]
        while ahead:
            one = ahead.pop()
            if one in seen:
                continue
            seen.add(one)
            rows[layers[one] if isinstance(one, str) else one[2]].append(one)  # type: ignore[index]
            ahead.extend(reversed(downs.get(one, [])))
    return _Rows(widths, rows, downs, ups)


def _uncross(rows: _Rows) -> None:
    """Sort each layer by where its neighbours stand, downwards and upwards in turn; the best order seen stays."""
    best, fewest = [list(row) for row in rows.rows], _crossings(rows)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        for layer in range(1, len(rows.rows)) if down else range(len(rows.rows) - 2, -1, -1):
            beside = {one: place for place, one in enumerate(rows.rows[layer + (-1 if down else 1)])}
            near = rows.ups if down else rows.downs
            places_ = {one: place for place, one in enumerate(rows.rows[layer])}
            rows.rows[layer].sort(key=lambda one: _mean([beside[n] for n in near.get(one, [])], places_[one]))
        if (count := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows.rows], count
    rows.rows = best


def _crossings(rows: _Rows) -> int:
    count = 0
    for upper, lower in zip(rows.rows, rows.rows[1:], strict=False):
        below = {one: place for place, one in enumerate(lower)}
        lines = [below[other] for one in upper for other in sorted(rows.downs.get(one, []), key=below.__getitem__)]
        count += sum(lines[i] > lines[j] for i in range(len(lines)) for j in range(i + 1, len(lines)))
    return count


def _straighten(rows: _Rows) -> None:
    """Give each its x: as near to its neighbours' middle as those beside it leave room."""
    for row in rows.rows:
        at = 0.0
        for one in row:
            rows.xs[one] = at + rows.wide(one) / 2
            at += rows.wide(one) + GAP
    for sweep in range(2 * SWEEPS):
        down = sweep % 2 == 0
        near = rows.ups if down else rows.downs
        for row in rows.rows if down else rows.rows[::-1]:
            wanted = [_mean([rows.xs[n] for n in near.get(one, [])], rows.xs[one]) for one in row]
            for one, x in zip(row, _apart(wanted, [rows.wide(one) for one in row]), strict=True):
                rows.xs[one] = x


def _apart(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Return places as near to the wanted ones as possible (least squares) at which nothing overlaps."""
    offsets = [0.0]
    for one, other in itertools.pairwise(widths):
        offsets.append(offsets[-1] + (one + other) / 2 + GAP)
    pools: list[tuple[float, int]] = []  # mean of what stands together, how many
    for x, offset in zip(wanted, offsets, strict=True):
        mean, count = x - offset, 1
        while pools and pools[-1][0] > mean:
            before, more = pools.pop()
            mean, count = (mean * count + before * more) / (count + more), count + more
        pools.append((mean, count))
    flat = [mean for mean, count in pools for _one in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
