"""What views, search and rules may ask of a ticket's way on the ladder."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from escalera.core.conditions.fields import Field, FieldType, Words, register
from escalera.core.ladder.models import Escalation, EscalationKind, EscalationState, Vendor

MOST_CHOICES = 500


def _vendors() -> list[tuple[str, Words]]:
    return [(str(one.pk), one.name) for one in Vendor.objects.order_by("name")[:MOST_CHOICES]]


def _at_vendor(q: Q) -> Q:
    return Q(Exists(_open(EscalationKind.VENDOR).filter(q, ticket=OuterRef("pk"))))


def _vendor_of(ticket: Any) -> Collection[Any]:
    return list(_open(EscalationKind.VENDOR).filter(ticket=ticket.pk).values_list("vendor_id", flat=True))


def _open(kind: str) -> Any:
    return Escalation.objects.filter(kind=kind, state=EscalationState.OPEN)


def _offered(ticket: Any) -> Collection[Any]:
    return (Escalation.objects.filter(ticket=ticket.pk, state=EscalationState.OFFERED).exists(),)


_IS_OFFERED = Q(Exists(Escalation.objects.filter(ticket=OuterRef("pk"), state=EscalationState.OFFERED)))

register(
    Field(
        "bounces", _("Times it went back and forth"), FieldType.NUMBER, "bounces", lambda ticket: (ticket.bounces,),
        Q(bounces__isnull=False), whole=True,
    ),
    Field(
        "vendor", _("At the vendor"), FieldType.CHOICE, "vendor_id", _vendor_of, _at_vendor(Q()), _vendors,
        by_key=True, around=_at_vendor, may_be_empty=True,
    ),
    Field("offered", _("Offered to another level"), FieldType.YES_NO, "", _offered, _IS_OFFERED),
)  # fmt: skip
