"""Which list is asked for: a view of the column, a saved one, words or a condition in the address; and its order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.queries import Circle
from escalera.base.refusals import BadInput
from escalera.core.conditions.compiling import Asking, q_of
from escalera.core.conditions.reading import Condition, data_of, read
from escalera.core.tickets.conditions import asks_only_open
from escalera.core.tickets.orders import ORDERS, UPDATED
from escalera.core.tickets.queries import Scope
from escalera.core.views.models import SavedView

MINE, MENTIONS, DUE, SNOOZED, DRAFTS = "mine", "mentions", "due", "snoozed", "drafts"
UNASSIGNED, LATE, ALL, ENDED, FILTER = "unassigned", "late", "all", "ended", "filter"
STAND_IN = "for"  # with the key of somebody absent
FIXED = (MINE, MENTIONS, DUE, SNOOZED, DRAFTS, UNASSIGNED, LATE, ALL, ENDED)
LONGEST_CONDITION = 4000
Data = dict[str, Any]
_OPEN: Data = {"field": "open", "is": True}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for. `sort`: "" for the view's own order; `filter`: a condition as text."""

    key: str
    words: str
    sort: str = ""
    filter: str = ""

    @property
    def query(self) -> str:
        key = "" if self.filter or self.key == MINE else self.key
        given = {"view": key, "q": self.words, "sort": self.sort, "c": self.filter}
        text = urlencode({name: value for name, value in given.items() if value})
        return f"?{text}" if text else ""

    @property
    def view_id(self) -> int | None:
        kind, _dash, rest = self.key.partition("-")
        return int(rest) if kind == "view" and not self.words else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A list, ready to be read. `data`: the same as a condition, {} where no condition says it; `by`: who knows its
    tickets by their numbers, "calls" or "drafts"; "" for a list that is searched."""

    scope: Scope
    order: str = UPDATED
    condition: Q | None = None
    data: Data | None = None
    columns: Sequence[str] = ()
    by: str = ""


def chosen(parameters: Mapping[str, str]) -> Chosen:
    """Read the choice out of the address; an unknown view is one's own tickets."""
    key, sort = parameters.get("view", MINE)[:40], parameters.get("sort", "")
    text = parameters.get("c", "")[:LONGEST_CONDITION]
    return Chosen(
        FILTER if text else key if _is_known(key) else MINE,
        parameters.get("q", "").strip()[:200],
        sort if sort in ORDERS else "",
        text,
    )


def _is_known(key: str) -> bool:
    kind, _dash, rest = key.partition("-")
    if kind in ("level", "team", "view", STAND_IN):
        return rest.isascii() and rest.isdecimal() and len(rest) < 10
    return key in FIXED or (kind == "channel" and rest.isalnum())


def asked(choice: Chosen, agent: Agent, view: SavedView | None, at: datetime, teams: Circle) -> Asked:
    """Return the list of a choice. `view`: the saved one that it names. Raises: BadInput for a wrong condition."""
    if choice.words:
        return Asked(Scope(state="all", words=choice.words))
    if view is not None:
        found = _of_condition(read(view.condition), view.order, Asking(agent, at, teams))
        found = replace(found, columns=view.columns)
    elif choice.filter:
        found = _of_condition(_filter(choice.filter), UPDATED, Asking(agent, at, teams))
    elif choice.key == MENTIONS:
        return Asked(Scope(state="all"), by="calls")
    elif choice.key == DRAFTS:
        return Asked(Scope(state="all"), by="drafts")
    else:
        found = _built_in(choice.key, agent, at)
    only_updated = found.scope.state != "open"  # other orders have an index of what is open
    return found if only_updated else replace(found, order=choice.sort or found.order)


def _filter(text: str) -> Condition:
    try:
        return read(json.loads(text))
    except (ValueError, RecursionError):
        raise BadInput(_("This filter can't be read.")) from None


def _of_condition(condition: Condition, order: str, asking: Asking) -> Asked:
    only_open = asks_only_open(condition)
    scope = Scope(state="open" if only_open else "all")
    return Asked(scope, order if only_open else UPDATED, q_of(condition, asking), data_of(condition))


def _built_in(key: str, agent: Agent, at: datetime) -> Asked:
    kind, _dash, rest = key.partition("-")
    mine: Data = {"field": "assignee", "is": "me"}
    asleep: Data = {"field": "status", "is": "scheduled"}
    if kind in ("level", "team"):
        scope = Scope(level_id=int(rest)) if kind == "level" else Scope(team_id=int(rest))
        return Asked(scope, data=_open({"field": kind, "is": rest}))
    if kind == STAND_IN:
        scope = Scope(agent_id=int(rest), asleep=False)
        awake: Data = {"field": "status", "is_not": "scheduled"}
        return Asked(scope, data=_open({"field": "assignee", "is": rest}, awake))
    if kind == "channel":
        return Asked(Scope(channel=rest), data=_open({"field": "channel", "is": rest}))
    found = {
        MINE: Asked(Scope(agent_id=agent.pk, asleep=False), data=_open(mine, {"field": "status", "is_not": "scheduled"})),
        DUE: Asked(
            Scope(agent_id=agent.pk, due_before=_midnight(at)), "due",
            data=_open(mine, {"field": "due", "at_most": "today"}),
        ),
        SNOOZED: Asked(Scope(agent_id=agent.pk, asleep=True), data=_open(mine, asleep)),
        UNASSIGNED: Asked(Scope(unassigned=True), data=_open({"field": "assignee", "empty": True})),
        LATE: Asked(Scope(due_before=at), "due", data=_open({"field": "due", "before": "now"})),
        ALL: Asked(Scope(), data=_open()),
        ENDED: Asked(Scope(state="ended"), data={"all": [{"field": "open", "is": False}]}),
    }  # fmt: skip
    return found[key]


def _open(*parts: Data) -> Data:
    return {"all": [_OPEN, *parts]}


def _midnight(at: datetime) -> datetime:
    zone = timezone.get_default_timezone()
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone)
