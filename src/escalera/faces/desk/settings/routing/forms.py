"""What is typed into the forms of a rule and of a need, and back to data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from escalera.base.people.models import Team
from escalera.base.refusals import BadInput
from escalera.core.conditions.reading import read
from escalera.core.conditions.wording import words
from escalera.core.routing.choices import Affinity, Mode
from escalera.core.routing.models import AGE_MIN, OFFER_S, Need, QueueRule
from escalera.faces.desk.settings.views.editing import Group, data_of_groups, edited, groups_of, posted_groups
from escalera.faces.desk.settings.views.presenter import group_forms

LONGEST_CONDITION = 20_000
Option = tuple[str, str, bool]


def rows_of(when: dict[str, Any]) -> tuple[list[Group], str]:
    """Return a condition as rows, and as text if no rows can show it; {} has no rows."""
    if not when:
        return [Group(rows=[])], ""
    try:
        groups = groups_of(read(when))
    except BadInput:
        groups = [Group(rows=[])]
    return (groups, "") if groups is not None else ([], json.dumps(when))


def posted_rows(posted: QueryDict) -> tuple[list[Group], str]:
    """Return the rows that were posted, after the button that was pressed."""
    if "data" in posted:
        return [], str(posted["data"])[:LONGEST_CONDITION]
    return edited(posted_groups(posted), posted.get("do", "")), ""


def condition_of(groups: Sequence[Group], kept: str) -> dict[str, Any]:
    """Return the condition as data; no row at all is no condition. Raises: BadInput."""
    if kept:
        try:
            data = json.loads(kept)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            raise BadInput(_("This condition can't be read."))
        return data
    return data_of_groups(groups) if any(group.rows for group in groups) else {}


def editor_of(groups: Sequence[Group], kept: str) -> dict[str, Any]:
    """Return what the condition's rows expect."""
    return {
        "groups_of_rows": group_forms(groups),
        "editor_url": reverse("desk:settings-routing-editor"),
        "kept": kept,
    }


def rule_values(rule: QueueRule | None) -> dict[str, Any]:
    """Return what the form of a rule shows."""
    one = rule or QueueRule(name="", mode=Mode.LEAST_LOADED, offer_s=OFFER_S, age_min=AGE_MIN)
    return {
        "name": one.name, "mode": one.mode, "team": str(one.team_id or ""), "affinity": one.affinity,
        "offer_s": str(one.offer_s), "age_min": str(one.age_min), "is_active": one.is_active,
    }  # fmt: skip


def posted_rule(posted: QueryDict) -> dict[str, Any]:
    given = {
        key: posted.get(key, "")[:80].strip() for key in ("name", "mode", "team", "affinity", "offer_s", "age_min")
    }
    return {**given, "is_active": "is_active" in posted}


def rule_choices(given: dict[str, Any], teams: Sequence[Team]) -> dict[str, Any]:
    """Return the lists to choose from."""
    return {
        "modes": [(key, label, key == given["mode"]) for key, label in Mode.choices],
        "affinities": [(key, label, key == given["affinity"]) for key, label in Affinity.choices],
        "team_options": team_options(teams, given["team"]),
    }


def team_options(teams: Sequence[Team], chosen: str) -> list[Option]:
    every: list[Option] = [("", _("Every team"), not chosen)]
    return every + [(str(team.pk), team.name, str(team.pk) == chosen) for team in teams]


def when_words(when: dict[str, Any]) -> str:
    """Return a condition in words; "" if there is none."""
    try:
        return words(read(when)) if when else ""
    except BadInput as refusal:
        return str(refusal)


def need_words(need: Need) -> str:
    """Return what a need asks, in one line."""
    text = _("grade %(grade)d or better, required") if need.mandatory else _("grade %(grade)d or better, if possible")
    text = text % {"grade": need.grade}
    if need.relax_min is not None:
        text += " · " + _("let go after %(minutes)d min") % {"minutes": need.relax_min}
    return text
