"""What hangs on a ticket, seen and done on its page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from escalera.core.tickets import actions
from escalera.core.tickets.actions import keeping, keeping_fields
from escalera.core.tickets.actions.keeping_fields import FieldWords
from escalera.core.tickets.models import Field, Link, Merge, Status, Ticket
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

CountQueries = Callable[[int], AbstractContextManager[Any]]
EVERYTHING = 13  # queries of the ticket page with everything on it


@pytest.fixture
def lists(desk: Desk) -> None:
    """The company's own lists: two fields (one asked only of fibre), a checklist, a tag."""
    keeping.save_tag(name="Fibre", hue=3, by=desk.sara, at=later(0))
    keeping.save_template(name="New line", steps=["Call", "Measure"], by=desk.sara, at=later(0))
    line = keeping_fields.save_field(
        words=FieldWords(label="Line", kind="choice", choices=["fibre", "copper"], required_at="resolve"),
        by=desk.sara,
        at=later(0),
    )
    keeping_fields.save_field(
        words=FieldWords(label="Loss", kind="number", shown_if=line.pk, shown_if_values=["fibre"]),
        by=desk.sara,
        at=later(0),
    )


def laden(desk: Desk, messages: int) -> int:
    """A ticket that has something of everything."""
    number, other = desk.open().ticket_id, desk.open().ticket_id
    third = desk.open().ticket_id
    at, by = later(1), desk.amira
    for n in range(messages):
        actions.receive_message(
            ticket_id=number, contact=desk.farid, content=actions.Content(f"W{n}"), channel="email", at=at
        )
    actions.tag(ticket_id=number, names=["fibre"], by=by, at=at)
    actions.bring_in(ticket_id=number, address="pia@x.example", by=by, at=at)
    actions.link(ticket_id=other, to_id=number, kind="parent", by=by, at=at)
    actions.merge(survivor_id=number, absorbed_id=third, by=by, at=at)
    made = actions.add_checklist(ticket_id=number, name="Mine", steps=["One", "Two"], by=by, at=at)
    actions.tick(item_id=made.items.order_by("order")[0].pk, done=True, by=by, at=at)
    actions.add_time(ticket_id=number, minutes=95, note="Call", by=by, at=at)
    actions.start_timer(ticket_id=number, by=by, at=at)
    actions.set_fields(ticket_id=number, values={"line": "fibre", "loss": "3,5"}, by=by, at=at)
    actions.set_due(ticket_id=number, due=later(500), by=by, at=at)
    actions.reply(ticket_id=number, content=actions.Content("Hi"), by=by, at=later(2))
    return number


@pytest.mark.usefixtures("lists", "known_model")
@pytest.mark.parametrize("messages", [1, 20])
def test_the_page_with_everything_on_it_costs_the_same(
    desk: Desk, enter: Enter, messages: int, django_assert_num_queries: CountQueries
) -> None:
    number = laden(desk, messages)
    browser = enter(desk.sara)
    with django_assert_num_queries(EVERYTHING):
        page = browser.get(f"/desk/tickets/{number}/")
    assert texts(page, ".tag") == ["Fibre ×"]
    assert texts(page, ".person .grow") == ["pia pia@x.example"]
    assert texts(page, ".step .ticked span") == ["One Amira · 2 mar 07:01", "Two"]
    assert texts(page, '[data-card="time"] > summary .num') == ["1 h 35 min"]
    assert node(page, '[name="field-loss"]').attributes["value"] == "3.5"
    assert texts(page, ".linked .grow")[0].startswith("#")


def test_a_ticket_with_nothing_on_it_asks_for_nothing(desk: Desk, enter: Enter) -> None:
    page = enter(desk.amira).get(f"/desk/tickets/{desk.open().ticket_id}/")
    assert texts(page, "#context summary h2") == [
        "The ladder", "Clocks", "Customer", "Tags", "Also in the conversation", "Links", "Checklists", "Time spent", "Ticket",
    ]  # fmt: skip


