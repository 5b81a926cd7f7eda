"""What being on call hears of the log: what may arm or disarm steps, and what answers or ends pages."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.oncall.actions import arm, end_pages
from escalera.core.oncall.models import EscalationPolicy, Page
from escalera.core.oncall.situations import ENDINGS, STIRRING
from escalera.core.oncall.tasks import arm_open

ANEW = frozenset({"oncall.policy_changed", "calendar.changed", "calendar.removed"})


@reader("escalation-steps", names=STIRRING | ANEW)
def keep_armed(events: Sequence[Event]) -> None:
    """Let the right steps stand ready for the tickets that something happened to; nothing else is read while no
    policy presses."""
    newest = events[-1].at
    if any(event.name in ANEW for event in events):
        arm_open.enqueue()
    numbers = {event.ticket_id for event in events if event.ticket_id and event.name in STIRRING}
    if numbers and EscalationPolicy.objects.filter(is_active=True, archived_at__isnull=True).exists():
        arm(ticket_ids=numbers, at=newest)


@reader("pages-answered", names=("ticket.taken", *ENDINGS))
def keep_pages(events: Sequence[Event]) -> None:
    """A ticket that ends needs nobody any more; somebody who was called and takes it has answered."""
    taken = {event.ticket_id: event for event in events if event.name == "ticket.taken" and event.ticket_id}
    ended = {event.ticket_id: event for event in events if event.name in ENDINGS and event.ticket_id}
    if not taken and not ended:
        return
    open_ = set(Page.objects.filter(state="open", ticket__in=[*taken, *ended]).values_list("ticket", flat=True))
    for number in sorted(open_ & taken.keys()):
        end_pages(ticket_id=number, at=taken[number].at, holder=taken[number].data.get("agent_id"))
    for number in sorted(open_ & ended.keys()):
        end_pages(ticket_id=number, at=ended[number].at)
