"""Asking another team or person something, without moving the ticket."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.feed import policies
from escalera.core.feed.actions.calling import answer_mentions, call
from escalera.core.feed.facts import ConsultationAnswered, ConsultationAsked, ConsultationClosed
from escalera.core.feed.mentions import plain
from escalera.core.feed.models import Consultation, ConsultationMessage
from escalera.core.tickets.actions import let_see, words_without_personal_data
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import why_not_work

LONGEST = 10_000  # characters


class CannotConsult(Refusal):
    """The ticket or the question has ended; the text is safe to show."""


@together()
def consult(
    *,
    ticket_id: int,
    question: str,
    by: Agent,
    at: datetime,
    to_team: Team | None = None,
    to_agent: Agent | None = None,
    needed_by: datetime | None = None,
) -> Consultation:
    """Ask a team or a person; they see the ticket from now on, and the question stands in their inbox.

    Raises: NotAllowed, CannotConsult, BadInput, Ticket.DoesNotExist."""
    ticket = Ticket.objects.lock(ticket_id)
    if refusal := policies.why_not_consult(by, ticket):
        raise NotAllowed(refusal) if why_not_work(by, ticket) else CannotConsult(refusal)
    _check(to_team, to_agent, by, needed_by, at)
    words = words_without_personal_data(_words(question, _("Write what you want to know.")), ticket.segment_id)
    asked = Consultation.objects.create(
        ticket=ticket, asked_by=by, asked_at=at, to_team=to_team, to_agent=to_agent, question=words, needed_by=needed_by
    )  # fmt: skip
    agents = [to_agent.pk] if to_agent else []
    let_see(ticket_id=ticket.pk, agents=agents, teams=[to_team.pk] if to_team else [], at=at)
    to = to_agent or to_team
    fact = ConsultationAsked(
        ticket_id=ticket.pk,
        consultation_id=asked.pk,
        to=str(to.name if to else ""),
        team_id=to_team.pk if to_team else None,
        agent_id=to_agent.pk if to_agent else None,
        reason=plain(words)[:300],
    )
    record(fact, actor=by.actor, at=at)
    call(ticket_id=ticket.pk, text=words, by=by.actor, at=at, consultation_id=asked.pk)
    return asked


@together()
def say(*, consultation_id: int, text: str, by: Agent, at: datetime) -> ConsultationMessage:
    """Answer the question, or ask further. The first words of those asked make it answered.

    Raises: NotAllowed, CannotConsult, BadInput, Consultation.DoesNotExist."""
    consultation, ticket = _locked(consultation_id)
    if refusal := policies.why_not_say(by, consultation, ticket):
        raise CannotConsult(refusal) if not consultation.is_open else NotAllowed(refusal)
    words = words_without_personal_data(_words(text, _("Write your answer.")), ticket.segment_id)
    said = ConsultationMessage.objects.create(consultation=consultation, agent=by, at=at, text=words)
    by_asked = by.pk != consultation.asked_by_id and policies.is_asked(by, consultation)
    if by_asked and consultation.answered_at is None:
        consultation.answered_at = at
        consultation.save(update_fields=["answered_at"])
    elif not by_asked and by.pk == consultation.asked_by_id and consultation.answered_at is not None:
        consultation.answered_at = None  # it is their turn again
        consultation.save(update_fields=["answered_at"])
    fact = ConsultationAnswered(
        ticket_id=ticket.pk, consultation_id=consultation.pk, message_id=said.pk, by_asked=by_asked
    )
    record(fact, actor=by.actor, at=at)
    answer_mentions(ticket_id=ticket.pk, agent_id=by.pk, at=at)
    call(
        ticket_id=ticket.pk, text=words, by=by.actor, at=at,
        consultation_message_id=said.pk, consultation_id=consultation.pk,
    )  # fmt: skip
    return said


@together()
def close(*, consultation_id: int, outcome: str, by: Agent, at: datetime) -> Consultation:
    """End the question with what came of it. Closing a closed one changes nothing.

    Raises: NotAllowed, BadInput, Consultation.DoesNotExist."""
    consultation, ticket = _locked(consultation_id)
    if refusal := policies.why_not_close(by, consultation, ticket):
        raise NotAllowed(refusal)
    if not consultation.is_open:
        return consultation
    consultation.outcome = _words(outcome, _("Say in a few words what came of it."))
    consultation.closed_at, consultation.closed_by = at, by
    consultation.save(update_fields=["outcome", "closed_at", "closed_by"])
    fact = ConsultationClosed(ticket_id=ticket.pk, consultation_id=consultation.pk, reason=consultation.outcome[:500])
    record(fact, actor=by.actor, at=at)
    return consultation


def _locked(consultation_id: int) -> tuple[Consultation, Ticket]:
    """Lock the ticket first, as everywhere, then read the consultation."""
    found = Consultation.objects.select_related("to_team", "to_agent")
    ticket = Ticket.objects.lock(found.get(pk=consultation_id).ticket_id)
    return found.get(pk=consultation_id), ticket


def _check(to_team: Team | None, to_agent: Agent | None, by: Agent, needed_by: datetime | None, at: datetime) -> None:
    if (to_team is None) == (to_agent is None):
        raise BadInput(_("Choose one team or one person to ask."))
    if to_agent is not None and (to_agent.pk == by.pk or not to_agent.is_active):
        raise BadInput(_("Choose a colleague who is here."))
    if needed_by is not None and needed_by <= at:
        raise BadInput(_("The answer can only be needed by a moment to come."))


def _words(text: str, if_empty: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise BadInput(if_empty)
    if len(words) > LONGEST:
        raise BadInput(_("The text is too long: at most %(limit)d characters.") % {"limit": LONGEST})
    return words
