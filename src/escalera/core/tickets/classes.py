"""The company's categories, matrix and reasons to wait, read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from escalera.base.storage.ready import Ready
from escalera.core.tickets.choices import WAITING, Impact, Status, Urgency
from escalera.core.tickets.models import BUILT_IN, MATRIX, Category, PriorityCell, WaitReason

MOST_CATEGORIES = 500
MOST_DEEP = 5
_REASON = Ready(lambda code: WaitReason.objects.filter(code=code))
_REASON_OF = Ready(lambda status: WaitReason.objects.filter(status=status, archived_at__isnull=True)[:1])
_PARENTS = Ready(lambda: Category.objects.order_by("pk").values_list("pk", "parent_id"))
_CELL = Ready(lambda i, u: PriorityCell.objects.filter(impact=i, urgency=u).values_list("priority"))


def priority_of(impact: int | None, urgency: int | None) -> int | None:
    """Return what the matrix says of them; None unless both are set."""
    if impact is None or urgency is None or (impact, urgency) not in MATRIX:
        return None
    rows = _CELL.rows(impact, urgency)
    return int(rows[0][0]) if rows else int(MATRIX[impact, urgency])


def matrix() -> dict[tuple[int, int], int]:
    """Return the whole matrix: the priority of each impact and urgency."""
    set_ = {(cell.impact, cell.urgency): cell.priority for cell in PriorityCell.objects.all()}
    return {(i, u): set_.get((i, u), int(MATRIX[i, u])) for i in Impact.values for u in Urgency.values}


def reason_of(status: str) -> WaitReason | None:
    """Return the status's own reason: its first; made if it was never there. None for a status without a wait."""
    if status not in (*WAITING, Status.SCHEDULED):
        return None
    found = _REASON_OF.first(status)
    return found or _built_in(status)


def find_reason(code: str) -> WaitReason | None:
    """Return the reason with this code, made if it is a built-in one that was never there; None if it is unknown."""
    found = _REASON.first(code)
    return found or (_made(code) if code in BUILT_IN else None)


def reasons(*, every: bool = False) -> list[WaitReason]:
    """Return the reasons to wait in their order, with the archived ones if `every`."""
    there = set(WaitReason.objects.values_list("code", flat=True))
    for code in BUILT_IN:
        if code not in there:
            _made(code)
    found = WaitReason.objects.all()
    return list(found if every else found.filter(archived_at__isnull=True))


def _built_in(status: str) -> WaitReason:
    return _made(next(code for code, one in BUILT_IN.items() if one.status == status))


def _made(code: str) -> WaitReason:
    one, order = BUILT_IN[code], list(BUILT_IN).index(code) + 1
    found, _new = WaitReason.objects.get_or_create(
        code=code, defaults={"status": one.status, "pauses": list(one.pauses), "order": order}
    )
    return found


@dataclass(frozen=True, slots=True)
class Twig:
    """A category in its tree. `path`: names from the root; `deep`: 0 for a root."""

    category: Category
    path: str
    deep: int


def category_tree(*, every: bool = False) -> list[Twig]:
    """Return the categories as a tree written out, each after its parent; with the archived ones if `every`."""
    below: dict[int | None, list[Category]] = {}
    for one in Category.objects.select_related("team__level")[:MOST_CATEGORIES]:
        below.setdefault(one.parent_id, []).append(one)
    found: list[Twig] = []

    def climb(parent: int | None, path: str, deep: int) -> None:
        for one in below.get(parent, []):
            if one.archived_at is not None and not every:
                continue
            words = f"{path} › {one.name}" if path else one.name
            found.append(Twig(one, words, deep))
            climb(one.pk, words, deep + 1)

    climb(None, "", 0)
    return found


def ancestors_of(category_id: int | None) -> list[int]:
    """Return the category's own key and those above it, nearest first; nothing for None."""
    if category_id is None:
        return []
    parents = _parents()
    found: list[int] = []
    here: int | None = category_id
    while here is not None and here not in found:
        found.append(here)
        here = parents.get(here)
    return found


def under(category_ids: Iterable[int]) -> list[int]:
    """Return the keys of these categories and of everything that stands below them."""
    parents, found = _parents(), dict.fromkeys(category_ids)
    ring = list(found)
    while ring:
        ring = [pk for pk, parent in parents.items() if parent in ring and pk not in found]
        found |= dict.fromkeys(ring)
    return list(found)


def _parents() -> dict[int, int | None]:
    return dict(_PARENTS.rows())
