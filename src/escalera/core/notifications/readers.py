"""The reader that turns what happened into what people are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.people.staffing import substitutes
from escalera.core.channels.facts import ChannelAlarmed, ChannelRecovered
from escalera.core.channels.facts_of_calls import CallAnswered, CallEnded, CallRinging, CallUnanswered
from escalera.core.channels.models import Call as TelephoneCall
from escalera.core.channels.models import CallState
from escalera.core.ladder.facts import (
    EscalationAccepted,
    EscalationExpired,
    EscalationOffered,
    EscalationRejected,
    HigherDeclined,
    TicketReturned,
)
from escalera.core.ladder.models import Escalation, HigherAsk
from escalera.core.notifications.actions import Call, end_rings, settle, settle_about, tell, withdraw
from escalera.core.notifications.choices import NoticeKind
from escalera.core.notifications.tasks import mail_page, ring_all
from escalera.core.notifications.whom import RULES, about_call, about_channel, about_of, message_of
from escalera.core.oncall.facts import PageAcknowledged, PageEnded, PageEscalated, PageSent, PageUnanswered
from escalera.core.procedures.facts import RunEnded, StepAnswered, WentBack
from escalera.core.procedures.queries import is_under_way, timer_rang
from escalera.core.routing.facts import OfferAccepted, OfferDeclined, OfferExpired
from escalera.core.tickets.facts import TicketAssigned, TicketReleased, TicketResolved, TicketTaken

OLD = timedelta(days=7)  # behind the newest event: history, told to nobody
LATE = timedelta(hours=12)  # behind the newest event: into the list, but nobody is disturbed any more
_MOVES = (
    EscalationAccepted, EscalationExpired, EscalationOffered, EscalationRejected, TicketAssigned, TicketReleased,
    TicketReturned, TicketTaken,
)  # fmt: skip
_MOVED = frozenset(fact.name for fact in _MOVES)
_ANSWERS = (EscalationOffered, HigherDeclined, TicketResolved)  # to a customer's wish for a higher level
_ANSWERED = frozenset(fact.name for fact in _ANSWERS)
# What ends a notification because nobody needs to do it any more: with everybody, or with who was asked.
_ENDS: dict[str, str] = {
    PageAcknowledged.name: NoticeKind.PAGE,
    PageEnded.name: NoticeKind.PAGE,
    PageUnanswered.name: NoticeKind.PAGE,
    OfferAccepted.name: NoticeKind.WORK_OFFERED,
    OfferDeclined.name: NoticeKind.WORK_OFFERED,
    OfferExpired.name: NoticeKind.WORK_OFFERED,
}
_STEPS = (StepAnswered, WentBack, RunEnded)  # of procedures
_STEPPED = frozenset(fact.name for fact in _STEPS)
_ENDING = (PageAcknowledged, PageEnded, PageUnanswered, OfferAccepted, OfferDeclined, OfferExpired)
_CALLS = (CallAnswered, CallEnded, CallRinging, CallUnanswered)
# Asked of a group, or chosen for whoever is there now: nobody stands in for anybody.
_NOT_PERSONAL = frozenset(
    {NoticeKind.OFFERED, NoticeKind.ASKED, NoticeKind.WORK_OFFERED, NoticeKind.PAGE, NoticeKind.PAGE_LOST,
     NoticeKind.RULE_OFF, NoticeKind.REMARK, NoticeKind.REVIEW,
     NoticeKind.CHANNEL_BAD, NoticeKind.CHANNEL_OK, NoticeKind.CALL}
)  # fmt: skip


@reader("notifications", facts=tuple(dict.fromkeys((*RULES, *_MOVES, *_ANSWERS, *_ENDING, *_STEPS, *_CALLS))))
def notify(events: Sequence[Event]) -> None:
    """Tell each person what concerns them and was not their own deed; take back what they may not see any more."""
    newest = Event.objects.order_by("-pk").values_list("at", flat=True).first() or events[-1].at
    events = [event for event in events if event.at > newest - OLD]
    if not events:
        return
    calls = [call for event in events for call in _calls(event, newest)]
    at = events[-1].at
    _settle_channels(events, ChannelAlarmed)  # what was told of it before is said anew
    tell(calls=calls, at=at)
    for ticket_id in sorted({event.ticket_id for event in events if event.ticket_id and event.name in _MOVED}):
        withdraw(ticket_id=ticket_id, at=at)
        if not Escalation.objects.filter(ticket=ticket_id, state="offered").exists():
            settle(ticket_id=ticket_id, kind=NoticeKind.OFFERED, at=at)
    for event in events:
        if event.ticket_id and event.name in _ENDS:
            settle(ticket_id=event.ticket_id, kind=_ENDS[event.name], at=event.at)
    for ticket_id in sorted({event.ticket_id for event in events if event.ticket_id and event.name in _ANSWERED}):
        if not HigherAsk.objects.filter(ticket=ticket_id, ended_at__isnull=True).exists():
            settle(ticket_id=ticket_id, kind=NoticeKind.HIGHER, at=at)
    _settle_channels(events, ChannelRecovered)
    _settle_steps(events, at)
    _settle_calls(events, at)


def _settle_channels(events: Sequence[Event], which: type[ChannelAlarmed] | type[ChannelRecovered]) -> None:
    for event in events:
        if isinstance(fact := event.fact, which):
            settle_about(about=about_channel(fact), kind=NoticeKind.CHANNEL_BAD, at=event.at)


def _settle_calls(events: Sequence[Event], at: datetime) -> None:
    """A call is news to those for whom it rings at this moment."""
    for call_id in sorted({fact.call_id for event in events if isinstance(fact := event.fact, _CALLS)}):
        rung = (
            TelephoneCall.objects.filter(pk=call_id, state=CallState.RINGING).values_list("rung", flat=True).first()
        )
        ring_all(end_rings(about=about_call(call_id), still=rung or [], at=at))


def _settle_steps(events: Sequence[Event], at: datetime) -> None:
    """A timer is news while its step waits, a run that was handed on while something is followed."""
    for ticket_id in sorted({event.ticket_id for event in events if event.ticket_id and event.name in _STEPPED}):
        if not timer_rang(ticket_id):
            settle(ticket_id=ticket_id, kind=NoticeKind.TIMER_OVER, at=at)
        if not is_under_way(ticket_id):
            settle(ticket_id=ticket_id, kind=NoticeKind.RUN_HANDED, at=at)


def _calls(event: Event, newest: datetime) -> Iterable[Call]:
    fact = event.fact
    rule = RULES.get(type(fact))
    if rule is None:
        return
    doer = event.actor_id if event.actor_kind == "agent" else None
    told: dict[int, str] = {}
    for agent_id, kind in rule(fact):
        if agent_id is not None and agent_id != doer:
            told.setdefault(agent_id, kind)
    for agent_id, kind in _with_replacements(told, event.at).items():
        if agent_id != doer:
            yield Call(
                agent_id=agent_id,
                kind=kind,
                ticket_id=event.ticket_id if kind != NoticeKind.CALL else None,  # who is rung may not see the ticket
                event_id=event.pk,
                at=event.at,
                who="" if event.actor_kind == "system" else event.actor_name,
                about=about_of(fact),
                message_id=message_of(fact),
                late=event.at < newest - LATE,
            )


def _with_replacements(told: dict[int, str], at: datetime) -> dict[int, str]:
    """While somebody is away, who stands in for them is told too; what a team is asked finds its other members."""
    personal = [agent_id for agent_id, kind in told.items() if kind not in _NOT_PERSONAL]
    if not personal:
        return told
    both, others = dict(told), substitutes(at)
    for agent_id in personal:
        if agent_id in others:
            both.setdefault(others[agent_id], told[agent_id])
    return both


@reader("page-mails", facts=(PageSent, PageEscalated))
def mail_pages(events: Sequence[Event]) -> None:
    """Each call has a mail of its own, at once; when it goes out it is asked whether the call still waits."""
    for event in events:
        mail_page.enqueue(event.data["call_id"])
