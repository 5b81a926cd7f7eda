"""Who was called to a ticket and which vendor has it, as its page shows them above the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import WORK
from escalera.core.ladder.models import Escalation, EscalationState, Helper
from escalera.core.ladder.queries import called_to
from escalera.core.tickets.models import Ticket
from escalera.faces.desk.shared.moments import Moments


def helping(
    agent: Agent, ticket: Ticket, escalations: Sequence[Escalation], moments: Moments
) -> list[dict[str, Any]]:
    """Return what goes on beside the team's own work; one query, and only if there is something."""
    going = [one for one in escalations if one.state == EscalationState.OPEN]
    if not going:
        return []
    people = called_to(ticket.pk)
    works = agent.may(WORK) and not ticket.only_seen
    return [
        _vendor(one, works, moments)
        if one.vendor is not None
        else _call(one, [p for p in people if p.escalation_id == one.pk], agent, works=works)
        for one in going
    ]


def _call(one: Escalation, people: Sequence[Helper], agent: Agent, *, works: bool) -> dict[str, Any]:
    decides = one.kind == "hierarchical"
    names = ", ".join([p.agent.name for p in people] + ([one.to_team.name] if one.to_team else []))
    words = _("%(who)s asks %(people)s to decide") if decides else _("%(who)s calls %(people)s to help")
    joined = [p.agent.name for p in people if p.joined_at]
    called = any(p.agent_id == agent.pk and p.joined_at is None for p in people)
    mine = any(p.agent_id == agent.pk for p in people)
    in_team = one.to_team_id is not None and not mine and agent.teams.filter(pk=one.to_team_id).exists()
    return {
        "id": one.pk,
        "kind": one.kind,
        "words": words % {"who": one.offered_by.name, "people": names},
        "question": str(one.handover.get("question", "")),
        "joined": _("Here: %(people)s") % {"people": ", ".join(joined)} if joined and not decides else "",
        "may_join": not decides and (called or in_team),
        "may_end": works or mine or in_team or one.offered_by_id == agent.pk,
    }


def _vendor(one: Escalation, works: bool, moments: Moments) -> dict[str, Any]:
    assert one.vendor is not None
    facts = [one.reference, one.contact]
    return {
        "id": one.pk,
        "kind": "vendor",
        "words": _("%(vendor)s works on it") % {"vendor": one.vendor.name},
        "facts": " · ".join(fact for fact in facts if fact),
        "expected": _("expected %(moment)s") % {"moment": moments.clock(one.expected_at)} if one.expected_at else "",
        "late": one.expected_at is not None and one.expected_at < moments.now,
        "question": str(one.handover.get("question", "") or one.handover.get("summary", "")),
        "may_end": works,
    }
