"""Names that people write after an operator, and whose they are: teams, agents, levels, tags, segments, customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from escalera.base.people.models import Agent, Level, Segment, Team
from escalera.core.search.folding import fold
from escalera.core.search.models import CONTACT, ORGANIZATION
from escalera.core.search.people import keys_of
from escalera.core.tickets.classes import category_tree, under
from escalera.core.tickets.models import Tag

MOST_NAMES = 3000
Named = Sequence[tuple[int, str]]


def _levels() -> Named:
    return [(pk, f"{order} {name}") for pk, order, name in Level.objects.values_list("pk", "order", "name")]


_EVERY: dict[str, Callable[[], Named]] = {
    "level": _levels,
    "team": lambda: list(Team.objects.order_by("name").values_list("pk", "name")[:MOST_NAMES]),
    "agent": lambda: list(
        Agent.objects.filter(is_active=True).order_by("name").values_list("pk", "name")[:MOST_NAMES]
    ),
    "tag": lambda: list(Tag.objects.order_by("key").values_list("pk", "name")[:MOST_NAMES]),
    "category": lambda: [(twig.category.pk, twig.category.name) for twig in category_tree(every=True)],
    "segment": lambda: list(Segment.objects.order_by("name").values_list("pk", "name")[:MOST_NAMES]),
}
_BY_WORDS = {"contact": CONTACT, "organization": ORGANIZATION}


def every(kind: str) -> Named:
    """Return all names of a kind with their keys; none for those that are too many to list."""
    return _EVERY[kind]() if kind in _EVERY else []


def called(kind: str, name: str) -> list[int]:
    """Return the keys of who or what is called so: exactly, else by the beginning of the name or of its words."""
    if kind in _BY_WORDS:
        return keys_of(_BY_WORDS[kind], name)
    wanted = slug(name)
    if kind == "level":
        wanted = wanted.removeprefix("n") if wanted[1:].isdigit() else wanted
    known = [(key, slug(one)) for key, one in every(kind)]
    exact = [key for key, one in known if one == wanted]
    if kind == "level" and not exact:
        exact = [key for key, one in known if one.partition("-")[0] == wanted or one.partition("-")[2] == wanted]
    begun = [key for key, one in known if one.startswith(wanted) or f"-{wanted}" in one]
    found = exact or (begun if wanted else [])
    return under(found) if kind == "category" else found


def slug(name: str) -> str:
    """Return a name as it can stand after an operator without quotes: "Redes y datos" is "redes-y-datos"."""
    return "-".join(fold(name).replace("-", " ").split())
