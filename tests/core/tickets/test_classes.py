"""Categories, the matrix of priorities, reasons to wait, and ends without an answer."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder.models import Stay
from escalera.core.tickets import actions
from escalera.core.tickets.actions import keeping_classes as keeping
from escalera.core.tickets.classes import category_tree, matrix, priority_of, reason_of, reasons
from escalera.core.tickets.models import Category, Status, Ticket, WaitReason
from tests.cast import NOON, Desk, later

pytestmark = pytest.mark.django_db


def category(desk: Desk, name: str, **more: object) -> Category:
    return keeping.save_category(name=name, by=robot(), at=NOON, **more)  # type: ignore[arg-type]


def test_a_ticket_goes_to_the_team_of_its_category_or_of_the_nearest_one_above(desk: Desk) -> None:
    network = category(desk, "Network", team=desk.networks, kind="request")
    wifi = category(desk, "Wi-Fi", parent=network)

    ticket = desk.open(category=wifi).ticket
    elsewhere = desk.open(category=wifi, team=desk.sales).ticket

    assert (ticket.team, ticket.category, ticket.kind) == (desk.networks, wifi, "incident")
    assert elsewhere.team == desk.sales
    assert desk.open(category=network).ticket.kind == "request"


def test_impact_and_urgency_make_the_priority_unless_somebody_says_another(desk: Desk) -> None:
    one = desk.open(impact=1, urgency=1).ticket
    other = desk.open(impact=1, urgency=1, priority=2).ticket

    actions.classify(ticket_id=other.pk, urgency=3, by=desk.amira, at=later(1))
    low = actions.classify(ticket_id=one.pk, impact=3, urgency=3, by=desk.amira, at=later(1))
    said = actions.classify(ticket_id=one.pk, urgency=2, priority=4, by=desk.amira, at=later(2))

    assert (one.priority, low.priority, said.priority) == (4, 1, 4)
    assert Ticket.objects.get(pk=other.pk).priority == 2  # high impact, low urgency


def test_a_change_of_category_alone_leaves_the_priority(desk: Desk) -> None:
    number = desk.open(impact=3, urgency=3, priority=4).ticket_id

    found = actions.classify(ticket_id=number, category=category(desk, "Billing"), by=desk.amira, at=later(1))

    fact = Event.objects.filter(name="ticket.classified").get()
    assert found.priority == 4
    assert (fact.data["category"], fact.data["impact"], fact.data["urgency"]) == ("Billing", 3, 3)
    assert fact.fact.sentence("Amira") == "Amira classified it as Incident · Billing · Urgent"


def test_the_company_changes_one_cell_and_the_others_stay(desk: Desk) -> None:
    keeping.set_matrix(cells={(2, 2): 3}, by=robot(), at=NOON)

    assert (priority_of(2, 2), priority_of(1, 1), priority_of(None, 1)) == (3, 4, None)
    assert sorted(matrix().values()) == [1, 1, 1, 2, 2, 3, 3, 3, 4]
    with pytest.raises(NotAllowed):
        keeping.set_matrix(cells={(1, 1): 1}, by=desk.amira, at=NOON)
    with pytest.raises(BadInput):
        keeping.set_matrix(cells={(1, 9): 1}, by=robot(), at=NOON)


def test_a_category_never_stands_under_itself_and_an_archived_one_is_not_chosen(desk: Desk) -> None:
    network = category(desk, "Network")
    wifi = category(desk, "Wi-Fi", parent=network)
    category(desk, "Billing")
    with pytest.raises(BadInput):
        keeping.save_category(category_id=network.pk, name="Network", parent=wifi, by=robot(), at=NOON)
    with pytest.raises(BadInput):
        category(desk, "Wi-Fi", parent=network)
    ticket = desk.open(category=wifi).ticket

    keeping.archive_category(category_id=wifi.pk, by=robot(), at=NOON)
    network.refresh_from_db()

    with pytest.raises(BadInput):
        desk.open(category=Category.objects.get(pk=wifi.pk))
    actions.classify(ticket_id=ticket.pk, urgency=1, by=desk.amira, at=later(1))  # what it had it keeps
    assert [(twig.path, twig.deep) for twig in category_tree()] == [("Network", 0), ("Billing", 0)]
    assert [twig.path for twig in category_tree(every=True)] == ["Network", "Network › Wi-Fi", "Billing"]
    assert wifi.key == "wi-fi"


def test_every_wait_has_a_reason_from_the_first_day(desk: Desk) -> None:
    ticket = desk.open().ticket

    actions.wait_for(ticket_id=ticket.pk, status="waiting_vendor", by=desk.amira, at=later(1))
    actions.wait_for(ticket_id=ticket.pk, status="waiting_vendor", reason="parts", by=desk.amira, at=later(2))
    waiting = Ticket.objects.get(pk=ticket.pk).wait_reason
    actions.wait_for(ticket_id=ticket.pk, status="open", by=desk.amira, at=later(3))

    facts = [event.data.get("reason", "") for event in Event.objects.filter(name="ticket.waits").order_by("pk")]
    said = Event.objects.filter(name="ticket.waits").order_by("pk")[1].fact.sentence("Amira")
    assert (facts, waiting and waiting.code) == (["vendor", "parts", ""], "parts")
    assert said == "Amira is waiting for a vendor: Parts are on their way"
    assert Ticket.objects.get(pk=ticket.pk).wait_reason is None


def test_a_reason_of_another_wait_is_refused_and_a_word_of_the_customer_ends_the_reason(desk: Desk) -> None:
    ticket = desk.open().ticket
    with pytest.raises(BadInput):
        actions.wait_for(ticket_id=ticket.pk, status="waiting_customer", reason="parts", by=desk.amira, at=later(1))
    actions.wait_for(ticket_id=ticket.pk, status="waiting_customer", by=desk.amira, at=later(1))

    actions.receive_message(
        ticket_id=ticket.pk, contact=desk.farid, content=actions.Content("Yes"), channel="email", at=later(2)
    )

    found = Ticket.objects.get(pk=ticket.pk)
    assert (found.status, found.wait_reason) == ("open", None)


def test_putting_aside_stops_no_clock_of_the_customer_unless_a_visit_is_agreed(desk: Desk) -> None:
    ticket = desk.open().ticket

    actions.snooze(ticket_id=ticket.pk, until=later(600), by=desk.amira, at=later(1))
    aside = Ticket.objects.get(pk=ticket.pk).wait_reason
    actions.snooze(ticket_id=ticket.pk, until=later(600), reason="visit", by=desk.amira, at=later(2))
    visit = Ticket.objects.get(pk=ticket.pk).wait_reason

    assert aside is not None
    assert visit is not None
    assert (aside.code, aside.pauses, visit.code) == ("set_aside", [], "visit")
    assert all(not {"legal", "promise", "first_reply", "next_reply"} & set(one.pauses) for one in reasons())


def test_a_company_has_its_own_reasons_in_its_own_order(desk: Desk) -> None:
    mine = keeping.save_wait_reason(
        name="Budget", status="waiting_customer", pauses=["resolution"], by=robot(), at=NOON
    )
    rest = [one.code for one in reasons() if one.code != mine.code]

    keeping.order_wait_reasons(order=[mine.code, *rest], by=robot(), at=NOON)

    assert (mine.code, str(reason_of("waiting_customer"))) == ("budget", "Budget")
    for one in [one for one in reasons() if one.status == Status.WAITING_INTERNAL][:-1]:
        keeping.archive_wait_reason(code=one.code, by=robot(), at=NOON)
    last = WaitReason.objects.get(status=Status.WAITING_INTERNAL, archived_at=None)
    with pytest.raises(BadInput):
        keeping.archive_wait_reason(code=last.code, by=robot(), at=NOON)


def test_closing_ends_a_resolved_ticket_and_cancelling_an_open_one(desk: Desk) -> None:
    one, other = desk.open().ticket, desk.open().ticket
    with pytest.raises(actions.CannotClose):
        actions.close(ticket_id=one.pk, by=desk.amira, at=later(1))

    actions.resolve(ticket_id=one.pk, by=desk.amira, at=later(1))
    actions.close(ticket_id=one.pk, by=desk.amira, at=later(2))
    actions.cancel(ticket_id=other.pk, reason="Asked twice", by=desk.amira, at=later(3))

    names = list(Event.objects.order_by("pk").values_list("name", flat=True))[-2:]
    stays = {stay.ticket_id: stay.left_because for stay in Stay.objects.all()}
    with pytest.raises(actions.CannotCancel):
        actions.cancel(ticket_id=one.pk, by=desk.amira, at=later(4))
    assert (names, stays) == (["ticket.closed", "ticket.cancelled"], {one.pk: "solved", other.pk: "ended"})
    actions.reopen(ticket_id=other.pk, by=desk.amira, at=later(5))
    assert Stay.objects.filter(ticket=other, left_at=None).count() == 1


def test_the_language_of_a_ticket_is_the_customers_until_somebody_says_another(desk: Desk) -> None:
    type(desk.farid).objects.filter(pk=desk.farid.pk).update(language="pt-br")
    desk.farid.refresh_from_db()

    ticket = desk.open().ticket
    said = actions.classify(ticket_id=ticket.pk, language="es", by=desk.amira, at=later(1))

    assert (ticket.language, said.language) == ("pt-br", "es")
