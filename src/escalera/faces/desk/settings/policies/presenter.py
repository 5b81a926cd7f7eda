"""What the editor of policies shows, and a policy in plain words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.calendars import queries as calendars
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.clocks.checking import CHANGES_BY_ITSELF
from escalera.core.clocks.choices import ClockKind, PolicyKind
from escalera.core.conditions.compiling import to_q
from escalera.core.conditions.reading import read
from escalera.core.conditions.wording import words
from escalera.core.tickets.queries import Scope, count_at_most
from escalera.faces.desk.settings.policies.editing import (
    COMPANY,
    MAY_BEGIN_ANEW,
    TEAM,
    Asked,
    Target,
    Typed,
    clocks_for,
)
from escalera.faces.desk.settings.views.presenter import GroupForm, group_forms
from escalera.faces.desk.shared.measures import MEASURES, amount_words

MOST_COUNTED = 1000
Words = str | Promise

ABOUT_KIND: dict[str, Words] = {
    PolicyKind.SLA: gettext_lazy("What you promise to customers: replies, updates, the solution."),
    PolicyKind.OLA: gettext_lazy("What teams promise each other: how long a ticket stays with one of them."),
    PolicyKind.UC: gettext_lazy("What a vendor promises you, from the moment at which you hand a case to them."),
    PolicyKind.LEGAL: gettext_lazy("What a law demands. Waiting stops it only where a reason to wait says so."),
}
ABOUT_CLOCK: dict[str, Words] = {
    ClockKind.FIRST_REPLY: gettext_lazy(
        "From the beginning to the first answer by a person. Automatic ones don't count."
    ),
    ClockKind.NEXT_REPLY: gettext_lazy(
        "From the customer's first unanswered words to our answer. Writing again doesn't start it anew."
    ),
    ClockKind.UPDATE: gettext_lazy(
        "The longest silence: it starts anew with each answer of ours while the ticket is open."
    ),
    ClockKind.OWN: gettext_lazy("Until a person takes it. Lying in a team's queue is not being taken."),
    ClockKind.RESOLUTION: gettext_lazy("From the beginning to the solution. Reopening goes on where it stopped."),
    ClockKind.STAY: gettext_lazy(
        "How long a team may have the ticket. Each team gets its own time when it comes in."
    ),
    ClockKind.VENDOR: gettext_lazy("From handing it to the vendor to their answer."),
    ClockKind.LEGAL: gettext_lazy("From the beginning to the solution, by the law's own count."),
}


@dataclass(frozen=True, slots=True)
class TargetForm:
    """One target as inputs; `groups` is None if it is for every ticket, `kept` a condition that no rows can show."""

    place: int
    prefix: str
    clocks: list[tuple[str, str, bool]]
    about: Words
    amount: str
    measures: list[tuple[str, str, bool]]
    about_measure: Words
    warn: str
    groups: list[GroupForm] | None
    kept: str
    may_begin_anew: bool
    anew: bool


def fields_of(typed: Typed) -> dict[str, Any]:
    """Return what the form prints."""
    return {
        "typed": typed,
        "kinds": [(key, label, ABOUT_KIND[key], key == typed.kind) for key, label in PolicyKind.choices],
        "calendars": _calendars(typed.calendar),
        "groups_of_rows": _groups(typed.when),
        "kept": _kept(typed.when),
        "targets": [_target(one, place, typed.kind) for place, one in enumerate(typed.targets)],
        "whose": _("Counts for tickets of which"),
    }


def _groups(asked: Asked) -> list[GroupForm]:
    return group_forms(asked.groups, CHANGES_BY_ITSELF)


def _kept(asked: Asked) -> str:
    return json.dumps(asked.kept) if asked.kept is not None else ""


def _calendars(chosen: str) -> list[tuple[str, str, bool]]:
    found = [(COMPANY, _("the company's hours")), (TEAM, _("the hours of the team that has the ticket"))]
    found += [(str(one.pk), one.name) for one in calendars.calendars()]
    return [(key, label, key == chosen) for key, label in found]


def _target(target: Target, place: int, kind: str) -> TargetForm:
    names = dict(ClockKind.choices)
    listed = [*clocks_for(kind)]
    if target.clock not in listed:
        target.clock = listed[0]
    measure = MEASURES.get(target.measure, MEASURES["working_hours"])
    return TargetForm(
        place, f"t{place}-", [(str(key), str(names[key]), key == target.clock) for key in listed],
        ABOUT_CLOCK[target.clock], target.amount,
        [(key, str(one.label), one is measure) for key, one in MEASURES.items()], measure.about, target.warn,
        _groups(target.when) if target.when else None, _kept(target.when) if target.when else "",
        target.clock in MAY_BEGIN_ANEW, target.anew,
    )  # fmt: skip


# In words


def sentences(data: dict[str, Any]) -> list[str]:
    """Say a policy's data: for whom, by which hours, each target. Raises: BadInput."""
    return [_for_whom(data), _by_hours(data["calendar"]), *(_target_words(one) for one in data["targets"])]


def short(data: dict[str, Any]) -> str:
    """Say the targets in one line: "First reply 1 working hour or 4 working hours · Resolution 2 working days"."""
    names, found = dict(ClockKind.choices), dict[str, dict[str, None]]()
    for one in data["targets"]:
        found.setdefault(one["clock"], {})[amount_words(one["unit"], one["amount"])] = None
    return " · ".join(f"{names[clock]} {get_text_list(list(amounts))}" for clock, amounts in found.items())


def _for_whom(data: dict[str, Any]) -> str:
    if not _parts(data["when"]):
        return _("For every ticket.")
    return _("For tickets of which this holds: %(condition)s.") % {"condition": words(read(data["when"]))}


def _parts(data: dict[str, Any] | None) -> bool:
    return bool(data) and data != {"all": []}


def _by_hours(calendar: str | int) -> str:
    if calendar == COMPANY:
        return _("Working time is the company's.")
    if calendar == TEAM:
        return _("Working time is that of the team that has the ticket.")
    name = next((one.name for one in calendars.calendars() if one.pk == calendar), _("(no longer there)"))
    return _("Working time is that of “%(name)s”.") % {"name": name}


def _target_words(target: dict[str, Any]) -> str:
    values = {
        "clock": dict(ClockKind.choices)[target["clock"]],
        "amount": amount_words(target["unit"], target["amount"]),
        "condition": words(read(target["when"])) if _parts(target["when"]) else "",
        "warn": get_text_list([f"{one} %" for one in target["warn"]], _("and")),
    }
    text = _("%(clock)s within %(amount)s") if not values["condition"] else _(
        "%(clock)s within %(amount)s, only if %(condition)s"
    )  # fmt: skip
    said = text % values
    if target.get("anew"):
        said = _("%(target)s, anew after a reopening") % {"target": said}
    return f"{said}. " + (_("Warned at %(warn)s.") % values if target["warn"] else _("Without a warning."))


def matching(data: dict[str, Any], agent: Agent, at: datetime) -> str:
    """Return how many open tickets fulfil the policy's condition now: "12", "1000+"."""
    q = to_q(read(data["when"]), agent, at)
    count = count_at_most(MOST_COUNTED, agent, Scope(), q)
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def changes(before: dict[str, Any] | None, after: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is different in words: ("+", sentence) for what came, ("-", sentence) for what went."""
    old, new = _said(before), _said(after)
    gone = [("-", one) for one in old if one not in new]
    return gone + [("+", one) for one in new if one not in old]


def _said(data: dict[str, Any] | None) -> Sequence[str]:
    if not data:
        return []
    try:
        return sentences(data)
    except BadInput as refusal:
        return [str(refusal)]
