"""The ways to get help on a ticket's page, and what the ticket is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Segment
from escalera.base.people.queries import robot
from escalera.core.ladder.actions import (
    Handover,
    accept,
    ask_higher,
    ask_vendor,
    call_in,
    escalate,
    reject,
    save_handover,
    save_vendor,
    set_moves,
)
from escalera.core.ladder.models import Escalation, Helper
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions.keeping_classes import archive_category, save_category
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

pytestmark = pytest.mark.django_db


def base(number: int) -> str:
    return f"/desk/tickets/{number}/"


def typed(page: Any) -> dict[str, str]:
    """Return what stands in the open panel's fields."""
    return {field.attributes["name"] or "": field.text() for field in tree(page).css("#panel textarea, textarea")}


def test_escalating_is_one_click_away_on_every_ticket_that_can_go_up(desk: Desk, enter: Enter) -> None:
    """Zammad 551: nobody has to ask how."""
    browser, number = enter(desk.amira), desk.open().ticket_id
    page = browser.get(base(number))
    link = node(page, "#head .actions > a[data-kind=up]")
    assert (link.text().strip(), link.attributes["href"]) == ("Escalate", base(number) + "escalations/")
    assert texts(browser.get(link.attributes["href"] or ""), "#panel .help-ways a") == [
        "Up to another level", "Somebody decides", "Work on it together", "A vendor",
    ]  # fmt: skip


