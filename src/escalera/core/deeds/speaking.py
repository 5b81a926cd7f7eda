"""Deeds that say something: a note, words to the customer, a call for colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.settings.models import Company
from escalera.core.deeds import rows
from escalera.core.deeds.inputs import Given, Input, InputType
from escalera.core.deeds.registry import Deed, Turn, register
from escalera.core.deeds.variables import fill, values_for
from escalera.core.feed.actions.calling import begin_to_follow
from escalera.core.feed.facts import ColleaguesMentioned
from escalera.core.feed.models import FollowedBecause
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import reply_channel, why_not_work


def filled(text: str, ticket: Ticket, by: Agent) -> str:
    """Return the text as it reads on this ticket. What people wrote is put in as it stands and not filled in again."""
    return fill(text, values_for(ticket, by, Company.get().name))


def say(text: str, turn: Turn, part: str = "") -> None:
    """Send filled-in words to the customer: a person's as their reply, the desk's own as an automatic message, which
    neither counts as an answer nor is answered by other machines. `part` tells several words of one run apart."""
    ticket = Ticket.objects.lock(turn.ticket_id)
    words, key = Content(filled(text, ticket, turn.by)), f"{turn.key}:{part}" if turn.key else None
    if not turn.by.is_robot:
        tickets.reply(ticket_id=ticket.pk, content=words, by=turn.by, at=turn.at, key=key)
        return
    if ticket.merged_into_id is not None:
        raise NotAllowed(why_not_work(turn.by, ticket))
    key = key or f"deed:{ticket.pk}:{turn.at.isoformat()}:{part}"
    tickets.write_automatic(
        ticket_id=ticket.pk, content=words, at=turn.at, key=key[:80], channel=reply_channel(ticket)
    )


def _text_inputs(given: Given) -> Sequence[Input]:
    label, hint = gettext_lazy("Words"), gettext_lazy("filled in: {cliente}, {ticket}, {asunto}, {equipo}, {empresa}")
    return [Input("text", label, InputType.LONG, hint=hint)]


def _note(given: Given, turn: Turn) -> None:
    ticket = Ticket.objects.lock(turn.ticket_id)
    content = Content(filled(given["text"], ticket, turn.by))
    tickets.note(ticket_id=ticket.pk, content=content, by=turn.by, at=turn.at)


def _reply(given: Given, turn: Turn) -> None:
    say(given["text"], turn, "reply")


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
    words = gettext_lazy
    register(
        "note",
        Deed(
            words("Leave an internal note"), _note, lambda given: _("left a note"), _text_inputs, tells=True, order=40
        ),
    )
    register(
        "reply",
        Deed(
            words("Write to the customer"),
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
            words("Call people in"), _call,
            lambda given: _("called %(names)s in") % {"names": given.get("names", "")}, _call_inputs, _call_check,
            tells=True, order=42,
        ),
    )  # fmt: skip
