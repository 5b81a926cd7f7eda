"""Whom each fact concerns. A function a fact: it gives the people and in what way it is news to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from escalera.base.log.facts import Fact
from escalera.base.people.models import Agent, Contact, Membership
from escalera.base.people.models.helpers import CONTENT, GATE, SEE_ALL, SETTINGS
from escalera.base.storage.ready import Ready
from escalera.core.channels.facts import ChannelAlarmed, ChannelRecovered, DeliveryBounced, DeliveryFailed
from escalera.core.channels.facts_of_calls import CallRinging
from escalera.core.clocks.facts import ClockBreached, ClockWarned
from escalera.core.feed.facts import ColleaguesMentioned, ConsultationAnswered, ConsultationAsked
from escalera.core.feed.models import Consultation, Follower
from escalera.core.knowledge.facts import (
    ArticleDue,
    ArticlePublished,
    ArticleRemarked,
    ArticleReviewAsked,
    ArticleSentBack,
)
from escalera.core.knowledge.models import Article
from escalera.core.ladder.facts import (
    EscalationAccepted,
    EscalationExpired,
    EscalationOffered,
    EscalationRejected,
    HelpCalled,
    HelpEnded,
    HigherAsked,
    TicketReturned,
)
from escalera.core.ladder.models import Escalation
from escalera.core.notifications.choices import NoticeKind
from escalera.core.notifications.facts import PeopleNotified
from escalera.core.oncall.facts import PageEscalated, PageSent, PageUnanswered
from escalera.core.procedures.facts import RunHandedOn, StepRemarked, TimerOver
from escalera.core.procedures.models import ProcedureVersion
from escalera.core.routing.facts import OfferMade
from escalera.core.rules.facts import RuleSwitchedOff
from escalera.core.tickets.facts import MessageReceived, TicketAssigned, TicketResolved, TicketTaken, TicketWoken
from escalera.core.tickets.models import Message, MessageKind, Ticket
from escalera.core.writing.facts import ReplyReturned

F = TypeVar("F", bound=Fact)
Who = tuple[int | None, str]  # the agent, the kind of news; None: nobody
Rule = Callable[[Any], Iterable[Who]]
RULES: dict[type[Fact], Rule] = {}
_SAID = Ready(lambda pk, kind: Message.objects.filter(pk=pk, kind=kind).values_list("pk"))
_HOLDERS = Ready(lambda pk: Ticket.objects.filter(pk=pk).values_list("assignee_id", "owner_id"))
_FOLLOWERS = Ready(
    lambda ticket: Follower.objects.filter(ticket=ticket, left_at__isnull=True).values_list("agent_id")
)  # fmt: skip


def concerns(fact: type[F]) -> Callable[[Callable[[F], Iterable[Who]]], Callable[[F], Iterable[Who]]]:
    """Register whom a fact concerns."""

    def register(rule: Callable[[F], Iterable[Who]]) -> Callable[[F], Iterable[Who]]:
        RULES[fact] = rule
        return rule

    return register


@concerns(TicketTaken)
def _taken(fact: TicketTaken) -> Iterable[Who]:
    yield fact.agent_id, NoticeKind.ASSIGNED
    yield fact.from_agent_id, NoticeKind.RELIEVED


@concerns(TicketAssigned)
def _assigned(fact: TicketAssigned) -> Iterable[Who]:
    yield fact.agent_id, NoticeKind.ASSIGNED


@concerns(MessageReceived)
def _replied(fact: MessageReceived) -> Iterable[Who]:
    """A machine's words (out of office…) are no news."""
    if _SAID.exists(fact.message_id, str(MessageKind.MESSAGE)):
        for agent_id in (*_holders(fact.ticket_id), *_followers(fact.ticket_id)):
            yield agent_id, NoticeKind.REPLIED


@concerns(ColleaguesMentioned)
def _mentioned(fact: ColleaguesMentioned) -> Iterable[Who]:
    for agent_id in fact.agent_ids:
        yield agent_id, NoticeKind.MENTIONED


