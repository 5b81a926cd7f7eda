"""What is found, by whom, and how it is shown."""

from __future__ import annotations

import pytest

from escalera.base.log.readers import read_all
from escalera.base.people.actions import add_organization, change_contact, merge_contacts, note_contact, part_contacts
from escalera.core.search.finding import Results, search
from escalera.core.tickets.actions import Content, join, note, reply, resolve, take
from tests.cast import Desk, later


def found(desk: Desk, text: str, by: object = None, **change: object) -> list[int]:
    return [hit.id for hit in results(desk, text, by, **change).tickets.hits]


def results(desk: Desk, text: str, by: object = None, **change: object) -> Results:
    return search(by or desk.sara, text, at=later(60), **change)  # type: ignore[arg-type]


def test_words_find_accent_blind_and_by_their_beginning(desk: Desk) -> None:
    one = desk.open("Facturación doble", "Me cobraron dos veces la conexión.").ticket_id
    desk.open("Otra cosa", "Nada que ver.")
    assert found(desk, "facturacion") == [one]
    assert found(desk, "CONEXIÓN") == [one]
    assert found(desk, "conexi") == [one]
    assert found(desk, "conexi ") == []  # a finished word is a whole one
    assert found(desk, "facturacion conexion") == [one]


def test_phrases_and_words_that_must_not_stand(desk: Desk) -> None:
    one = desk.open("A", "The red light blinks").ticket_id
    two = desk.open("B", "The light is red", at=later(1)).ticket_id
    reply(ticket_id=two, content=Content("Restart the router"), by=desk.sara, at=later(2))
    assert found(desk, '"red light"') == [one]
    assert found(desk, "light red") == [two, one]
    assert found(desk, "light -router") == [one]
    assert found(desk, "-router estado:new,open") == [one]


def test_operators_are_conditions(desk: Desk) -> None:
    one = desk.open("One", at=later(1)).ticket_id
    two = desk.open("Two", requester=desk.eve, team=desk.networks, channel="phone", at=later(2)).ticket_id
    take(ticket_id=two, by=desk.bruno, at=later(3))
    note(ticket_id=one, content=Content("careful"), by=desk.sara, at=later(4))
    said = {
        text: sorted(found(desk, text))
        for text in (
            "estado:nuevo", "status:open", "nivel:2", "level:n1", "de:farid", "from:farid@customer.example", "-de:farid",
            "asignado:bruno", "asignado:yo", "asignado:nadie", "equipo:networks", "canal:teléfono", "es:sin-asignar",
            "es:abierto", "tiene:nota", "-tiene:nota", "has:attachment", "creado:2026-03-02", "creado:>2026-03-02",
            "actualizado:<7d", "de:nobody-at-all", "asunto:two", "-estado:nuevo",
        )
    }  # fmt: skip
    networks = desk.networks.name.lower().replace(" ", "-")
    assert found(desk, f"equipo:{networks}") == [two]
    del said["equipo:networks"]
    assert said == {
        "estado:nuevo": [one], "status:open": [two], "nivel:2": [two], "level:n1": [one], "de:farid": [one],
        "from:farid@customer.example": [one], "-de:farid": [two], "asignado:bruno": [two], "asignado:yo": [],
        "asignado:nadie": [one], "canal:teléfono": [two], "es:sin-asignar": [one], "es:abierto": [one, two],
        "tiene:nota": [one], "-tiene:nota": [two], "has:attachment": [], "creado:2026-03-02": [one, two],
        "creado:>2026-03-02": [], "actualizado:<7d": [one, two], "de:nobody-at-all": [], "asunto:two": [two],
        "-estado:nuevo": [two],
    }  # fmt: skip


def test_who_takes_part_is_found(desk: Desk) -> None:
    one = desk.open().ticket_id
    join(ticket_id=one, contacts=[desk.eve], actor=desk.sara.actor, at=later(1))
    assert found(desk, "para:eve") == [one]
    assert found(desk, "para:farid") == []


def test_an_unknown_value_is_a_word_with_a_hint(desk: Desk) -> None:
    one = desk.open("It is violet").ticket_id
    answer = results(desk, "estado:violet")
    assert [hit.id for hit in answer.tickets.hits] == [one]
    assert answer.hints == ["“estado:violet” has no such value, so it was searched as words."]


