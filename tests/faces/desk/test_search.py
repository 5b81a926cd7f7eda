"""The search page, what its box offers, the palette and the map of the keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from escalera.faces.desk.keyboard.keys import PLACES, map_for_scripts
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

Count = Callable[[int], AbstractContextManager[Any]]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_results_cost_the_same_whatever_their_number(
    desk: Desk, enter: Enter, count: int, django_assert_max_num_queries: Count
) -> None:
    for n in range(count):
        desk.open(f"Router {n}", at=later(n))
    browser = enter(desk.amira)
    with django_assert_max_num_queries(17):  # 13 (articles take two) and, on PostgreSQL, four that bound the time
        page = browser.get("/desk/search/?q=router")
    assert len(texts(page, "#results .hit")) == min(count, 20)


def test_results_stand_in_groups_with_the_words_marked(desk: Desk, enter: Enter) -> None:
    desk.open("Farid cannot print")
    page = enter(desk.sara).get("/desk/search/?q=farid")
    assert texts(page, "#results section h2") == ["Tickets 1 ticket", "Customers"]
    assert texts(page, "#results mark") == ["Farid", "Farid", "Farid", "farid"]
    assert node(page, "#words").attributes["value"] == "farid"


def test_a_group_goes_on_by_its_own_address(desk: Desk, enter: Enter) -> None:
    for n in range(25):
        desk.open(f"Router {n}", at=later(n))
    browser = enter(desk.sara)
    first = browser.get("/desk/search/?q=router")
    url = node(first, "#more-found a").attributes["href"] or ""
    more = browser.get(url, headers={"hx-request": "true", "hx-target": "more-found"})
    assert len(texts(more, ".hit")) == 5
    assert tree(more).css_first("#more-found") is None
    assert browser.get("/desk/search/?q=router&in=tickets&after=nonsense").status_code == 200


def test_what_is_hostile_stays_words(desk: Desk, enter: Enter) -> None:
    desk.open('<img src=x onerror="alert(1)">', "<script>alert(2)</script> router")
    browser = enter(desk.sara)
    for q in ("router", "<script>", '"><img src=x>', "a" * 5000, "\x00", "-", '"', ":", "estado:", "é:"):
        for path in ("/desk/search/", "/desk/search/hints/", "/desk/search/palette/"):
            page = browser.get(path, {"q": q, "at": "3"})
            assert page.status_code == 200
            assert tree(page).css_first("img") is None
            assert "<script>alert" not in page.content.decode()


def test_operators_and_their_values_are_completed_in_the_readers_language(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)

    def offered(q: str, language: str = "en") -> list[str]:
        page = browser.get("/desk/search/hints/", {"q": q, "at": str(len(q))}, headers={"accept-language": language})
        return texts(page, "[role=option] code")

    assert offered("lev") == ["level:"]
    assert offered("niv") == ["level:"]
    assert offered("niv", "es") == ["nivel:"]
    assert offered("nív", "pt-br") == ["nível:"]
    assert offered("estado:ab", "es") == ["abierto"]
    assert offered("team:sal") == ["sales"]
    assert offered("assigned:am") == ["amira"]
    assert offered("from:far") == ['"Farid Haddad"']
    page = browser.get("/desk/search/hints/", {"q": "x status:new,op y", "at": "15"})
    option = node(page, "[role=option]").attributes
    assert (option["data-text"], option["data-caret"]) == ("x status:new,open y", "18")


def test_the_palette_finds_numbers_tickets_and_customers(desk: Desk, enter: Enter) -> None:
    number = desk.open("Printer").ticket_id
    browser = enter(desk.amira)
    first = node(browser.get(f"/desk/search/palette/?q={number}"), "[role=option]")
    assert first.attributes["data-href"] == f"/desk/tickets/{number}/"
    page = browser.get("/desk/search/palette/?q=farid")
    assert texts(page, "[role=group]") == [f"Tickets Printer Farid Haddad #{number}", "Customers FH Farid Haddad"]
    assert texts(browser.get("/desk/search/palette/?q=p"), "[role=option]") == ["Search “p” everywhere"]


def test_nothing_of_others_is_offered(desk: Desk, enter: Enter) -> None:
    desk.open("Zebra", team=desk.sales)
    for path in ("/desk/search/", "/desk/search/hints/", "/desk/search/palette/"):
        page = enter(desk.amira).get(path, {"q": "zebra"})
        assert [one for one in texts(page, ".hit, [role=option]") if "Zebra" in one] == []


def test_one_map_tells_and_answers_the_keys(desk: Desk, enter: Enter) -> None:
    page = enter(desk.sara).get("/desk/")
    assert json.loads(node(page, "desk-keys").attributes["data-keys"] or "") == json.loads(map_for_scripts())
    assert texts(page, "desk-keys h3") == [str(place.name) for place in PLACES]
    keys = [key.keys for place in PLACES for key in place.keys if key.keys]
    assert len(keys) == len(set(keys))
    firsts = {key.split()[0] for key in keys if " " in key}
    assert firsts.isdisjoint(key for key in keys if " " not in key)
