"""The assistant's settings: who may change them, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from escalera.base.people.models.helpers import CONTENT
from escalera.levels.selfservice.models import Assistant
from tests.cast import Desk

ADDRESS = "/desk/settings/assistant/"
GOOD = {
    "is_on": "1", "name": "Tono", "welcome-": "¡Hola!", "welcome-en": "Welcome!", "person_words": "torre de control\n\n",
    "tries": "3", "quiet_minutes": "20", "kept_days": "90",
}  # fmt: skip


@pytest.fixture
def keeper(desk: Desk) -> Client:
    assert desk.sara.may(CONTENT)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(desk.sara)
    return client


def test_what_is_saved_is_what_is_shown(keeper: Client) -> None:
    assert keeper.post(ADDRESS, GOOD).status_code == 302
    one = Assistant.objects.get()
    assert (one.is_on, one.in_mail, one.name, one.tries) == (True, False, "Tono", 3)
    assert (one.welcome, one.person_words) == ({"": "¡Hola!", "en": "Welcome!"}, ["torre de control"])
    page = keeper.get(ADDRESS).content.decode()
    assert ('value="Tono"' in page, "torre de control" in page, "The assistant is saved." in page) == (True,) * 3


def test_saved_twice_there_is_one_assistant(keeper: Client) -> None:
    keeper.post(ADDRESS, GOOD)
    keeper.post(ADDRESS, {**GOOD, "is_on": ""})
    assert [one.is_on for one in Assistant.objects.all()] == [False]


@pytest.mark.parametrize(
    "change", [{"tries": "0"}, {"tries": "x"}, {"tries": "²"}, {"quiet_minutes": "4"}, {"kept_days": "99999"},
               {"person_words": "…"}, {"welcome-en": "x" * 401}, {"name": "x" * 61}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_what_was_typed_stays(keeper: Client, change: dict[str, str]) -> None:
    answer = keeper.post(ADDRESS, {**GOOD, **change})
    assert (answer.status_code, Assistant.objects.count()) == (422, 0)
    assert "¡Hola!" in answer.content.decode()


def test_who_does_not_keep_the_content_gets_no_page(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.amira)
    assert [client.get(ADDRESS).status_code, client.post(ADDRESS, GOOD).status_code] == [403, 403]
    assert Assistant.objects.count() == 0
