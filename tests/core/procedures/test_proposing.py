"""Which procedures are proposed, and that asking costs the same with a thousand of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.core.procedures.actions import save_procedure, start_run
from escalera.core.procedures.models import Procedure, ProcedureWord
from escalera.core.procedures.proposing import stems_of
from escalera.core.procedures.queries import proposed_for
from escalera.core.tickets.models import Category, Ticket
from tests.cast import NOON, Desk, later
from tests.core.procedures.make import made


def ticket(desk: Desk, subject: str = "", text: str = "", **change: Any) -> Ticket:
    number = desk.open(subject, text or "Please help").ticket_id
    Ticket.objects.filter(pk=number).update(**change)
    return Ticket.objects.select_related("requester").get(pk=number)


def names(one: Ticket, by: Any, **given: Any) -> list[tuple[str, list[str]]]:
    return [(found.procedure.name, list(found.why)) for found in proposed_for(one, by, **given)]


@pytest.fixture
def shelf(desk: Desk) -> Category:
    line, slow = Category.objects.create(key="line", name="Line"), Category.objects.create(key="slow", name="Slow")
    Category.objects.filter(pk=slow.pk).update(parent=line)
    made(desk, name="Restart the router", words="router\nno internet", language="en")
    made(desk, name="Reiniciar el router", words="router\nsin internet", language="es")
    made(desk, name="Lines", categories=[line])
    made(desk, name="Refunds", words="refund\nmoney back", team=desk.sales)
    made(desk, name="Fibre check", words="fibre", use="runbook")
    return Category.objects.get(key="slow")


def test_by_category_by_words_and_by_both(desk: Desk, shelf: Category) -> None:
    asked = ticket(desk, "The router has no internet", language="en", category=shelf)
    assert names(asked, desk.amira) == [
        ("Restart the router", ["words"]), ("Reiniciar el router", ["words"]), ("Lines", ["category"]),
    ]  # fmt: skip
    theirs = ticket(desk, "Mi router no tiene internet", language="es")
    assert names(theirs, desk.amira, limit=1) == [("Reiniciar el router", ["words"])]
    both = ticket(desk, "Fibre cut", language="en", category=shelf.parent)
    assert names(both, desk.amira, use="script") == [("Lines", ["category"])]
    assert names(both, desk.amira, use="runbook") == [("Fibre check", ["words"])]


def test_only_what_one_may_follow_and_what_was_not_followed_yet(desk: Desk, shelf: Category) -> None:
    asked = ticket(desk, "I want a refund, my money back", language="en")
    assert names(asked, desk.amira) == []
    assert names(asked, desk.omar) == [("Refunds", ["words"])]
    there = ticket(desk, "Fibre", language="en")
    start_run(
        procedure_id=Procedure.objects.get(name="Fibre check").pk, ticket_id=there.pk, by=desk.amira, at=later(1)
    )
    assert names(there, desk.amira) == []


def test_words_are_kept_when_it_is_saved(desk: Desk) -> None:
    one = made(desk, name="Facturas", words="me cobraron de más", language="es")
    assert set(ProcedureWord.objects.values_list("language", "word")) == stems_of(one)
    given: dict[str, Any] = {"procedure_id": one.pk, "by": desk.sara, "at": later(1)}
    save_procedure(name="Facturas", words="impuestos", language="es", **given)
    kept = set(ProcedureWord.objects.values_list("language", "word"))
    assert kept == {("", "factur"), ("", "impuest")}
    save_procedure(name="Bills", language="", **given)
    kept = set(ProcedureWord.objects.values_list("language", "word"))
    assert kept == {("es", "bills"), ("pt", "bills"), ("en", "bill")}


def test_a_thousand_procedures_cost_what_one_does(desk: Desk) -> None:
    made(desk, name="Restart the router", words="router", language="en")
    asked = ticket(desk, "The router has no internet", language="en")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert names(asked, desk.amira, limit=1) == [("Restart the router", ["words"])]
        return len(queries)

    save_procedure(name="Tax", words="internet", language="en", by=desk.sara, at=NOON)
    Procedure.objects.update(version=1)
    few = cost()
    many = Procedure.objects.bulk_create(Procedure(name=f"P{n}", use="script", version=1) for n in range(1_000))
    ProcedureWord.objects.bulk_create(
        ProcedureWord(procedure=one, word=word) for one in many for word in ("internet", f"w{one.pk}")
    )
    assert (few, cost()) == (4, 4)
