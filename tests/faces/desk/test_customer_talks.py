"""What a customer asked the assistant, beside their card: seen by who keeps customers, deleted at their wish."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from escalera.base.people.models import Role
from escalera.levels.selfservice import actions
from escalera.levels.selfservice.models import Turn
from tests.cast import Desk, later


@pytest.fixture
def amira(desk: Desk) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(desk.amira)
    return client


def asked(desk: Desk, text: str = "where is my zither", minutes: float = 0) -> int:
    talk = actions.begin_with(text=text, channel="portal", language="en", contact=desk.farid, at=later(minutes))
    return talk.pk


def part(client: Client, desk: Desk) -> str:
    return client.get(f"/desk/customers/{desk.farid.pk}/talks/").content.decode()


def test_the_card_fetches_what_they_asked_with_how_it_ended(desk: Desk, amira: Client) -> None:
    number = asked(desk)
    actions.ask_for_person(conversation_id=number, at=later(1))
    ticket = actions.hand_over(conversation_id=number, contact=desk.farid, at=later(2)).ticket_id
    shown = part(amira, desk)
    assert [one in shown for one in ("where is my zither", "With a person · The customer asked for a person", f"#{ticket}")] == [
        True, True, True,
    ]  # fmt: skip
    card = amira.get(f"/desk/customers/{desk.farid.pk}/").content.decode()
    assert f'hx-get="/desk/customers/{desk.farid.pk}/talks/"' in card


def test_who_said_nothing_has_an_empty_part(desk: Desk, amira: Client) -> None:
    assert "Asked the assistant" not in part(amira, desk)


def test_their_words_are_deleted_at_a_press(desk: Desk, amira: Client) -> None:
    asked(desk)
    after = amira.post(f"/desk/customers/{desk.farid.pk}/talks/deletion/")
    assert (after.status_code, Turn.objects.count(), "zither" in part(amira, desk)) == (200, 0, False)
    assert after.content.decode() == part(amira, desk)


def test_who_may_not_change_customers_neither_sees_nor_deletes_them(desk: Desk, amira: Client) -> None:
    asked(desk)
    desk.amira.role = Role.objects.create(code="reader", name="Reader", permissions=[])
    desk.amira.save()
    answer = amira.post(f"/desk/customers/{desk.farid.pk}/talks/deletion/")
    assert (answer.status_code, Turn.objects.count(), "zither" in part(amira, desk)) == (403, 2, False)


@pytest.mark.parametrize("talks", [1, 4])
def test_the_part_takes_the_same_queries_for_few_and_for_many(
    desk: Desk, amira: Client, django_assert_max_num_queries: DjangoAssertNumQueries, talks: int
) -> None:
    for n in range(talks):
        asked(desk, f"where is my zither {n}", n)
    with django_assert_max_num_queries(9):
        part(amira, desk)