@concerns(ConsultationAsked)
def _asked(fact: ConsultationAsked) -> Iterable[Who]:
    asked = Membership.objects.filter(team=fact.team_id).values_list("agent_id", flat=True) if fact.team_id else ()
    for agent_id in (*asked, fact.agent_id):
        yield agent_id, NoticeKind.ASKED


@concerns(ConsultationAnswered)
def _advised(fact: ConsultationAnswered) -> Iterable[Who]:
    """Who asked hears of an answer; when they go on, whoever has spoken there hears of it."""
    asked = Consultation.objects.filter(pk=fact.consultation_id)
    yield asked.values_list("asked_by", flat=True).first(), NoticeKind.ADVISED
    if not fact.by_asked:
        for agent_id in asked.values_list("messages__agent", flat=True).distinct():
            yield agent_id, NoticeKind.ADVISED


@concerns(EscalationOffered)
def _offered(fact: EscalationOffered) -> Iterable[Who]:
    teams = Escalation.objects.filter(pk=fact.escalation_id).values("to_team")
    for agent_id in Membership.objects.filter(team__in=teams).values_list("agent_id", flat=True):
        yield agent_id, NoticeKind.OFFERED


@concerns(HelpCalled)
def _called(fact: HelpCalled) -> Iterable[Who]:
    called = Membership.objects.filter(team=fact.team_id).values_list("agent_id", flat=True) if fact.team_id else ()
    for agent_id in (*called, *fact.agent_ids):
        yield agent_id, NoticeKind.ASKED


@concerns(HelpEnded)
def _helped(fact: HelpEnded) -> Iterable[Who]:
    yield _offered_by(fact.escalation_id), NoticeKind.ADVISED


@concerns(HigherAsked)
def _higher(fact: HigherAsked) -> Iterable[Who]:
    """Who holds the ticket decides; while nobody does, everybody of the team hears of it."""
    for agent_id in _holders(fact.ticket_id) - {None} or _team_of(fact.ticket_id):
        yield agent_id, NoticeKind.HIGHER


@concerns(EscalationAccepted)
def _accepted(fact: EscalationAccepted) -> Iterable[Who]:
    yield _offered_by(fact.escalation_id), NoticeKind.ACCEPTED


@concerns(EscalationRejected)
def _rejected(fact: EscalationRejected) -> Iterable[Who]:
    yield _offered_by(fact.escalation_id), NoticeKind.REJECTED


@concerns(EscalationExpired)
def _expired(fact: EscalationExpired) -> Iterable[Who]:
    yield _offered_by(fact.escalation_id), NoticeKind.REJECTED


@concerns(TicketReturned)
def _returned(fact: TicketReturned) -> Iterable[Who]:
    yield Ticket.objects.filter(pk=fact.ticket_id).values_list("assignee_id", flat=True).first(), NoticeKind.RETURNED


@concerns(TicketResolved)
def _resolved(fact: TicketResolved) -> Iterable[Who]:
    for agent_id in _holders(fact.ticket_id):
        yield agent_id, NoticeKind.RESOLVED


@concerns(TicketWoken)
def _woken(fact: TicketWoken) -> Iterable[Who]:
    """A ticket that the customer's word woke is news as that word."""
    if fact.because == "time":
        for agent_id in _holders(fact.ticket_id):
            yield agent_id, NoticeKind.WOKEN


@concerns(ReplyReturned)
def _held_back(fact: ReplyReturned) -> Iterable[Who]:
    yield fact.agent_id, NoticeKind.HELD_BACK


@concerns(DeliveryFailed)
def _failed(fact: DeliveryFailed) -> Iterable[Who]:
    yield _author(fact.message_id), NoticeKind.UNDELIVERED


@concerns(DeliveryBounced)
def _bounced(fact: DeliveryBounced) -> Iterable[Who]:
    yield _author(fact.message_id), NoticeKind.UNDELIVERED


