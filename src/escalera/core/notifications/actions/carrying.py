"""Taking what is due to go out, once: the row's time is cleared in the transaction that hands it to a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from escalera.base.people.models import Agent
from escalera.base.storage.together import together
from escalera.core.notifications.actions.bell import locked_reach
from escalera.core.notifications.choices import ALWAYS, URGENT
from escalera.core.notifications.models import Notification, PushSubscription
from escalera.core.notifications.policies import Person, is_away, push_at
from escalera.core.notifications.words import payloads
from escalera.core.tickets.policies import visible_to

PEOPLE_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Ring:
    """One message to one browser."""

    subscription_id: int
    payload: dict[str, Any]
    urgent: bool


def due_people(way: str, at: datetime) -> list[int]:
    """Return who has something due on a way ("push", "mail"): a read of an index, without a transaction."""
    field = f"{way}_due_at"
    due = Notification.objects.filter(**{f"{field}__lte": at}).order_by(field).values_list("agent_id", flat=True)
    return list(dict.fromkeys(due[: PEOPLE_AT_ONCE * 4]))[:PEOPLE_AT_ONCE]


@together()
def claim_rings(*, agent_id: int, at: datetime) -> list[Ring]:
    """Take what is due for the person's browsers; what may not ring just now gets a later time."""
    person, rows = _due(agent_id, "push", at)
    if person is None:
        return []
    now = [row for row in rows if _is_time(row, person, at)]
    browsers = list(PushSubscription.objects.filter(agent=agent_id).values_list("pk", flat=True))
    if not now or not browsers:
        return []
    urgent = any(row.kind in URGENT or row.kind in ALWAYS for row in now)
    with override(person.agent.language or settings.LANGUAGE_CODE):
        words = payloads(now, person.reach.lock_screen)
    return [Ring(browser, payload, urgent) for browser in browsers for payload in words]


@together()
def claim_mails(*, agent_id: int, at: datetime) -> list[int]:
    """Take what is due for the person's next mail, and with it what would be due later; return the rows' keys."""
    person, rows = _due(agent_id, "mail", at)
    if person is None or not rows or is_away(person, at):
        return []
    rest = Notification.objects.filter(agent=agent_id, mail_due_at__isnull=False, seen_at__isnull=True)
    keys = sorted({row.pk for row in rows} | set(rest.values_list("pk", flat=True)))
    Notification.objects.filter(pk__in=keys).update(mail_due_at=None)
    person.reach.mailed_at = at
    person.reach.save(update_fields=["mailed_at"])
    return keys


def _due(agent_id: int, way: str, at: datetime) -> tuple[Person | None, list[Notification]]:
    """Lock the person's row, clear the due times, and return what is still worth telling."""
    reach = locked_reach(agent_id)
    field = f"{way}_due_at"
    mine = Notification.objects.filter(**{"agent": agent_id, f"{field}__lte": at}).select_related("ticket")
    rows = list(mine.order_by("-last_at", "-pk"))
    mine.order_by().update(**{field: None})
    agent = Agent.objects.filter(pk=agent_id, is_active=True).select_related("calendar").first()
    if agent is None:
        return None, []
    numbers = {row.ticket_id for row in rows if row.ticket_id is not None}
    seen: set[int | None] = {None, *visible_to(agent).filter(pk__in=numbers).values_list("pk", flat=True)}
    return Person.read(agent, reach, at), [row for row in rows if row.seen_at is None and row.ticket_id in seen]


def _is_time(row: Notification, person: Person, at: datetime) -> bool:
    """Quiet or an absence may have begun since the time was set."""
    moment = push_at(person, row.kind, at)
    if moment == at:
        return True
    row.push_due_at = moment
    row.save(update_fields=["push_due_at"])
    return False
