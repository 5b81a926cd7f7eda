"""A list that is being read: what changed comes to its place, what is new is told, nothing moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from escalera.core.tickets.actions import Content, reply, resolve, take
from escalera.core.tickets.models import Ticket
from escalera.core.views.actions import Wanted, create_view
from tests.cast import NOON, Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, numbers, texts, tree


def shown(page: Any) -> str:
    return ",".join(f"{(e.attributes['id'] or '')[2:]}.{e.attributes['data-mark']}" for e in tree(page).css(".entry"))


def news(browser: Client, page: Any, view: str = "all", **more: int) -> Any:
    asked: dict[str, str | int] = {"view": view, "shown": shown(page), **more}
    return browser.get("/desk/news/", asked)


def entry(page: Any, number: int) -> str:
    return (node(page, f"#t-{number}").html or "").replace(' hx-swap-oob="true"', "")


def test_nothing_happened_nothing_is_sent(desk: Desk, enter: Enter) -> None:
    desk.open()
    browser = enter(desk.amira)
    answer = news(browser, browser.get("/desk/?view=all"), whole=1)
    assert (numbers(answer), texts(answer, "#ticket-news")) == ([], [""])


def test_a_changed_row_comes_to_its_place_as_a_fresh_page_shows_it(desk: Desk, enter: Enter) -> None:
    first, second = (desk.open(at=later(n)).ticket_id for n in range(2))
    browser = enter(desk.amira)
    page = browser.get("/desk/?view=all")
    reply(ticket_id=first, content=Content("Hello"), by=desk.sara, at=later(9))
    answer = news(browser, page, whole=1)
    assert (numbers(answer), texts(answer, "#ticket-news")) == (
        [first],
        [""],
    )  # it is the newest now, yet stays where it is
    fresh = browser.get("/desk/?view=all")
    assert numbers(fresh) == [first, second]
    assert entry(answer, first) == entry(fresh, first)


def test_new_tickets_wait_above_and_come_in_by_a_click(desk: Desk, enter: Enter) -> None:
    old = desk.open().ticket_id
    browser = enter(desk.amira)
    page = browser.get("/desk/?view=all")
    new = [desk.open(at=later(n)).ticket_id for n in (1, 2, 3)]
    answer = news(browser, page, whole=1)
    assert (numbers(answer), texts(answer, "#ticket-news a")) == ([], ["3 new"])
    merged = browser.get(node(answer, "#ticket-news a").attributes["hx-get"] or "")
    assert numbers(merged) == [*new[::-1], old]


def test_what_left_the_list_stays_in_sight_and_says_so(desk: Desk, enter: Enter) -> None:
    taken, foreign, stays = (desk.open(at=later(n)).ticket_id for n in range(3))
    browser = enter(desk.amira)
    page = browser.get("/desk/?view=unassigned")
    take(ticket_id=taken, by=desk.amira, at=later(5))
    Ticket.objects.filter(pk=foreign).update(team=desk.sales)
    answer = news(browser, page, "unassigned", whole=1)
    assert texts(answer, "#ticket-news a") == ["2 no longer here"]
    assert [e.attributes["id"] for e in tree(answer).css(".entry[data-left]")] == [f"t-{taken}", f"t-{foreign}"]
    assert texts(answer, f"#t-{foreign}") == ["This ticket went where you don't look."]
    assert stays not in numbers(answer)


def test_older_tickets_that_move_up_are_no_news(desk: Desk, enter: Enter) -> None:
    opened = [desk.open(at=later(n)).ticket_id for n in range(52)]
    browser = enter(desk.amira)
    page = browser.get("/desk/?view=all")
    resolve(ticket_id=opened[-1], by=desk.amira, at=later(99))
    assert texts(news(browser, page), "#ticket-news a") == ["1 no longer here"]


ORDERS: dict[str, Sequence[int]] = {
    "updated": [3, 2, 1, 0], "opened": [3, 2, 1, 0], "oldest": [0, 1, 2, 3], "priority": [2, 0, 3, 1],
    "due": [3, 1, 2, 0], "waits": [0, 2, 3, 1],
}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_paged_by_its_own_marks(desk: Desk, enter: Enter, order: str) -> None:
    opened = [desk.open(at=later(n)).ticket_id for n in range(4)]
    changes: Sequence[dict[str, Any]] = (
        {"priority": 3}, {"due_at": later(9), "customer_waits_since": None}, {"priority": 4}, {"due_at": later(3)},
    )  # fmt: skip
    for number, change in zip(opened, changes, strict=True):
        Ticket.objects.filter(pk=number).update(**change)
    from escalera.core.tickets.queries import Scope, ticket_page

    seen: list[int] = []
    mark = ""
    while True:
        page = ticket_page(desk.amira, Scope(), order=order, after=mark, limit=1)
        seen += [row.id for row in page.rows]
        if page.next is None:
            break
        mark = page.next
    assert seen == [opened[place] for place in ORDERS[order]]
    browser = enter(desk.amira)
    assert numbers(browser.get(f"/desk/?view=all&sort={order}")) == seen
    assert browser.get(f"/desk/rows/?view=all&sort={order}&after=broken").status_code == 422


@pytest.mark.parametrize("count", [1, 50])
def test_a_saved_view_costs_the_same_whatever_its_length(
    desk: Desk, enter: Enter, count: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        desk.open(at=later(n))
    view = create_view(
        Wanted("Open", {"field": "open", "is": True}, columns=["number", "due"], order="priority"),
        by=desk.sara,
        at=NOON,
    )
    browser = enter(desk.sara)
    with django_assert_max_num_queries(12):
        page = browser.get(f"/desk/?view=view-{view.pk}")
    assert len(numbers(page)) == count
    assert texts(page, ".table-head .cell") == ["Number", "Due"]


def test_a_foreign_view_is_not_found_and_a_broken_one_says_why(desk: Desk, enter: Enter) -> None:
    view = create_view(Wanted("Mine", {"field": "open", "is": True}), by=desk.sara, at=NOON)
    assert enter(desk.amira).get(f"/desk/?view=view-{view.pk}").status_code == 404
    view.condition = {"field": "custom.gone", "is": "x"}
    view.save()
    assert "custom.gone" in texts(enter(desk.sara).get(f"/desk/?view=view-{view.pk}"), "[role=alert]")[0]
    assert "can't be read" in texts(enter(desk.sara).get("/desk/?c=%5B%5B"), "#tickets [role=alert]")[0]
