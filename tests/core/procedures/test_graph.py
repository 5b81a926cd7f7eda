"""What a procedure's data may be, and what is wrong with it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from escalera.base.refusals import BadInput
from escalera.core.procedures.checking import problems
from escalera.core.procedures.graph import MOST_STEPS, read
from tests.cast import Desk
from tests.core.procedures.make import LINE, end, step


def test_what_is_read_is_stored_as_it_was_and_starts_with_its_first_step() -> None:
    graph = read({"steps": LINE})
    assert graph.start == "light"
    assert read(graph.stored()) == graph
    assert graph.steps["light"].exits() == ["speed", "done"]
    assert graph.before("slow") == {"light", "speed"}


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"steps": {}},
        {"steps": [1]},
        {"steps": [step("A b")]},
        {"steps": [step("a"), step("a")]},
        {"steps": [step("a", minutes=-1)]},
        {"steps": [step("a", minutes=True)]},
        {"steps": [step("a", title="x" * 301)]},
        {"steps": [step("a", text="x" * 8001)]},
        {"steps": [step("a", title=7)]},
        {"steps": [step("a", settings={"x": {"y": 1}})]},
        {"steps": [step("a", settings={"x": "y" * 4001})]},
        {"steps": [step("a", ways=[("x", "X", ""), ("x", "Y", "")])]},
        {"steps": [step("a", ways=[{"key": "x", "when": {"is": "like"}}])]},
        {"steps": [step("a", evidence=[{"key": "x", "type": "exe"}])]},
        {"steps": [step(f"s{n}") for n in range(MOST_STEPS + 1)]},
        {"start": "b", "steps": [step("a")]},
    ],
)
def test_what_has_not_the_shape_is_refused(data: Any) -> None:
    with pytest.raises(BadInput):
        read(data)


def test_any_json_is_read_or_refused_and_never_breaks() -> None:
    dice = random.Random(7)
    values: list[Any] = [None, 0, -1, 1e300, "", "a", "light", [], {}, ["a"], {"key": "a"}, True, "\x00", "ñ" * 50]
    for _turn in range(2_000):
        data: dict[str, Any] = {"steps": [dict(one) for one in LINE]}
        for _change in range(3):
            row = dice.choice(data["steps"])
            row[dice.choice(list(row))] = dice.choice(values)
        try:
            graph = read(data)
        except BadInput:
            continue
        assert read(graph.stored()) == graph


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (LINE, []),
        ([], [("", "steps")]),
        ([step("a")], [("", "steps"), ("a", "next")]),
        ([step("a", next="a"), end()], [("", "steps"), ("a", "next"), ("done", "key")]),
        ([step("a", next="b")], [("", "steps"), ("a", "next"), ("a", "next")]),
        ([step("a", "x", next="done"), end()], [("a", "kind")]),
        ([step("a", "choice", next="done"), end()], [("a", "ways")]),
        ([step("a", "choice", ways=[("x", "", ""), ("y", "Y", "done")]), end()], [("a", "ways"), ("a", "ways")]),
        ([step("a", next="done", title=""), end()], [("a", "title")]),
        ([step("a", next="done", fills="field:nothing"), end()], [("a", "fills")]),
        ([step("a", next="done", fills="x"), end()], [("a", "fills")]),
        ([step("a", "end")], [("a", "outcome")]),
        ([step("a", "procedure", next="done"), end()], [("a", "procedure")]),
        ([step("a", "procedure", next="done", settings={"procedure": "99"}), end()], [("a", "procedure")]),
        (
            [
                step("a", "branch", next="b", ways=[{"key": "x", "to": "b", "when": {"step": "b", "is": "is"}}]),
                step("b", "number", next="done"), end(),
            ],
            [("a", "ways")],
        ),
        (
            [
                step("b", next="a"), end(),
                step("a", "branch", next="done", ways=[{"key": "x", "to": "b", "when": {"step": "b", "is": "is"}}]),
            ],
            [("a", "ways")],
        ),
    ],
)  # fmt: skip
def test_each_problem_stands_at_its_step_and_part(
    desk: Desk, steps: list[dict[str, Any]], found: list[tuple[str, str]]
) -> None:
    assert [(one.step, one.part) for one in problems(read({"steps": steps}), "script")] == found
