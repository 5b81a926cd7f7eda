"""Statements whose SQL is written once and then only executed: for the paths that every mail and every call takes.

Building a query costs Django several times what running it costs the database (a look-up by key: 0.35 against 0.05 ms
of CPU). What comes out is the same: model instances with their relations, columns converted as ever. It is for
look-ups of a fixed shape, and for writing one row of which no expression and no signal is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=models.Model)
_NUMBERS = (
    models.BigAutoField, models.AutoField, models.BigIntegerField, models.IntegerField, models.SmallIntegerField,
    models.PositiveSmallIntegerField, models.PositiveIntegerField, models.PositiveBigIntegerField,
)  # fmt: skip


class Given(Expression):
    """The place of a value that is given at each execution."""

    def __init__(self, place: int) -> None:
        super().__init__(output_field=models.Field())
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Plan:
    """One compiled query: what to execute, and how to make of a row what the query set would have made of it."""

    sql: str
    params: tuple[Any, ...]
    converters: dict[int, tuple[list[Any], Any]]
    model: type[models.Model] | None
    columns: slice
    names: list[str]
    relations: list[Any]
    locks: bool


class Ready(Generic[M]):
    """A look-up that is built once. `build` takes as many values as the look-up needs and returns the query set:

        _BY_HASH = Ready(lambda key: Token.objects.select_related("agent").filter(token_hash=key))
        token = _BY_HASH.first(hash_of(key))

    Values are numbers, texts and booleans: what every driver takes as it is."""

    def __init__(self, build: Callable[..., models.QuerySet[M, Any]]) -> None:
        self._build = build
        self._plans: dict[str, _Plan] = {}

    def all(self, *values: Any) -> list[M]:
        """Return every match, as instances."""
        plan, rows = self._run(values)
        return [_instance(plan, row) for row in rows]

    def first(self, *values: Any) -> M | None:
        """Return the first match of the query set's own order, or None."""
        plan, rows = self._run(values)
        return _instance(plan, rows[0]) if rows else None

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Return every match as a tuple of its columns; for a query set with `values_list`."""
        return [tuple(row) for row in self._run(values)[1]]

    def exists(self, *values: Any) -> bool:
        """Say whether anything matches."""
        return bool(self._run(values)[1])

    def _run(self, values: Sequence[Any]) -> tuple[_Plan, list[Any]]:
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = _compiled(self._build(*map(Given, range(len(values)))))
        if plan.locks and not connection.in_atomic_block:
            raise TransactionManagementError("a row can only be locked inside a transaction")
        params = [values[p.place] if isinstance(p, Given) else p for p in plan.params]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, params)
            rows = cursor.fetchall()
        return plan, [_converted(plan, row) for row in rows] if plan.converters else rows


class Change:
    """A change of every row that fits, built once. `build` takes its values and returns the query set and what its
    columns become:

        _LEAVE = Change(lambda ticket, at: (Stay.objects.filter(ticket=ticket, left_at__isnull=True), {"left_at": at}))
        _LEAVE.run(number, event.at)"""

    def __init__(self, build: Callable[..., tuple[models.QuerySet[Any, Any], dict[str, Any]]]) -> None:
        self._build = build
        self._plans: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def run(self, *values: Any) -> int:
        """Execute it; return how many rows it changed."""
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = _compiled_change(*self._build(*map(Given, range(len(values)))))
        adapt = connection.ops.adapt_datetimefield_value
        given = [adapt(value) if isinstance(value, datetime) else value for value in values]
        params = [given[p.place] if isinstance(p, Given) else p for p in plan[1]]
        with connection.cursor() as cursor:
            cursor.execute(plan[0], params)
            return int(cursor.rowcount)


class Head:
    """The columns and joins of a `values_list` query set, written once; what follows them is the caller's own SQL:

    _NAMES = Head(lambda: Ticket.objects.values_list("subject", "team__name"))
    _NAMES.rows('WHERE "tickets_ticket"."id" = %s', [number])"""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._plans: dict[str, _Plan] = {}

    def rows(self, rest: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return what the whole statement finds, columns converted as ever."""
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = _compiled(self._build())
        with connection.cursor() as cursor:
            cursor.execute(f"{plan.sql} {rest}", [*plan.params, *values])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [tuple(_converted(plan, row)) for row in rows] if plan.converters else rows


def insert(row: models.Model) -> None:
    """Write a new row and give it its key, as `save(force_insert=True)` does; signals are not sent."""
    plan = _insert_plan(type(row), connection.vendor, row.pk is not None)
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, _params(plan, row))
        _keep(row, cursor.fetchone()[0] if plan.returns else row.pk)


