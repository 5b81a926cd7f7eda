from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.core.tickets.actions import resolve, take
from escalera.core.tickets.models import Ticket
from escalera.core.writing.actions import Reply, save_draft, send
from escalera.core.writing.queries import begun_on
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, numbers, texts, tree

CountQueries = Callable[[int], AbstractContextManager[Any]]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_costs_the_same_whatever_its_length(
    desk: Desk, enter: Enter, count: int, django_assert_num_queries: CountQueries
) -> None:
    opened = [desk.open(f"Case {n}", at=later(n)).ticket_id for n in range(count)]
    browser = enter(desk.sara)
    # session, agent with role; bell; places; numbers, views, mentions with drafts; list, tags, unread
    with django_assert_num_queries(10):
        page = browser.get("/desk/?view=all")
    assert numbers(page) == opened[::-1]


def test_an_agent_sees_what_their_teams_hold_and_what_they_own(desk: Desk, enter: Enter) -> None:
    ours, theirs = desk.open("Ours").ticket_id, desk.open("Theirs", team=desk.sales).ticket_id
    assert numbers(enter(desk.amira).get("/desk/?view=all")) == [ours]
    assert numbers(enter(desk.omar).get("/desk/?view=all")) == [theirs]
    assert numbers(enter(desk.bruno).get("/desk/?view=all")) == []


def test_each_view_shows_its_own(desk: Desk, enter: Enter) -> None:
    free, mine, done = (desk.open(at=later(n)).ticket_id for n in range(3))
    take(ticket_id=mine, by=desk.amira, at=later(5))
    resolve(ticket_id=done, by=desk.sara, at=later(6))
    browser = enter(desk.amira)
    shown = {
        view: numbers(browser.get(f"/desk/rows/?view={view}"))
        for view in (
            "mine",
            "unassigned",
            "all",
            "ended",
            f"team-{desk.front.pk}",
            f"level-{desk.networks.level_id}",
            "channel-email",
            "nonsense",
        )
    }
    assert shown == {
        "mine": [mine], "unassigned": [free], "all": [mine, free], "ended": [done], f"team-{desk.front.pk}": [mine, free],
        f"level-{desk.networks.level_id}": [], "channel-email": [mine, free], "nonsense": [mine],
    }  # fmt: skip


@pytest.mark.parametrize("words", ["modem", "status:resolved", "nivel:1 modem", "estado:resuelto canal:email"])
def test_the_box_of_the_inbox_is_the_search(desk: Desk, enter: Enter, words: str) -> None:
    number = desk.open("Router", "El módem parpadea.").ticket_id
    desk.open("Other")
    resolve(ticket_id=number, by=desk.sara, at=later(6))
    browser = enter(desk.amira)
    box, same = (node(browser.get(page), "search-box form") for page in ("/desk/", "/desk/search/"))
    assert box.html == same.html
    page = browser.get("/desk/", {"q": words}, follow=True)
    assert page.redirect_chain == [(f"/desk/search/?{urlencode({'q': words})}", 302)]
    assert texts(page, ".hit .num") == [f"#{number}"]


def test_the_next_page_goes_on_where_the_last_ended(desk: Desk, enter: Enter) -> None:
    opened = [desk.open(at=later(n)).ticket_id for n in range(53)]
    browser = enter(desk.amira)
    first = browser.get("/desk/rows/?view=all")
    more = node(first, ".more")
    second = browser.get(more.attributes["hx-get"] or "")
    assert numbers(first) + numbers(second) == opened[::-1]
    assert tree(second).css_first("#ticket-rows") is None
    assert len(numbers(browser.get("/desk/rows/?view=all&shown=53"))) == 53
    assert browser.get("/desk/rows/?after=broken").status_code == 422


@pytest.mark.django_db(transaction=True)  # a reader sees only what was committed
def test_everybody_reads_the_numbers_of_what_they_may_see(desk: Desk, enter: Enter) -> None:
    desk.open()
    held = desk.open(team=desk.sales).ticket_id
    Ticket.objects.filter(pk=held).update(assignee=desk.amira, due_at=timezone.now())
    read_all()
    assert texts(enter(desk.sara).get("/desk/views/?view=all"), "a:has(.num)") == [
        "N1 Front line 2", "Unassigned 1", "All open 2", "Front line 1", "Sales 1", "Mail 2"
    ]  # fmt: skip
    assert texts(enter(desk.amira).get("/desk/views/"), "a:has(.num)") == [
        "My tickets 1", "Due today 1", "N1 Front line 2", "Unassigned 1", "All open 2", "Front line 1", "Mail 2"
    ]  # fmt: skip
    assert texts(enter(desk.bruno).get("/desk/views/"), "a:has(.num)") == []


def test_a_row_says_what_matters(desk: Desk, enter: Enter) -> None:
    desk.open("<b>No</b> internet", "The light\nis red.", priority=4)
    page = enter(desk.amira).get("/desk/?view=all")
    assert texts(page, "a.ticket .subject, a.ticket .snippet, a.ticket .who") == [
        "Farid Haddad",
        "Unread <b>No</b> internet",
        "The light is red.",
    ]
    assert texts(page, "a.ticket .chip")[0] == "Urgent"
    assert [node.attributes["data-level"] for node in tree(page).css("a.ticket .steps")] == ["1"]


def test_the_part_is_the_same_as_that_part_of_a_fresh_page(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    browser.get("/desk/?view=all")
    desk.open()
    for part, selector in (("/desk/rows/?view=all", "#ticket-rows"), ("/desk/views/?view=all", "#views")):
        fresh = node(browser.get("/desk/?view=all"), selector)
        assert node(browser.get(part), selector).html == fresh.html


def test_what_one_has_begun_stands_in_a_view_of_its_own(desk: Desk, enter: Enter) -> None:
    drafted, planned, moved, idle = (desk.open(f"Case {n}", at=later(n)).ticket_id for n in range(4))
    for number, minute in ((drafted, 5), (moved, 6)):
        save_draft(ticket_id=number, kind="note", text="Look at", by=desk.amira, at=later(minute))
    save_draft(ticket_id=drafted, kind="reply", text="Dear Farid", by=desk.amira, at=later(7))
    save_draft(ticket_id=idle, kind="note", text="Hers", by=desk.sara, at=later(7))
    send(ticket_id=planned, reply=Reply("Good morning"), by=desk.amira, at=later(8), key="k", send_at=later(600))
    Ticket.objects.filter(pk=moved).update(team=desk.sales)
    browser = enter(desk.amira)
    page = browser.get("/desk/?view=drafts")
    assert (numbers(page), texts(page, "#views [aria-current=page]")) == ([planned, drafted], ["Drafts 2"])
    assert (numbers(enter(desk.bruno).get("/desk/rows/?view=drafts")), begun_on(desk.omar)) == ([], [])
