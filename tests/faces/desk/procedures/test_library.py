"""The library of scripts and runbooks, for who follows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalera.core.procedures.actions import end_run, save_draft, save_procedure, start_run
from escalera.core.procedures.models import Run
from tests.cast import NOON, Desk
from tests.core.procedures.make import LINE, made
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts

pytestmark = pytest.mark.django_db
BASE = "/desk/procedures/"


def test_an_agent_finds_what_they_may_follow_and_how_it_does(desk: Desk, enter: Enter) -> None:
    one = made(desk, about="When there is no signal.")
    made(desk, name="Cancel a card", use="runbook")
    made(desk, name="Of the networks", team=desk.networks)
    drafted = save_procedure(name="Not yet", by=desk.sara, at=NOON)
    save_draft(procedure_id=drafted.pk, data={"steps": LINE}, by=desk.sara, at=NOON)
    at = timezone.now() - timedelta(days=1)
    run = start_run(procedure_id=one.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=at)
    end_run(run_id=run.pk, by=desk.amira, at=at)
    browser = enter(desk.amira)
    page = browser.get(BASE)
    assert texts(page, ".procedures b") == ["Cancel a card", "Line is down"]
    assert texts(page, ".procedures li:last-child .chip") == ["0 % solved", "1 run"]
    assert texts(browser.get(f"{BASE}?q=signal"), ".procedures b") == ["Line is down"]
    assert texts(browser.get(f"{BASE}?use=runbook"), ".procedures b") == ["Cancel a card"]
    assert "Not yet" not in texts(enter(desk.sara).get(BASE), ".procedures b")


def test_one_is_read_as_a_whole_and_begun_on_a_ticket(desk: Desk, enter: Enter) -> None:
    one, number = made(desk), desk.open().ticket_id
    browser = enter(desk.amira)
    page = browser.get(f"{BASE}{one.pk}/")
    assert texts(page, ".reading h3") == ["Light", "Speed", "Slow", "■ Up", "↪ Done", "■ Done"]
    assert texts(page, ".drawn-steps .title") == ["Light", "Speed", "Slow", "Up", "Done"]
    for wrong, words in (("x", "Type the number of a ticket."), ("99999", "There is no ticket #99999.")):
        page = browser.post(f"{BASE}{one.pk}/begin/", {"ticket": wrong})
        assert (page.status_code, texts(page, ".notice[data-tone=bad]")) == (422, [words])
    to = browser.post(f"{BASE}{one.pk}/begin/", {"ticket": f"#{number}"})
    run = Run.objects.get()
    assert to.headers["location"] == f"/desk/tickets/{number}/guides/{run.pk}/"
    hidden = made(desk, name="Of the networks", team=desk.networks)
    assert browser.get(f"{BASE}{hidden.pk}/").status_code == 404
    assert browser.post(f"{BASE}{hidden.pk}/begin/", {"ticket": number}).status_code == 404


def test_the_library_costs_the_same_for_one_and_for_many(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    counts = []
    for many in (1, 6):
        for number in range(many):
            made(desk, name=f"Procedure {many} {number}")
        with CaptureQueriesContext(connection) as asked:
            browser.get(BASE)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, counts
