"""A condition as a part of a query, and the same condition asked of one loaded ticket. Both give the same answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from escalera.base.people.models import Agent
from escalera.base.people.queries import teams_of
from escalera.core.conditions.fields import ME, MY_TEAMS, Field, FieldType
from escalera.core.conditions.operators import (
    AFTER,
    AT_LEAST,
    AT_MOST,
    BEFORE,
    CONTAINS,
    EMPTY,
    FILLED,
    IS,
    IS_NOT,
    NONE_OF,
    WITHIN,
)
from escalera.core.conditions.reading import DAYS, NOW, All, Condition, Leaf, Not

EVERYTHING = Q()
NOTHING = Q(pk__in=[])
DAY, MOMENT_LEAST = timedelta(days=1), timedelta(microseconds=1)
_NEGATED = {IS_NOT: IS, NONE_OF: "one_of", EMPTY: FILLED}
Test = Callable[[Any], bool]


class Asking:
    """Who asks, and when. Their teams are looked up once, if a condition wants them. Days are the desk's days."""

    def __init__(self, agent: Agent | int | None, at: datetime, teams: frozenset[int] | None = None) -> None:
        self.agent_id = agent.pk if isinstance(agent, Agent) else agent
        self.at = at
        self._teams = teams
        self._below: dict[tuple[str, frozenset[int]], set[int]] = {}
        self.today = at.astimezone(timezone.get_default_timezone()).date()

    @property
    def teams(self) -> frozenset[int]:
        if self._teams is None:
            agent = Agent(pk=self.agent_id) if self.agent_id else None
            self._teams = teams_of(agent) if agent else frozenset()
        return self._teams

    def with_those_below(self, field: Field, keys: set[int]) -> set[int]:
        """Return the keys and, where the field is a tree, those that stand below them; looked up once."""
        if field.below is None or not keys:
            return keys
        asked = (field.key, frozenset(keys))
        if asked not in self._below:
            self._below[asked] = set(field.below(keys))
        return self._below[asked]


def to_q(condition: Condition, agent: Agent | None, at: datetime) -> Q:
    """Return the condition for a query of tickets, as this agent asks it at this moment."""
    return q_of(condition, Asking(agent, at))


def matches(condition: Condition, ticket: Any, agent: Agent | None, at: datetime) -> bool:
    """Say whether a loaded ticket fulfils the condition; the same answer as a query gives."""
    return holds(condition, ticket, Asking(agent, at))


def q_of(condition: Condition, asking: Asking) -> Q:
    """Return the condition for a query; for whoever compiles several at once."""
    if isinstance(condition, Leaf):
        return _leaf_q(condition, asking)
    if isinstance(condition, Not):
        return ~_sure(q_of(condition.part, asking))
    parts = [_sure(q_of(part, asking)) for part in condition.parts]
    if isinstance(condition, All):
        whole = EVERYTHING
        for part in parts:
            whole &= part
        return whole
    whole = NOTHING
    for part in parts:
        whole = part if whole is NOTHING else whole | part
    return whole


def holds(condition: Condition, ticket: Any, asking: Asking) -> bool:
    """Ask one ticket; for whoever asks several at once."""
    if isinstance(condition, Leaf):
        return _leaf_holds(condition, ticket, asking)
    if isinstance(condition, Not):
        return not holds(condition.part, ticket, asking)
    answers = (holds(part, ticket, asking) for part in condition.parts)
    return all(answers) if isinstance(condition, All) else any(answers)


def _sure(q: Q) -> Q:
    """Give "everything" a form that survives "or" and "not", which drop an empty Q."""
    return q if q else Q(pk__isnull=False)


def _leaf_q(leaf: Leaf, asking: Asking) -> Q:
    positive = _NEGATED.get(leaf.operator, leaf.operator)
    if positive == FILLED:
        found = leaf.field.has
    elif leaf.field.type == FieldType.YES_NO:
        found = leaf.field.has if leaf.value else ~leaf.field.has
    else:
        found = _wrapped(leaf.field, _compared_q(leaf, positive, asking))
    return ~found if leaf.operator in _NEGATED else found


def _wrapped(field: Field, q: Q) -> Q:
    return field.around(q) if field.around else q


def _leaf_holds(leaf: Leaf, ticket: Any, asking: Asking) -> bool:
    positive = _NEGATED.get(leaf.operator, leaf.operator)
    held = leaf.field.values(ticket)
    found = bool(held) if positive == FILLED else any(map(_test(leaf, positive, asking), held))
    return found != (leaf.operator in _NEGATED)


