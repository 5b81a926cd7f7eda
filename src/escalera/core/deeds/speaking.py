"""Deeds that say something: a note, words to the customer, a call for colleagues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.settings.models import Company
from escalera.core.channels.readers import plain_name
from escalera.core.deeds import rows
from escalera.core.deeds.inputs import Given, Input, InputType
from escalera.core.deeds.registry import Deed, Turn, register
from escalera.core.deeds.variables import fill, values_for
from escalera.core.feed.actions.calling import begin_to_follow
from escalera.core.feed.facts import ColleaguesMentioned
from escalera.core.feed.models import FollowedBecause
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from escalera.core.tickets.leaving import Leaving, reply_channel, why_not_leave
from escalera.core.tickets.models import Message, MessageKind, Ticket
from escalera.core.tickets.policies import why_not_work

MOST_A_DAY = 5  # automatic messages on one ticket
LONGEST_SUBJECT = 80  # characters of a subject in automatic words
_DAY = timedelta(days=1)
_ADDRESS = re.compile(r"[@/]|www|http", re.IGNORECASE)


def filled(text: str, ticket: Ticket, by: Agent) -> str:
    """Return the text as it reads on this ticket. What people wrote is put in as it stands and not filled in again."""
    values = values_for(ticket, by, Company.get().name)
    return fill(text, values)


def _filled_by_itself(text: str, ticket: Ticket) -> str:
    """The same in words that go out by themselves, maybe to a forged address: they carry no advertisement of a
    stranger's, and name the company where a person would give their name."""
    company = Company.get().name
    values = values_for(ticket, robot(), company)
    subject = values["asunto"][:LONGEST_SUBJECT]
    name = plain_name(values["cliente"])
    values |= {"agente": company, "cliente": name, "cliente.nombre": name.split()[0] if name.split() else name}
    values["asunto"] = f"#{ticket.pk}" if _ADDRESS.search(subject) else subject
    return fill(text, values)


def say(text: str, turn: Turn, part: str = "") -> str | None:
    """Send filled-in words to the customer: a person's as their reply, the desk's own as an automatic message, which
    neither counts as an answer nor is sent to machines. `part` tells several words of one run apart.

    Return why nothing was sent, or None."""
    ticket = Ticket.objects.lock(turn.ticket_id)
    key = f"{turn.key}:{part}"[:64] if turn.key else None
    if not turn.by.is_robot:
        words = Content(filled(text, ticket, turn.by))
        tickets.reply(ticket_id=ticket.pk, content=words, by=turn.by, at=turn.at, key=key)
        return None
    if refusal := why_not_work(turn.by, ticket):
        raise NotAllowed(refusal)
    if why_not := _why_not_by_itself(ticket, turn):
        return why_not
    key = key or f"deed:{ticket.pk}:{turn.at.timestamp():.6f}:{part}"[:64]
    content, channel = Content(_filled_by_itself(text, ticket)), reply_channel(ticket)
    if why_not := why_not_leave(ticket, Leaving(channel, content.text), turn.at):
        return _("wrote nothing: %(why)s") % {"why": why_not}
    tickets.write_automatic(ticket_id=ticket.pk, content=content, at=turn.at, key=key, channel=channel)
    return None


def _why_not_by_itself(ticket: Ticket, turn: Turn) -> str:
    """Machines get no answer from a machine, and nobody gets too many."""
    theirs = Message.objects.filter(ticket=ticket, contact__isnull=False).order_by("-pk").first()
    if theirs is not None and (theirs.kind == MessageKind.BOT or (theirs.extra or {}).get("automatic")):
        return _("wrote nothing: a machine wrote last")
    ours = Message.objects.filter(ticket=ticket, kind=MessageKind.BOT, contact__isnull=True, at__gt=turn.at - _DAY)
    if ours.count() >= MOST_A_DAY:
        return _("wrote nothing: the customer got %(count)d automatic messages within a day") % {"count": MOST_A_DAY}
    return ""


def _text_inputs(given: Given) -> Sequence[Input]:
    label, hint = gettext_lazy("Words"), gettext_lazy("filled in: {cliente}, {ticket}, {asunto}, {equipo}, {empresa}")
    return [Input("text", label, InputType.LONG, hint=hint)]


def _note(given: Given, turn: Turn) -> None:
    ticket = Ticket.objects.lock(turn.ticket_id)
    content = Content(filled(given["text"], ticket, turn.by))
    tickets.note(ticket_id=ticket.pk, content=content, by=turn.by, at=turn.at)


def _reply(given: Given, turn: Turn) -> str | None:
    return say(given["text"], turn, "reply")


def _call_inputs(given: Given) -> Sequence[Input]:
    return [
        Input("agents", gettext_lazy("People"), InputType.CHOICES, rows.agents, required=False),
        Input("teams", gettext_lazy("Teams"), InputType.CHOICES, rows.teams, required=False),
    ]


def _call_check(kept: dict[str, Any]) -> dict[str, Any]:
    agents = dict(Agent.objects.filter(pk__in=kept.get("agents", ())).values_list("pk", "name"))
    teams = dict(Team.objects.filter(pk__in=kept.get("teams", ())).values_list("pk", "name"))
    if not agents and not teams:
        raise BadInput(_("Choose who is called in."))
    return {"agents": list(agents), "teams": list(teams), "names": ", ".join([*agents.values(), *teams.values()])}


def _call(given: Given, turn: Turn) -> None:
    """Let them see it, let those called in person follow it, and tell them; who is gone is left out."""
    ticket = Ticket.objects.lock(turn.ticket_id)
    if refusal := why_not_work(turn.by, ticket):
        raise NotAllowed(refusal)
    agents = dict(Agent.objects.filter(pk__in=given["agents"], is_active=True).values_list("pk", "name"))
    teams = dict(Team.objects.filter(pk__in=given["teams"], archived_at__isnull=True).values_list("pk", "name"))
    if not agents and not teams:
        raise BadInput(_("%(name)s does not work here any more.") % {"name": given.get("names", "")})
    tickets.let_see(ticket_id=ticket.pk, agents=agents, teams=teams, at=turn.at)
    begin_to_follow(ticket.pk, agents, FollowedBecause.MENTION, turn.at)
    members = Agent.objects.filter(is_active=True, teams__in=teams).order_by("pk").values_list("pk", flat=True)[:200]
    called = list(dict.fromkeys([*agents, *members]))
    names = ", ".join([*agents.values(), *teams.values()])[:500]
    record(ColleaguesMentioned(ticket_id=ticket.pk, agent_ids=called, names=names), actor=turn.by.actor, at=turn.at)


def register_all() -> None:
    """Make them known; called when the product starts."""

    register(
        "note",
        Deed(
            gettext_lazy("Leave an internal note"),
            _note,
            lambda given: _("left a note"),
            _text_inputs,
            tells=True,
            order=40,
        ),
    )
    register(
        "reply",
        Deed(
            gettext_lazy("Write to the customer"),
            _reply,
            lambda given: _("wrote to the customer"),
            _text_inputs,
            tells=True,
            order=41,
        ),
    )
    register(
        "call",
        Deed(
            gettext_lazy("Call people in"), _call,
            lambda given: _("called %(names)s in") % {"names": given.get("names", "")}, _call_inputs, _call_check,
            tells=True, order=42,
        ),
    )  # fmt: skip
