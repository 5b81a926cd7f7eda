"""Whose a ticket is, what was promised, what it is called, who asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact, Team
from escalera.base.refusals import BadInput
from escalera.base.storage.ready import update
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions.locking import locked, locked_open
from escalera.core.tickets.facts import DueChanged, RequesterChanged, SubjectChanged, TicketAssigned
from escalera.core.tickets.indexing import index_again, words_of
from escalera.core.tickets.models import STATUS_FIELDS, Participant, Status, Ticket

FURTHEST = timedelta(days=10 * 366)
GIVEN_FIELDS = ("team", "level", "assignee", "owner", *STATUS_FIELDS, "updated_at")


@together()
def set_due(*, ticket_id: int, due: datetime | None, by: Agent, at: datetime) -> Ticket:
    """Say until when it is promised, or with None that nothing is. Raises: NotAllowed, HasEnded, BadInput."""
    ticket = locked_open(ticket_id, by)
    if due is not None and not at - FURTHEST < due < at + FURTHEST:
        raise BadInput(_("This date is too far away."))
    before = ticket.promised_at
    if before == due:
        return ticket
    ticket.promised_at = ticket.due_at = due  # running clocks that are due earlier say so as they hear of it
    ticket.touch(at)
    update(ticket, "promised_at", "due_at", "updated_at")
    fact = DueChanged(
        ticket_id=ticket.pk,
        due=due.isoformat() if due else "",
        before=before.isoformat() if before else "",
    )
    record(fact, actor=by.actor, at=at)
    return ticket


def keep_due(*, ticket_id: int, due: datetime | None) -> None:
    """Note the earliest of the promise and of the running clocks: they alone call it, beside the fact that changed it."""
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(due)
        cursor.execute("UPDATE tickets_ticket SET due_at = %s WHERE id = %s", [moment, ticket_id])


def note_language(*, ticket_id: int, language: str) -> None:
    """Note in which language the customer writes, where nobody chose another than theirs. Part of reading a ticket."""
    ticket = Ticket.objects.select_related("requester").only("language", "requester__language").get(pk=ticket_id)
    if ticket.language in ("", ticket.requester.language) and ticket.language[:2] != language[:2]:
        Ticket.objects.filter(pk=ticket_id, language=ticket.language).update(language=language)


@together()
def assign(*, ticket_id: int, by: Agent, at: datetime, to: Agent | None = None, team: Team | None = None) -> Ticket:
    """Give the ticket to a colleague, to a team of the same level, or to a colleague there.

    Without `to` it goes to the team's queue. Up and down go through the ladder, with their words.
    Raises: NotAllowed, HasEnded, BadInput, Ticket.DoesNotExist."""
    ticket = locked_open(ticket_id, by)
    team = team or _team_for(ticket, to)
    if refusal := policies.why_not_assign(ticket, team, to):
        raise BadInput(refusal)
    if (ticket.team_id, ticket.assignee_id) == (team.pk, to.pk if to else None):
        return ticket
    fact = give(ticket, team, to, at)
    update(ticket, *GIVEN_FIELDS)
    record(fact, actor=by.actor, at=at)
    return ticket


def give(ticket: Ticket, team: Team, to: Agent | None, at: datetime) -> TicketAssigned:
    """Place a locked ticket with a team and a person, and return the fact; the caller saves GIVEN_FIELDS and records."""
    fact = TicketAssigned(
        ticket_id=ticket.pk,
        team_id=team.pk,
        team=team.name,
        from_team_id=ticket.team_id,
        agent_id=to.pk if to else None,
        agent=to.name if to else "",
        from_agent_id=ticket.assignee_id,
    )
    ticket.place(team, to)
    if to is not None and ticket.owner_id is None:
        ticket.owner = to
    if to is not None and ticket.status == Status.NEW:
        ticket.move_to_status(Status.OPEN)
    ticket.touch(at)
    return fact


@together()
def count_bounce(*, ticket_id: int) -> None:
    """Note that the ticket came back to a team that already had it. Part of an action that records the move."""
    Ticket.objects.filter(pk=ticket_id).update(bounces=F("bounces") + 1)


def _team_for(ticket: Ticket, to: Agent | None) -> Team:
    """Return the ticket's team if the colleague is in it, else their first team on its level."""
    if to is None or to.teams.filter(pk=ticket.team_id).exists():
        return ticket.team
    theirs = to.teams.select_related("level").filter(level=ticket.level_id).order_by("pk").first()
    return theirs or ticket.team


@together()
def rename(*, ticket_id: int, subject: str, by: Agent, at: datetime) -> Ticket:
    """Change the subject. Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    subject = " ".join(subject.replace("\x00", "").split())[:250]
    if not subject:
        raise BadInput(_("Write what it is about."))
    if subject == ticket.subject:
        return ticket
    fact = SubjectChanged(ticket_id=ticket.pk, subject=subject, before=ticket.subject)
    ticket.subject = subject
    ticket.touch(at)
    update(ticket, "subject", "updated_at")
    record(fact, actor=by.actor, at=at)
    if (
        opening := ticket.messages.filter(contact__isnull=False, at=ticket.opened_at).order_by("pk").first()
    ) is not None:
        index_again(opening, ticket, [fact.before, words_of(opening)])
    return ticket


@together()
def change_requester(*, ticket_id: int, contact: Contact, by: Agent, at: datetime) -> Ticket:
    """Make somebody else the one who asks; who asked until now stays in the conversation.

    Raises: NotAllowed, HasEnded, Ticket.DoesNotExist."""
    ticket = locked_open(ticket_id, by)
    if contact.pk == ticket.requester_id:
        return ticket
    before = ticket.requester
    ticket.requester = contact
    ticket.organization_id, ticket.segment_id = contact.organization_id, contact.segment_id
    ticket.touch(at)
    update(ticket, "requester", "organization", "segment", "updated_at")
    Participant.objects.filter(ticket=ticket, contact=contact).delete()
    Participant.objects.get_or_create(ticket=ticket, contact=before, defaults={"since": at})
    fact = RequesterChanged(
        ticket_id=ticket.pk, contact_id=contact.pk, contact=contact.name, before_id=before.pk, before=before.name
    )
    record(fact, actor=by.actor, at=at)
    return ticket
