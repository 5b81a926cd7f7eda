"""Presets: what they would change, what they change, and that undoing leaves what was there."""

from __future__ import annotations

import json
from argparse import Namespace

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.base.people.actions.ladder import edit_level
from escalera.base.people.models import Agent, Level
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.clocks.models import Policy
from escalera.core.presets import actions
from escalera.core.presets.choices import Change, Outcome
from escalera.core.presets.files import LANGUAGES, all_presets
from escalera.core.presets.models import PresetRun, PresetStep
from escalera.core.presets.parts import all_parts
from escalera.core.presets.planning import Planned, plan
from escalera.core.presets.queries import runs, steps_of
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.links import tracking_key
from escalera.core.tickets.models import Category
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.models import Workflow
from escalera.core.workflows.preview import preview
from escalera.core.workflows.queries import published_of
from escalera.faces.cli.reports import compliance
from tests.cast import NOON, Desk, later
from tests.core.presets.comparing import differing, whole

PRESETS = list(all_presets())


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


def planned(preset: str, language: str = "es") -> list[Planned]:
    return [one for part in plan(all_presets()[preset], language) for one in part.things]


def applied(preset: str, owner: Agent, language: str = "es", minute: int = 1, **more: object) -> actions.Applied:
    return actions.apply_preset(preset=preset, language=language, by=owner, at=later(minute), **more)  # type: ignore[arg-type]


def test_every_part_of_the_files_is_offered_by_a_room(db: None) -> None:
    known = {part.key for part in all_parts()}
    used = {part for preset in all_presets().values() for part in preset.items}
    assert used <= known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", PRESETS)
def test_everything_that_a_preset_speaks_of_is_there(desk: Desk, owner: Agent, preset: str, language: str) -> None:
    result = applied(preset, owner, language)
    assert (result.left_out, result.run is not None) == ([], True)


@pytest.mark.parametrize("preset", PRESETS)
def test_undoing_leaves_what_was_there_before(desk: Desk, owner: Agent, preset: str) -> None:
    before = whole()
    run = applied(preset, owner).run
    assert run is not None
    undone = actions.undo_preset(run_id=run.pk, by=owner, at=later(2))
    notes = [(step.part, step.key, step.note) for step in steps_of(undone) if step.outcome != Outcome.UNDONE]
    assert (notes, differing(before, whole())) == ([], {})


@pytest.mark.parametrize("preset", PRESETS)
def test_twice_changes_nothing(desk: Desk, owner: Agent, preset: str) -> None:
    applied(preset, owner)
    before = whole()
    again = applied(preset, owner, minute=2)
    assert (again.run, differing(before, whole())) == (None, {})
    assert {one.change for one in planned(preset)} == {Change.KEPT}


def test_the_plan_changes_nothing_and_says_what_applying_does(desk: Desk, owner: Agent) -> None:
    before = whole()
    told = {(one.part, one.key): one.change for one in planned("it") if one.change != Change.KEPT}
    assert differing(before, whole()) == {}
    run = applied("it", owner).run
    assert run is not None
    assert {(step.part, step.key): step.change for step in steps_of(run)} == told


def test_in_another_language_the_same_things_are_meant(desk: Desk, owner: Agent) -> None:
    applied("it", owner, "es")
    assert {one.change for one in planned("it", "en")} <= {Change.KEPT, Change.CHANGED}


def test_what_was_unticked_is_left_alone_and_what_needs_it_is_said(desk: Desk, owner: Agent) -> None:
    wanted = {one.id for one in planned("it")} - {"teams:networks"}
    result = applied("it", owner, chosen=wanted)
    assert "it-network" in {one.key for one in result.left_out}
    assert {one.note for one in result.left_out if one.key == "it-network"} == {
        "It needs “Redes”, which is not there."
    }
    assert not Category.objects.filter(key="it-network").exists()


def test_only_one_thing_can_be_wanted(desk: Desk, owner: Agent) -> None:
    before = whole()
    result = applied("it", owner, chosen={"levels:n1"})
    assert set(differing(before, whole())) == {"people.Level"}
    assert result.run is not None
    told = [(step.part, (step.before or {})["name"], step.after["name"]) for step in steps_of(result.run)]
    assert told == [("levels", "Front line", "Mesa de servicio")]


