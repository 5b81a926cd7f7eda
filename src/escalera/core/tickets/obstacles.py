"""What stands between a ticket and its end, and what will end with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.storage.ready import Ready
from escalera.core.tickets import filling
from escalera.core.tickets.choices import LinkKind, RequiredAt
from escalera.core.tickets.models import ChecklistItem, Field, Link, Ticket

_LINKED = Ready(
    lambda to: (
        Link.objects.filter(to=to, kind__in=(LinkKind.PARENT, LinkKind.DUPLICATE), ticket__is_open=True)
        .order_by("ticket_id")
        .values_list("kind", "ticket_id")
    )
)
_STEPS = Ready(
    lambda ticket: (
        ChecklistItem.objects.filter(checklist__ticket=ticket, done_at__isnull=True)
        .order_by("pk")
        .values_list("text")[:100]
    )
)
_REQUIRED = Ready(
    lambda: Field.objects.filter(is_active=True).exclude(required_at=RequiredAt.NEVER).values_list("pk")[:1]
)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """`missing`: fields, which must be filled in. `children` (numbers) and `steps` (texts) only want a second word.

    `duplicates`: numbers that will be resolved too, their customers told."""

    missing: list[Field]
    children: list[int]
    steps: list[str]
    duplicates: list[int]

    @property
    def blocks(self) -> str:
        """Why it can't be resolved at all; "" if it can."""
        if not self.missing:
            return ""
        return _("Fill in first: %(fields)s.") % {"fields": ", ".join(field.label for field in self.missing)}

    @property
    def warns(self) -> str:
        """What somebody should know before; "" if nothing."""
        words = []
        if self.children:
            numbers = ", ".join(f"#{number}" for number in self.children)
            words.append(_("Parts of it are still open: %(numbers)s.") % {"numbers": numbers})
        if self.steps:
            text = ngettext(
                "%(count)d step of the checklist is still open.",
                "%(count)d steps of the checklist are still open.",
                len(self.steps),
            )
            words.append(text % {"count": len(self.steps)})
        return " ".join(words)


def obstacles_of(ticket: Ticket) -> Obstacles:
    """Return what resolving the ticket would meet, and what would end with it."""
    by_kind = _LINKED.rows(ticket.pk)
    required = _REQUIRED.exists()
    return Obstacles(
        missing=filling.missing(filling.filled_of(ticket), at=RequiredAt.RESOLVE) if required else [],
        children=[number for kind, number in by_kind if kind == LinkKind.PARENT],
        steps=[text for (text,) in _STEPS.rows(ticket.pk)],
        duplicates=[number for kind, number in by_kind if kind == LinkKind.DUPLICATE],
    )
