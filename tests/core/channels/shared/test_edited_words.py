"""What a customer edits or takes back where they wrote: the search goes by the words of now, on both databases."""

from __future__ import annotations

import pytest
from django.db import connection

from escalera.base.log.readers import read_all
from escalera.core.channels.models import Channel
from escalera.core.retrieval.models import Case
from escalera.core.search.finding import search
from escalera.core.search.vocabulary import grown
from escalera.core.tickets.actions import merge, rename, resolve, split
from escalera.core.tickets.indexing import LONGEST_INDEXED, rebuild
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk, later, make_desk
from tests.core.channels.shared.plain import KIND
from tests.core.channels.shared.test_port import knock, said

LONG = "relleno " * 40
pytestmark = pytest.mark.usefixtures("provider")


def edit(number: int, text: str) -> dict[str, str]:
    return {"type": "edit", "id": f"in-{number}", "text": text}


def delete(number: int) -> dict[str, str]:
    return {"type": "delete", "id": f"in-{number}"}


def finding(desk: Desk, *words: str) -> list[str]:
    """Return those of the words by which a ticket is found."""
    return [word for word in words if search(desk.sara, f"{word} ", at=later(60)).tickets.hits]


def test_the_new_words_find_it_and_the_old_ones_do_not(channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "La impresora no enciende"), said(2, f"Ni con otro cable. {LONG} Fin."))
    assert finding(desk, "impresora", "cable", "relleno", "fin") == ["impresora", "cable", "relleno", "fin"]
    knock(channel, edit(2, "Ni con otra pantalla"))
    assert finding(desk, "impresora", "cable", "relleno", "fin", "pantalla") == ["impresora", "pantalla"]
    knock(channel, edit(1, "El escáner no enciende"))
    assert finding(desk, "impresora", "escaner", "enciende", "pantalla") == ["escaner", "enciende", "pantalla"]


def test_the_first_words_name_the_ticket_and_stand_in_the_lists_anew(channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "La impresora no enciende"))
    knock(channel, edit(1, "El escáner no enciende"))
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.snippet) == ("El escáner no enciende", "El escáner no enciende")
    assert finding(desk, "impresora", "escaner", "enciende", "ana") == ["escaner", "enciende", "ana"]


def test_a_name_that_somebody_gave_stays_and_is_found(channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "La impresora no enciende"), said(2, "Urge"))
    rename(ticket_id=Ticket.objects.get().pk, subject="Cambio de equipo", by=desk.amira, at=later(5))
    assert finding(desk, "impresora", "cambio") == ["impresora", "cambio"]
    knock(channel, edit(1, "El escáner no enciende"))
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.snippet) == ("Cambio de equipo", "Urge")
    assert finding(desk, "impresora", "escaner", "cambio") == ["escaner", "cambio"]
    rename(ticket_id=ticket.pk, subject="Otro asunto", by=desk.amira, at=later(6))
    assert finding(desk, "escaner", "cambio", "asunto") == ["escaner", "asunto"]


def test_what_was_taken_back_finds_nothing_and_is_still_read(channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "Mi clave es murciélago"), said(2, "Y la otra es elefante"))
    knock(channel, delete(2))
    assert finding(desk, "murcielago", "elefante") == ["murcielago"]
    knock(channel, delete(1))
    assert finding(desk, "murcielago", "elefante", "ana") == ["ana"]
    knock(channel, edit(1, "Mi clave es jirafa"))
    assert finding(desk, "murcielago", "jirafa", "ana") == ["ana"]
    assert sorted(Message.objects.values_list("text", flat=True)) == ["Mi clave es jirafa", "Y la otra es elefante"]


def test_what_overtakes_its_message_counts_when_it_comes(channel: Channel, desk: Desk) -> None:
    knock(channel, edit(1, "Era el escáner"), delete(2))
    knock(channel, said(1, "Es la impresora"), said(2, "Sin papel"))
    assert finding(desk, "impresora", "papel", "escaner") == ["escaner"]
    assert Ticket.objects.get().subject == "Era el escáner"


@pytest.mark.parametrize("order", [("dos", "tres"), ("tres", "dos")])
def test_of_two_edits_of_one_moment_the_same_counts_in_any_order(
    order: tuple[str, str], channel: Channel, desk: Desk
) -> None:
    knock(channel, said(1, "uno"))
    for text in order:
        knock(channel, edit(1, text))
    assert finding(desk, "uno", "dos", "tres") == ["tres"]