def test_what_people_changed_since_stays_and_is_said(desk: Desk, owner: Agent) -> None:
    run = applied("it", owner).run
    assert run is not None
    level = Level.objects.get(order=1)
    edit_level(level_id=level.pk, name="Recepción", accept_within_min=60, by=owner, at=later(2))
    used = Category.objects.get(key="it-mail")
    desk.open(category=used)
    undone = actions.undo_preset(run_id=run.pk, by=owner, at=later(3))
    kept = {(step.part, step.key): step.note for step in steps_of(undone) if step.outcome == Outcome.KEPT}
    assert kept[("levels", "n1")] == "People changed it since."
    assert kept[("categories", "it-mail")] == "It is in use."
    level.refresh_from_db()
    assert level.name == "Recepción"
    fact = Event.objects.get(name="preset.undone")
    assert (fact.data["kept"], fact.fact.sentence("Olga")) == (len(kept), "Olga undid the preset “Servicios de TI”")


def test_what_people_changed_is_not_ticked_when_it_is_applied_again(desk: Desk, owner: Agent) -> None:
    applied("it", owner)
    one = Category.objects.get(key="it-mail")
    save_category(name="Correo y calendario", parent=one.parent, kind=one.kind, category_id=one.pk, by=owner, at=NOON)
    changed = [(one.key, one.wanted, one.note) for one in planned("it") if one.change == Change.CHANGED]
    assert changed == [("it-mail", False, "People changed it after the preset had been applied.")]


def test_a_second_preset_on_top_keeps_what_the_first_made(desk: Desk, owner: Agent) -> None:
    first = applied("it", owner).run
    between, served = whole(), [published_of(one) for one in Workflow.objects.order_by("pk")]
    second = applied("bank", owner, minute=2).run
    assert first is not None
    assert second is not None
    actions.undo_preset(run_id=second.pk, by=owner, at=later(3))
    # versions stay: what a workflow said before is published once more
    assert set(differing(between, whole())) == {"workflows.Workflow", "workflows.WorkflowVersion"}
    assert [published_of(one) for one in Workflow.objects.order_by("pk")] == served


def test_undoing_twice_is_refused(desk: Desk, owner: Agent) -> None:
    run = applied("it", owner).run
    assert run is not None
    actions.undo_preset(run_id=run.pk, by=owner, at=later(2))
    with pytest.raises(actions.UndoneAlready):
        actions.undo_preset(run_id=run.pk, by=owner, at=later(3))
    assert [one.undone_by for one in runs()] == [owner]


def test_it_takes_all_the_rights_that_a_preset_uses(desk: Desk, owner: Agent) -> None:
    with pytest.raises(NotAllowed):
        applied("it", desk.sara)
    run = applied("it", owner).run
    assert run is not None
    with pytest.raises(NotAllowed):
        actions.undo_preset(run_id=run.pk, by=desk.sara, at=NOON)
    assert PresetRun.objects.get().undone_at is None


@pytest.mark.parametrize(("preset", "language"), [("gone", "es"), ("it", "xx"), ("../it", "es")])
def test_what_is_not_there_cannot_be_applied(desk: Desk, owner: Agent, preset: str, language: str) -> None:
    with pytest.raises(BadInput):
        applied(preset, owner, language)
    assert not PresetStep.objects.exists()


def test_a_workflows_preview_says_which_clocks_would_have_run_by_another_policy(desk: Desk, owner: Agent) -> None:
    applied("it", owner)
    ticket = desk.open(at=later(5)).ticket
    wanted = Policy.objects.exclude(name="Acuerdo estándar").filter(kind="sla").get()
    draft = Flow(policies=(wanted.pk, *Policy.objects.exclude(kind="sla").values_list("pk", flat=True)))
    looked = preview(None, draft, by=owner, since=NOON, until=later(60))
    told = {one.heading: [(two.number, two.words) for two in one.examples] for one in looked.differences}
    assert told["Their clocks come from a policy that the draft leaves out"] == [(ticket.pk, "Acuerdo estándar")]


def test_the_report_of_claims_is_printed(desk: Desk, owner: Agent, capsys: pytest.CaptureFixture[str]) -> None:
    ticket = desk.open(kind="complaint").ticket
    arguments = Namespace(since=NOON.date(), until=NOON.date(), json=True)
    assert compliance.run(arguments) == 0
    assert [one["key"] for one in json.loads(capsys.readouterr().out)["claims"]] == [tracking_key(ticket.pk)]
