from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Team
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.deeds.variables import fill, unknown
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.levels.frontline.actions import (
    NameTaken,
    NewMacro,
    add_macro,
    change_macro,
    count_use,
    drop_macro,
    run_macro,
)
from escalera.levels.frontline.models import Macro
from escalera.levels.frontline.queries import macros_for
from tests.cast import Desk, later


def names(desk: Desk, number: int, language: str = "") -> list[str]:
    return [one.name for one in macros_for(find_ticket(desk.amira, number), desk.amira, language)]


def test_they_come_filled_in_and_in_the_customers_language(desk: Desk) -> None:
    texts = {"": "Hello {customer}", "es": "Hola, {cliente.nombre}: caso {ticket}. {agente}, {equipo}, {empresa}"}
    add_macro(macro=NewMacro("Greet", texts), by=desk.sara)
    number = desk.open().ticket_id
    unsure = macros_for(find_ticket(desk.amira, number), desk.amira)[0]
    desk.farid.language = "es-co"
    desk.farid.save()
    spanish = macros_for(find_ticket(desk.amira, number), desk.amira)[0]
    assert (unsure.text, unsure.language) == ("Hello Farid Haddad", "")
    assert spanish.text == f"Hola, Farid: caso {number}. Amira, Front line, Escalera"


def test_what_fits_the_customers_language_comes_first_then_what_is_used_most(desk: Desk) -> None:
    add_macro(macro=NewMacro("A", {"pt": "Olá"}), by=desk.sara)
    add_macro(macro=NewMacro("B", {"es": "Hola"}), by=desk.sara)
    often = add_macro(macro=NewMacro("C", {"": "Hi"}), by=desk.sara)
    number = desk.open().ticket_id
    desk.farid.language = "es"
    desk.farid.save()
    count_use(macro_ids=[often.pk], by=desk.amira, at=later(1))
    assert names(desk, number) == ["C", "B", "A"]
    assert names(desk, number, "pt") == ["C", "A", "B"]


def test_the_language_of_the_ticket_comes_before_the_customers(desk: Desk) -> None:
    add_macro(macro=NewMacro("Hi", {"es": "Hola", "pt": "Olá", "en": "Hi"}), by=desk.sara)
    number = desk.open().ticket_id
    desk.farid.language = "en"
    desk.farid.save()
    Ticket.objects.filter(pk=number).update(language="pt")
    ticket = find_ticket(desk.amira, number)
    assert [one.text for one in macros_for(ticket, desk.amira)] == ["Olá"]
    assert [one.text for one in macros_for(ticket, desk.amira, "es")] == ["Hola"]


def test_values_are_not_filled_again_and_what_is_unknown_is_told() -> None:
    values = {"cliente": "{ticket}", "ticket": "7", "agente": "A"}
    assert fill("{cliente} {x} {{ticket}} {agente {Chamado}", values) == "{ticket} {x} {7} {agente 7"
    assert unknown("{x} {ticket} {x} {nombre.y} { z } {1}") == ["{x}", "{nombre.y}"]


def test_own_ones_are_anybodys_and_seen_by_nobody_else(desk: Desk) -> None:
    own = add_macro(macro=NewMacro("Mine", {"": "x"}, is_own=True), by=desk.amira)
    add_macro(macro=NewMacro("Sales", {"": "x"}, team=desk.sales), by=desk.sara)
    add_macro(macro=NewMacro("Mine", {"": "shared"}), by=desk.sara)
    number = desk.open().ticket_id
    assert names(desk, number) == ["Mine", "Mine"]
    for refused in (
        lambda: add_macro(macro=NewMacro("B", {"": "x"}), by=desk.amira),
        lambda: change_macro(macro_id=own.pk, macro=NewMacro("B", {"": "x"}), by=desk.amira),
        lambda: change_macro(macro_id=own.pk, macro=NewMacro("B", {"": "x"}, is_own=True), by=desk.sara),
        lambda: drop_macro(macro_id=own.pk, by=desk.bruno),
    ):
        with pytest.raises(NotAllowed):
            refused()
    drop_macro(macro_id=own.pk, by=desk.amira)
    assert sorted(Macro.objects.values_list("name", flat=True)) == ["Mine", "Sales"]
    assert Macro.objects.filter(owner__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": " ", "texts": {"": "x"}}, BadInput),
        ({"name": "B"}, BadInput),
        ({"name": "b" * 121, "texts": {"": "x"}}, BadInput),
        ({"name": "B", "texts": {"": "x" * 20_001}}, BadInput),
        ({"name": "B", "deeds": [{"do": "explode"}]}, BadInput),
        ({"name": "B", "deeds": [{"do": "classify", "priority": "9"}]}, BadInput),
        ({"name": "B", "deeds": [{"do": "wait", "status": "closed"}]}, BadInput),
        ({"name": "B", "deeds": [{"do": "escalate", "team": "x", "summary": "Hm"}]}, BadInput),
        ({"name": "A", "texts": {"": "y"}}, NameTaken),
    ],
)
def test_what_makes_no_macro_is_refused(desk: Desk, given: dict[str, Any], refusal: type[Exception]) -> None:
    add_macro(macro=NewMacro(" A ", {"": "x"}), by=desk.sara)
    with pytest.raises(refusal):
        add_macro(macro=NewMacro(**given), by=desk.sara)
    assert list(Macro.objects.values_list("name", "texts")) == [("A", {"": "x"})]


def test_a_run_does_everything_and_is_one_fact(desk: Desk) -> None:
    steps: list[dict[str, Any]] = [
        {"do": "escalate", "team": str(desk.networks.pk), "summary": "Line is down"},
        {"do": "take"},
        {"do": "classify", "priority": "4", "kind": "complaint"},
    ]
    macro = add_macro(macro=NewMacro("Up", note="Told {customer}", deeds=steps), by=desk.sara)
    number = desk.open().ticket_id
    did = run_macro(macro_id=macro.pk, ticket_id=number, by=desk.amira, at=later(1))
    ticket = Ticket.objects.get()
    assert (ticket.team, ticket.kind, ticket.priority) == (desk.networks, "complaint", 4)
    assert Message.objects.get(kind="note").text == "Told Farid Haddad"
    assert did == [
        "left its note",
        "assigned to whoever runs it",
        "Complaint, priority urgent",
        "escalated to Specialists",
    ]
    fact = Event.objects.get(name="macro.run").fact
    assert fact.sentence("Amira") == f"Amira used “Up”: {', '.join(did)}"


def test_a_run_that_fails_halfway_did_nothing(desk: Desk) -> None:
    team = Team.objects.create(name="Gone", level=desk.networks.level)
    steps: list[dict[str, Any]] = [{"do": "take"}, {"do": "escalate", "team": str(team.pk), "summary": "Hm"}]
    macro = add_macro(macro=NewMacro("Up", note="Told", deeds=steps), by=desk.sara)
    team.delete()
    number = desk.open().ticket_id
    with pytest.raises(BadInput):
        run_macro(macro_id=macro.pk, ticket_id=number, by=desk.amira, at=later(1))
    assert (Ticket.objects.get().assignee, Message.objects.count()) == (None, 1)


def test_nobody_runs_a_macro_where_they_may_not_work(desk: Desk) -> None:
    macro = add_macro(macro=NewMacro("Take", deeds=[{"do": "take"}]), by=desk.sara)
    with pytest.raises(NotAllowed):
        run_macro(macro_id=macro.pk, ticket_id=desk.open().ticket_id, by=desk.omar, at=later(1))