@concerns(OfferMade)
def _work_offered(fact: OfferMade) -> Iterable[Who]:
    yield fact.agent_id, NoticeKind.WORK_OFFERED


@concerns(ClockWarned)
def _runs_short(fact: ClockWarned) -> Iterable[Who]:
    """Who works on it; while nobody does, everybody of its team."""
    holder = Ticket.objects.filter(pk=fact.ticket_id).values_list("assignee_id", flat=True).first()
    for agent_id in [holder] if holder is not None else _team_of(fact.ticket_id):
        yield agent_id, NoticeKind.CLOCK_WARNED


@concerns(ClockBreached)
def _ran_out(fact: ClockBreached) -> Iterable[Who]:
    """Also who answers to the customer for it."""
    for agent_id in _holders(fact.ticket_id) - {None} or _team_of(fact.ticket_id):
        yield agent_id, NoticeKind.CLOCK_OVER


@concerns(PeopleNotified)
def _told(fact: PeopleNotified) -> Iterable[Who]:
    for agent_id in fact.agent_ids:
        yield agent_id, NoticeKind.TOLD


@concerns(PageSent)
def _paged(fact: PageSent) -> Iterable[Who]:
    yield fact.agent_id, NoticeKind.PAGE


@concerns(PageEscalated)
def _paged_next(fact: PageEscalated) -> Iterable[Who]:
    yield fact.agent_id, NoticeKind.PAGE


@concerns(PageUnanswered)
def _page_lost(fact: PageUnanswered) -> Iterable[Who]:
    for agent_id in _who_may(SEE_ALL):
        yield agent_id, NoticeKind.PAGE_LOST


@concerns(RuleSwitchedOff)
def _rule_off(fact: RuleSwitchedOff) -> Iterable[Who]:
    for agent_id in _who_may(SETTINGS):
        yield agent_id, NoticeKind.RULE_OFF


@concerns(RunHandedOn)
def _run_handed(fact: RunHandedOn) -> Iterable[Who]:
    for agent_id in fact.agent_ids:
        yield agent_id, NoticeKind.RUN_HANDED


@concerns(TimerOver)
def _timer_over(fact: TimerOver) -> Iterable[Who]:
    for agent_id in fact.agent_ids:
        yield agent_id, NoticeKind.TIMER_OVER


@concerns(StepRemarked)
def _remarked(fact: StepRemarked) -> Iterable[Who]:
    """Who published what people follow now; if they do so no more, whoever keeps procedures."""
    if fact.is_done:
        return
    keepers = list(_who_may(CONTENT))
    versions = ProcedureVersion.objects.filter(procedure=fact.procedure_id).order_by("-number")
    author = versions.values_list("by", flat=True).first()
    for agent_id in [author] if author in keepers else keepers:
        yield agent_id, NoticeKind.REMARK


@concerns(ArticleReviewAsked)
def _review_asked(fact: ArticleReviewAsked) -> Iterable[Who]:
    """Who keeps the article, if they may publish; else whoever may."""
    for agent_id in _keepers(_owner(fact.article_id)):
        yield agent_id, NoticeKind.REVIEW


@concerns(ArticlePublished)
def _text_published(fact: ArticlePublished) -> Iterable[Who]:
    yield fact.asked_by, NoticeKind.PUBLISHED


@concerns(ArticleSentBack)
def _text_back(fact: ArticleSentBack) -> Iterable[Who]:
    yield fact.asked_by, NoticeKind.SENT_BACK


@concerns(ArticleDue)
def _article_due(fact: ArticleDue) -> Iterable[Who]:
    for agent_id in [fact.owner_id] if fact.owner_id is not None else _keepers(None):
        yield agent_id, NoticeKind.REVIEW_DUE


@concerns(ArticleRemarked)
def _article_lacks(fact: ArticleRemarked) -> Iterable[Who]:
    owner = _owner(fact.article_id)
    for agent_id in [owner] if owner is not None else _keepers(None):
        yield agent_id, NoticeKind.LACKING


