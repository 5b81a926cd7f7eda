"""Addresses made of titles."""

from __future__ import annotations

from django.utils.text import slugify

from escalera.core.knowledge.models import Article, Topic

RESERVED = (
    "new",
    "gaps",
    "reviews",
    "import",
    "export",
    "topics",
    "preview",
    "files",
    "uses",
    "remarks",
    "keep",
    "drop",
)


def free_slug(model: type[Topic] | type[Article], title: str) -> str:
    """Return an address made of the title that nobody has; it stays when the title changes, so links go on working."""
    base = slugify(title)[:80] or "a"
    taken = {*model.objects.filter(slug__startswith=base).values_list("slug", flat=True), *RESERVED}
    return next(one for n in range(1, len(taken) + 2) if (one := base if n == 1 else f"{base}-{n}") not in taken)
