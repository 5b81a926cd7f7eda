"""What the editor and the list of views show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import CONTENT
from escalera.base.people.queries import teams_of
from escalera.base.refusals import BadInput
from escalera.core.conditions.compiling import Asking, q_of
from escalera.core.conditions.fields import Field, find_field
from escalera.core.conditions.form import FieldForm, fields_for_editor, form_of, input_of, options_of
from escalera.core.conditions.operators import operator_name, operators_of
from escalera.core.conditions.reading import Condition, read
from escalera.core.conditions.wording import words
from escalera.core.tickets.conditions import asks_only_open
from escalera.core.tickets.orders import ORDERS, UPDATED
from escalera.core.tickets.queries import Page, Scope, count_at_most, ticket_page
from escalera.core.views.choices import COLUMNS
from escalera.core.views.models import SavedView, Sharing
from escalera.faces.desk.settings.views.editing import A_DATE, ALL, ANY, MATCHES, NONE, Group, Row

MOST_COUNTED, FIRST = 1000, 5
Option = tuple[str, str, bool]  # value, words, chosen


@dataclass(frozen=True, slots=True)
class RowForm:
    """One row as inputs. `place`: what ends their names; `field`: its key; `input`: as `form.input_of` says."""

    place: str
    field: str
    fields: list[Option]
    operators: list[Option]
    input: str
    options: list[Option]
    value: str
    date: str
    is_date: bool


@dataclass(frozen=True, slots=True)
class GroupForm:
    number: int
    matches: list[Option]
    rows: list[RowForm]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a condition finds now: how many ("1000+" if more), the first tickets, the sentence; or why it can't be asked."""

    count: str = ""
    page: Page | None = None
    sentence: str = ""
    refused: str = ""


def group_forms(
    groups: Sequence[Group], without: Collection[str] = (), more: Sequence[Field] = ()
) -> list[GroupForm]:
    """Return the groups as inputs. `without`: fields that are not offered, by key; `more`: offered before all others."""
    fields = [*map(form_of, more), *(one for one in fields_for_editor() if one.key not in without)]
    names = {ALL: _("all of these hold"), ANY: _("any of these holds"), NONE: _("none of these holds")}
    return [
        GroupForm(
            number,
            [(match, names[match], match == group.match) for match in MATCHES],
            [_row_form(row, f"{number}-{place}", fields) for place, row in enumerate(group.rows)],
        )
        for number, group in enumerate(groups)
    ]


def _row_form(row: Row, place: str, fields: Sequence[FieldForm]) -> RowForm:
    known = find_field(row.field)
    form = next((one for one in fields if one.key == row.field), None)
    listed = [(one.key, one.label, one.key == row.field) for one in fields]
    if known is None:
        gone = (row.field, _("(no longer there)"), True)
        return RowForm(place, row.field, [*listed, gone], [], "none", [], "", "", False)
    if form is None:
        listed.append((known.key, str(known.label), True))
    kind = input_of(known, row.operator)
    first = row.values[0] if row.values else ""
    options = [(key, label, key in row.values) for key, label in options_of(known)] if kind not in _FREE else []
    is_date = kind in ("moment", "day") and (first == A_DATE or not any(chosen for _k, _l, chosen in options))
    operators = [(key, label, key == row.operator) for key, label in (form.operators if form else _operators(known))]
    return RowForm(place, row.field, listed, operators, kind, options, first, row.date, is_date)


_FREE = ("text", "number", "days", "none")


def _operators(known: Field) -> list[tuple[str, str]]:
    return [(key, str(operator_name(known, key))) for key in operators_of(known)]


def preview(data: dict[str, Any], agent: Agent, at: datetime) -> Preview:
    """Look ahead: three queries, whatever the condition."""
    try:
        condition = read(data)
    except BadInput as refusal:
        return Preview(refused=str(refusal))
    teams = teams_of(agent)
    q = q_of(condition, Asking(agent, at, teams))
    scope = Scope(state="open" if asks_only_open(condition) else "all")
    count = count_at_most(MOST_COUNTED, agent, scope, q, teams)
    page = ticket_page(agent, scope, limit=FIRST, teams=teams, condition=q)
    return Preview(str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+", page, sentence_of(condition))


def sentence_of(condition: Condition) -> str:
    text = words(condition)
    return text[:1].upper() + text[1:]


def looks(agent: Agent, chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the choices beside the condition, with what is chosen."""
    teams = Team.objects.order_by("level__order", "name")
    return {
        "may_share": agent.may(CONTENT),
        "sharings": [(value, str(label), value == chosen["sharing"]) for value, label in Sharing.choices],
        "teams": [(str(team.pk), team.name, str(team.pk) == chosen["team"]) for team in teams],
        "columns": [(key, str(label), key in chosen["columns"]) for key, label in COLUMNS.items()],
        "orders": [(key, str(order.label), key == (chosen["order"] or UPDATED)) for key, order in ORDERS.items()],
        "name": chosen["name"],
    }


def line_of(view: SavedView) -> dict[str, Any]:
    """Return one line of the list of views."""
    try:
        sentence = sentence_of(read(view.condition))
    except BadInput as refusal:
        sentence = str(refusal)
    shared = view.team.name if view.team else str(Sharing(view.sharing).label)
    return {"view": view, "sentence": sentence, "shared": shared}