@concerns(ChannelAlarmed)
def _channel_alarmed(fact: ChannelAlarmed) -> Iterable[Who]:
    for agent_id in _who_may(GATE):
        yield agent_id, NoticeKind.CHANNEL_BAD


@concerns(ChannelRecovered)
def _channel_recovered(fact: ChannelRecovered) -> Iterable[Who]:
    for agent_id in _who_may(GATE):
        yield agent_id, NoticeKind.CHANNEL_OK


@concerns(CallRinging)
def _rings(fact: CallRinging) -> Iterable[Who]:
    for agent_id in fact.agent_ids:
        yield agent_id, NoticeKind.CALL


def _owner(article_id: int) -> int | None:
    return Article.objects.filter(pk=article_id).values_list("owner", flat=True).first()


def _keepers(first: int | None) -> Iterable[int]:
    """Return this person if they keep the content, else everybody who does."""
    keepers = list(_who_may(CONTENT))
    return [first] if first in keepers and first is not None else keepers


def _who_may(permission: str) -> Iterable[int]:
    people = Agent.objects.filter(is_active=True, is_robot=False).order_by("pk")
    return [one.pk for one in people if one.may(permission)]


def _holders(ticket_id: int) -> set[int | None]:
    """Who works on it now, and who answers to the customer for it."""
    return set(*_HOLDERS.rows(ticket_id))


def _team_of(ticket_id: int) -> Iterable[int]:
    team = Ticket.objects.filter(pk=ticket_id).values("team")
    return Membership.objects.filter(team__in=team).values_list("agent_id", flat=True)


def _followers(ticket_id: int) -> Iterable[int]:
    return [agent for (agent,) in _FOLLOWERS.rows(ticket_id)]


def _offered_by(escalation_id: int) -> int | None:
    return Escalation.objects.filter(pk=escalation_id).values_list("offered_by", flat=True).first()


def _author(message_id: int) -> int | None:
    return Message.objects.filter(pk=message_id).values_list("agent_id", flat=True).first()


def message_of(fact: Fact) -> int | None:
    """Return the message of the conversation at which to go on reading."""
    known = (MessageReceived, ColleaguesMentioned, DeliveryFailed, DeliveryBounced)
    return fact.message_id if isinstance(fact, known) else None


def about_channel(fact: ChannelAlarmed | ChannelRecovered) -> str:
    """Return how what is told of one thing at one channel begins."""
    return f"{fact.code}:{fact.channel_id}:"


def about_call(call_id: int) -> str:
    """Return how what is told of a ringing call begins."""
    return f"{call_id}:"


def about_of(fact: Fact) -> str:
    """Return what a notification is about beside its ticket: words, or a key that its words know."""
    if isinstance(fact, (ClockWarned, ClockBreached)):
        return fact.kind
    if isinstance(fact, PeopleNotified):
        return fact.words
    if isinstance(fact, (PageSent, PageEscalated, PageUnanswered)):
        return fact.rotation
    if isinstance(fact, (RunHandedOn, TimerOver, StepRemarked)):
        step = "" if isinstance(fact, RunHandedOn) else fact.step
        return " · ".join(part for part in (fact.title, step) if part)
    if isinstance(fact, CallRinging):
        name = Contact.objects.filter(pk=fact.contact_id or 0).values_list("name", flat=True).first()
        return f"{about_call(fact.call_id)}{name or fact.number}"
    if isinstance(fact, (ChannelAlarmed, ChannelRecovered)):
        days = fact.days if isinstance(fact, ChannelAlarmed) and fact.days is not None else ""
        return f"{about_channel(fact)}{days}:{fact.called}"
    if isinstance(fact, (ArticleReviewAsked, ArticlePublished, ArticleSentBack, ArticleRemarked)):
        return fact.title
    return fact.rule if isinstance(fact, RuleSwitchedOff) else ""
