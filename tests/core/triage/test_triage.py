"""Proposals: learned from what people decided, better than a guess or not at all, and with a fate."""

from __future__ import annotations

from itertools import cycle, islice
from random import Random

import pytest

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.tickets.actions import Content, classify, open_ticket, resolve
from escalera.core.tickets.models import Category, Message, Ticket
from escalera.core.triage.actions import accept, dismiss, retrain, save_policy
from escalera.core.triage.actions.answering import AlreadySettled
from escalera.core.triage.choices import Fate, Field, ModelState, Tone
from escalera.core.triage.models import Lesson, Proposal, Signal, TriageModel
from escalera.core.triage.queries import offered, report
from escalera.core.triage.values import value_of
from tests.cast import NOON, Desk, later

pytestmark = pytest.mark.django_db(transaction=True)  # readers see what is committed

LINE = ("se cae la conexión de casa", "el router parpadea en rojo", "la wifi va muy lenta", "no navego desde ayer")
BILL = ("me cobraron dos veces", "el importe del recibo es alto", "quiero la copia del recibo", "hay un cargo raro")
TAILS = (
    "por la tarde",
    "desde el lunes",
    "y llamé ayer",
    "en mi piso",
    "como siempre",
    "otra semana más",
    "por favor",
)


def write(desk: Desk, text: str, minute: float) -> Ticket:
    return open_ticket(
        requester=desk.farid,
        subject=text,
        content=Content(f"Hola, {text}. Gracias."),
        channel="email",
        at=later(minute),
    ).ticket


@pytest.fixture(autouse=True)
def _listening(desk: Desk) -> None:
    read_all()  # triage begins with what comes after it is first there


def solved(desk: Desk, text: str, category: Category, minute: float) -> None:
    """Solve a ticket; Sara says what it is."""
    ticket = write(desk, text, minute)
    classify(ticket_id=ticket.pk, category=category, by=desk.sara, at=later(minute + 0.2))
    resolve(ticket_id=ticket.pk, by=desk.sara, at=later(minute + 0.5))


def history(desk: Desk, line: Category, bill: Category, each: int) -> None:
    """Leave tickets of two kinds as if solved, one after the other: what `solved` leaves, without its hours."""
    texts = zip(islice(cycle(LINE), each), islice(cycle(BILL), each), islice(cycle(TAILS), each), strict=True)
    remember(
        desk,
        [(f"{text} {tail}", is_) for one, other, tail in texts for text, is_ in ((one, line), (other, bill))],
    )


def remember(desk: Desk, told: list[tuple[str, Category]]) -> None:
    made = Ticket.objects.bulk_create(
        Ticket(
            channel="email", subject=text, requester=desk.farid, team=desk.front, level=desk.front.level,
            opened_at=later(place), updated_at=later(place), category=category, status="resolved", is_open=False,
        )
        for place, (text, category) in enumerate(told)
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(ticket=one, channel="email", contact=desk.farid, at=one.opened_at, text=f"Hola, {one.subject}.")
        for one in made
    )
    Lesson.objects.bulk_create(
        Lesson(ticket=one, at=one.opened_at, values={name: value_of(one, name) for name in Field.values})
        for one in made
    )


def learn(minute: float = 5000) -> dict[str, str]:
    found = retrain(at=later(minute))
    read_all()
    return found


def proposal(ticket: Ticket, field: str = "category") -> Proposal | None:
    return Proposal.objects.filter(ticket=ticket, field=field).first()


def test_a_solved_ticket_is_a_lesson(desk: Desk, line: Category) -> None:
    solved(desk, "el router parpadea", line, 1)
    read_all()
    assert [(one.values["category"], one.values["team"]) for one in Lesson.objects.all()] == [
        (str(line.pk), str(desk.front.pk))
    ]


def test_what_people_decided_is_proposed_for_the_next_ticket(desk: Desk, line: Category, bill: Category) -> None:
    history(desk, line, bill, 120)
    assert learn()["category"] == "better"
    ticket = write(desk, "el router parpadea y no navego", 6000)
    read_all()
    found = proposal(ticket)
    assert found is not None
    assert (found.value, found.fate) == (str(line.pk), Fate.OPEN)
    assert [(one.field, one.words, one.applied) for one in offered(ticket.pk)] == [("category", "Averías", False)]
    assert Ticket.objects.filter(pk=ticket.pk, category=None).exists()  # shown, not set
    accept(ticket_id=ticket.pk, field="category", by=desk.amira, at=later(6001))
    ticket.refresh_from_db()
    assert ticket.category == line
    read_all()
    found.refresh_from_db()
    assert (found.fate, found.by, found.chosen) == (Fate.CONFIRMED, desk.amira, str(line.pk))
    with pytest.raises(AlreadySettled):
        dismiss(ticket_id=ticket.pk, field="category", by=desk.amira, at=later(6002))


