"""Runbooks: instructions with expected results and branches on what was found."""

from __future__ import annotations

import pytest

from escalera.core.procedures.actions import answer, start_run
from escalera.core.procedures.answers import BadAnswer
from escalera.core.procedures.checking import problems
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import RunStep
from escalera.core.procedures.queries import current
from tests.cast import Desk, later
from tests.core.procedures.make import end, made, step


def test_an_instruction_says_what_is_expected_and_branches_on_the_result(desk: Desk) -> None:
    given = {"expected": "Below -27 dBm", "notes": "required"}
    ways = [("ok", "As expected", "done"), ("bad", "Different", "fix")]
    steps = [step("measure", "instruction", settings=given, ways=ways), step("fix", "instruction", "done"), end()]
    assert problems(read({"steps": steps}), "runbook") == []
    one = made(desk, steps, use="runbook")
    run = start_run(procedure_id=one.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))
    here = current(run_id=run.pk, by=desk.amira, at=later(1))
    assert here.shown is not None
    assert here.shown.data == {"expected": "Below -27 dBm"}
    assert [(ask.key, ask.type, ask.required) for ask in here.asks] == [
        ("way", "choice", True),
        ("result", "text", True),
    ]
    with pytest.raises(BadAnswer):
        answer(run_id=run.pk, step="measure", value={"way": "bad"}, by=desk.amira, at=later(2))
    answer(run_id=run.pk, step="measure", value={"way": "bad", "result": "-31"}, by=desk.amira, at=later(2))
    answer(run_id=run.pk, step="fix", value={}, by=desk.amira, at=later(3))
    assert list(RunStep.objects.order_by("pk").values_list("step", "words")) == [
        ("measure", "Different; -31"), ("fix", ""), ("done", ""),
    ]  # fmt: skip
