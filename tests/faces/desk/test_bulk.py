"""One deed over the chosen tickets, from the list."""

from __future__ import annotations

import json
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from escalera.core.bulk.actions import advance
from escalera.core.bulk.models import BulkRun
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk
from tests.faces.desk.conftest import Enter

OPEN = json.dumps({"all": [{"field": "open", "is": True}]})


def lines(html: bytes) -> list[str]:
    page = LexborHTMLParser(html)
    return [" ".join(node.text().split()) for node in page.css(".bulk-run p")]


def work() -> None:
    from django.utils import timezone

    while advance(at=timezone.now()):
        pass


@pytest.mark.django_db
def test_ticked_tickets_are_taken_and_given_back(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    numbers = [desk.open().ticket_id for _ in range(3)]
    browser = enter(desk.amira)
    begun = browser.post("/desk/bulk/", {"verb": "take", "ticket": numbers[:2]}, **htmx)
    assert (begun.status_code, begun["HX-Trigger"]) == (200, "selection-done")
    assert lines(begun.content) == ["Assign · 2 tickets · running"]
    work()
    assert list(Ticket.objects.order_by("pk").values_list("assignee", flat=True)) == [
        desk.amira.pk,
        desk.amira.pk,
        None,
    ]
    assert lines(browser.get("/desk/bulk/runs/").content) == ["Assign · 2 tickets · done"]
    browser.post(f"/desk/bulk/{BulkRun.objects.get().pk}/undo/", **htmx)
    work()
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {None}
    assert lines(browser.get("/desk/bulk/runs/").content) == ["Assign · 2 tickets · undone"]


@pytest.mark.django_db
def test_a_whole_view_means_what_the_agent_may_see_of_it(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    mine = [desk.open().ticket_id for _ in range(2)]
    desk.open(team=desk.networks)
    given = {"verb": "tag", "tags": "", "all": "1", "condition": OPEN, "ticket": mine[:1]}
    refused = enter(desk.amira).post("/desk/bulk/", given, **htmx)
    assert (refused.status_code, BulkRun.objects.count()) == (422, 0)
    enter(desk.amira).post("/desk/bulk/", {**given, "verb": "priority", "priority": "4"}, **htmx)
    work()
    assert list(Ticket.objects.filter(priority=4).order_by("pk").values_list("pk", flat=True)) == mine


@pytest.mark.django_db
def test_chosen_tickets_are_merged_into_the_oldest(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    first, second, third = [desk.open().ticket_id for _ in range(3)]
    enter(desk.amira).post("/desk/bulk/", {"verb": "merge", "ticket": [third, first, second]}, **htmx)
    work()
    assert set(Message.objects.values_list("ticket", flat=True)) == {first}


@pytest.mark.django_db
def test_a_broken_filter_or_number_is_said_and_nothing_begins(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    desk.open()
    browser = enter(desk.amira)
    for given in ({"all": "1", "condition": "{"}, {"ticket": ["x", "²", "9" * 40]}, {}):
        answer = browser.post("/desk/bulk/", {"verb": "resolve", **given}, **htmx)
        assert (answer.status_code, BulkRun.objects.count()) == (422, 0)


@pytest.mark.django_db
def test_what_did_not_go_as_wanted_is_listed(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    numbers = [desk.open(subject=f"Need {place}").ticket_id for place in range(2)]
    desk.amira.language = "en"
    desk.amira.save()
    browser = enter(desk.amira)
    given = {"verb": "move", "team": desk.networks.pk, "ticket": numbers}
    browser.post("/desk/bulk/", given, **htmx)
    work()
    run = BulkRun.objects.get()
    assert lines(browser.get("/desk/bulk/runs/").content) == ["Move to a team · 2 tickets · done 2 refused"]
    page = LexborHTMLParser(browser.get(f"/desk/bulk/{run.pk}/").content)
    why = "Refused · Write a hand-over: what is wrong, and what you found."
    assert [[cell.text() for cell in row.css("td")] for row in page.css("tbody tr")] == [
        [f"#{number} Need {place}", why] for place, number in enumerate(numbers)
    ]
    assert enter(desk.bruno).get(f"/desk/bulk/{run.pk}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["assign", "tag", "snooze", "reply", "more"])
def test_every_sheet_offers_its_deeds(desk: Desk, enter: Enter, verb: str) -> None:
    offered = {
        "assign": ["assign"],
        "tag": ["tag"],
        "snooze": ["snooze"],
        "reply": ["reply", "note"],
        "more": ["priority", "wait", "move", "merge", "spam"],
    }
    page = LexborHTMLParser(enter(desk.amira).get(f"/desk/bulk/sheets/{verb}/").content)
    assert [button.attributes["value"] for button in page.css("button[name=verb]")] == offered[verb]
