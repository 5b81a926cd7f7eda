"""The page of the ladder's report: what came out, for whom it is, and its goals."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone, translation

from escalera.base.log.readers import read_all
from escalera.base.people.actions import add_agent
from escalera.core.ladder.actions import Handover, accept, escalate
from escalera.core.tickets.actions import resolve
from escalera.faces.desk.reports.presenter import minutes
from escalera.insight.targets.actions import set_target
from tests.cast import Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts
from tests.faces.live_parts import OpenPage


def work(desk: Desk) -> None:
    """Two are solved on N1, one on N2."""
    now = timezone.now()
    for _one in range(2):
        resolve(ticket_id=desk.open(at=now).ticket_id, by=desk.amira, at=now)
    number = desk.open(at=now).ticket_id
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("x"), by=desk.amira, at=now)
    accept(escalation_id=offer.pk, by=desk.bruno, at=now)
    resolve(ticket_id=number, by=desk.bruno, at=now)


@pytest.mark.django_db(transaction=True)
def test_the_page_says_what_came_out_at_a_flat_price(
    desk: Desk, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    set_target(figure="push_to_front", compare="at_least", value=70, by=owner, at=timezone.now())
    browser = enter(owner)
    empty = browser.get("/desk/reports/")
    assert texts(empty, "#report h2") == ["Nothing came out in these days"]
    work(desk)
    read_all()
    with django_assert_max_num_queries(12):
        page = browser.get("/desk/reports/")
    assert texts(page, ".figures dt") == [
        "Solved on the first step",
        "Terms kept",
        "Went up",
        "Ping-pong",
        "Reopened",
    ]
    assert texts(page, ".figures b") == ["66.7 %", "—", "25.0 %", "0.0 %", "0.0 %"]
    assert texts(page, ".figures .goal") == ["Nearly: at least 70 %"]
    assert texts(page, "#report .measure p") == [
        "2 solved 66.7 %", "1 solved 33.3 %", "0 solved 0.0 %", "0 solved 0.0 %",
    ]  # fmt: skip
    front = browser.get(f"/desk/reports/?team={desk.front.pk}")
    assert texts(front, ".figures b")[0] == "100.0 %"
    assert texts(page, "#report .bars dl div:first-child dd")[:2] == [
        "66.7 % 2 of 3 · 21–94 % likely",
        "100.0 % 1 of 1 · 21–100 % likely",
    ]
    networks = browser.get(f"/desk/reports/?days=7&level={desk.networks.level_id}")
    assert texts(networks, "#report .measure p") == ["1 solved 100.0 %"]
    assert texts(networks, ".figures dt") == ["Solved without going up", "Went up", "Ping-pong", "Reopened"]


@pytest.mark.parametrize(
    ("length", "said"),
    [(None, "—"), (0.4, "< 1 min"), (59.6, "1 h"), (290, "4 h 50 min"), (2879, "47 h 59 min"), (2880, "2 days"), (5600, "3.9 days")],
)  # fmt: skip
def test_a_length_is_rounded_and_never_cut(length: float | None, said: str) -> None:
    with translation.override("en"):
        assert minutes(length) == said


@pytest.mark.django_db
def test_it_is_for_those_who_see_all(desk: Desk, enter: Enter) -> None:
    assert enter(desk.amira).get("/desk/reports/").status_code == 403
    page = enter(desk.sara).get("/desk/reports/?days=9&since=x&until=2026-99-99&level=x&team=99999999999999999999")
    assert (page.status_code, texts(page, "[aria-current=true]")) == (200, ["28 days"])
    assert not texts(page, "#goals form")


@pytest.mark.django_db
def test_goals_are_set_and_dropped_on_the_page(desk: Desk, enter: Enter) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    browser, wish = enter(owner), {"figure": "ping_pong", "compare": "at_most", "value": "5", "level": ""}
    done = browser.post("/desk/reports/targets/?days=91", wish)
    assert (done.status_code, done.headers["Location"]) == (302, "/desk/reports/?days=91#goals")
    page = browser.get("/desk/reports/")
    assert texts(page, "#goals li .grow") == ["Ping-pong at most 5 %"]
    refused = browser.post("/desk/reports/targets/", {**wish, "value": "500"})
    assert (refused.status_code, node(refused, "[name=value]").attributes["value"]) == (422, "500")
    assert enter(desk.sara).post("/desk/reports/targets/", wish).status_code == 403
    address = node(page, "#goals li form").attributes["action"] or ""
    assert browser.post(address).status_code == 302
    assert texts(browser.get("/desk/reports/"), "#goals > p") == ["No figure has a goal yet."]


@pytest.mark.django_db(transaction=True)
def test_an_open_page_hears_of_a_goal(desk: Desk, enter: Enter) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    work(desk)
    read_all()
    page = OpenPage(enter(owner), owner, "/desk/reports/")
    page.after(lambda: set_target(figure="escalated", compare="at_most", value=20, by=owner, at=timezone.now()))
    assert page.part("#report") == page.fresh().part("#report")
    assert page.part(".figures .goal") == "Nearly: at most 20 %"