@pytest.mark.usefixtures("lists")
def test_what_is_missing_is_asked_at_its_place_when_resolving(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    answer = browser.post(f"/desk/tickets/{number}/resolution/", headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert texts(answer, '#head [role="alert"] p') == ["Fill in first: Line."]
    asked = node(answer, '[name="field-line"]')
    assert (asked.attributes["aria-invalid"], "autofocus" in asked.attributes) == ("true", True)
    browser.post(f"/desk/tickets/{number}/fields/", {"field-line": "copper"})
    browser.post(f"/desk/tickets/{number}/resolution/")
    assert Ticket.objects.get(pk=number).status == Status.RESOLVED


@pytest.mark.usefixtures("lists")
def test_a_field_says_at_its_place_what_is_wrong_and_keeps_what_was_written(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    browser.post(f"/desk/tickets/{number}/fields/", {"field-line": "fibre"})
    answer = browser.post(f"/desk/tickets/{number}/fields/", {"field-loss": "much"}, headers={"hx-request": "true"})
    assert answer.status_code == 422
    assert texts(answer, "#field-loss-error") == ["Loss: write a number, such as 12 or 3.5."]
    assert node(answer, '[name="field-loss"]').attributes["value"] == "much"


@pytest.mark.usefixtures("lists")
def test_a_condition_shows_a_field_and_hides_it(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    seen = []
    for line in ("copper", "fibre"):
        browser.post(f"/desk/tickets/{number}/fields/", {"field-line": line})
        seen.append(texts(browser.get(f"/desk/tickets/{number}/"), ".blank > span:first-child"))
    assert seen == [["Line *"], ["Line *", "Loss"]]


def test_merging_says_first_what_will_happen(desk: Desk, enter: Enter) -> None:
    first, second = desk.open().ticket_id, desk.open("Again", requester=desk.eve).ticket_id
    browser = enter(desk.amira)
    found = browser.get(f"/desk/tickets/{second}/candidates/", {"q": f"#{first}"})
    preview = browser.post(
        f"/desk/tickets/{second}/merge/", {"other": first, "into": "other"}, headers={"hx-request": "true"}
    )
    assert texts(found, ".choice .grow") == [f"#{first} No internet Farid Haddad · New · 2 mar"]
    assert texts(preview, ".what li") == [
        f"1 message of #{second} goes over to #{first}, in the order of time.",
        "Eve joins the conversation: answers go to them as a copy, and they can see it.",
        f"People and tags of #{second} come along.",
        f"#{second} ends and points here; mail that answers it arrives in #{first}.",
        "Nobody outside is told. It can be undone.",
    ]
    assert not Merge.objects.exists()
    done = browser.post(f"/desk/tickets/{second}/merge/", {"other": first, "into": "other", "sure": "1"})
    assert done["Location"] == f"/desk/tickets/{first}/"
    gone = browser.get(f"/desk/tickets/{second}/")
    assert texts(gone, ".bands b") == [f"Merged into #{first}: the conversation goes on there."]
    browser.post(f"/desk/tickets/{first}/merges/{Merge.objects.get().pk}/off/")
    assert Ticket.objects.get(pk=second).merged_into is None


def test_merged_words_stand_in_the_order_of_time_and_the_line_leads_there(desk: Desk, enter: Enter) -> None:
    first, second = desk.open().ticket_id, desk.open("B", "Second", at=later(2)).ticket_id
    actions.reply(ticket_id=first, content=actions.Content("Third"), by=desk.amira, at=later(3))
    actions.merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(5))
    page = enter(desk.amira).get(f"/desk/tickets/{first}/")
    assert texts(page, ".message .body") == ["The light is red.", "Second", "Third"]
    assert node(page, f'.event a[href="/desk/tickets/{second}/"]').text() == f"#{second}"


def test_splitting_from_a_message_takes_it_and_what_follows(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    second = actions.receive_message(
        ticket_id=number, contact=desk.farid, content=actions.Content("Else"), channel="email", at=later(1)
    )
    browser = enter(desk.amira)
    panel = browser.get(f"/desk/tickets/{number}/split/", {"from": second.pk}, headers={"hx-request": "true"})
    chosen = [one.attributes["value"] for one in tree(panel).css('[name="message"][checked]')]
    assert chosen == [str(second.pk)]
    done = browser.post(f"/desk/tickets/{number}/split/", {"message": chosen, "subject": "Other"})
    new = Ticket.objects.order_by("-pk")[0]
    assert (done["Location"], new.subject) == (f"/desk/tickets/{new.pk}/", "Other")


def test_links_are_made_and_taken_away(desk: Desk, enter: Enter) -> None:
    whole, part = desk.open().ticket_id, desk.open().ticket_id
    browser = enter(desk.amira)
    browser.post(f"/desk/tickets/{whole}/links/", {"other": part, "kind": "child"})
    made = Link.objects.get()
    assert (made.kind, made.ticket_id, made.to_id) == ("parent", part, whole)
    refused = browser.post(f"/desk/tickets/{whole}/resolution/", headers={"hx-request": "true"})
    assert texts(refused, '#head [role="alert"]') == [f"Parts of it are still open: #{part}. Resolve anyway"]
    browser.post(f"/desk/tickets/{part}/links/{made.pk}/off/")
    assert not Link.objects.exists()


def test_the_subject_of_a_linked_ticket_is_shown_to_those_who_see_it(desk: Desk, enter: Enter) -> None:
    mine, theirs = desk.open().ticket_id, desk.open("Secret", team=desk.sales).ticket_id
    actions.link(ticket_id=mine, to_id=theirs, kind="related", by=desk.sara, at=later(1))
    seen = [texts(enter(who).get(f"/desk/tickets/{mine}/"), ".linked .grow") for who in (desk.amira, desk.sara)]
    assert seen == [[f"#{theirs} With another team New"], [f"#{theirs} Secret New"]]


def test_put_aside_and_brought_back(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    browser.post(f"/desk/tickets/{number}/snooze/", {"until": "reply"})
    page = browser.get(f"/desk/tickets/{number}/")
    assert Ticket.objects.get(pk=number).status == Status.SCHEDULED
    assert "Put aside until the customer writes" in texts(page, ".clocks .grow")
    browser.post(f"/desk/tickets/{number}/waking/")
    assert Ticket.objects.get(pk=number).status == Status.NEW
    bad = browser.post(f"/desk/tickets/{number}/snooze/", {"until": "at", "own": "soon"})
    assert (bad.status_code, texts(bad, '.panel [role="alert"]')) == (422, ["Choose a day and an hour."])


def test_spam_is_ended_blocked_and_undone(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    browser.post(f"/desk/tickets/{number}/spam/", {"block": "1"})
    assert actions.is_blocked("email", "Farid@customer.example")
    browser.post(f"/desk/tickets/{number}/spam/off/")
    assert not actions.is_blocked("email", "farid@customer.example")
    assert Ticket.objects.get(pk=number).status == Status.NEW


def test_tags_steps_and_time_by_the_cards(desk: Desk, enter: Enter) -> None:
    keeping.save_tag(name="Fibra óptica", hue=3, by=desk.sara, at=later(0))
    number = desk.open().ticket_id
    browser, base = enter(desk.amira), f"/desk/tickets/{number}/"
    refused = browser.post(base + "tags/", {"name": "new one"})
    browser.post(base + "tags/", {"name": "FIBRA OPTICA"})
    browser.post(base + "lists/", {"name": "Mine"})
    made = Ticket.objects.get(pk=number).checklists.get()
    browser.post(f"{base}lists/{made.pk}/steps/", {"text": "First"})
    step = made.items.get()
    browser.post(f"{base}steps/{step.pk}/", {"done": "1"})
    browser.post(base + "time/", {"minutes": "1:30", "note": "Call"})
    page = browser.get(base)
    assert refused.status_code == 403
    assert texts(page, ".tag") == ["Fibra óptica ×"]
    assert texts(page, ".checklist .chip") == ["1/1"]
    assert texts(page, ".spent > summary b") == ["1 h 30 min"]
    assert texts(browser.get("/desk/tags/names/", {"name": "fíb"}), "option") == [""]


def test_nobody_reaches_what_hangs_on_another_ticket(desk: Desk, enter: Enter) -> None:
    mine, theirs = desk.open().ticket_id, desk.open(team=desk.sales).ticket_id
    made = actions.add_checklist(ticket_id=theirs, name="X", steps=["One"], by=desk.omar, at=later(1))
    browser = enter(desk.amira)
    codes = [
        browser.post(f"/desk/tickets/{mine}/lists/{made.pk}/off/").status_code,
        browser.post(f"/desk/tickets/{theirs}/lists/{made.pk}/off/").status_code,
        browser.get(f"/desk/tickets/{theirs}/merge/").status_code,
        browser.post(f"/desk/tickets/{theirs}/fields/").status_code,
    ]
    assert codes == [404, 404, 404, 404]


@pytest.mark.usefixtures("lists")
def test_the_parts_fetched_alone_are_those_of_a_fresh_page(desk: Desk, enter: Enter) -> None:
    number = laden(desk, 1)
    browser = enter(desk.amira)
    parts = browser.get(f"/desk/tickets/{number}/parts/", headers={"hx-request": "true"})
    page = browser.get(f"/desk/tickets/{number}/")
    for part in ("#thread", "#context"):
        alone, whole = (node(one, part).html or "" for one in (parts, page))
        assert _plain(alone) == _plain(whole)
    assert Field.objects.count() == 2


def _plain(html: str) -> str:
    """Leave out what is different on purpose: the swap's mark and the token."""
    found = tree_of(html.replace(' hx-swap-oob="true"', ""))
    for one in found.css('[name="csrfmiddlewaretoken"]'):
        one.remove()
    return found.html or ""


def tree_of(html: str) -> Any:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(html)
