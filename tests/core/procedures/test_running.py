"""Following a procedure on a ticket, from its first step to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder.packets import known
from escalera.core.ladder.queries import teams_above
from escalera.core.procedures.actions import (
    CannotRun,
    Moved,
    TooEarly,
    answer,
    end_run,
    go_back,
    hand_on,
    pause,
    publish,
    resume,
    save_draft,
    start_run,
)
from escalera.core.procedures.actions.entering import GoesInCircles
from escalera.core.procedures.answers import BadAnswer
from escalera.core.procedures.models import Run, RunStep
from escalera.core.procedures.queries import current, figures_of, history, runs_of, step_figures
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.models import Attachment, Category, Field, Message, Ticket
from tests.cast import NOON, Desk, later
from tests.core.procedures.make import LINE, end, made, step


def begun(desk: Desk, steps: list[dict[str, Any]] = LINE, **given: Any) -> Run:
    one = made(desk, steps, **given)
    return start_run(procedure_id=one.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))


def say(desk: Desk, run: Run, key: str, minutes: float = 2, **value: str) -> Run:
    run = answer(run_id=run.pk, step=key, value=value, by=desk.amira, at=later(minutes))
    return Run.objects.get(pk=run.pk)


def test_a_run_goes_from_step_to_step_and_ends(desk: Desk) -> None:
    run = begun(desk)
    here = current(run_id=run.pk, by=desk.amira, at=later(1))
    assert here.step is not None
    assert [(ask.key, ask.type, ask.choices) for ask in here.asks] == [
        ("way", "choice", [("red", "Red"), ("green", "Green")])
    ]
    run = say(desk, run, "light", way="red")
    run = say(desk, run, "speed", answer="25,5", minutes=4)
    assert (run.step, run.state) == ("done", "running")  # the branch asked nobody
    run = say(desk, run, "done", resolve="1", minutes=5)
    assert (run.state, run.outcome, run.step, run.ended_at) == ("ended", "solved", "", later(5))
    assert Ticket.objects.get().status == "resolved"
    rows = RunStep.objects.order_by("pk").values_list("step", "words", "seconds", "way")
    assert list(rows) == [
        ("light", "Red", 60, "red"), ("speed", "25.5 Mbps", 120, ""), ("slow", "", 0, ""), ("done", "Solved", 60, ""),
    ]  # fmt: skip
    said = [
        e.fact.sentence("Amira") for e in Event.objects.filter(name__startswith="procedure.", ticket_id=run.ticket_id)
    ]
    assert sorted(said) == sorted([
        "Amira began “Line is down” (version 1)",
        "Amira answered “Light” of “Line is down”: Red",
        "Amira answered “Speed” of “Line is down”: 25.5 Mbps",
        "Amira answered “Done” of “Line is down”: Solved",
        "Amira finished “Line is down”: solved",
    ])  # fmt: skip


def test_a_branch_takes_the_first_way_that_holds_and_an_end_escalates_with_what_is_known(desk: Desk) -> None:
    run = begun(desk)
    say(desk, run, "light", way="red")
    run = say(desk, run, "speed", answer="3")
    assert run.step == "up"
    asks = {ask.key: ask for ask in current(run_id=run.pk, by=desk.amira, at=later(3)).asks}
    assert [str(key) for key, _name in asks["team"].choices] == [
        str(team.pk) for team in teams_above(Ticket.objects.get())
    ]
    with pytest.raises(BadAnswer) as refusal:
        say(desk, run, "up", summary="Slow line")
    assert list(refusal.value.errors) == ["team"]
    run = say(desk, run, "up", team=str(desk.networks.pk), summary="Slow line", question="Check the port")
    ticket = Ticket.objects.get()
    escalation = ticket.escalations.get()
    assert (ticket.team, run.outcome) == (desk.networks, "escalate")
    assert escalation.handover["summary"] == "Slow line"
    assert escalation.handover["question"] == "Check the port"
    assert escalation.handover["symptom"].endswith("Red")
    assert escalation.handover["tried"] == "Line is down:\n✓ Speed: 3 Mbps"


def test_a_run_stays_on_its_version(desk: Desk) -> None:
    run = begun(desk)
    save_draft(procedure_id=run.procedure_id, data={"steps": [end()]}, by=desk.sara, at=later(1))
    publish(procedure_id=run.procedure_id, by=desk.sara, at=later(1))
    run = say(desk, run, "light", way="green")
    assert (run.version.number, run.step) == (1, "done")


def test_what_is_answered_twice_or_elsewhere_is_refused(desk: Desk) -> None:
    run = begun(desk)
    say(desk, run, "light", way="red")
    for key in ("light", "done", "nowhere"):
        with pytest.raises(Moved):
            say(desk, run, key, way="green")
    with pytest.raises(BadAnswer):
        say(desk, run, "speed", answer="many")
    for wrong in ("-1", "1001", "nan", "1e400", ""):
        with pytest.raises(BadInput):
            say(desk, run, "speed", answer=wrong)
    assert RunStep.objects.filter(answered_at__isnull=False).count() == 1


def test_the_same_procedure_under_way_is_not_begun_twice(desk: Desk) -> None:
    run = begun(desk)
    again = start_run(procedure_id=run.procedure_id, ticket_id=run.ticket_id, by=desk.amira, at=later(2))
    assert again == run
    assert Run.objects.count() == 1


def test_going_back_takes_answers_back_and_keeps_them_readable(desk: Desk) -> None:
    run = begun(desk)
    say(desk, run, "light", way="red")
    say(desk, run, "speed", answer="25")
    go_back(run_id=run.pk, by=desk.amira, at=later(3))  # over the branch, to the number
    run.refresh_from_db()
    assert run.step == "speed"
    go_back(run_id=run.pk, by=desk.amira, at=later(4))
    run.refresh_from_db()
    assert run.step == "light"
    with pytest.raises(CannotRun):
        go_back(run_id=run.pk, by=desk.amira, at=later(5))
    rows = [(row.step, row.words, row.undone_at is not None) for row in history(run).rows]
    assert rows == [
        ("light", "Red", True), ("speed", "25 Mbps", True), ("slow", "", True), ("done", "", True),
        ("speed", "", True), ("light", "", False),
    ]  # fmt: skip
    assert "Red" not in known(Ticket.objects.get())["symptom"]


def test_a_pause_stops_the_time_and_another_person_may_go_on(desk: Desk) -> None:
    run = begun(desk)
    pause(run_id=run.pk, why="Waiting for a call", by=desk.amira, at=later(2))
    with pytest.raises(CannotRun):
        say(desk, run, "light", way="red")
    resume(run_id=run.pk, by=desk.sara, at=later(60))
    with pytest.raises(NotAllowed) as refusal:
        say(desk, run, "light", way="red")
    assert str(refusal.value) == "Sara follows this procedure. Take it over first."
    hand_on(run_id=run.pk, to=desk.amira, by=desk.amira, at=later(61))
    say(desk, run, "light", way="red", minutes=61)
    assert RunStep.objects.order_by("pk")[0].seconds == 120
    names = Event.objects.filter(ticket_id=run.ticket_id, name__startswith="procedure.").order_by("pk")
    assert [e.fact.sentence(e.actor_name) for e in names][1:4] == [
        "Amira paused “Line is down”: Waiting for a call",
        "Sara went on with “Line is down”",
        "Amira took “Line is down” over",
    ]


def test_it_is_handed_only_to_who_may_work_on_the_ticket(desk: Desk) -> None:
    run = begun(desk)
    with pytest.raises(NotAllowed):
        hand_on(run_id=run.pk, to=desk.omar, by=desk.amira, at=later(2))
    hand_on(run_id=run.pk, to=desk.sara, why="My shift ends", by=desk.amira, at=later(2))
    run.refresh_from_db()
    assert run.holder == desk.sara


def test_strangers_to_the_ticket_neither_see_nor_follow_its_runs(desk: Desk) -> None:
    run = begun(desk)
    assert runs_of(run.ticket_id, desk.omar) == []
    with pytest.raises(Run.DoesNotExist):
        current(run_id=run.pk, by=desk.omar, at=later(2))
    refusals: list[Callable[[], object]] = [
        lambda: answer(run_id=run.pk, step="light", value={"way": "red"}, by=desk.omar, at=later(2)),
        lambda: pause(run_id=run.pk, by=desk.omar, at=later(2)),
        lambda: end_run(run_id=run.pk, by=desk.omar, at=later(2)),
        lambda: start_run(procedure_id=run.procedure_id, ticket_id=run.ticket_id, by=desk.omar, at=later(2)),
    ]
    for refused in refusals:
        with pytest.raises(NotAllowed):
            refused()


def test_evidence_must_be_there_and_stands_on_the_ticket(desk: Desk) -> None:
    wanted = [
        {"key": "photo", "label": "Photo", "type": "file"},
        {"key": "level", "label": "Level", "type": "number"},
        {"key": "more", "label": "More", "type": "text", "required": False},
    ]
    run = begun(desk, [step("look", next="done", evidence=wanted), end()])
    with pytest.raises(BadAnswer) as refusal:
        say(desk, run, "look")
    assert list(refusal.value.errors) == ["evidence_photo", "evidence_level"]
    assert not Attachment.objects.exists()
    answer(
        run_id=run.pk, step="look", value={"evidence_level": "-12.5"}, by=desk.amira, at=later(2),
        files={"evidence_photo": [NewFile("back.png", "image/png", b"png")], "other": [NewFile("x", "y", b"z")]},
    )  # fmt: skip
    row = RunStep.objects.order_by("pk")[0]
    kept = Attachment.objects.get()
    assert row.value == {"evidence_level": -12.5, "evidence_photo": [{"id": kept.pk, "name": "back.png"}]}
    assert row.words == "Photo: back.png; Level: -12.5"
    assert Message.objects.get(kind="note").text == "Evidence for “Look”: Photo"


def test_a_timer_that_must_be_waited_for_takes_no_answer_before(desk: Desk) -> None:
    run = begun(
        desk, [step("wait", next="more", minutes=5, must_wait=True), step("more", next="done", minutes=5), end()]
    )
    here = current(run_id=run.pk, by=desk.amira, at=later(2))
    assert (here.waits, here.ready_at) == (True, later(6))
    with pytest.raises(TooEarly):
        say(desk, run, "wait", minutes=5.9)
    say(desk, run, "wait", minutes=6)
    run = say(desk, run, "more", minutes=6.5)  # this one only shows its time
    assert run.step == "done"


def test_answers_fill_fields_and_classes(desk: Desk) -> None:
    Field.objects.create(key="light", label="Light", kind="choice", choices=["Red", "Green"])
    Field.objects.create(key="serial", label="Serial", kind="text")
    Category.objects.create(key="line", name="Line")
    run = begun(
        desk,
        [
            step("a", "choice", next="b", fills="field:light", ways=[("red", "Red", "")]),
            step("b", "text", next="c", fills="field:serial"),
            step("c", "choice", next="d", fills="classify:category", ways=[("line", "The line", "")]),
            step("d", "choice", next="done", fills="classify:priority", ways=[("4", "All are down", "")]),
            end(),
        ],
    )
    for key, value in (
        ("a", {"way": "red"}),
        ("b", {"answer": " X-1 "}),
        ("c", {"way": "line"}),
        ("d", {"way": "4"}),
    ):
        answer(run_id=run.pk, step=key, value=value, by=desk.amira, at=later(2))
    ticket = Ticket.objects.get()
    assert (ticket.category and ticket.category.key, ticket.priority) == ("line", 4)
    assert sorted(str(one.text) for one in ticket.values.all()) == ["Red", "X-1"]


def test_a_procedure_within_runs_on_the_version_of_when_the_outer_one_began(desk: Desk) -> None:
    inner = made(desk, [step("try", next="bad"), end("bad", "failed")], name="Inner")
    outer = [
        step("sub", "procedure", ways=[("failed", "", "up")], next="done", settings={"procedure": str(inner.pk)}),
        step("up", "text", next="done"), end(),
    ]  # fmt: skip
    run = begun(desk, outer, name="Outer")
    save_draft(procedure_id=inner.pk, data={"steps": [end()]}, by=desk.sara, at=later(1))
    publish(procedure_id=inner.pk, by=desk.sara, at=later(1))
    with pytest.raises(Moved):
        say(desk, run, "sub")
    here = current(run_id=run.pk, by=desk.amira, at=later(1))
    assert (here.run.procedure, here.run.version.number, here.around) == (inner, 1, [run])
    say(desk, here.run, "try", minutes=3)
    run.refresh_from_db()
    assert (run.step, Run.objects.get(parent=run).outcome) == ("up", "failed")
    rows = history(run)
    assert [(row.step, row.words) for row in rows.rows] == [("sub", "Inner: did not help"), ("up", "")]
    assert [row.step for row in rows.within[rows.rows[0].pk].rows] == ["try", "bad"]
    again = go_back(run_id=run.pk, by=desk.amira, at=later(4))
    assert current(run_id=again.pk, by=desk.amira, at=later(4)).run.procedure == inner
    assert RunStep.objects.filter(run__procedure=inner, undone_at__isnull=True).count() == 1


def test_going_back_from_the_first_step_within_leads_out(desk: Desk) -> None:
    inner = made(desk, [step("try", next="done"), end()], name="Inner")
    outer = [
        step("hi", next="sub"),
        step("sub", "procedure", next="done", settings={"procedure": str(inner.pk)}),
        end(),
    ]
    run = begun(desk, outer, name="Outer")
    say(desk, run, "hi")
    within = current(run_id=run.pk, by=desk.amira, at=later(2)).run
    assert go_back(run_id=within.pk, by=desk.amira, at=later(3)) == run
    run.refresh_from_db()
    assert (run.step, Run.objects.get(pk=within.pk).state) == ("hi", "left")


def test_stopping_ends_everything_that_is_within_each_other(desk: Desk) -> None:
    inner = made(desk, [step("try", next="done"), end()], name="Inner")
    run = begun(
        desk, [step("sub", "procedure", next="done", settings={"procedure": str(inner.pk)}), end()], name="Outer"
    )
    within = current(run_id=run.pk, by=desk.amira, at=later(2)).run
    pause(run_id=within.pk, by=desk.amira, at=later(2))
    end_run(run_id=within.pk, why="Customer rang off", by=desk.sara, at=later(3))
    assert list(Run.objects.order_by("pk").values_list("state", "outcome", "why")) == [
        ("left", "", "Customer rang off")
    ] * 2  # fmt: skip
    assert not RunStep.objects.filter(answered_at__isnull=True, undone_at__isnull=True).exists()


def test_figures_count_what_helped_and_what_each_step_took(desk: Desk) -> None:
    one = made(desk)
    for turn, way in enumerate(("green", "green", "red")):
        run = start_run(procedure_id=one.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))
        say(desk, run, "light", way=way, minutes=1 + turn)
        if way == "green":
            say(desk, run, "done", minutes=4)
        else:
            end_run(run_id=run.pk, by=desk.amira, at=later(4))
    figures = figures_of([one.pk], later(10))[one.pk]
    assert (figures.ended, figures.succeeded, figures.left, figures.seconds) == (2, 2, 1, 180)
    assert figures.rate == pytest.approx(2 / 3)
    steps = step_figures(one, later(10))
    assert (steps["light"].answered, steps["light"].seconds, steps["light"].ways) == (3, 60, {"green": 2, "red": 1})
    assert (steps["speed"].answered, steps["speed"].left) == (0, 1)


def test_circles_of_branches_end(desk: Desk) -> None:
    nowhere = [{"key": "x", "label": "X", "to": "done", "when": {"step": "hi", "is": "is", "value": "never"}}]
    run = begun(desk, [step("hi", "text", next="b"), step("b", "branch", next="b", ways=nowhere), end()])
    with pytest.raises(GoesInCircles):
        say(desk, run, "hi", answer="x")
    run.refresh_from_db()
    assert run.step == "hi"
    assert run.started_at > NOON
