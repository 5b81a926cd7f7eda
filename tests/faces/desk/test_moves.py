from __future__ import annotations

from typing import Any

from escalera.base.people.models import Segment
from escalera.core.ladder.actions import Handover, accept, ask_higher, escalate
from escalera.core.ladder.models import Escalation
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree

KEY = "0123456789abcdef" * 2


def state(number: int) -> tuple[str, int | None, int]:
    ticket = Ticket.objects.get(pk=number)
    return ticket.status, ticket.assignee_id, ticket.level_id


def test_take_wait_go_on_release_resolve_reopen(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser, base, level = enter(desk.amira), f"/desk/tickets/{number}/", desk.front.level_id
    seen = []
    for part, data in (
        ("holder/", {}), ("wait/", {"status": "waiting_vendor"}), ("wait/", {"status": "open"}), ("queue/", {}),
        ("resolution/", {}), ("reopening/", {}),
    ):  # fmt: skip
        assert browser.post(base + part, data).status_code == 302
        seen.append(state(number))
    me = desk.amira.pk
    assert seen == [
        ("open", me, level), ("waiting_vendor", me, level), ("open", me, level), ("open", None, level),
        ("resolved", me, level), ("open", me, level),
    ]  # fmt: skip


def test_a_refusal_comes_back_with_its_words(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    browser.post(f"/desk/tickets/{number}/resolution/")
    plain = browser.post(f"/desk/tickets/{number}/resolution/")
    part = browser.post(f"/desk/tickets/{number}/resolution/", **htmx)
    wrong = browser.post(f"/desk/tickets/{number}/wait/", {"status": "nowhere"}, **htmx)
    assert [one.status_code for one in (plain, part, wrong)] == [409, 409, 422]
    for one in (plain, part):
        assert texts(one, "#head [role=alert]") == ["The ticket is already resolved."]


def test_escalating_asks_for_a_team_and_a_hand_over(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser, url = enter(desk.amira), f"/desk/tickets/{number}/escalations/"
    page = browser.get(url)
    assert len(tree(page).css("#panel input[name=team]")) == 3
    empty = browser.post(url, {"team": desk.networks.pk, "summary": " "}, **htmx)
    downward = browser.post(url, {"team": desk.sales.pk, "summary": "x"}, **htmx)
    assert (empty.status_code, downward.status_code, empty["HX-Retarget"]) == (422, 422, "#panel")
    assert texts(empty, "[role=alert]") == ["Write a hand-over: what is wrong, and what you found."]
    done = browser.post(url, {"team": desk.networks.pk, "summary": "Drops", "tried": "All", "question": ""}, **htmx)
    offer = Escalation.objects.get()
    assert (done.status_code, offer.to_team_id, offer.state) == (200, desk.networks.pk, "offered")
    assert offer.handover == {"summary": "Drops", "tried": "All", "question": ""}
    assert browser.post(url, {"team": desk.experts.pk, "summary": "Again"}, **htmx).status_code in (409, 422)


def test_the_offer_is_accepted_by_its_team_alone(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("Drops"), by=desk.amira, at=later(1))
    url = f"/desk/tickets/{number}/escalations/{offer.pk}/acceptance/"
    assert enter(desk.amira).post(url).status_code == 409
    assert enter(desk.chen).post(url).status_code == 404
    assert enter(desk.bruno).post(url).status_code == 302
    assert state(number) == ("open", desk.bruno.pk, desk.networks.level_id)


def test_rejecting_needs_a_reason_and_leads_away(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("Drops"), by=desk.amira, at=later(1))
    browser, url = enter(desk.bruno), f"/desk/tickets/{number}/escalations/{offer.pk}/rejection/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": ""}, **htmx).status_code == 422
    done = browser.post(url, {"reason": "No version"}, **htmx)
    assert (done.status_code, done["HX-Retarget"], done["HX-Push-Url"]) == (200, "#work", "/desk/")
    assert state(number) == ("open", desk.amira.pk, desk.front.level_id)
    assert "«No version»" in texts(enter(desk.amira).get(f"/desk/tickets/{number}/"), ".event i")


def test_sending_back_returns_it_to_whoever_sent_it(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("Drops"), by=desk.amira, at=later(1))
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(2))
    done = enter(desk.bruno).post(f"/desk/tickets/{number}/return/", {"reason": "Solved on your side"})
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    assert state(number)[2] == desk.front.level_id


def test_a_customers_wish_for_a_higher_level_is_met_or_declined_in_words(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    number = desk.open().ticket_id
    Ticket.objects.update(segment=Segment.objects.create(code="gold", name="Gold", may_ask_higher=True))
    ask_higher(ticket_id=number, reason="Third time.", by=desk.farid, at=later(1))
    browser, base = enter(desk.amira), f"/desk/tickets/{number}/"
    band = "[aria-label='Wish for a higher level']"
    page = browser.get(base)
    assert (texts(page, f"{band} b"), texts(page, f"{band} .asked")) == (
        ["Farid Haddad asks for a higher level"], ["Third time."],
    )  # fmt: skip
    links = [one.attributes["href"] or "" for one in tree(page).css(f"{band} a")]
    assert links == [f"{base}escalations/", f"{base}higher/declined/"]
    assert texts(browser.get(links[1], **htmx), "h2") == ["Decline the higher level"]
    assert browser.post(links[1], {"reason": ""}, **htmx).status_code == 422
    done = browser.post(links[1], {"reason": "A part is on its way."}, **htmx)
    assert (done.status_code, texts(done, band)) == (200, [])
    assert browser.post(links[1], {"reason": "No"}, **htmx).status_code == 409
    assert enter(desk.omar).post(links[1], {"reason": "No"}).status_code == 404
