"""What presets bring as scripts: whole, without problems, in three languages, and gone again when undone."""

from __future__ import annotations

import pytest

from escalera.base.people.actions import add_agent
from escalera.core.presets import actions
from escalera.core.presets.files import LANGUAGES, all_presets, in_language
from escalera.core.presets.references import resolved
from escalera.core.procedures.actions import answer, start_run
from escalera.core.procedures.checking import problems
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Procedure, ProcedureVersion, Run
from escalera.core.procedures.queries import proposed_for
from escalera.core.tickets.models import Category, Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.levels.frontline.models import Macro
from escalera.levels.frontline.queries import macros_for
from tests.cast import Desk, later


class Anything:
    """Whatever a step speaks of is there."""

    language = "es"

    def ref(self, part: str, key: str) -> int:
        return 1


WITH_SCRIPTS = [key for key, one in all_presets().items() if one.items.get("procedures")]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_script_is_without_problems(language: str) -> None:
    assert WITH_SCRIPTS == ["it", "isp", "bank", "cards", "retail", "internal"]
    for preset in WITH_SCRIPTS:
        for item in all_presets()[preset].items["procedures"]:
            graph = read({"steps": resolved(in_language(item["steps"], language), Anything())})
            found = [one for one in problems(graph, item["use"]) if one.part != "procedure"]
            assert [(item["key"], one) for one in found] == []


def test_a_preset_brings_its_scripts_and_takes_unused_ones_back(desk: Desk) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    result = actions.apply_preset(preset="isp", language="es", by=owner, at=later(1))
    assert result.run is not None
    brought = list(Procedure.objects.order_by("name").values_list("name", "version", "draft", "language"))
    assert brought == [
        ("Baja del contrato", 1, None, "es"), ("Línea óptica: medir y recuperar", 1, None, "es"),
        ("Sin internet", 1, None, "es"),
    ]  # fmt: skip
    number = desk.open("Sin internet desde ayer", "El router tiene la luz roja").ticket_id
    Ticket.objects.filter(pk=number).update(language="es", category=Category.objects.get(key="isp-no-service"))
    found = proposed_for(Ticket.objects.get(pk=number), desk.amira)
    assert [(one.procedure.name, one.why) for one in found] == [
        ("Sin internet", ["category", "words"]), ("Línea óptica: medir y recuperar", ["category", "words"]),
    ]  # fmt: skip
    Ticket.objects.update(category=None)
    found = proposed_for(Ticket.objects.get(pk=number), desk.amira)
    assert [(one.procedure.name, one.why) for one in found] == [
        ("Sin internet", ["words"]), ("Línea óptica: medir y recuperar", ["words"])
    ]  # fmt: skip
    actions.undo_preset(run_id=result.run.pk, by=owner, at=later(2))
    assert not Procedure.objects.exists()


def test_canned_answers_come_in_every_language(desk: Desk) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    actions.apply_preset(preset="bank", language="es", by=owner, at=later(1))
    number = desk.open().ticket_id
    Ticket.objects.update(language="pt")
    ticket = find_ticket(desk.amira, number)
    found = next(one for one in macros_for(ticket, desk.amira) if one.name == "Nunca pedimos su clave")
    assert (found.language, found.text.splitlines()[2].split(".")[0]) == (
        "pt", "Ninguém do banco pedirá a sua senha nem um código"
    )  # fmt: skip
    assert {
        code: text.splitlines()[2].split()[0] for code, text in Macro.objects.get(pk=found.id).texts.items()
    } == {"": "Nadie", "en": "Nobody", "pt": "Ninguém"}  # fmt: skip


def test_a_runbook_of_a_preset_follows_another_and_both_are_taken_back(desk: Desk) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    result = actions.apply_preset(preset="it", language="en", by=owner, at=later(1))
    assert result.run is not None
    one = Procedure.objects.get(name="VPN: the second level's check")
    inner = Procedure.objects.get(name="Check a workplace's network")
    run = start_run(procedure_id=one.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(2))
    within = Run.objects.get(parent=run)
    assert (within.procedure, within.version) == (inner, ProcedureVersion.objects.get(procedure=inner))
    answer(run_id=within.pk, step="device", value={"answer": "PC-12"}, by=desk.amira, at=later(3))
    Run.objects.all().delete()
    again = actions.apply_preset(preset="it", language="en", by=owner, at=later(4))
    assert again.run is None  # nothing has changed
    actions.undo_preset(run_id=result.run.pk, by=owner, at=later(5))
    assert not Procedure.objects.exists()