def test_nobody_finds_what_they_may_not_see(desk: Desk) -> None:
    desk.open("Secret zebra", "zebra", team=desk.sales)
    assert found(desk, "zebra", desk.amira) == []
    assert found(desk, "estado:nuevo", desk.amira) == []
    number = desk.open("x", team=desk.sales).ticket_id
    assert results(desk, f"#{number}", desk.amira).number is None
    assert results(desk, f"#{number}", desk.omar).number == number


@pytest.mark.django_db(transaction=True)
def test_small_typos_are_forgiven_and_said(desk: Desk) -> None:
    one = desk.open("Internet", "The connection is broken").ticket_id
    read_all()  # where the words of PostgreSQL's vocabulary come from
    for typo in ("conection", "connectoin", "onnection", "xonnection", "connexxion"):
        answer = results(desk, f"{typo} ")
        assert ([hit.id for hit in answer.tickets.hits], answer.instead) == ([one], "connection")
    assert results(desk, "zzzzzzz").instead == ""


def test_a_typo_never_leads_to_what_others_hide(desk: Desk) -> None:
    desk.open("Secret", "zebracorn", team=desk.sales)
    answer = results(desk, "zebracor ", desk.amira)
    assert (answer.is_empty, answer.instead) == (True, "")


def test_what_was_found_is_marked_and_escaped(desk: Desk) -> None:
    desk.open("<b>Módem</b>", "the <script>modem</script> is hot & loud")
    (hit,) = results(desk, "modem").tickets.hits
    assert hit.subject == "&lt;b&gt;<mark>Módem</mark>&lt;/b&gt;"
    assert hit.words == "the &lt;script&gt;<mark>modem</mark>&lt;/script&gt; is hot &amp; loud"


def test_the_best_comes_first_but_the_newest_while_typing(desk: Desk) -> None:
    best = desk.open("Router", "The router is a router").ticket_id
    newest = desk.open("Other", "also a router", at=later(5)).ticket_id
    assert found(desk, "router ") == [best, newest]
    assert found(desk, "router ", ranked=False) == [newest, best]


@pytest.mark.parametrize("ranked", [True, False])
@pytest.mark.parametrize("text", ["lamp", "estado:nuevo"])
def test_pages_go_on_without_gaps_or_twins(desk: Desk, text: str, ranked: bool) -> None:
    numbers = {desk.open(f"Lamp {n}", "lamp", at=later(n // 4)).ticket_id for n in range(13)}
    seen: list[int] = []
    after = ""
    while True:
        page = results(desk, text, group="tickets", after=after, limit=5, ranked=ranked).tickets
        seen += [hit.id for hit in page.hits]
        after = page.next
        if not after:
            break
    assert (sorted(seen), len(seen)) == (sorted(numbers), 13)


def test_people_and_companies_are_found_by_words_addresses_and_digits(desk: Desk) -> None:
    acme = add_organization(name="Ácme Redes", by=desk.sara, at=later(1))
    change_contact(
        contact_id=desk.farid.pk, name="Farid Haddad", organization_id=acme.pk, segment_id=None, language="",
        by=desk.sara, at=later(2),
    )  # fmt: skip

    def people(text: str) -> list[str]:
        return [one.plain for one in results(desk, text).people]

    assert [people(text) for text in ("hadd", "acme far", "customer.example", "nobody")] == [
        ["Farid Haddad"], ["Farid Haddad"], ["Farid Haddad"], [],
    ]  # fmt: skip
    assert [one.name for one in results(desk, "redes").organizations] == ["Ácme <mark>Redes</mark>"]


def test_a_merged_customer_is_found_as_the_one_they_are(desk: Desk) -> None:
    note_contact(contact_id=desk.eve.pk, text="kind", by=desk.sara, at=later(1))
    merge = merge_contacts(survivor_id=desk.farid.pk, absorbed_id=desk.eve.pk, by=desk.sara, at=later(2))
    assert [one.plain for one in results(desk, "elsewhere").people] == ["Farid Haddad"]
    part_contacts(merge_id=merge.pk, by=desk.sara, at=later(3))
    assert [one.plain for one in results(desk, "elsewhere").people] == ["Eve"]


def test_time_that_runs_out_gives_what_there_is(desk: Desk) -> None:
    desk.open("Router")
    answer = results(desk, "router", seconds=-1.0)
    assert (answer.is_cut, answer.tickets.hits) == (True, [])


def test_ended_tickets_are_found_too(desk: Desk) -> None:
    one = desk.open("Router").ticket_id
    resolve(ticket_id=one, by=desk.sara, at=later(1))
    assert found(desk, "router") == [one]
    assert found(desk, "router es:abierto") == []
