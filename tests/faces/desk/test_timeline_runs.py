"""What one person did in small steps stands in one line that opens; a few steps, or somebody else's, stand open."""

from __future__ import annotations

from datetime import timedelta

from escalera.core.tickets.actions import rename
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree


def test_more_than_three_small_steps_of_one_person_are_one_line(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    for place in range(3):
        rename(ticket_id=number, subject=f"Router {place}", by=desk.amira, at=later(1) + timedelta(seconds=place))
    browser = enter(desk.amira)
    assert tree(browser.get(f"/desk/tickets/{number}/")).css_first("details.events") is None
    rename(ticket_id=number, subject="Router", by=desk.amira, at=later(2))
    rename(ticket_id=number, subject="Modem", by=desk.sara, at=later(3))
    page = browser.get(f"/desk/tickets/{number}/")
    assert texts(page, "details.events > summary > div") == ["Amira: 4 changes"]
    assert len(tree(page).css("details.events > div.event")) == 4
    assert len(tree(page).css(".thread > div.event")) == 1