def _compared_q(leaf: Leaf, operator: str, asking: Asking) -> Q:
    field, column = leaf.field, leaf.field.column
    if field.type in (FieldType.MOMENT, FieldType.DAY):
        start, end = _stretch(leaf, asking)
        lower = Q(**{f"{column}__gte": start}) if start is not None else EVERYTHING
        return lower & Q(**{f"{column}__lt": end}) if end is not None else lower
    if field.type == FieldType.TEXT:
        return _text_q(column, operator, leaf.value)
    if field.type == FieldType.NUMBER:
        lookup = {IS: "", BEFORE: "__lt", AFTER: "__gt", AT_LEAST: "__gte", AT_MOST: "__lte"}[operator]
        return Q(**{f"{column}{lookup}": Decimal(leaf.value)})
    keys = sorted(_keys(leaf, asking), key=str)
    return Q(**{column: keys[0]}) if len(keys) == 1 else Q(**{f"{column}__in": keys})


def _test(leaf: Leaf, operator: str, asking: Asking) -> Test:
    field, value = leaf.field, leaf.value
    if field.type in (FieldType.MOMENT, FieldType.DAY):
        start, end = _stretch(leaf, asking)
        return lambda held: (start is None or held >= start) and (end is None or held < end)
    if field.type == FieldType.TEXT:
        sought = value.lower()
        return (lambda held: sought in held.lower()) if operator == CONTAINS else lambda held: held.lower() == sought
    if field.type == FieldType.YES_NO:
        return lambda held: held == value
    if field.type == FieldType.NUMBER:
        return _number_test(operator, Decimal(value))
    keys = _keys(leaf, asking)
    return lambda held: held in keys


def _number_test(operator: str, value: Decimal) -> Test:
    if operator == IS:
        return lambda held: held == value
    if operator in (BEFORE, AT_MOST):
        return (lambda held: held < value) if operator == BEFORE else lambda held: held <= value
    return (lambda held: held > value) if operator == AFTER else lambda held: held >= value


def _text_q(column: str, operator: str, words: str) -> Q:
    """SQLite's own comparison folds only ASCII letters; its regular expressions are Python's and fold all."""
    if connection.vendor != "sqlite":
        return Q(**{f"{column}__icontains" if operator == CONTAINS else f"{column}__iexact": words})
    pattern = re.escape(words)
    return Q(**{f"{column}__iregex": pattern if operator == CONTAINS else rf"\A{pattern}\Z"})


def _keys(leaf: Leaf, asking: Asking) -> set[Any]:
    keys: set[Any] = set()
    for value in leaf.value if isinstance(leaf.value, list) else [leaf.value]:
        if value == ME and leaf.field.relative == ME:
            keys |= {asking.agent_id} if asking.agent_id else set()
        elif value == MY_TEAMS and leaf.field.relative == MY_TEAMS:
            keys |= asking.teams
        else:
            keys.add(int(value) if leaf.field.by_key else value)
    return asking.with_those_below(leaf.field, keys)


def _stretch(leaf: Leaf, asking: Asking) -> tuple[Any, Any]:
    """Return the half-open stretch of time that is meant; None where it has no end."""
    if leaf.operator == WITHIN:
        return _within(leaf, asking)
    start, end = _ends(leaf, asking)
    stretches = {IS: (start, end), BEFORE: (None, start), AFTER: (end, None), AT_LEAST: (start, None)}
    return stretches.get(leaf.operator, (None, end))


def _within(leaf: Leaf, asking: Asking) -> tuple[Any, Any]:
    span = timedelta(days=leaf.value)
    if leaf.field.type == FieldType.DAY:
        first = asking.today if leaf.field.ahead else asking.today - span
        return first, (asking.today + span if leaf.field.ahead else asking.today) + DAY
    if leaf.field.ahead:
        return asking.at, asking.at + span
    return asking.at - span, asking.at + MOMENT_LEAST


def _ends(leaf: Leaf, asking: Asking) -> tuple[Any, Any]:
    text, is_day = leaf.value, leaf.field.type == FieldType.DAY
    if text == NOW:
        return asking.at, asking.at + MOMENT_LEAST
    if text in DAYS:
        day = asking.today + DAY * {"yesterday": -1, "today": 0, "tomorrow": 1}[text]
    elif len(text) == 10:
        day = date.fromisoformat(text)
    else:
        exact = datetime.fromisoformat(text)
        exact = exact if exact.tzinfo else exact.replace(tzinfo=timezone.get_default_timezone())
        return exact, exact + MOMENT_LEAST
    return (day, day + DAY) if is_day else (_midnight(day), _midnight(day + DAY))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
