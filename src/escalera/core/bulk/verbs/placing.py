"""Whose the tickets are: taken, given to somebody, moved to a team, put back into the queue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput
from escalera.core.bulk.verbs.verb import Before, Given, Step, Verb, number_in
from escalera.core.ladder.actions import Handover, escalate
from escalera.core.tickets import actions


class Assign(Verb):
    """To a colleague; with nobody given, back into the team's queue."""

    name = "assign"
    label = gettext_lazy("Assign")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        if str(given.get("agent") or "") == "me":
            return {"agent": by.pk}
        wanted = number_in(given, "agent")
        if wanted is not None and not Agent.objects.filter(pk=wanted, is_active=True).exists():
            raise BadInput(_("Choose who should work on them."))
        return {"agent": wanted}

    def do(self, step: Step) -> Before | None:
        to = Agent.objects.get(pk=step.given["agent"]) if step.given["agent"] else None
        return _placed(step, to, None)

    def undo(self, step: Step, before: Before) -> bool:
        return _put_back(step, before)


class Move(Verb):
    """To another team: beside, or up with a hand-over."""

    name = "move"
    label = gettext_lazy("Move to a team")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        team = Team.objects.filter(pk=number_in(given, "team") or 0).first()
        if team is None:
            raise BadInput(_("Choose the team that should go on with it."))
        return {"team": team.pk, "words": str(given.get("words") or "").strip()[:10_000]}

    def do(self, step: Step) -> Before | None:
        team = Team.objects.select_related("level").get(pk=step.given["team"])
        if team.level_id == step.ticket.level_id:
            return _placed(step, None, team)
        handover = Handover(step.given["words"])
        escalate(ticket_id=step.ticket.pk, to_team=team, handover=handover, by=step.by, at=step.at)
        return {"escalated": True}

    def undo(self, step: Step, before: Before) -> bool:
        return not before.get("escalated") and _put_back(step, before)


def _placed(step: Step, to: Agent | None, team: Team | None) -> Before | None:
    ticket = step.ticket
    was = {"team": ticket.team_id, "agent": ticket.assignee_id}
    placed = actions.assign(ticket_id=ticket.pk, to=to, team=team, by=step.by, at=step.at)
    now = {"team": placed.team_id, "agent": placed.assignee_id}
    return {"was": was, "now": now} if was != now else None


def _put_back(step: Step, before: Before) -> bool:
    ticket = step.ticket
    if {"team": ticket.team_id, "agent": ticket.assignee_id} != before["now"]:
        return False
    was = before["was"]
    to = Agent.objects.filter(pk=was["agent"], is_active=True).first() if was["agent"] else None
    team = Team.objects.select_related("level").get(pk=was["team"])
    actions.assign(ticket_id=ticket.pk, to=to, team=team, by=step.by, at=step.at)
    return True


VERBS: tuple[type[Verb], ...] = (Assign, Move)
