"""What a macro can do besides saying something. Each deed is data, checked when it is written and run through the same
action as everybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput
from escalera.core.ladder.actions import Handover, escalate
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions.tagging import clean_name
from escalera.core.tickets.models import WAITING, Kind, Priority, Status, Ticket

MOST = 12
LONGEST_SUMMARY = 2_000  # characters
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """One run: which ticket, who, when."""

    ticket_id: int
    by: Agent
    at: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """`checked` returns what is kept of what was given, or raises BadInput; `moves`: it may take the ticket away."""

    checked: Callable[[Given], dict[str, Any]]
    run: Callable[[Given, Turn], None]
    words: Callable[[Given], str]
    moves: bool = False


def checked(deeds: Any) -> list[dict[str, Any]]:
    """Return the deeds as they are kept. Raises: BadInput for one that is unknown or says too little."""
    if not isinstance(deeds, list) or len(deeds) > MOST:
        raise BadInput(_("A macro does at most %(limit)d things.") % {"limit": MOST})
    kept = []
    for given in deeds:
        if not isinstance(given, dict) or given.get("do") not in DEEDS:
            raise BadInput(_("This macro holds something that the desk cannot do."))
        kept.append({"do": given["do"], **DEEDS[given["do"]].checked(given)})
    return kept


def run(deeds: Sequence[Given], turn: Turn) -> list[str]:
    """Do all, those that move the ticket last; return what was done, in words."""
    done = sorted((given for given in deeds if given.get("do") in DEEDS), key=lambda one: DEEDS[one["do"]].moves)
    for given in done:
        DEEDS[given["do"]].run(given, turn)
    return words(done)


def words(deeds: Sequence[Given]) -> list[str]:
    return [DEEDS[given["do"]].words(given) for given in deeds if given.get("do") in DEEDS]


def moves(deeds: Sequence[Given]) -> bool:
    """Say whether the ticket may stand elsewhere afterwards."""
    return any(DEEDS[given["do"]].moves for given in deeds if given.get("do") in DEEDS)


def _nothing(given: Given) -> dict[str, Any]:
    return {}


def _take(given: Given, turn: Turn) -> None:
    tickets.take(ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _release(given: Given, turn: Turn) -> None:
    tickets.release(ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _waiting(given: Given) -> dict[str, Any]:
    if given.get("status") not in WAITING:
        raise BadInput(_("A ticket can wait for the customer, for colleagues or for a vendor."))
    return {"status": str(given["status"])}


def _wait(given: Given, turn: Turn) -> None:
    tickets.wait_for(ticket_id=turn.ticket_id, status=given["status"], by=turn.by, at=turn.at)


def _resolve(given: Given, turn: Turn) -> None:
    """Resolve what is open; one that has ended already stays as it is."""
    if Ticket.objects.lock(turn.ticket_id).is_open:
        tickets.resolve(ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _class(given: Given) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if given.get("kind"):
        kept["kind"] = str(given["kind"])
    if given.get("priority"):
        kept["priority"] = int(given["priority"]) if str(given["priority"]).isdecimal() else 0
    if (
        not kept
        or kept.get("kind", Kind.INCIDENT) not in Kind.values
        or kept.get("priority", 1) not in Priority.values
    ):
        raise BadInput(_("Choose a kind or a priority."))
    return kept


def _classify(given: Given, turn: Turn) -> None:
    ticket = Ticket.objects.lock(turn.ticket_id)
    kind, priority = given.get("kind", ticket.kind), given.get("priority", ticket.priority)
    tickets.classify(ticket_id=turn.ticket_id, kind=kind, priority=priority, by=turn.by, at=turn.at)


def _class_words(given: Given) -> str:
    parts = [str(Kind(given["kind"]).label)] if "kind" in given else []
    if "priority" in given:
        label = Priority(given["priority"]).label
        parts.append(_("priority %(priority)s") % {"priority": str(label).lower()})
    return ", ".join(parts)


def _higher(given: Given) -> dict[str, Any]:
    summary = str(given.get("summary", "")).strip()
    team = _team(given)
    if team is None or not summary or len(summary) > LONGEST_SUMMARY:
        raise BadInput(_("To escalate, a macro needs the team and the hand-over's words."))
    return {"team": team.pk, "team_name": str(team.name), "summary": summary}


def _escalate(given: Given, turn: Turn) -> None:
    escalate(
        ticket_id=turn.ticket_id, to_team=_there(given), handover=Handover(given["summary"]), by=turn.by, at=turn.at
    )


def _names(given: Given) -> dict[str, Any]:
    raw = given.get("tags", [])
    parts = raw.split(",") if isinstance(raw, str) else [str(one) for one in raw]
    tags = list(dict.fromkeys(clean_name(one) for one in parts if one.strip()))
    if not tags or len(tags) > MOST:
        raise BadInput(_("Name one to %(limit)d tags.") % {"limit": MOST})
    return {"tags": tags}


def _tag(given: Given, turn: Turn) -> None:
    tickets.tag(ticket_id=turn.ticket_id, names=given["tags"], by=turn.by, at=turn.at)


def _across(given: Given) -> dict[str, Any]:
    team = _team(given)
    if team is None:
        raise BadInput(_("Choose the team that should get it."))
    return {"team": team.pk, "team_name": team.name}


def _assign(given: Given, turn: Turn) -> None:
    tickets.assign(ticket_id=turn.ticket_id, team=_there(given), by=turn.by, at=turn.at)


def _team(given: Given) -> Team | None:
    text = str(given.get("team", ""))
    return Team.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 10 else None


def _there(given: Given) -> Team:
    """Return the team that a deed names. Raises: BadInput if it is gone."""
    team = Team.objects.select_related("level").filter(pk=given["team"]).first()
    if team is None:
        raise BadInput(_("The team %(team)s is gone.") % {"team": given.get("team_name", "")})
    return team


DEEDS: dict[str, Deed] = {
    "take": Deed(_nothing, _take, lambda given: _("assigned to whoever runs it")),
    "release": Deed(_nothing, _release, lambda given: _("back in the team's queue")),
    "classify": Deed(_class, _classify, _class_words),
    "wait": Deed(_waiting, _wait, lambda given: str(Status(given["status"]).label).lower()),
    "resolve": Deed(_nothing, _resolve, lambda given: _("resolved")),
    "tag": Deed(_names, _tag, lambda given: _("tagged %(tags)s") % {"tags": ", ".join(given["tags"])}),
    "assign": Deed(
        _across, _assign, lambda given: _("moved to %(team)s") % {"team": given.get("team_name", "")}, moves=True
    ),
    "escalate": Deed(
        _higher,
        _escalate,
        lambda given: _("escalated to %(team)s") % {"team": given.get("team_name", "")},
        moves=True,
    ),
}
