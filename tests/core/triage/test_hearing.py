"""What a customer's words sound like: their language, urgency and tone; what views and rules may ask of it."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.refusals import BadInput
from escalera.core.clocks.checking import checked
from escalera.core.conditions.compiling import matches, to_q
from escalera.core.conditions.reading import read
from escalera.core.tickets.actions import Content, classify, open_ticket, receive_message
from escalera.core.tickets.models import Ticket
from escalera.core.triage.choices import Tone
from escalera.core.triage.models import Signal
from tests.cast import Desk, later
from tests.core.rules.acting import runs, settle, write_rule

pytestmark = pytest.mark.django_db(transaction=True)  # readers see what is committed


@pytest.fixture(autouse=True)
def _listening(desk: Desk) -> None:
    read_all()  # triage begins with what comes after it is first there


def write(desk: Desk, text: str, minute: float = 1, **more: Any) -> Ticket:
    said = open_ticket(
        requester=desk.farid, subject=text, content=Content(text), channel="email", at=later(minute), **more
    )
    read_all()
    return Ticket.objects.get(pk=said.ticket_id)


def add(desk: Desk, ticket: Ticket, text: str, minute: float, **more: Any) -> None:
    receive_message(
        ticket_id=ticket.pk, contact=desk.farid, content=Content(text), channel="email", at=later(minute), **more
    )
    read_all()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No me funciona internet en casa desde ayer por la tarde", "es"),
        ("Minha internet não funciona desde ontem à tarde", "pt"),
        ("My internet at home has not worked since yesterday", "en"),
        ("Hola 4111", ""),
    ],
)
def test_a_ticket_is_in_the_language_in_which_it_is_written(desk: Desk, text: str, language: str) -> None:
    assert write(desk, text).language == language


def test_the_language_of_a_person_gives_way_to_their_words_and_a_chosen_one_does_not(desk: Desk) -> None:
    desk.farid.language = "es-MX"
    desk.farid.save()
    assert write(desk, "My internet at home has not worked since yesterday").language == "en"
    assert write(desk, "No me funciona internet en casa desde ayer").language == "es-MX"
    assert write(desk, "My internet at home has not worked since yesterday", language="pt").language == "pt"


def test_later_words_count_and_a_machines_do_not(desk: Desk) -> None:
    ticket = write(desk, "Una consulta sobre mi plan")
    add(desk, ticket, "Es inaceptable, quiero una respuesta URGENTE", 2)
    found = Signal.objects.get(ticket=ticket)
    assert (found.urgency, found.phrases, found.tone) == (1, [["asked", "URGENTE"]], Tone.UPSET)
    add(desk, ticket, "Fuera de la oficina. Es un fraude.", 3, automatic=True)
    add(desk, ticket, "Ya pasó, gracias. Lo de urgente, olvídenlo", 4)
    found.refresh_from_db()
    assert (found.urgency, found.phrases, found.tone) == (1, [["asked", "URGENTE"]], Tone.THANKFUL)


def test_what_is_found_is_told_and_nothing_is_not(desk: Desk) -> None:
    calm = write(desk, "Una consulta sobre mi plan")
    pressed = write(desk, "Me robaron la tarjeta, hay un fraude")
    told = list(Event.objects.filter(name="triage.read").values_list("ticket_id", "data"))
    assert told == [(pressed.pk, {"urgency": 3, "tone": "plain"})]
    add(desk, calm, "Es una vergüenza", 3)
    assert Event.objects.filter(name="triage.read", ticket_id=calm.pk).count() == 1


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"field": "sounds", "is": "3"}, {"fraud"}),
        ({"field": "sounds", "one_of": ["1", "2", "3"]}, {"fraud", "upset"}),
        ({"field": "tone", "is": "upset"}, {"upset"}),
        ({"field": "tone", "is_not": "upset"}, {"fraud", "calm", "unread"}),
        ({"field": "tone", "empty": True}, {"unread"}),
    ],
)
def test_views_and_rules_may_ask(desk: Desk, condition: dict[str, Any], found: set[str]) -> None:
    tickets = {
        "fraud": write(desk, "Hay un fraude con mi cuenta"),
        "upset": write(desk, "Es inaceptable, contesten cuanto antes"),
        "calm": write(desk, "Una consulta sobre mi plan"),
        "unread": write(desk, "Otra cosa"),
    }
    Signal.objects.filter(ticket=tickets["unread"]).delete()
    asked = read(condition)
    names = {one.pk: name for name, one in tickets.items()}
    rows = Ticket.objects.filter(to_q(asked, None, later(9)))
    assert {names[one.pk] for one in rows} == found
    loaded = Ticket.objects.prefetch_related("signal").in_bulk(names)
    assert {names[key] for key, one in loaded.items() if matches(asked, one, None, later(9))} == found


def test_a_rule_listens_to_what_triage_finds(desk: Desk) -> None:
    write_rule(
        desk, "triage.read", {"do": "classify", "priority": "4"}, when={"field": "sounds", "is": "3"}, name="Fraud"
    )
    urgent, calm = write(desk, "Hay un fraude con mi cuenta"), write(desk, "Es inaceptable")
    settle(later(5))
    assert [one.priority for one in Ticket.objects.filter(pk__in=[urgent.pk, calm.pk]).order_by("pk")] == [4, 2]
    assert [(name, outcome) for name, outcome, _did in runs()] == [("Fraud", "did")]


def test_what_was_agreed_does_not_depend_on_a_tone(desk: Desk) -> None:
    target = {"clock": "resolution", "unit": "working_minutes", "amount": 60}
    with pytest.raises(BadInput):
        checked("sla", {"when": {"field": "tone", "is": "upset"}, "targets": [target]})


def test_what_the_desk_itself_wrote_down_is_a_customers_word_too(desk: Desk) -> None:
    ticket = write(desk, "El señor Haddad dice que le robaron la tarjeta", by=desk.amira)
    assert Signal.objects.get(ticket=ticket).urgency == 3
    classify(ticket_id=ticket.pk, language="pt", by=desk.amira, at=later(2))
    add(desk, ticket, "Sigo esperando una respuesta de ustedes", 3)
    assert Ticket.objects.get(pk=ticket.pk).language == "pt"
