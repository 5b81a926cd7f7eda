"""Paging somebody who is on call, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM, Actor
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.oncall.choices import CallState, PageState
from escalera.core.oncall.facts import PageAcknowledged, PageEnded, PageEscalated, PageSent, PageUnanswered
from escalera.core.oncall.models import Page, PageCall, Rotation
from escalera.core.oncall.policies import why_not_answer
from escalera.core.oncall.queries import Roster, roster
from escalera.core.tickets.actions import let_see
from escalera.core.tickets.actions.locking import locked_open

BATCH = 100


class PageIsOver(Refusal):
    """Somebody has answered, or it is not needed any more."""


@together()
def page(*, rotation_id: int, ticket_id: int, by: Agent, at: datetime, why: str = "") -> Page:
    """Page who is on call. While a page of this rotation for this ticket waits, that one stands for both.

    Who is called sees the ticket from now on. Raises: NotAllowed, HasEnded, BadInput, Ticket.DoesNotExist."""
    ticket = locked_open(ticket_id, by)
    rotation = Rotation.objects.filter(pk=rotation_id, archived_at__isnull=True).first()
    if rotation is None:
        raise BadInput(_("This rotation is gone."))
    known = Page.objects.filter(rotation=rotation, ticket=ticket, state=PageState.OPEN).first()
    if known is not None:
        return known
    one = Page.objects.create(
        rotation=rotation, ticket=ticket, why=" ".join(why.split())[:200] or by.name, sent_at=at, next_at=at
    )
    _ring_next(one, by.actor, at)
    return one


@together()
def acknowledge(*, page_id: int, by: Agent, at: datetime) -> Page:
    """Say "I am on it": nobody else is called. A second time changes nothing.

    Raises: NotAllowed, PageIsOver (somebody else was first), Page.DoesNotExist."""
    one = _locked(page_id)
    if refusal := why_not_answer(by, one):
        raise NotAllowed(refusal)
    if one.state == PageState.ACKNOWLEDGED and one.acknowledged_by_id == by.pk:
        return one
    if one.state == PageState.ACKNOWLEDGED:
        name = one.acknowledged_by.name if one.acknowledged_by else ""
        raise PageIsOver(_("%(name)s has it already.") % {"name": name})
    if one.state == PageState.ENDED:
        raise PageIsOver(_("This page is not needed any more."))
    one.acknowledged_by = by
    one.calls.filter(agent=by, state__in=[CallState.RINGING, CallState.PASSED]).update(
        state=CallState.ACKNOWLEDGED, answered_at=at
    )
    _end(one, PageState.ACKNOWLEDGED, at)
    record(PageAcknowledged(**_fields(one, by)), actor=by.actor, at=at)
    return one


@together()
def pass_on(*, page_id: int, by: Agent, at: datetime) -> Page:
    """Say "I can't": the next person is called at once. Raises: NotAllowed, PageIsOver, Page.DoesNotExist."""
    one = _locked(page_id)
    if refusal := why_not_answer(by, one):
        raise NotAllowed(refusal)
    if one.state != PageState.OPEN:
        raise PageIsOver(_("This page is not needed any more."))
    _ring_next(one, by.actor, at)
    return one


def escalate_due(*, at: datetime) -> int:
    """Call the next person for each page that nobody answered in time, each in its own transaction; return how many."""
    due = Page.objects.filter(next_at__isnull=False, next_at__lte=at).order_by("next_at")
    return sum(_escalate_if_due(key, at) for key in list(due.values_list("pk", flat=True)[:BATCH]))


@together()
def end_pages(*, ticket_id: int, at: datetime, holder: int | None = None) -> int:
    """End a ticket's open pages, because it has ended; with `holder`: because somebody took it, which is an answer if
    they were called. Return how many ended."""
    ended = 0
    for one in Page.objects.select_for_update(of=("self",)).filter(ticket=ticket_id, state=PageState.OPEN):
        if holder is None:
            _end(one, PageState.ENDED, at)
            record(PageEnded(**_fields(one)), actor=SYSTEM, at=at)
            ended += 1
        elif call := one.calls.filter(agent=holder).select_related("agent").first():
            acknowledge(page_id=one.pk, by=call.agent, at=at)
            ended += 1
    return ended


@together()
def _escalate_if_due(page_id: int, at: datetime) -> int:
    """Another worker may have been here first: the row is asked again once it is locked."""
    row = Page.objects.select_for_update(of=("self",), skip_locked=True).select_related("rotation", "ticket")
    one = row.filter(pk=page_id, state=PageState.OPEN, next_at__lte=at).first()
    if one is None:
        return 0
    if one.ticket.is_open:
        _ring_next(one, SYSTEM, at)
    else:
        _end(one, PageState.ENDED, at)
        record(PageEnded(**_fields(one)), actor=SYSTEM, at=at)
    return 1


def _ring_next(one: Page, actor: Actor, at: datetime) -> None:
    """Call whoever is next, or say that nobody is left."""
    calls = list(one.calls.select_related("agent").order_by("number"))
    who = roster(one.rotation_id, at, at)
    following = _next(who, calls, at)
    one.calls.filter(state=CallState.RINGING).update(state=CallState.PASSED, answered_at=at)
    if following is None:
        _end(one, PageState.UNANSWERED, at)
        record(PageUnanswered(**_fields(one), called=len(calls)), actor=actor, at=at)
        return
    call = PageCall.objects.create(page=one, number=len(calls) + 1, agent=following, at=at)
    one.next_at = at + timedelta(minutes=one.rotation.answer_min)
    one.save(update_fields=["next_at"])
    let_see(ticket_id=one.ticket_id, agents=[following.pk], at=at)
    _say(one, call, calls[-1] if calls else None, actor, at)
    _tell_pages([*calls, call])


def _say(one: Page, call: PageCall, before: PageCall | None, actor: Actor, at: datetime) -> None:
    fields = {**_fields(one, call.agent), "call_id": call.pk, "why": one.why}
    if before is None:
        record(PageSent(**fields), actor=actor, at=at)
        return
    fact = PageEscalated(**fields, from_agent_id=before.agent_id, from_agent=before.agent.name)
    record(fact, actor=actor, at=at)


def _next(who: Roster, calls: list[PageCall], at: datetime) -> Agent | None:
    """Return who was called least often, in order; never the same person twice in a row while somebody else is there."""
    chain = who.chain(at)
    often = {agent.pk: sum(1 for call in calls if call.agent_id == agent.pk) for agent in chain}
    left = [agent for agent in chain if often[agent.pk] < who.rotation.rounds]
    return min(left, key=lambda agent: often[agent.pk], default=None)


def _end(one: Page, state: PageState, at: datetime) -> None:
    one.state, one.next_at, one.ended_at = state, None, at
    one.save(update_fields=["state", "next_at", "ended_at", "acknowledged_by"])
    one.calls.filter(state=CallState.RINGING).update(state=CallState.ENDED, answered_at=at)
    _tell_pages(list(one.calls.all()))


def _tell_pages(calls: list[PageCall]) -> None:
    """Their open pages ask again."""
    agents = tuple(sorted({call.agent_id for call in calls}))
    whisper(Whisper(tuple(f"pages-{agent}" for agent in agents), agents))


def _locked(page_id: int) -> Page:
    return Page.objects.select_for_update(of=("self",)).select_related("rotation", "acknowledged_by").get(pk=page_id)


def _fields(one: Page, agent: Agent | None = None) -> dict[str, Any]:
    return {
        "ticket_id": one.ticket_id, "page_id": one.pk, "rotation": one.rotation.name,
        "agent_id": agent.pk if agent else None, "agent": agent.name if agent else "",
    }  # fmt: skip
