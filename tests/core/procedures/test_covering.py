"""What is written at a step is covered like every other word, where the customer's segment asks for it."""

from __future__ import annotations

from escalera.base.log.models import Event
from escalera.base.people.models import Segment
from escalera.core.ladder.packets import known
from escalera.core.procedures.actions import answer, end_run, pause, start_run
from escalera.core.procedures.models import RunStep
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later
from tests.core.procedures.make import end, made, step
from tests.core.workflows.test_covering import CARD, SHOWN
from tests.core.workflows.test_covering import bank as bank
from tests.core.workflows.test_covering import owner as owner

STEPS = [
    step("what", "text", "look", fills="packet:symptom"),
    step("look", next="amount", evidence=[{"key": "seen", "label": "Seen", "type": "text", "required": True}]),
    step("amount", "number", "done"),
    end(),
]


def test_a_card_is_covered_in_answers_evidence_hand_over_and_log(desk: Desk, bank: Segment) -> None:
    number = desk.open().ticket_id
    run = start_run(procedure_id=made(desk, STEPS).pk, ticket_id=number, by=desk.amira, at=later(1))
    for key, value in (
        ("what", {"answer": f"Charged to {CARD}"}),
        ("look", {"evidence_seen": f"Bill of {CARD}"}),
        ("amount", {"answer": "40"}),
    ):
        answer(run_id=run.pk, step=key, value=value, by=desk.amira, at=later(2))
    rows = RunStep.objects.filter(answered_at__isnull=False).order_by("pk")
    assert [row.value for row in rows] == [
        {"answer": f"Charged to {SHOWN}"}, {"evidence_seen": f"Bill of {SHOWN}"}, {"answer": 40},
    ]  # fmt: skip
    pause(run_id=run.pk, why=f"Waits for {CARD}", by=desk.amira, at=later(3))
    end_run(run_id=run.pk, why=f"Not {CARD}", by=desk.amira, at=later(4))
    run.refresh_from_db()
    assert run.why == f"Not {SHOWN}"
    kept = str([*known(Ticket.objects.get(pk=number)).values(), *Event.objects.values_list("data", flat=True)])
    assert (CARD in kept, SHOWN in kept) == (False, True)


def test_other_segments_words_stay_as_they_are(desk: Desk) -> None:
    run = start_run(procedure_id=made(desk, STEPS).pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))
    answer(run_id=run.pk, step="what", value={"answer": CARD}, by=desk.amira, at=later(2))
    assert RunStep.objects.order_by("pk")[0].value == {"answer": CARD}
