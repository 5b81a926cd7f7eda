"""Working together on the ticket page: presence, followers, calls, questions to colleagues."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.feed.models import Consultation, Presence
from escalera.core.feed.queries import followers_of, unread
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import buttons, node, texts


def test_a_page_says_that_it_is_here_and_sees_the_others(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    said = desk.open()
    address = f"/desk/tickets/{said.ticket_id}/presence/"
    enter(desk.sara).post(address, {"tab": "s", "typing": "reply", "read": said.pk}, **htmx)
    answer = enter(desk.amira).post(address, {"tab": "a", "typing": "reply"}, **htmx)
    faces = [one.attributes["title"] for one in node(answer, "#presence-who").css(".avatar")]
    assert (faces, texts(answer, "#clash")) == (
        ["Sara is writing a reply"], ["Sara is writing a reply too: agree on who sends it."],
    )  # fmt: skip
    assert (unread(desk.sara, [said.ticket_id]), unread(desk.amira, [said.ticket_id])) == (set(), {said.ticket_id})
    enter(desk.sara).post("/desk/presence/end/", {"tab": "s"})
    assert list(Presence.objects.values_list("agent__name", flat=True)) == ["Amira"]


@pytest.mark.parametrize("given", [{}, {"tab": "<script>", "typing": "x" * 99, "read": "-1"}, {"read": 10**30}])
def test_nonsense_of_a_page_counts_as_not_said(desk: Desk, enter: Enter, given: dict[str, object]) -> None:
    answer = enter(desk.amira).post(f"/desk/tickets/{desk.open().ticket_id}/presence/", given)
    assert (answer.status_code, Presence.objects.get().tab, Presence.objects.get().typing) == (200, "page", "")


def test_who_may_not_see_it_is_nowhere(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    for path in ("presence/", "followers/", "mention/", "consultations/"):
        assert enter(desk.bruno).post(f"/desk/tickets/{number}/{path}").status_code == 404
    assert not Presence.objects.exists()


def test_one_follows_and_leaves_with_one_click(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser, address = enter(desk.amira), f"/desk/tickets/{number}/followers/"
    assert texts(browser.post(address, **htmx), "button") == ["Following"]
    assert followers_of(number) == [(desk.amira.pk, "Amira")]
    assert texts(browser.post(address, {"leave": "1"}, **htmx), "button") == ["Follow"]
    assert followers_of(number) == []


def test_a_question_goes_to_a_team_and_comes_back(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    page = f"/desk/tickets/{number}/"
    given = {"to": f"team:{desk.networks.pk}", "question": "Is the ring down?"}
    assert enter(desk.amira).post(f"{page}consultations/", given).status_code == 302
    asked = Consultation.objects.get()
    theirs = enter(desk.bruno).get(page)
    assert (buttons(theirs), texts(theirs, ".bands .asked")) == ([], ["Is the ring down?"])
    enter(desk.bruno).post(f"{page}consultations/{asked.pk}/words/", {"text": "Yes."})
    enter(desk.amira).post(f"{page}consultations/{asked.pk}/outcome/", {"text": "Ring down."})
    shown = enter(desk.amira).get(page)
    assert texts(shown, "#consultations .outcome") == ["Outcome: Ring down. Amira"]
    assert texts(shown, "#consultations .said .asked") == ["Yes."]


@pytest.mark.parametrize(
    "given", [{}, {"to": "team:x"}, {"to": "agent:999999", "question": "?"}, {"needed_by": "soon"}]
)
def test_half_a_question_comes_back_with_its_words(
    desk: Desk, enter: Enter, htmx: dict[str, Any], given: dict[str, str]
) -> None:
    answer = enter(desk.amira).post(f"/desk/tickets/{desk.open().ticket_id}/consultations/", given, **htmx)
    assert (answer.status_code, len(texts(answer, ".panel [role=alert]"))) == (422, 1)
    assert not Consultation.objects.exists()


def test_a_question_of_another_ticket_is_not_found(desk: Desk, enter: Enter) -> None:
    first, second = desk.open().ticket_id, desk.open().ticket_id
    given = {"to": f"team:{desk.networks.pk}", "question": "?"}
    enter(desk.amira).post(f"/desk/tickets/{first}/consultations/", given)
    asked = Consultation.objects.get()
    answer = enter(desk.amira).post(f"/desk/tickets/{second}/consultations/{asked.pk}/words/", {"text": "x"})
    assert answer.status_code == 404


def test_who_was_called_is_told_above_and_puts_it_away(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    text = f"@[Bruno](agent:{desk.bruno.pk}) look"
    actions.note(ticket_id=number, content=Content(text), by=desk.amira, at=later(1))
    browser, page = enter(desk.bruno), f"/desk/tickets/{number}/"
    assert "Amira called you in" in texts(browser.get(page), ".bands")[0]
    browser.post(f"{page}mention/")
    assert texts(browser.get(page), ".bands") == [""]


def test_what_stands_beside_a_ticket_keeps_silent_when_it_left(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    number = desk.open(team=desk.networks).ticket_id
    browser, base = enter(desk.amira), f"/desk/tickets/{number}/"
    for part in ("presence/", "followers/", "held/"):
        assert browser.get(base + part, **htmx).status_code == 204
        assert browser.get(base + part).status_code == 404
