"""Letting a rule that acts later take up what began before it was written."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from escalera.base.calendars.hours import Hours
from escalera.base.calendars.queries import default_calendar, hours_of
from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.deeds.spans import over
from escalera.core.rules import policies
from escalera.core.rules.models import Armed, ArmedKind, Outcome, Rule, RuleRun, RuleVersion
from escalera.core.rules.reading import Said, kept
from escalera.core.tickets.models import Ticket

LOOK_BACK = timedelta(days=30)
PIECE, MOST = 10_000, 3_000  # events read at once; tickets taken up at once


@together()
def catch_up(*, rule_id: int, by: Agent, at: datetime) -> int:
    """Arm the situations of the last thirty days that still stand; what is overdue is asked at once. Return how many.

    Raises: NotAllowed, BadInput for a rule that is off or acts at once, Rule.DoesNotExist."""
    if refusal := policies.why_not_keep(by):
        raise NotAllowed(refusal)
    rule = Rule.objects.select_for_update().get(pk=rule_id, archived_at__isnull=True)
    said = kept(RuleVersion.objects.get(rule=rule, number=rule.version).data)
    if said.after is None or not rule.is_active:
        raise BadInput(_("Only a rule that is on and acts some time later can take up what began before."))
    rows = _rows(rule, said, standing(said, at), at)
    return len(Armed.objects.bulk_create(rows))


def standing(said: Said, at: datetime) -> dict[int, Event]:
    """Return for each ticket the fact with which a situation began that no later fact ended, as the log tells it.

    What was brought in as history wakes nobody."""
    names = said.trigger.facts | said.trigger.ends
    top = (Event.objects.aggregate(newest=Max("pk"))["newest"] or 0) + 1
    since = _first_since(at - LOOK_BACK, top)
    begun: dict[int, Event] = {}
    for low in range(since, top, PIECE):
        piece = Event.objects.filter(pk__gte=low, pk__lt=min(low + PIECE, top), is_history=False)
        for event in piece.filter(name__in=names, at__gte=at - LOOK_BACK).order_by("pk"):
            _follow(said, event, begun)
    return begun


def _first_since(since: datetime, top: int) -> int:
    """Return about where the log reaches this moment: it has no index by time, but its keys grow with it."""
    low, high = 0, top
    while high - low > PIECE:
        middle = (low + high) // 2
        found = Event.objects.filter(pk__gte=middle).order_by("pk").values_list("at", flat=True).first()
        low, high = (middle, high) if found is not None and found < since else (low, middle)
    return low


def _follow(said: Said, event: Event, begun: dict[int, Event]) -> None:
    number = event.ticket_id
    if number is None:
        return
    is_end = event.name in said.trigger.ends and (event.name != "reply.written" or event.actor_kind == "agent")
    if event.name in said.trigger.facts and said.trigger.hears(event):
        if is_end or not (said.trigger.keeps_first and number in begun):
            begun[number] = event
    elif is_end:
        begun.pop(number, None)


def _rows(rule: Rule, said: Said, begun: dict[int, Event], at: datetime) -> list[Armed]:
    """Leave out what is armed already, and where the rule acted in this very situation."""
    assert said.after is not None
    done = set(RuleRun.objects.filter(rule=rule, outcome=Outcome.DID).values_list("ticket", "event_id"))
    armed = set(Armed.objects.filter(rule=rule, kind=ArmedKind.TIMED).values_list("ticket", flat=True))
    numbers = [number for number in begun if number not in armed][-MOST:]
    hours: dict[int, Hours] = {}
    company = default_calendar()
    rows = []
    for ticket in Ticket.objects.select_related("team__calendar").filter(pk__in=numbers):
        event, calendar = begun[ticket.pk], ticket.team.calendar or company
        if calendar is not None and calendar.pk not in hours:
            hours[calendar.pk] = hours_of(calendar)
        due = over(event.at, said.after.amount, said.after.unit, hours[calendar.pk] if calendar else None)
        if due is not None and (ticket.pk, event.pk) not in done:
            rows.append(
                Armed(
                    kind=ArmedKind.TIMED, ticket=ticket, rule=rule, version=rule.version, event_id=event.pk,
                    due_at=max(due, at),
                )
            )  # fmt: skip
    return rows