def insert_many(rows: Sequence[models.Model]) -> None:
    """Write some new rows of one kind, without keys, in one statement, and give each its key; signals are not sent.

    For a handful: every number of rows is a statement of its own to the database."""
    if not rows:
        return
    plan = _insert_plan(type(rows[0]), connection.vendor, False)
    sql = plan.sql.replace(plan.marks, ", ".join([plan.marks] * len(rows)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in _params(plan, row)])
        for row, found in zip(rows, cursor.fetchall(), strict=True):
            _keep(row, found[0])


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there, as `save(update_fields=…)` does; signals are not sent.

    Raises: DoesNotExist if the row is gone."""
    sql, fields = _update_plan(type(row), connection.vendor, names)
    params = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, row.pk])
        if cursor.rowcount == 0:
            raise type(row).DoesNotExist(f"{row} is gone")  # type: ignore[attr-defined]


def update_many(rows: Sequence[models.Model], *names: str) -> None:
    """Write these fields of many rows of one kind that are there, sent in one go; signals are not sent."""
    if not rows:
        return
    sql, fields = _update_plan(type(rows[0]), connection.vendor, names)
    every = [[*(f.get_db_prep_save(f.pre_save(row, False), connection) for f in fields), row.pk] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, every)


@dataclass(frozen=True, slots=True)
class _InsertPlan:
    """`fields`: each with its attribute's name and the type of value that the driver takes as it is (None: none).
    `marks`: the places of one row's values, as they stand in the statement."""

    sql: str
    marks: str
    fields: list[tuple[Any, str, type | None]]
    returns: bool


@lru_cache(maxsize=256)
def _insert_plan(model: type[models.Model], vendor: str, has_key: bool) -> _InsertPlan:
    meta: Any = model._meta
    quote = connection.ops.quote_name
    fields = [f for f in meta.local_concrete_fields if has_key or not f.primary_key]
    columns, marks = ", ".join(quote(f.column) for f in fields), f"({', '.join(['%s'] * len(fields))})"
    returning = "" if has_key else f" RETURNING {quote(meta.pk.column)}"
    sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {marks}{returning}"  # noqa: S608 - names of ours
    return _InsertPlan(sql, marks, [(f, f.attname, _taken_as_it_is(f, vendor)) for f in fields], not has_key)


def _params(plan: _InsertPlan, row: models.Model) -> list[Any]:
    params: list[Any] = []
    for field, name, kind in plan.fields:
        value = getattr(row, name) if kind else None
        if kind is None or not (value is None or type(value) is kind):
            value = field.get_db_prep_save(field.pre_save(row, True), connection)
        params.append(value)
    return params


def _keep(row: models.Model, key: Any) -> None:
    row.pk = key
    row._state.adding = False
    row._state.db = connection.alias


def _taken_as_it_is(field: Any, vendor: str) -> type | None:
    """Return the type whose values Django would pass on unchanged. PostgreSQL wants its numbers marked with their size."""
    kind = type(field.target_field if isinstance(field, models.ForeignKey) else field)
    if kind in (models.CharField, models.TextField):
        return str
    if kind is models.BooleanField:
        return bool
    return int if vendor == "sqlite" and kind in _NUMBERS else None


@lru_cache(maxsize=256)
def _update_plan(model: type[models.Model], vendor: str, names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta: Any = model._meta
    quote = connection.ops.quote_name
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 - names of ours
    return sql, fields


def _compiled(queryset: models.QuerySet[Any, Any]) -> _Plan:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    info, locks = compiler.klass_info, bool(queryset.query.select_for_update)
    if info is None:
        return _Plan(sql, tuple(params), converters, None, slice(0, 0), [], [], locks)
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    relations = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
    return _Plan(sql, tuple(params), converters, info["model"], slice(first, last), names, relations, locks)


def _compiled_change(queryset: models.QuerySet[Any, Any], values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    query: Any = queryset.query.chain(UpdateQuery)
    query.add_update_values(values)
    query.annotations = {}
    sql, params = query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def _converted(plan: _Plan, row: Sequence[Any]) -> list[Any]:
    values = list(row)
    for place, (converters, expression) in plan.converters.items():
        for convert in converters:
            values[place] = convert(values[place], expression, connection)
    return values


def _instance(plan: _Plan, row: Sequence[Any]) -> Any:
    assert plan.model is not None, "a query set of values has rows, not instances"
    instance = plan.model.from_db(connection.alias, plan.names, row[plan.columns])
    for relation in plan.relations:
        relation.populate(row, instance)
    return instance
