"""What presets bring as scripts: whole, without problems, in three languages, and gone again when undone."""

from __future__ import annotations

import pytest

from escalera.base.people.actions import add_agent
from escalera.core.presets import actions
from escalera.core.presets.files import LANGUAGES, all_presets, in_language
from escalera.core.procedures.checking import problems
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Procedure
from escalera.core.procedures.queries import proposed_for
from escalera.core.tickets.models import Category, Ticket
from tests.cast import Desk, later

WITH_SCRIPTS = [key for key, one in all_presets().items() if one.items.get("procedures")]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_script_is_without_problems(language: str) -> None:
    assert WITH_SCRIPTS == ["it", "isp", "bank", "cards", "retail"]
    for preset in WITH_SCRIPTS:
        for item in all_presets()[preset].items["procedures"]:
            graph = read({"steps": in_language(item["steps"], language)})
            assert [(item["key"], one) for one in problems(graph, item["use"])] == []


def test_a_preset_brings_its_scripts_and_takes_unused_ones_back(desk: Desk) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    result = actions.apply_preset(preset="isp", language="es", by=owner, at=later(1))
    assert result.run is not None
    brought = list(Procedure.objects.order_by("name").values_list("name", "version", "draft", "language"))
    assert brought == [("Baja del contrato", 1, None, "es"), ("Sin internet", 1, None, "es")]
    number = desk.open("Sin internet desde ayer", "El router tiene la luz roja").ticket_id
    Ticket.objects.filter(pk=number).update(language="es", category=Category.objects.get(key="isp-no-service"))
    found = proposed_for(Ticket.objects.get(pk=number), desk.amira)
    assert [(one.procedure.name, one.why) for one in found] == [("Sin internet", ["category", "words"])]
    Ticket.objects.update(category=None)
    assert [one.why for one in proposed_for(Ticket.objects.get(pk=number), desk.amira)] == [["words"]]
    actions.undo_preset(run_id=result.run.pk, by=owner, at=later(2))
    assert not Procedure.objects.exists()