def test_the_hand_over_begins_with_what_is_known(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    tickets.note(ticket_id=number, content=tickets.Content("Line measured"), by=desk.amira, at=later(1))
    form = typed(enter(desk.amira).get(base(number) + "escalations/", **htmx))
    said = {name: text for name, text in form.items() if text}
    assert said == {"summary": "No internet", "symptom": "The light is red.", "tried": "Amira: Line measured"}


def test_another_team_may_need_other_fields(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    own = {"key": "", "label": "Serial number", "required": True}
    save_handover(fields=[own], to_level=desk.experts.level, by=robot(), at=NOON)
    browser, number = enter(desk.amira), desk.open().ticket_id
    values = {"team": desk.experts.pk, "summary": "Mine"}
    again = browser.post(base(number) + "escalations/form/", values, **htmx)
    assert (typed(again)["summary"], "own-serial-number" in typed(again), Escalation.objects.count()) == (
        "Mine",
        True,
        0,
    )
    refused = browser.post(base(number) + "escalations/", values, **htmx)
    assert texts(refused, "[role=alert]") == ["The next level needs this too: Serial number."]
    assert (
        browser.post(base(number) + "escalations/", {**values, "own-serial-number": "A1"}, **htmx).status_code == 200
    )
    lines = texts(browser.get(base(number)), "#thread .event dl, #thread .event")
    assert any("Serial number A1" in line for line in lines)


def test_only_allowed_teams_are_offered(desk: Desk, enter: Enter) -> None:
    set_moves(level_id=desk.front.level_id, to=[desk.networks.level_id], by=robot(), at=NOON)
    browser, number = enter(desk.amira), desk.open().ticket_id
    form = browser.get(base(number) + "escalations/")
    assert [one.attributes["value"] for one in tree(form).css("[name=team]")] == [str(desk.networks.pk)]
    refused = browser.post(base(number) + "escalations/", {"team": desk.experts.pk, "summary": "x"})
    assert refused.status_code == 422


def test_what_was_missing_is_marked_as_the_packet_is_sent_again(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    number = desk.open().ticket_id
    packet = Handover("Drops", tried="Restart")
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=packet, by=desk.amira, at=later(1))
    bruno = enter(desk.bruno)
    url = f"{base(number)}escalations/{offer.pk}/rejection/"
    form = bruno.get(url, **htmx)
    bruno.post(url, {"code": "missing_information", "missing": ["service"]}, **htmx)

    again = enter(desk.amira).get(base(number) + "escalations/", **htmx)

    assert [one.attributes["value"] for one in tree(form).css("[name=code]")] == [
        "missing_information", "wrong_team", "not_ours", "duplicate", "other",
    ]  # fmt: skip
    assert (typed(again)["summary"], typed(again)["tried"]) == ("Drops", "Restart")
    assert texts(again, ".field:has(.chip) > span") == ["Affected service or device optional was missing"]
    line = texts(enter(desk.amira).get(base(number)), "#thread .event")[-1]
    assert "«Missing: Affected service or device.»" in line


def test_who_asked_for_what_was_missing_gets_it_again(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number, packet = desk.open().ticket_id, Handover("Drops")
    for code, proposed in (("missing_information", desk.experts), ("wrong_team", desk.networks)):
        offer = escalate(ticket_id=number, to_team=desk.experts, handover=packet, by=desk.amira, at=later(1))
        url = f"{base(number)}escalations/{offer.pk}/rejection/"
        enter(desk.chen).post(url, {"code": code, "missing": ["service"], "reason": "See above"}, **htmx)
        again = enter(desk.amira).get(base(number) + "escalations/", **htmx)
        assert [one.attributes["value"] for one in tree(again).css("[name=team][checked]")] == [str(proposed.pk)]


def test_the_customers_wish_brings_its_words_into_the_hand_over(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    segment = Segment.objects.create(name="Gold", may_ask_higher=True)
    type(desk.farid).objects.filter(pk=desk.farid.pk).update(segment=segment)
    desk.farid.refresh_from_db()
    number = desk.open().ticket_id
    ask_higher(ticket_id=number, reason="Three days!", by=desk.farid, at=later(1))
    browser = enter(desk.amira)
    offered = node(browser.get(base(number)), "[aria-label='Wish for a higher level'] a[data-kind=primary]")
    form = typed(browser.get(offered.attributes["href"] or "", **htmx))
    assert form["question"] == "The customer asks for a higher level: Three days!"


def test_somebody_is_asked_to_decide_and_answers(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    url = base(number) + "calls/hierarchical/"
    assert browser.get(base(number) + "calls/nonsense/").status_code == 404
    assert texts(browser.post(url, {"question": "Refund?"}, **htmx), "[role=alert]") == ["Choose whom to call."]
    done = browser.post(url, {"question": "Refund?", "agents": [desk.chen.pk]}, **htmx)
    call = Escalation.objects.get()
    assert texts(done, "#head [aria-label='Called to help'] p") == ["Amira asks Chen to decide", "Refund?"]
    chen = enter(desk.chen)
    chen.post(f"{base(number)}calls/{call.pk}/end/", {"reason": "Half of it"})
    assert texts(chen.get(base(number)), "#head [aria-label='Called to help']") == []
    assert any("Half of it" in line for line in texts(browser.get(base(number)), "#thread .event"))


def test_many_people_are_found_by_typing(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    url = base(desk.open().ticket_id) + "calls/swarm/"
    browser = enter(desk.amira)
    assert texts(browser.get(url, **htmx), "find-choice > label") == []
    for number in range(8):
        add_agent(email=f"a{number}@desk.example", name=f"Ana {number}", password=None)
    assert texts(browser.get(url, **htmx), "find-choice > label") == ["Find somebody by name or role"]


def test_who_is_called_joins_with_one_click(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    enter(desk.amira).post(base(number) + "calls/swarm/", {"question": "Look", "team": desk.experts.pk}, **htmx)
    call = Escalation.objects.get()
    chen, omar = enter(desk.chen), enter(desk.omar)
    joined = chen.post(f"{base(number)}calls/{call.pk}/joining/", **htmx)
    assert texts(joined, "#head [aria-label='Called to help'] p small") == ["Here: Chen"]
    assert texts(joined, "#head [aria-label='Called to help'] form button") == []
    assert omar.post(f"{base(number)}calls/{call.pk}/joining/", **htmx).status_code == 404
    assert Helper.objects.get().joined_at is not None


def test_a_vendor_gets_it_with_its_number_and_answers(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    assert texts(browser.get(base(number) + "vendor/"), "#panel p.quiet") == ["There are no vendors yet."]
    telco = save_vendor(name="Telco", contact="Night desk", answers_within_min=60, by=robot(), at=NOON)
    given = {"vendor": telco.pk, "summary": "No light", "reference": "T-77", "why": "parts"}
    assert browser.post(base(number) + "vendor/", {**given, "vendor": "0"}, **htmx).status_code == 422
    done = browser.post(base(number) + "vendor/", given, **htmx)
    case = Escalation.objects.get()
    assert texts(done, "#head [aria-label=Vendor] p b, #head [aria-label=Vendor] p small") == [
        "Telco works on it", "T-77 · Night desk",
    ]  # fmt: skip
    assert case.expected_at is not None
    change = f"{base(number)}vendor/{case.pk}/"
    assert node(browser.get(change, **htmx), "[name=reference]").attributes["value"] == "T-77"
    browser.post(change, {"reference": "T-78", "contact": "Ana", "expected": "2026-03-05T10:00"}, **htmx)
    browser.post(f"{change}answer/", {"reason": "Card changed"}, **htmx)
    case.refresh_from_db()
    assert (case.reference, case.contact, case.state, case.answer_reason) == ("T-78", "Ana", "ended", "Card changed")
    assert Ticket.objects.get().status == "open"


def test_a_wait_says_why_and_the_facts_repeat_it(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    url = base(number) + "wait/reason/"
    assert texts(browser.post(url, {}, **htmx), "[role=alert]") == ["Choose what it waits for."]
    browser.post(url, {"why": "parts"}, **htmx)
    page = browser.get(base(number))
    facts = dict(zip(texts(page, "[data-card=facts] dt"), texts(page, "[data-card=facts] dd"), strict=True))
    assert (facts["State"], facts["Waits because"]) == ("Waiting for a vendor", "Parts are on their way")
    assert texts(page, "#thread .event")[-1].startswith("Amira is waiting for a vendor: Parts are on their way")
    browser.post(url, {"go_on": "1"}, **htmx)
    assert Ticket.objects.get().status == "open"


def test_classifying_keeps_an_archived_category_and_follows_the_matrix(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    old = save_category(name="Old", by=robot(), at=NOON)
    save_category(name="New", by=robot(), at=NOON)
    number = desk.open(category=old).ticket_id
    archive_category(category_id=old.pk, by=robot(), at=NOON)
    browser = enter(desk.amira)
    url = base(number) + "classification/"
    form = browser.get(url, **htmx)
    assert texts(form, "[name=category] option") == ["None", "Old (archived)", "New"]
    values = {"kind": "request", "category": old.pk, "impact": "1", "urgency": "1", "priority": "", "language": "es"}
    browser.post(url, values, **htmx)
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.category, ticket.priority, ticket.language) == ("request", old, 4, "es")
    assert browser.post(url, {**values, "impact": "9"}, **htmx).status_code == 422
    browser.post(url, {**values, "category": "", "impact": "", "urgency": ""}, **htmx)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.impact, ticket.priority) == (None, None, 4)


def test_a_ticket_is_cancelled_with_a_reason_and_a_resolved_one_is_closed(desk: Desk, enter: Enter) -> None:
    browser, one, other = enter(desk.amira), desk.open().ticket_id, desk.open().ticket_id
    assert browser.post(base(one) + "cancellation/", {"reason": " "}).status_code == 422
    browser.post(base(one) + "cancellation/", {"reason": "Asked twice"})
    browser.post(base(other) + "resolution/")
    browser.post(base(other) + "closing/")
    assert dict(Ticket.objects.values_list("pk", "status")) == {one: "cancelled", other: "closed"}


def test_a_ticket_that_came_too_high_goes_down(desk: Desk, enter: Enter) -> None:
    number = desk.open(team=desk.networks).ticket_id
    browser = enter(desk.sara)
    page = browser.get(base(number) + "reroute/")
    assert [one.attributes["value"] for one in tree(page).css("#panel [name=team]")] == [
        str(desk.front.pk), str(desk.sales.pk),
    ]  # fmt: skip
    assert browser.post(base(number) + "reroute/", {"team": desk.sales.pk, "reason": ""}).status_code == 422
    browser.post(base(number) + "reroute/", {"team": desk.sales.pk, "reason": "An invoice"})
    assert Ticket.objects.get().team == desk.sales


def test_nothing_of_another_teams_ticket_can_be_done(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    telco = save_vendor(name="Telco", by=robot(), at=NOON)
    case = ask_vendor(ticket_id=number, vendor=telco, handover=Handover("x"), by=desk.amira, at=later(1))
    omar = enter(desk.omar)
    for path in (
        "escalations/", "calls/swarm/", "vendor/", f"vendor/{case.pk}/", f"vendor/{case.pk}/answer/", "classification/",
        "wait/reason/", "cancellation/", "reroute/",
    ):  # fmt: skip
        assert (omar.get(base(number) + path).status_code, omar.post(base(number) + path).status_code) == (
            404,
            404,
        ), path


def test_who_may_only_look_gets_a_refusal(desk: Desk, enter: Enter) -> None:
    """Called in, not at home here: they see the forms' addresses, but the actions say no."""
    number = desk.open().ticket_id
    call_in(ticket_id=number, kind="swarm", agents=[desk.chen], question="?", by=desk.amira, at=later(1))
    chen = enter(desk.chen)
    values = {"team": desk.networks.pk, "summary": "x", "kind": "request", "why": "parts", "reason": "x"}
    for path in ("escalations/", "classification/", "wait/reason/", "cancellation/"):
        assert chen.post(base(number) + path, values).status_code == 403, path
    assert Ticket.objects.get().status == "new"


def test_back_and_forth_stands_on_the_ticket(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    for minute in (1, 3):
        offer = escalate(
            ticket_id=number, to_team=desk.networks, handover=Handover("x"), by=desk.amira, at=later(minute)
        )
        reject(escalation_id=offer.pk, reason="No", by=desk.bruno, at=later(minute + 1))
    page = enter(desk.amira).get(base(number))
    facts = dict(zip(texts(page, "[data-card=facts] dt"), texts(page, "[data-card=facts] dd"), strict=True))
    assert facts["Back and forth"] == "3 times"


def test_a_page_with_calls_and_a_vendor_costs_two_queries_more(
    desk: Desk, enter: Enter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    number = desk.open().ticket_id
    browser: Client = enter(desk.amira)
    browser.get(base(number))
    for _n in range(3):
        call_in(
            ticket_id=number, kind="swarm", agents=[desk.chen, desk.bruno], question="?", by=desk.amira, at=later(1)
        )
    telco = save_vendor(name="Telco", by=robot(), at=NOON)
    ask_vendor(ticket_id=number, vendor=telco, handover=Handover("x"), by=desk.amira, at=later(2))
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("x"), by=desk.sara, at=later(3))
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(4))
    bruno = enter(desk.bruno)
    bruno.get(base(number))
    with django_assert_max_num_queries(20):
        bruno.get(base(number))


@pytest.mark.parametrize(
    "path",
    ["escalations/", "calls/swarm/", "vendor/", "classification/", "wait/reason/", "cancellation/", "reroute/"],
)
def test_a_panel_leaves_the_page_around_it_as_it_is(desk: Desk, enter: Enter, path: str) -> None:
    number = desk.open().ticket_id
    tickets.take(ticket_id=number, by=desk.amira, at=later(1))
    browser = enter(desk.amira)
    for part in ("#head .actions", "#context", ".composer legend, .composer .tabs label"):
        assert texts(browser.get(base(number) + path), part) == texts(browser.get(base(number)), part), part
