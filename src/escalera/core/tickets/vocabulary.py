"""The company's own lists, read: tags, fields, forms, checklist templates, blocked senders."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from escalera.core.tickets.models import BlockedSender, ChecklistTemplate, Field, FieldValue, Form, Tag, TicketTag

PAGE = 100
OFFERED = 12


@dataclass(frozen=True, slots=True)
class TagRow:
    id: int
    name: str
    key: str
    hue: int
    tickets: int


def tags_like(beginning: str, *, limit: int = OFFERED) -> list[Tag]:
    """Return tags whose compared form begins like this, in order; the first ones for ""."""
    return list(Tag.objects.filter(key__startswith=beginning)[:limit])


def tag_page(*, after: str = "", limit: int = PAGE) -> tuple[list[TagRow], str | None]:
    """Return a page of the tags with how many tickets have each, and the mark of the next page."""
    uses = TicketTag.objects.filter(tag=OuterRef("pk")).order_by().values("tag").annotate(n=Count("pk")).values("n")
    found = Tag.objects.filter(key__gt=after).annotate(tickets=Coalesce(Subquery(uses), 0)).order_by("key")
    rows = [TagRow(*row) for row in found.values_list("pk", "name", "key", "hue", "tickets")[: limit + 1]]
    return rows[:limit], rows[limit - 1].key if len(rows) > limit else None


def all_fields() -> list[Field]:
    """Return every field in its order (there are at most 200), with the field of its condition."""
    return list(Field.objects.select_related("shown_if"))


def is_filled(field: Field) -> bool:
    return FieldValue.objects.filter(field=field).exists()


def all_forms() -> list[Form]:
    """Return every form in its order, with its fields in theirs."""
    return list(Form.objects.select_related("team").prefetch_related("places__field"))


def templates(*, active_only: bool = False) -> list[ChecklistTemplate]:
    """Return the checklist templates by name."""
    found = ChecklistTemplate.objects.all()
    return list(found.filter(is_active=True) if active_only else found)[:500]


def blocked_senders(*, after: int = 0, limit: int = PAGE) -> list[BlockedSender]:
    """Return a page of the blocked senders, newest first; `after`: the last id of the page before."""
    found = BlockedSender.objects.select_related("by").order_by("-pk")
    return list(found.filter(pk__lt=after)[:limit] if after else found[:limit])
