"""What a condition may say, how it reads, and what is refused, in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from escalera.base.refusals import BadInput
from escalera.core.conditions.fields import find_field
from escalera.core.conditions.form import fields_for_editor, input_of, options_of
from escalera.core.conditions.reading import is_relative, is_timed, read
from escalera.core.conditions.wording import words
from escalera.core.tickets.conditions import asks_only_open
from escalera.core.tickets.models import Field
from tests.cast import Desk

OPEN = {"field": "open", "is": True}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "everything"),
        ({"any": []}, "nothing"),
        (OPEN, "Open: yes"),
        ({"all": [OPEN, {"any": [{"field": "priority", "is": 4}, {"field": "due", "within_days": 1}]}]},
         "Open: yes and (Priority is Urgent or Due in the next 1 day)"),
        ({"not": {"field": "assignee", "empty": True}}, "not (Who works on it is empty)"),
        ({"field": "team", "one_of": ["my_teams", "987654321"]}, "Team is one of my teams, (no longer there)"),
        ({"field": "team", "one_of": ["987654321"]}, "Team is (no longer there)"),
        ({"field": "team", "none_of": ["987654321"]}, "Team is not (no longer there)"),
        ({"field": "team", "one_of": ["my_teams"]}, "Team is one of my teams"),
        ({"field": "opened", "before": "today"}, "Opened is before today"),
        ({"field": "subject", "contains": " VPN "}, "Subject contains “VPN”"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(desk: Desk, data: dict[str, Any], sentence: str) -> None:
    assert words(read(data)) == sentence


def test_a_sentence_comes_in_the_readers_language(desk: Desk) -> None:
    with override("es"):
        assert words(read({"field": "opened", "within_days": 3})) == "Apertura en los últimos 3 días"


@pytest.mark.parametrize(
    "data",
    [
        [], None, "open", {"all": {}}, {"all": [OPEN], "any": []}, {"field": "nonsense", "is": 1}, {"field": "open"},
        {"field": ["open"], "is": 1}, {"field": "open", "is": True, "is_not": False}, {"field": "open", "contains": "x"},
        {"field": "open", "is": "maybe"}, {"field": "status", "is": "lost"}, {"field": "status", "one_of": []},
        {"field": "status", "one_of": "open"}, {"field": "team", "is": "1; drop"}, {"field": "team", "is": "9" * 30},
        {"field": "assignee", "is": "my_teams"}, {"field": "due", "before": "soon"}, {"field": "due", "before": "9999-12-31"},
        {"field": "due", "within_days": -1}, {"field": "due", "within_days": 1e99}, {"field": "reopened", "is": "1.5"},
        {"field": "reopened", "is": True}, {"field": "reopened", "after": "NaN"}, {"field": "subject", "contains": "x" * 201},
        {"field": "subject", "is": "a\x00b"}, {"field": "subject", "is": ["a"]}, {"field": "custom.gone", "is": "a"},
        {"field": "tags", "one_of": ["1"] * 51}, {"all": [OPEN] * 61}, {"not": {"not": {"not": {"not": OPEN}}}},
        {"all": [{"any": [OPEN] * 40}, {"any": [OPEN] * 40}]},
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_in_words(desk: Desk, data: object) -> None:
    with pytest.raises(BadInput) as refused:
        read(data)
    assert str(refused.value)


def test_a_condition_knows_on_what_its_answer_depends(desk: Desk) -> None:
    conditions = (
        OPEN,
        {"field": "assignee", "is": "me"},
        {"field": "due", "before": "now"},
        {"field": "subject", "is": "me"},
    )
    asked = [read(data) for data in conditions]
    assert [is_relative(one) for one in asked] == [False, True, False, False]
    assert [is_timed(one) for one in asked] == [False, False, True, False]


def test_a_condition_knows_whether_it_asks_only_for_what_is_open(desk: Desk) -> None:
    yes = [OPEN, {"field": "status", "one_of": ["new", "open"]}, {"all": [OPEN, {"field": "kind", "is": "request"}]}]
    no = [{}, {"field": "status", "one_of": ["new", "closed"]}, {"any": [OPEN]}, {"not": OPEN}]
    assert [asks_only_open(read(data)) for data in (*yes, *no)] == [True] * 3 + [False] * 4


def test_an_editor_learns_what_may_be_asked(desk: Desk) -> None:
    Field.objects.create(key="plan", label="Plan", kind="choice", choices=["gold", "iron"])
    forms = {form.key: form for form in fields_for_editor()}
    assert "requester_id" not in forms
    assert forms["custom.plan"].operators == [
        ("is", "is"), ("is_not", "is not"), ("one_of", "is one of"), ("none_of", "is none of"), ("empty", "is empty"),
        ("filled", "is filled in"),
    ]  # fmt: skip
    plan, assignee, due = find_field("custom.plan"), find_field("assignee"), find_field("due")
    assert plan is not None
    assert assignee is not None
    assert due is not None
    assert options_of(plan) == [("gold", "gold"), ("iron", "iron")]
    assert options_of(assignee)[0] == ("me", "me")
    assert [input_of(due, operator) for operator in ("within_days", "before", "empty")] == ["days", "moment", "none"]
