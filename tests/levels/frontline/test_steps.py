"""What the front line adds to scripts: articles, macros, and making sure who speaks."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.core.knowledge.models import Article, Topic, Use
from escalera.core.ladder.packets import known
from escalera.core.procedures.actions import answer, start_run
from escalera.core.procedures.checking import problems
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Run, RunStep
from escalera.core.procedures.queries import current
from escalera.core.tickets.models import Message, Ticket
from escalera.levels.frontline.actions import NewMacro, add_macro
from escalera.levels.frontline.checks import HOLDS_FOR, Locked, confirmed
from escalera.levels.frontline.models import Check
from tests.cast import NOON, Desk, later
from tests.core.procedures.make import end, made, step


def begun(desk: Desk, *steps: dict[str, Any], ticket_id: int | None = None) -> Run:
    one = made(desk, steps, name=f"Script {Run.objects.count()}")
    number = ticket_id or desk.open().ticket_id
    return start_run(procedure_id=one.pk, ticket_id=number, by=desk.amira, at=later(1))


def say(desk: Desk, here: Run, key: str, **value: str) -> Run:
    answer(run_id=here.pk, step=key, value=value, by=desk.amira, at=later(2))
    return Run.objects.get(pk=here.pk)


def test_a_macro_stands_in_the_customers_language_and_is_done_on_request(desk: Desk) -> None:
    desk.farid.language = "es"
    desk.farid.save()
    macro = add_macro(
        macro=NewMacro(
            "Hi", {"es": "Hola, {cliente}", "": "Hi"}, note="Said hi", deeds=[{"do": "classify", "priority": "4"}]
        ),
        by=desk.sara,
    )
    run = begun(desk, step("hi", "macro", "done", settings={"macro": str(macro.pk)}), end())
    shown = current(run_id=run.pk, by=desk.amira, at=later(1)).shown
    assert shown is not None
    assert (shown.data["text"], shown.data["language"]) == ("Hola, Farid Haddad", "es")
    say(desk, run, "hi", run="on")
    macro.refresh_from_db()
    assert (Ticket.objects.get().priority, macro.used, Message.objects.get(kind="note").text) == (4, 1, "Said hi")
    assert RunStep.objects.order_by("pk")[0].words == "left its note, priority urgent"


def test_an_article_counts_as_used_and_as_what_came_of_it(desk: Desk) -> None:
    topic = Topic.objects.create(name="Lines", slug="lines")
    article = Article.objects.create(
        title="Restart it", slug="restart", body="**Off** and on", topic=topic, is_published=True, updated_at=NOON
    )
    run = begun(
        desk,
        step("read", "article", "done", settings={"article": str(article.pk)}, ways=[("not", "", "more")]),
        step("more", next="done"),
        end(),
    )
    shown = current(run_id=run.pk, by=desk.amira, at=later(1)).shown
    assert shown is not None
    assert shown.data["html"] == "<p><strong>Off</strong> and on</p>\n"
    run = say(desk, run, "read", way="not")
    assert run.step == "more"
    assert sorted(Use.objects.values_list("how", flat=True)) == ["failed", "used"]


ASKED = {"questions": ["Date of birth", "Last payment", "Street"], "needed": 2}


def test_an_identity_check_keeps_what_was_asked_and_never_the_answers(desk: Desk) -> None:
    run = begun(
        desk, step("who", "identity", "done", settings=ASKED, ways=[("failed", "", "no")]), end(), end("no", "failed")
    )
    asks = current(run_id=run.pk, by=desk.amira, at=later(1)).asks
    assert [(ask.key, ask.label, ask.type) for ask in asks] == [
        ("question_0", "Date of birth", "yes"), ("question_1", "Last payment", "yes"), ("question_2", "Street", "yes"),
    ]  # fmt: skip
    run = say(desk, run, "who", question_0="1", question_2="1")
    check = Check.objects.get()
    assert run.step == "done"
    assert (check.asked, check.right, check.needed, check.passed) == (ASKED["questions"], 2, 2, True)
    assert confirmed(run.ticket_id, desk.farid.pk, later(3)) == check
    assert confirmed(run.ticket_id, desk.farid.pk, check.at + HOLDS_FOR) is None
    assert known(Ticket.objects.get())["evidence"] == "✓ Who: confirmed, 2 of 3 right"
    fact = Event.objects.get(name="identity.checked").fact
    assert fact.sentence("Amira") == "Amira checked the customer's identity: 2 of 3 right"


def test_after_three_failed_checks_nobody_guesses_on(desk: Desk) -> None:
    steps = [step("who", "identity", "done", settings=ASKED), end()]
    for _turn in range(3):
        run = begun(desk, *steps)
        say(desk, run, "who", question_1="1")
    run = begun(desk, *steps)
    shown = current(run_id=run.pk, by=desk.amira, at=later(1)).shown
    assert shown is not None
    assert shown.data["is_locked"] is True
    with pytest.raises(Locked):
        say(desk, run, "who", question_0="1", question_1="1", question_2="1")
    assert Check.objects.count() == 3


def test_what_is_gone_is_a_problem_of_its_step(desk: Desk) -> None:
    own = add_macro(macro=NewMacro("Mine", {"": "x"}, is_own=True), by=desk.amira)
    steps = [
        step("a", "macro", "b", settings={"macro": str(own.pk)}), step("b", "article", "c", settings={"article": "9"}),
        step("c", "identity", "done"), end(),
    ]  # fmt: skip
    found = problems(read({"steps": steps}), "script")
    assert [(one.step, one.part) for one in found] == [("a", "macro"), ("b", "article"), ("c", "questions")]
    assert [one.part for one in problems(read({"steps": steps}), "runbook")] == ["macro", "article", "kind"]
