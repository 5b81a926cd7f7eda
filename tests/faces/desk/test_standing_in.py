"""While somebody is away, who stands in for them sees their tickets and works on them; then no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.base.people.actions import absences
from escalera.base.people.models import Absence, Agent
from escalera.base.people.queries import teams_of
from escalera.core.notifications.models import Notification
from escalera.core.tickets import policies
from escalera.core.tickets.actions import Content, receive_message, reply, take
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import Scope, find_ticket, ticket_page
from escalera.core.views.queries import numbers
from tests.cast import NOON, Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import numbers as listed
from tests.faces.desk.reading import texts

pytestmark = pytest.mark.django_db(transaction=True)


def away(desk: Desk, agent: Agent, other: Agent) -> Absence:
    return absences.set_absence(
        agent=agent, since=NOON, until=None, by=agent, at=NOON, replacement=other
    )  # fmt: skip


def held(desk: Desk, by: Agent) -> int:
    number = desk.open().ticket_id
    take(ticket_id=number, by=by, at=later(1))
    return number


def test_who_stands_in_sees_and_works_until_the_colleague_is_back(desk: Desk) -> None:
    number = held(desk, desk.amira)
    other = held(desk, desk.sara)
    absence = away(desk, desk.amira, desk.omar)
    ticket = Ticket.objects.get(pk=number)
    assert list(policies.visible_to(desk.omar).values_list("pk", flat=True)) == [number]
    assert not find_ticket(desk.omar, number).only_seen
    assert [policies.why_not_work(desk.omar, one) == "" for one in Ticket.objects.order_by("pk")] == [True, False]
    reply(ticket_id=number, content=Content("Hello from Omar"), by=desk.omar, at=later(3))
    page = ticket_page(desk.omar, Scope(agent_id=desk.amira.pk))
    assert [row.id for row in page.rows] == [number]
    assert [row.id for row in ticket_page(desk.omar, Scope()).rows] == []
    take(ticket_id=number, by=desk.omar, at=later(4))
    Ticket.objects.filter(pk=number).update(assignee=desk.amira, owner=desk.amira)
    absences.end_absence(absence_id=absence.pk, by=desk.amira, at=timezone.now() - timedelta(seconds=5))
    assert list(policies.visible_to(desk.omar)) == []
    assert not policies.may_see(desk.omar, ticket)
    with pytest.raises(Ticket.DoesNotExist):
        find_ticket(desk.omar, number)
    assert [row.id for row in ticket_page(desk.omar, Scope(agent_id=desk.amira.pk)).rows] == []
    assert other not in policies.visible_to(desk.omar).values_list("pk", flat=True)


def test_who_stands_in_for_who_stands_in_is_asked_too(desk: Desk) -> None:
    number = held(desk, desk.amira)
    away(desk, desk.amira, desk.omar)
    away(desk, desk.omar, desk.bruno)
    assert dict(teams_of(desk.bruno).away) == {desk.amira.pk: "Amira", desk.omar.pk: "Omar"}
    assert find_ticket(desk.bruno, number).pk == number
    away(desk, desk.bruno, desk.amira)  # a ring ends
    assert dict(teams_of(desk.chen).away) == {}


def test_a_customers_word_reaches_who_stands_in(desk: Desk) -> None:
    number = held(desk, desk.amira)
    away(desk, desk.amira, desk.omar)
    read_all()
    Notification.objects.all().delete()
    receive_message(ticket_id=number, contact=desk.farid, content=Content("Still red"), channel="email", at=later(9))
    read_all()
    told = set(Notification.objects.filter(ticket=number).values_list("agent__name", flat=True))
    assert told == {"Amira", "Omar"}


def test_the_inbox_has_a_view_with_its_count(desk: Desk, enter: Enter) -> None:
    number = held(desk, desk.amira)
    away(desk, desk.amira, desk.omar)
    read_all()
    browser = enter(desk.omar)
    assert "Standing in for Amira 1" in texts(browser.get("/desk/views/"), "a")
    page = browser.get(f"/desk/?view=for-{desk.amira.pk}")
    assert (listed(page), texts(page, "#views a[aria-current=page]")) == ([number], ["Standing in for Amira 1"])
    assert numbers(desk.omar, teams_of(desk.omar), NOON).all == 0
    assert listed(enter(desk.bruno).get(f"/desk/?view=for-{desk.amira.pk}")) == []
    news = browser.get(f"/desk/news/?view=for-{desk.amira.pk}&shown={number}.x")
    assert (news.status_code, texts(news, ".gone")) == (200, [])


def test_giving_a_ticket_to_somebody_away_says_so(desk: Desk, enter: Enter) -> None:
    number = held(desk, desk.sara)
    away(desk, desk.amira, desk.omar)
    page = enter(desk.sara).get(f"/desk/tickets/{number}/hands/")
    assert "Amira away · Omar stands in" in texts(page, ".panel .choice")