def test_above_the_set_confidence_it_is_applied_by_the_desk_itself(
    desk: Desk, owner: Agent, line: Category, bill: Category
) -> None:
    history(desk, line, bill, 150)
    learn()
    save_policy(field="category", mode="apply", threshold=0.6, by=owner, at=later(5500))
    ticket = write(desk, "me cobraron dos veces el recibo", 6000)
    read_all()
    ticket.refresh_from_db()
    found = proposal(ticket)
    assert found is not None
    assert (ticket.category, found.fate) == (bill, Fate.APPLIED)
    said = Event.objects.filter(name="ticket.classified", ticket_id=ticket.pk).get()
    assert (said.actor_kind, said.actor_name) == ("system", "Triage")
    resolve(ticket_id=ticket.pk, by=desk.sara, at=later(6005))
    read_all()
    assert "category" not in Lesson.objects.get(ticket=ticket).values  # it does not learn from itself
    other = write(desk, "me cobraron dos veces el recibo", 6010)
    read_all()
    classify(ticket_id=other.pk, category=line, by=desk.sara, at=later(6011))
    read_all()
    assert [(one.fate, one.chosen) for one in Proposal.objects.filter(ticket=other, field="category")] == [
        (Fate.CHANGED, str(line.pk))
    ]


def test_what_is_no_better_than_the_majority_does_not_go_live(desk: Desk, line: Category, bill: Category) -> None:
    """Words that say nothing about the category: whatever is learned is chance."""
    chance = Random(3)
    remember(desk, [(f"consulta {chance.choice(TAILS)}", chance.choice((line, line, bill))) for _place in range(260)])
    verdicts = learn()
    assert verdicts["category"] in ("majority", "rule")
    row = TriageModel.objects.get(field="category")
    assert (row.state, bytes(row.data)) == (ModelState.REFUSED, b"")
    ticket = write(desk, "consulta por favor", 6000)
    read_all()
    assert proposal(ticket) is None


def test_little_history_proposes_nothing_and_says_so(desk: Desk, line: Category, bill: Category) -> None:
    history(desk, line, bill, 10)
    assert learn()["category"] == "few"
    assert [one.newest.state for one in report(later(5000)) if one.newest and one.field == Field.CATEGORY] == [
        ModelState.SHORT
    ]
    ticket = write(desk, "el router parpadea", 6000)
    read_all()
    assert offered(ticket.pk) == []


def test_a_customers_own_choice_is_not_argued_with(desk: Desk, line: Category, bill: Category) -> None:
    history(desk, line, bill, 120)
    learn()
    ticket = open_ticket(
        requester=desk.farid, subject="el router parpadea", content=Content("no navego"), channel="portal",
        at=later(6000), category=bill,
    ).ticket  # fmt: skip
    read_all()
    assert proposal(ticket) is None


def test_urgent_words_are_shown_as_they_were_written(desk: Desk) -> None:
    ticket = write(desk, "Me robaron la tarjeta y hay un FRAUDE, es inaceptable", 1)
    calm = write(desk, "una consulta sobre mi plan", 2)
    read_all()
    found = Signal.objects.get(ticket=ticket)
    assert (found.urgency, found.tone, found.language) == (3, Tone.UPSET, "es")
    assert ["fraud", "FRAUDE"] in found.phrases
    assert (Signal.objects.get(ticket=calm).urgency, Signal.objects.get(ticket=calm).phrases) == (0, [])


def test_who_may_not_change_settings_may_not_let_it_loose(desk: Desk, owner: Agent) -> None:
    with pytest.raises(NotAllowed):
        save_policy(field="category", mode="apply", threshold=0.9, by=desk.amira, at=NOON)
    with pytest.raises(BadInput):
        save_policy(field="level", mode="apply", threshold=0.9, by=owner, at=NOON)
    with pytest.raises(BadInput):
        save_policy(field="category", mode="apply", threshold=0.2, by=owner, at=NOON)


def test_a_ticket_is_read_once_and_a_stranger_answers_nothing(desk: Desk, line: Category, bill: Category) -> None:
    history(desk, line, bill, 120)
    learn()
    ticket = write(desk, "el router parpadea y no navego", 6000)
    read_all()
    read_all()
    assert Proposal.objects.filter(ticket=ticket, field="category").count() == 1
    with pytest.raises(NotAllowed):
        accept(ticket_id=ticket.pk, field="category", by=desk.chen, at=later(6001))
