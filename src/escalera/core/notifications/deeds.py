"""The deed that tells people of a ticket, for rules and steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.deeds import rows
from escalera.core.deeds.inputs import Given, Input, InputType, Words
from escalera.core.deeds.registry import Deed, Turn, register
from escalera.core.notifications.facts import PeopleNotified
from escalera.core.tickets.actions import let_see
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import why_not_work

MOST_PEOPLE = 200
LONGEST_WORDS = 200
WHOM: Sequence[tuple[str, Words]] = (
    ("holder", gettext_lazy("whoever works on it")),
    ("owner", gettext_lazy("whoever owns it")),
    ("team", gettext_lazy("its team")),
    ("lead", gettext_lazy("whoever supervises its team")),
)


def _inputs(given: Given) -> Sequence[Input]:
    return [
        Input("whom", gettext_lazy("Whom"), InputType.CHOICES, lambda: WHOM, required=False),
        Input("agents", gettext_lazy("People"), InputType.CHOICES, rows.agents, required=False),
        Input("teams", gettext_lazy("Teams"), InputType.CHOICES, rows.teams, required=False),
        Input("words", gettext_lazy("Words"), InputType.TEXT, required=False, most=LONGEST_WORDS),
    ]


def _check(kept: dict[str, Any]) -> dict[str, Any]:
    agents = dict(Agent.objects.filter(pk__in=kept.get("agents", ())).values_list("pk", "name"))
    teams = dict(Team.objects.filter(pk__in=kept.get("teams", ())).values_list("pk", "name"))
    if not agents and not teams and not kept.get("whom"):
        raise BadInput(_("Choose who is told."))
    names = ", ".join([*agents.values(), *teams.values()])
    return {**kept, "agents": list(agents), "teams": list(teams), "names": names}


def _notify(given: Given, turn: Turn) -> None:
    """Who is named in person or by team sees the ticket from now on; the others see it already."""
    ticket = Ticket.objects.lock(turn.ticket_id)
    if refusal := why_not_work(turn.by, ticket):
        raise NotAllowed(refusal)
    agents = list(Agent.objects.filter(pk__in=given.get("agents", ()), is_active=True).values_list("pk", flat=True))
    teams = list(Team.objects.filter(pk__in=given.get("teams", ())).values_list("pk", flat=True))
    let_see(ticket_id=ticket.pk, agents=agents, teams=teams, at=turn.at)
    told = dict.fromkeys([*agents, *_members(teams), *_of_ticket(ticket, given.get("whom", ()))])
    fact = PeopleNotified(
        ticket_id=ticket.pk,
        agent_ids=list(told)[:MOST_PEOPLE],
        names=_names(given)[:300],
        words=given.get("words", ""),
    )
    record(fact, actor=turn.by.actor, at=turn.at)


def _of_ticket(ticket: Ticket, whom: Iterable[str]) -> Iterable[int]:
    """While nobody holds it, its holder is its team; a team that nobody supervises has those who see everything."""
    for one in whom:
        if one in ("holder", "owner"):
            held = ticket.assignee_id if one == "holder" else ticket.owner_id
            yield from [held] if held is not None else _members([ticket.team_id])
        elif one == "team":
            yield from _members([ticket.team_id])
        else:
            yield from _leads(ticket.team_id)


def _members(teams: Iterable[int]) -> list[int]:
    people = Agent.objects.filter(is_active=True, teams__in=list(teams)).order_by("pk")
    return list(people.values_list("pk", flat=True).distinct()[:MOST_PEOPLE])


def _leads(team: int) -> list[int]:
    everybody = [one for one in Agent.objects.filter(is_active=True).order_by("pk") if one.may(SEE_ALL)]
    own = set(_members([team]))
    return [one.pk for one in everybody if one.pk in own] or [one.pk for one in everybody]


def _names(given: Given) -> str:
    whom = [str(label) for key, label in WHOM if key in given.get("whom", ())]
    return ", ".join([*whom, *([given["names"]] if given.get("names") else [])])


def _words(given: Given) -> str:
    return _("told %(names)s") % {"names": _names(given)}


def register_all() -> None:
    """Make it known; called when the product starts."""
    register("notify", Deed(gettext_lazy("Tell people"), _notify, _words, _inputs, _check, order=43))
