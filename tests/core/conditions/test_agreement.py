"""A condition gives the same answer as a query and asked of one ticket, whatever both are."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escalera.base.people.models import Agent, Organization
from escalera.core.conditions.compiling import matches, to_q
from escalera.core.conditions.fields import FieldType, all_fields
from escalera.core.conditions.form import input_of, options_of
from escalera.core.conditions.operators import operators_of
from escalera.core.conditions.reading import data_of, read
from escalera.core.conditions.wording import words
from escalera.core.tickets.models import ENDED, Field, FieldValue, Kind, Priority, Status, Tag, Ticket, TicketTag
from tests.cast import NOON, Desk

TEXTS = ["", "a", "Ñandú", "ñANDÚ del SUR", "100 %", "a_b", "A\\b", ".*", "línea"]
MOMENTS = [
    NOON + timedelta(hours=h, microseconds=u)
    for h in (-2000, -49, -30, -13, -12, 0, 11, 12, 13, 60, 2000)
    for u in (0, 1)
]
maybe = st.one_of


def tickets(desk: Desk) -> st.SearchStrategy[dict[str, Any]]:
    agents = [None, desk.amira.pk, desk.bruno.pk, desk.sara.pk]
    moment = st.sampled_from(MOMENTS)
    teams = [desk.front, desk.networks, desk.sales]
    return st.fixed_dictionaries(
        {
            "status": st.sampled_from(list(Status)), "priority": st.sampled_from(list(Priority)),
            "kind": st.sampled_from(list(Kind)), "channel": st.sampled_from(["email", "phone", "whatsapp"]),
            "subject": st.sampled_from(TEXTS), "team": st.sampled_from(teams),
            "requester": st.sampled_from([desk.farid, desk.eve]), "assignee_id": st.sampled_from(agents),
            "owner_id": st.sampled_from(agents), "opened_at": moment, "updated_at": moment,
            "due_at": maybe(st.none(), moment), "snoozed_until": maybe(st.none(), moment),
            "resolved_at": maybe(st.none(), moment), "customer_waits_since": maybe(st.none(), moment),
            "reopened": st.integers(0, 3), "in_company": st.booleans(),
            "tags": st.sets(st.sampled_from(["vip", "vpn"])), "size": maybe(st.none(), st.sampled_from(["0", "2.5", "3"])),
            "plan": maybe(st.none(), st.sampled_from(["gold", "iron"])), "vip": maybe(st.none(), st.booleans()),
            "on": maybe(st.none(), st.sampled_from(MOMENTS)), "note": maybe(st.none(), st.sampled_from(TEXTS)),
        }
    )  # fmt: skip


def value_of(field: Any, operator: str) -> st.SearchStrategy[Any]:
    kind = input_of(field, operator)
    if kind == "none":
        return st.just(True)
    if kind == "days":
        return st.integers(0, 90)
    if kind == "text":
        return st.sampled_from([text for text in TEXTS if text])
    if kind == "number":
        return st.sampled_from([0, 1, 3, -1] if field.whole else [0, 1, "2.5", 3, -1])
    if kind in ("moment", "day"):
        given = [*(key for key, _label in options_of(field)), "2026-03-02", "2026-02-28"]
        exact = ["2026-03-02T12:00:00+00:00", "2026-03-02T12:00:00.000001", "2026-03-02T08:00:00-05:00"]
        return st.sampled_from(given + (exact if field.type == FieldType.MOMENT else []))
    options = [key for key, _label in options_of(field)] or ["1"]
    return (
        st.lists(st.sampled_from(options), min_size=1, max_size=3) if kind == "choices" else st.sampled_from(options)
    )


def leaf() -> st.SearchStrategy[dict[str, Any]]:
    asked = [one for one in all_fields() if one.choices is None or one.by_key or options_of(one)]  # no empty list
    pairs = [(field, operator) for field in asked for operator in operators_of(field)]
    return st.sampled_from(pairs).flatmap(
        lambda pair: value_of(*pair).map(lambda value: {"field": pair[0].key, pair[1]: value})
    )


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    one = leaf()
    for _depth in range(3):
        parts = st.lists(one, max_size=3)
        one = maybe(
            one, parts.map(lambda p: {"all": p}), parts.map(lambda p: {"any": p}), one.map(lambda c: {"not": c})
        )
    return one


@pytest.fixture
def fields(desk: Desk) -> None:
    for key, kind, choices in (
        ("plan", "choice", ["gold", "iron"]), ("size", "number", []), ("vip", "flag", []), ("on", "date", []), ("note", "long", [])
    ):  # fmt: skip
        Field.objects.create(key=key, label=key, kind=kind, choices=choices)
    for name in ("vip", "vpn"):
        Tag.objects.create(name=name, key=name)
    Organization.objects.create(name="Línea Sur")


def make(given: dict[str, Any]) -> Ticket:
    given = dict(given)
    in_company = given.pop("in_company")
    own = {key: given.pop(key) for key in ("size", "plan", "vip", "on", "note")}
    tags = given.pop("tags")
    ticket = Ticket.objects.create(
        level=given["team"].level, is_open=given["status"] not in ENDED,
        organization=Organization.objects.get() if in_company else None, **given,
    )  # fmt: skip
    for name in tags:
        TicketTag.objects.create(ticket=ticket, tag=Tag.objects.get(key=name), at=NOON)
    columns = {"size": "number", "plan": "text", "vip": "flag", "on": "date", "note": "long"}
    for key, value in own.items():
        if value is not None:
            stored = value.date() if key == "on" else Decimal(value) if key == "size" else value
            FieldValue.objects.create(ticket=ticket, field=Field.objects.get(key=key), **{columns[key]: stored})
    return Ticket.objects.get(pk=ticket.pk)


def test_query_and_question_agree(desk: Desk, fields: None) -> None:
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        tickets(desk), st.lists(conditions(), min_size=1, max_size=6), st.sampled_from([desk.amira, desk.omar, None])
    )
    def agree(values: dict[str, Any], asked: list[dict[str, Any]], agent: Agent | None) -> None:
        ticket = make(values)
        for data in asked:
            condition = read(data)
            found = Ticket.objects.filter(to_q(condition, agent, NOON), pk=ticket.pk).exists()
            assert matches(condition, ticket, agent, NOON) == found, json.dumps(data)
            assert data_of(read(data_of(condition))) == data_of(condition)
            assert words(condition)

    agree()


def test_a_day_is_a_day_of_the_desk(desk: Desk, settings: Any) -> None:
    settings.TIME_ZONE = "America/Bogota"
    number = desk.open(at=datetime(2026, 3, 3, 3, 0, tzinfo=UTC)).ticket_id  # the evening of the 2nd in Bogotá
    for text in ("today", "2026-03-02"):
        condition = read({"field": "opened", "is": text})
        assert [t.pk for t in Ticket.objects.filter(to_q(condition, None, NOON))] == [number]
