"""Deeds about hands and states: who has the ticket, for whom it waits, how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.deeds import rows, spans
from escalera.core.deeds.changing import span_check, span_inputs
from escalera.core.deeds.inputs import Given, Input, InputType, Words
from escalera.core.deeds.registry import Deed, Turn, register
from escalera.core.ladder.actions import Handover, escalate
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import WAITING, Status, Ticket, WaitReason

LONGEST_SUMMARY = 2_000  # characters


def _take(given: Given, turn: Turn) -> None:
    tickets.take(ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _release(given: Given, turn: Turn) -> None:
    tickets.release(ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _reasons(status: str) -> Sequence[tuple[str, Words]]:
    return [(one.code, one.name) for one in WaitReason.objects.filter(status=status, archived_at__isnull=True)]


def _wait_inputs(given: Given) -> Sequence[Input]:
    """Reasons are those of the status that was chosen."""
    status = str(given.get("status", ""))
    listed: list[tuple[str, Words]] = [(one.value, one.label) for one in WAITING]
    asked = [
        Input("status", gettext_lazy("Waits for"), InputType.CHOICE, lambda: listed, reshapes=True),
    ]  # fmt: skip
    if _reasons(status):
        reason = Input(
            "reason", gettext_lazy("Reason"), InputType.CHOICE, lambda: _reasons(status), required=False,
            empty=gettext_lazy("the usual one"), keeps_name=True,
        )  # fmt: skip
        asked.append(reason)
    return asked


def _wait(given: Given, turn: Turn) -> None:
    reason = str(given.get("reason", ""))
    tickets.wait_for(ticket_id=turn.ticket_id, status=given["status"], by=turn.by, at=turn.at, reason=reason)


def _wait_words(given: Given) -> str:
    words = str(Status(given["status"]).label).lower()
    return f"{words} ({given['reason_name']})" if given.get("reason_name") else words


def _resolve(given: Given, turn: Turn) -> None:
    """Resolve what is open; one that has ended already stays as it is. The desk itself is not held up by open steps:
    nobody is there who could say "all the same"."""
    if Ticket.objects.lock(turn.ticket_id).is_open:
        tickets.resolve(ticket_id=turn.ticket_id, by=turn.by, at=turn.at, anyway=turn.by.is_robot)


def _close(given: Given, turn: Turn) -> None:
    """End for good what is resolved; what is closed stays so."""
    tickets.close(ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _reopen(given: Given, turn: Turn) -> None:
    tickets.reopen(ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _snooze(given: Given, turn: Turn) -> None:
    ticket = Ticket.objects.lock(turn.ticket_id)
    until = spans.moment_after(turn.at, given["amount"], given["unit"], spans.calendar_of(ticket))
    if until is None:
        raise BadInput(_("This calendar never opens for that long."))
    tickets.snooze(ticket_id=ticket.pk, until=until, by=turn.by, at=turn.at)


def _team_inputs(given: Given) -> Sequence[Input]:
    label = gettext_lazy("Team")
    return [Input("team", label, InputType.CHOICE, rows.teams, keeps_name=True, whole=True)]


def _named(kept: dict[str, Any]) -> dict[str, Any]:
    """Keep the team's own name, without its level."""
    return {**kept, "team_name": rows.team_of(kept).name}


def _assign(given: Given, turn: Turn) -> None:
    tickets.assign(ticket_id=turn.ticket_id, team=rows.team_of(given), by=turn.by, at=turn.at)


def _agent_inputs(given: Given) -> Sequence[Input]:
    label = gettext_lazy("Person")
    return [Input("agent", label, InputType.CHOICE, rows.agents, keeps_name=True, whole=True)]


def _give(given: Given, turn: Turn) -> None:
    tickets.assign(ticket_id=turn.ticket_id, to=rows.agent_of(given), by=turn.by, at=turn.at)


def _higher_inputs(given: Given) -> Sequence[Input]:
    label = gettext_lazy("Hand-over")
    return [*_team_inputs(given), Input("summary", label, InputType.LONG, most=LONGEST_SUMMARY)]


def _escalate(given: Given, turn: Turn) -> None:
    handover = Handover(given["summary"])
    escalate(ticket_id=turn.ticket_id, to_team=rows.team_of(given), handover=handover, by=turn.by, at=turn.at)


def _span(given: Given) -> str:
    return spans.words(given["amount"], given["unit"])


def register_all() -> None:
    """Make them known; called when the product starts."""

    register(
        "take",
        Deed(
            gettext_lazy("Assign to whoever runs it"), _take, lambda given: _("assigned to whoever runs it"), by_hand=True,
            tells=True, order=20,
        ),
    )  # fmt: skip
    register(
        "give",
        Deed(
            gettext_lazy("Assign to a person"), _give,
            lambda given: _("assigned to %(name)s") % {"name": given.get("agent_name", "")}, _agent_inputs,
            tells=True, order=21,
        ),
    )  # fmt: skip
    register(
        "release",
        Deed(
            gettext_lazy("Back to the team's queue"),
            _release,
            lambda given: _("back in the team's queue"),
            tells=True,
            order=22,
        ),
    )
    register(
        "assign",
        Deed(
            gettext_lazy("Move to a team of the same level"), _assign,
            lambda given: _("moved to %(team)s") % {"team": given.get("team_name", "")}, _team_inputs, _named,
            moves=True, tells=True, order=23,
        ),
    )  # fmt: skip
    register(
        "escalate",
        Deed(
            gettext_lazy("Escalate"), _escalate,
            lambda given: _("escalated to %(team)s") % {"team": given.get("team_name", "")}, _higher_inputs, _named,
            moves=True, tells=True, order=24,
        ),
    )  # fmt: skip
    register("wait", Deed(gettext_lazy("Let it wait"), _wait, _wait_words, _wait_inputs, tells=True, order=30))
    register(
        "snooze",
        Deed(
            gettext_lazy("Put it aside for"), _snooze, lambda given: _("put aside for %(span)s") % {"span": _span(given)},
            span_inputs, span_check, tells=True, order=31,
        ),
    )  # fmt: skip
    register("resolve", Deed(gettext_lazy("Resolve"), _resolve, lambda given: _("resolved"), tells=True, order=32))
    register("close", Deed(gettext_lazy("Close"), _close, lambda given: _("closed"), tells=True, order=33))
    register("reopen", Deed(gettext_lazy("Reopen"), _reopen, lambda given: _("reopened"), tells=True, order=34))
