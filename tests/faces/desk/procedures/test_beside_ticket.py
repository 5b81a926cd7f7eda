"""A script or a runbook beside a ticket: proposed, begun, answered, taken back, paused, handed over, ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.core.procedures import actions
from escalera.core.procedures.models import Run, StepRemark
from escalera.core.tickets.models import Attachment, Ticket
from tests.cast import NOON, Desk
from tests.core.procedures.make import end, made, step
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree
from tests.faces.live_parts import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = ".guide-ways button"


def attribute(part: Any, css: str, name: str) -> str | None:
    return tree(part).css(css)[0].attributes[name]


def begun(desk: Desk, browser: Any, htmx: Any, **given: Any) -> tuple[int, Run, Any]:
    """A ticket, a run on it and the part that shows its first step."""
    number = desk.open().ticket_id
    part = browser.post(f"/desk/tickets/{number}/guides/start/", {"procedure": made(desk, **given).pk}, **htmx)
    return number, Run.objects.get(), part


def test_what_fits_is_proposed_and_one_click_begins_it(desk: Desk, enter: Enter, htmx: Any) -> None:
    made(desk, words="internet\nred light")
    made(desk, name="Cancel a card", words="credit card")
    number = desk.open("No internet").ticket_id
    browser = enter(desk.amira)
    part = browser.get(f"/desk/tickets/{number}/guides/", **htmx)
    assert texts(part, ".guide-list .suggest") == ["Line is down Script · by the customer's words"]
    key = attribute(part, ".guide-list button", "value")
    part = browser.post(f"/desk/tickets/{number}/guides/start/", {"procedure": key}, **htmx)
    assert (texts(part, ".run-step h3"), texts(part, WAYS)) == (["Light"], ["Red", "Green"])
    part = browser.get(f"/desk/tickets/{number}/guides/?q=card", **htmx)
    assert texts(part, f"#guide-found-{number} b") == ["Cancel a card"]


def test_it_goes_step_by_step_to_its_end(desk: Desk, enter: Enter, htmx: Any) -> None:
    browser = enter(desk.amira)
    number, run, _part = begun(desk, browser, htmx)
    url = f"/desk/tickets/{number}/guides/{run.pk}/"
    part = browser.post(f"{url}answer/", {"at_step": "light", "way": "red"}, **htmx)
    assert texts(part, ".run-step h3") == ["Speed"]
    part = browser.post(f"{url}answer/", {"at_step": "speed", "answer": "much"}, **htmx)
    assert (part.status_code, texts(part, "small.bad")) == (422, ["Speed: write a number."])
    assert attribute(part, "[name=answer]", "value") == "much"
    part = browser.post(f"{url}answer/", {"at_step": "speed", "answer": "50"}, **htmx)
    assert texts(part, ".run-step h3") == ["Done"]
    part = browser.post(f"{url}answer/", {"at_step": "done", "resolve": "1"}, **htmx)
    assert texts(part, "summary .chip") == ["Solved"]
    assert texts(part, ".guide-trail li > b") == ["Red", "50 Mbps", "Solved"]
    assert Ticket.objects.get(pk=number).status == "resolved"


def test_an_answer_is_taken_back_and_a_step_that_moved_is_said(desk: Desk, enter: Enter, htmx: Any) -> None:
    browser = enter(desk.amira)
    number, run, _part = begun(desk, browser, htmx)
    url = f"/desk/tickets/{number}/guides/{run.pk}/"
    browser.post(f"{url}answer/", {"at_step": "light", "way": "red"}, **htmx)
    twice = browser.post(f"{url}answer/", {"at_step": "light", "way": "green"}, **htmx)
    assert twice.status_code == 409
    assert texts(twice, "[role=alert]") == ["This step is answered already. Look again where it stands."]
    part = browser.post(f"{url}back/", **htmx)
    assert (texts(part, ".run-step h3"), texts(part, ".guide-trail li")) == (["Light"], [])


def test_who_pauses_can_go_on_and_a_colleague_takes_it_over(desk: Desk, enter: Enter, htmx: Any) -> None:
    browser = enter(desk.amira)
    number, run, _part = begun(desk, browser, htmx)
    url = f"/desk/tickets/{number}/guides/{run.pk}/"
    part = browser.post(f"{url}pause/", {"why": "Lunch"}, **htmx)
    assert (texts(part, "summary .chip"), texts(part, WAYS)) == (["Paused"], [])
    assert texts(browser.post(f"{url}going-on/", **htmx), WAYS) == ["Red", "Green"]
    sara = enter(desk.sara)
    part = sara.get(url, **htmx)
    assert texts(part, ".notice") == ["Amira follows this procedure. Take it over first."]
    assert texts(part, ".guide-moves button") == ["Take it over"]
    assert texts(sara.post(f"{url}holder/", **htmx), WAYS) == ["Red", "Green"]
    panel = sara.get(f"{url}hand-over/", **htmx)
    assert "Amira" in texts(panel, "option")
    sara.post(f"{url}hand-over/", {"agent": desk.amira.pk, "why": "Yours"}, **htmx)
    run.refresh_from_db()
    assert run.holder == desk.amira


def test_files_are_evidence_and_a_remark_reaches_its_keeper(desk: Desk, enter: Enter, htmx: Any) -> None:
    wants = [{"key": "photo", "label": "Photo of the back", "type": "file", "required": True}]
    browser = enter(desk.amira)
    number, run, part = begun(desk, browser, htmx, steps=[step("look", next="done", evidence=wants), end()])
    url = f"/desk/tickets/{number}/guides/{run.pk}/"
    assert attribute(part, ".run-step form", "enctype") == "multipart/form-data"
    part = browser.post(f"{url}answer/", {"at_step": "look"}, **htmx)
    assert texts(part, "small.bad") == ["Photo of the back: add a file."]
    photo = SimpleUploadedFile("back.png", b"\x89PNG", "image/png")
    part = browser.post(f"{url}answer/", {"at_step": "look", "evidence_photo": photo}, **htmx)
    assert texts(part, ".guide-trail li > b") == ["Photo of the back: back.png"]
    assert [one.name for one in Attachment.objects.all()] == ["back.png"]
    browser.post(f"{url}remarks/", {"at_step": "done", "text": "Say what to tell them."}, **htmx)
    assert [(one.step, one.text) for one in StepRemark.objects.all()] == [("done", "Say what to tell them.")]
    part = browser.post(f"{url}end/", {"why": "They hung up"}, **htmx)
    assert texts(part, "summary .chip") == ["Stopped"]


def test_without_script_the_whole_page_is_answered(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    number = desk.open().ticket_id
    to = browser.post(f"/desk/tickets/{number}/guides/start/", {"procedure": made(desk).pk})
    run = Run.objects.get()
    assert to.headers["location"] == f"/desk/tickets/{number}/guides/{run.pk}/"
    page = browser.get(to.headers["location"])
    assert (texts(page, WAYS), texts(page, "#thread") != []) == (["Red", "Green"], True)


def test_who_does_not_see_the_ticket_sees_and_moves_nothing(desk: Desk, enter: Enter, htmx: Any) -> None:
    number, run, _part = begun(desk, enter(desk.amira), htmx)
    other = desk.open("Other").ticket_id
    stranger = enter(desk.omar)
    assert stranger.get(f"/desk/tickets/{number}/guides/").status_code == 404
    assert stranger.post(f"/desk/tickets/{number}/guides/{run.pk}/answer/", {"at_step": "light"}).status_code == 404
    assert stranger.post(f"/desk/tickets/{number}/guides/{run.pk}/end/").status_code == 404
    assert enter(desk.amira).get(f"/desk/tickets/{other}/guides/{run.pk}/").status_code == 404


def test_the_page_that_stayed_open_shows_the_step_that_a_colleague_reached(desk: Desk, enter: Enter) -> None:
    number = desk.open(at=NOON).ticket_id
    run = actions.start_run(procedure_id=made(desk).pk, ticket_id=number, by=desk.sara, at=NOON)
    page = OpenPage(enter(desk.amira), desk.amira, f"/desk/tickets/{number}/")
    page.after(lambda: actions.answer(run_id=run.pk, step="light", value={"way": "red"}, by=desk.sara, at=NOON))
    assert page.content == page.fresh().content
    assert page.part(".run-step h3") == "Speed"


def test_a_step_costs_the_same_however_much_was_done(desk: Desk, enter: Enter, htmx: Any) -> None:
    browser = enter(desk.amira)
    steps = [step(f"s{n}", next=f"s{n + 1}") for n in range(12)] + [end("s12")]
    number, run, _part = begun(desk, browser, htmx, steps=steps)
    counts = []
    for turn in range(8):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(f"/desk/tickets/{number}/guides/{run.pk}/", **htmx)
        counts.append(len(asked))
        actions.answer(run_id=run.pk, step=f"s{turn}", value={}, by=desk.amira, at=NOON)
    assert len(set(counts[1:])) == 1, counts
