"""What can happen to a ticket's place in the day: sleep, due date, spam, hands, subject, requester."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact
from escalera.core.tickets.facts.life import waits_because


def _moment(text: str) -> str:
    """Return an ISO moment as people of the reader's language write it."""
    return date_format(localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")


@dataclass(frozen=True, kw_only=True)
class TicketSnoozed(TicketFact):
    """`until`: ISO moment, "" until the customer writes. `reason`: the code of the reason to wait; `pauses`: the kinds of
    clock that it stopped at that time."""

    name: ClassVar[str] = "ticket.snoozed"
    from_status: str
    until: str = ""
    reason: str = ""
    words: str = ""
    pauses: tuple[str, ...] = ()

    def sentence(self, who: str) -> str:
        said = _("%(who)s put it aside until the customer writes") % {"who": who}
        if self.until:
            said = _("%(who)s put it aside until %(moment)s") % {"who": who, "moment": _moment(self.until)}
        return f"{said}: {why}" if (why := waits_because(self.reason, self.words)) else said


@dataclass(frozen=True, kw_only=True)
class TicketWoken(TicketFact):
    """`because`: time, reply or agent."""

    name: ClassVar[str] = "ticket.woken"
    because: str

    def sentence(self, who: str) -> str:
        words = {
            "time": _("The ticket is back: its time has come"),
            "reply": _("The ticket is back: %(who)s wrote"),
            "agent": _("%(who)s brought the ticket back"),
        }
        return words.get(self.because, words["agent"]) % {"who": who}


@dataclass(frozen=True, kw_only=True)
class DueChanged(TicketFact):
    """`due`: ISO moment, "" for none."""

    name: ClassVar[str] = "ticket.due_changed"
    due: str = ""
    before: str = ""

    def sentence(self, who: str) -> str:
        if not self.due:
            return _("%(who)s took the due date off") % {"who": who}
        return _("%(who)s promised it for %(moment)s") % {"who": who, "moment": _moment(self.due)}


@dataclass(frozen=True, kw_only=True)
class TicketMarkedSpam(TicketFact):
    """`blocked`: the sender's address, if their mail is not wanted any more."""

    name: ClassVar[str] = "ticket.marked_spam"
    from_status: str
    blocked: str = ""

    def sentence(self, who: str) -> str:
        if self.blocked:
            words = {"who": who, "address": self.blocked}
            return _("%(who)s ended it as spam and blocked %(address)s") % words
        return _("%(who)s ended it as spam") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class SpamUndone(TicketFact):
    name: ClassVar[str] = "ticket.no_spam"
    status: str

    def sentence(self, who: str) -> str:
        return _("%(who)s said that it is no spam") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketFact):
    """Given to a person, a team of the same level, or both. `agent_id` None: to the team's queue."""

    name: ClassVar[str] = "ticket.assigned"
    team_id: int
    team: str
    from_team_id: int
    agent_id: int | None = None
    agent: str = ""
    from_agent_id: int | None = None

    def sentence(self, who: str) -> str:
        if self.agent and self.team_id == self.from_team_id:
            return _("%(who)s gave it to %(agent)s") % {"who": who, "agent": self.agent}
        if self.agent:
            return _("%(who)s gave it to %(agent)s (%(team)s)") % {
                "who": who, "agent": self.agent, "team": self.team,
            }  # fmt: skip
        return _("%(who)s gave it to %(team)s") % {"who": who, "team": self.team}


@dataclass(frozen=True, kw_only=True)
class SubjectChanged(TicketFact):
    name: ClassVar[str] = "ticket.renamed"
    subject: str
    before: str

    def sentence(self, who: str) -> str:
        words = {"who": who, "before": self.before, "subject": self.subject}
        return _("%(who)s changed the subject from “%(before)s” to “%(subject)s”") % words


@dataclass(frozen=True, kw_only=True)
class RequesterChanged(TicketFact):
    name: ClassVar[str] = "ticket.requester_changed"
    contact_id: int
    contact: str
    before_id: int
    before: str

    def sentence(self, who: str) -> str:
        words = {"who": who, "before": self.before, "contact": self.contact}
        return _("%(who)s changed the requester from %(before)s to %(contact)s") % words
