"""How everything is at the moment, and what is announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from escalera.core.services.models import Notice, Service, State

AHEAD = timedelta(days=14)
MOST = 20
_WORST = (State.DOWN, State.DEGRADED, State.MAINTENANCE, State.WORKING)


@dataclass(frozen=True, slots=True)
class Overview:
    """What customers see. `state`: the worst of all; "" if there are no services."""

    services: Sequence[Service]
    notices: Sequence[Notice]
    state: str


def overview(*, at: datetime) -> Overview:
    """Return the services that are shown, and the notices that concern now or the next two weeks."""
    services = list(Service.objects.filter(is_shown=True))
    states = {service.state for service in services}
    return Overview(services, current_notices(at=at), next((s for s in _WORST if s in states), ""))


def current_notices(*, at: datetime) -> Sequence[Notice]:
    """Return what is going on or announced, the soonest first."""
    rows = Notice.objects.filter(ended_at__isnull=True, begins_at__lte=at + AHEAD)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=at))
    return list(rows.select_related("service").order_by("begins_at", "pk")[:MOST])


def past_notices(*, at: datetime, limit: int = MOST) -> Sequence[Notice]:
    """Return what is over, the latest first."""
    rows = Notice.objects.filter(Q(ended_at__isnull=False) | Q(until__lte=at))
    return list(rows.select_related("service").order_by("-begins_at", "-pk")[:limit])


def all_services() -> Sequence[Service]:
    return list(Service.objects.all())