@pytest.mark.parametrize("text", ["👍", '"comillas" y *', "x" * 400, "NEAR(a b) OR -c", "漢字" * 300, "a_b-c:d^e"])
def test_words_that_are_no_words_come_and_go(text: str, channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "hola"), said(2, text))
    knock(channel, edit(2, "escáner"))
    assert finding(desk, "hola", "comillas", "near", "escaner") == ["hola", "escaner"]
    knock(channel, edit(2, text))
    knock(channel, delete(2))
    assert finding(desk, "hola", "comillas", "near", "escaner") == ["hola"]
    sound()


def test_only_what_is_in_the_index_is_taken_out_of_it(channel: Channel, desk: Desk) -> None:
    """Words that an older version let change without telling the index, and words beyond what is indexed."""
    knock(channel, said(1, "hola"), said(2, "impresora"), said(3, f"{'a ' * (LONGEST_INDEXED // 2)}lejano"))
    Message.objects.filter(text="impresora").update(text="muchas palabras que nadie anotó")
    knock(channel, edit(2, "escáner"), edit(3, "cerca"))
    assert finding(desk, "hola", "escaner", "lejano", "cerca", "muchas") == ["hola", "escaner", "cerca"]
    sound()


def test_it_follows_a_message_to_another_ticket(channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "La impresora no enciende"), said(2, "Sin papel"))
    one = Ticket.objects.get()
    new = split(ticket_id=one.pk, message_ids=[Message.objects.last().pk], by=desk.amira, at=later(5))  # type: ignore[union-attr]
    knock(channel, edit(2, "Sin tinta"))
    assert [hit.id for hit in search(desk.sara, "tinta ", at=later(60)).tickets.hits] == [new.pk]
    merge(survivor_id=one.pk, absorbed_id=new.pk, by=desk.amira, at=later(6))
    knock(channel, edit(2, "Sin cable"))
    assert finding(desk, "tinta", "papel") == ["tinta"]  # of two of one moment, the same counts
    assert [hit.id for hit in search(desk.sara, "tinta ", at=later(60)).tickets.hits] == [one.pk]


def test_the_index_written_anew_says_the_same(channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "La impresora no enciende"), said(2, "Sin papel"), said(3, "Sin tinta"))
    knock(channel, edit(2, "Sin cable"), delete(3))
    words = ("impresora", "papel", "cable", "tinta", "ana")
    assert finding(desk, *words) == ["impresora", "cable", "ana"]
    for _time in range(2):
        assert list(rebuild()) == [3]
        assert finding(desk, *words) == ["impresora", "cable", "ana"]
    knock(channel, edit(1, "El escáner no enciende"))
    assert finding(desk, "impresora", "escaner", *words[1:]) == ["escaner", "cable", "ana"]
    sound()


def test_an_edit_in_the_middle_of_writing_it_anew_counts(
    channel: Channel, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escalera.core.tickets.indexing.STEP", 1)
    knock(channel, said(1, "La impresora no enciende"), said(2, "Sin papel"))
    steps = rebuild()
    next(steps)
    knock(channel, edit(2, "Sin tinta"), edit(1, "El escáner no enciende"), said(3, "Gracias"))
    assert list(steps) == [2]
    assert finding(desk, "impresora", "papel", "escaner", "tinta", "gracias") == ["escaner", "tinta", "gracias"]
    sound()


@pytest.mark.django_db(transaction=True)
def test_the_readers_hear_of_it() -> None:
    """The words that typos are compared with, and solved tickets that others are compared with."""
    desk = make_desk()
    channel = Channel.objects.create(kind=KIND, name="Plain", address="plain", team=desk.front)
    knock(channel, said(1, "La impresora no enciende"))
    resolve(ticket_id=Ticket.objects.get().pk, by=desk.amira, at=later(5))
    read_all()
    knock(channel, edit(1, "El fonendoscopio no enciende"))
    read_all()
    assert "impresor" not in Case.objects.get().stems
    assert "fonendoscopi" in Case.objects.get().stems
    assert grown("fonendo") == (["fonendoscopio"] if connection.vendor == "postgresql" else [])
    assert [hit.id for hit in search(desk.sara, "fonendoscpio ", at=later(60)).tickets.hits] == [
        Ticket.objects.get().pk
    ]


def sound() -> None:
    """Let SQLite look through its whole index."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO tickets_search (tickets_search) VALUES ('integrity-check')")
            cursor.execute("INSERT INTO tickets_search (tickets_search) VALUES ('optimize')")
            cursor.execute("INSERT INTO tickets_search (tickets_search) VALUES ('integrity-check')")
