"""Drafts, versions and who may write them."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.procedures.actions import (
    HasRuns,
    NameTaken,
    NothingToPublish,
    Stale,
    archive,
    drop_draft,
    drop_procedure,
    publish,
    restore,
    save_draft,
    save_procedure,
    start_run,
)
from escalera.core.procedures.models import Procedure, ProcedureVersion
from escalera.core.procedures.queries import library
from tests.cast import NOON, Desk, later
from tests.core.procedures.make import LINE, end, made, step


def test_a_version_never_changes_and_an_old_one_comes_back_as_a_new_one(desk: Desk) -> None:
    one = made(desk)
    save_draft(procedure_id=one.pk, data={"steps": [end()]}, by=desk.sara, at=later(1))
    publish(procedure_id=one.pk, by=desk.sara, at=later(1), note=" Shorter ")
    restore(procedure_id=one.pk, number=1, by=desk.sara, at=later(2))
    rows = ProcedureVersion.objects.order_by("number")
    assert [(v.number, len(v.data["steps"]), v.note, v.restored) for v in rows] == [
        (1, 5, "", None), (2, 1, "Shorter", None), (3, 5, "", 1),
    ]  # fmt: skip
    one.refresh_from_db()
    assert (one.version, one.draft) == (3, None)
    said = [event.fact.sentence("Sara") for event in Event.objects.filter(name="procedure.published").order_by("pk")]
    assert said == [
        "Sara published version 1 of the procedure “Line is down”",
        "Sara published version 2 of the procedure “Line is down”",
        "Sara brought version 1 of the procedure “Line is down” back",
    ]


def test_who_writes_over_somebody_elses_draft_is_told(desk: Desk) -> None:
    one = made(desk)
    first = save_draft(procedure_id=one.pk, data={"steps": [end()]}, by=desk.sara, at=NOON, edition=one.edition)
    save_draft(procedure_id=one.pk, data={"steps": [end("b")]}, by=desk.sara, at=NOON, edition=first.edition)
    with pytest.raises(Stale):
        save_draft(procedure_id=one.pk, data={"steps": []}, by=desk.sara, at=NOON, edition=first.edition)
    drop_draft(procedure_id=one.pk, by=desk.sara, at=NOON)
    with pytest.raises(NothingToPublish):
        publish(procedure_id=one.pk, by=desk.sara, at=NOON)


def test_a_draft_with_problems_is_kept_and_not_published(desk: Desk) -> None:
    one = save_procedure(name="New", by=desk.sara, at=NOON)
    save_draft(procedure_id=one.pk, data={"steps": [step("a")]}, by=desk.sara, at=NOON)
    with pytest.raises(BadInput) as refusal:
        publish(procedure_id=one.pk, by=desk.sara, at=NOON)
    assert str(refusal.value) == "Nothing leads to an end. A: Say where it goes on."
    assert not ProcedureVersion.objects.exists()


def test_procedures_that_follow_each_other_in_a_circle_are_not_published(desk: Desk) -> None:
    inner = made(desk, [end()], name="Inner")
    outer = made(
        desk, [step("a", "procedure", next="done", settings={"procedure": str(inner.pk)}), end()], name="Outer"
    )
    steps = [step("a", "procedure", next="done", settings={"procedure": str(outer.pk)}), end()]
    save_draft(procedure_id=inner.pk, data={"steps": steps}, by=desk.sara, at=NOON)
    with pytest.raises(BadInput):
        publish(procedure_id=inner.pk, by=desk.sara, at=NOON)


def test_only_who_keeps_the_content_writes_them(desk: Desk) -> None:
    one = made(desk)
    given: dict[str, Any] = {"procedure_id": one.pk, "by": desk.amira, "at": NOON}
    for refused in (
        lambda: save_procedure(name="Mine", by=desk.amira, at=NOON),
        lambda: save_draft(data={"steps": []}, **given),
        lambda: drop_draft(**given),
        lambda: publish(**given),
        lambda: restore(number=1, **given),
        lambda: archive(**given),
        lambda: drop_procedure(**given),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Procedure.objects.count() == 1


def test_a_name_is_free_again_when_its_procedure_is_archived(desk: Desk) -> None:
    one = made(desk)
    with pytest.raises(NameTaken):
        save_procedure(name=" Line  is down ", by=desk.sara, at=NOON)
    archive(procedure_id=one.pk, by=desk.sara, at=NOON)
    save_procedure(name="Line is down", by=desk.sara, at=NOON)
    with pytest.raises(NameTaken):
        archive(procedure_id=one.pk, back=True, by=desk.sara, at=NOON)


def test_two_of_the_same_name_stand_on_two_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = []
    for _turn in range(2):
        keys.append(save_procedure(name="Line is down", by=desk.sara, at=NOON).pk)
        archive(procedure_id=keys[-1], by=desk.sara, at=NOON)
    monkeypatch.setattr("escalera.core.procedures.queries.PAGE", 1)
    page = library(by=desk.sara, at=NOON, archived=True)
    following = library(by=desk.sara, at=NOON, archived=True, after=page[0].mark)
    assert [one.procedure.pk for one in (*page, *following)] == keys


def test_what_was_followed_is_not_dropped(desk: Desk) -> None:
    one, other = made(desk), made(desk, name="Other")
    start_run(procedure_id=one.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=NOON)
    with pytest.raises(HasRuns):
        drop_procedure(procedure_id=one.pk, by=desk.sara, at=NOON)
    drop_procedure(procedure_id=other.pk, by=desk.sara, at=NOON)
    assert list(Procedure.objects.values_list("name", flat=True)) == ["Line is down"]


def test_the_library_shows_each_what_they_may_follow(desk: Desk) -> None:
    made(desk, LINE, name="For all", words="router\nfibre")
    made(desk, LINE, name="For sales", team=desk.sales)
    save_procedure(name="Only a draft", by=desk.sara, at=NOON)

    def names(by: str, **given: str) -> list[str]:
        return [one.procedure.name for one in library(by=getattr(desk, by), at=NOON, **given)]  # type: ignore[arg-type]

    assert names("amira") == ["For all"]
    assert names("omar") == ["For all", "For sales"]
    assert names("sara") == ["For all", "For sales", "Only a draft"]
    assert names("sara", text="ROUTER") == ["For all"]
    first = library(by=desk.sara, at=NOON)[0]
    assert names("sara", after=first.mark) == ["For sales", "Only a draft"]
    assert names("sara", after="For all") == ["For all", "For sales", "Only a draft"]  # no mark
    assert names("sara", use="runbook") == []
