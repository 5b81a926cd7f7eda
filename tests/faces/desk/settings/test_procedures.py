"""The editor: a procedure from nothing to its first version, with forms alone."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.procedures.actions import remark
from escalera.core.procedures.models import Procedure, ProcedureVersion, StepRemark
from escalera.faces.desk.settings.procedures.changing import added, moved_down, moved_up, removed, with_posted
from tests.cast import NOON, Desk
from tests.core.procedures.make import end, made, step
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree

pytestmark = pytest.mark.django_db
BASE = "/desk/settings/procedures/"


def data(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"start": steps[0]["key"], "steps": [dict(one) for one in steps]}


def leads(of: dict[str, Any]) -> tuple[str, dict[str, str]]:
    return of["start"], {row["key"]: row["next"] for row in of["steps"]}


def test_steps_are_added_moved_and_taken_out_and_what_leads_there_follows() -> None:
    chain = data(step("a", next="b"), step("b", next="c"), step("c", next="done"), end())
    assert leads(moved_up(chain, "b")) == ("b", {"b": "a", "a": "c", "c": "done", "done": ""})
    assert leads(moved_down(chain, "a")) == ("b", {"b": "c", "c": "a", "a": "done", "done": ""})
    assert leads(moved_up(chain, "done")) == ("b", {"b": "c", "c": "a", "a": "done", "done": ""})
    assert leads(removed(chain, "b")) == ("c", {"c": "a", "a": "done", "done": ""})
    more, key = added(chain, "guidance", "Say thanks", "a")
    assert (key, leads(more)[1]["a"], leads(more)[1]["say-thanks"]) == ("say-thanks", "say-thanks", "done")
    assert added(more, "guidance", "Say thanks!", "a")[1] == "say-thanks-2"
    assert added({"start": "", "steps": []}, "end", "¿?", "") == (
        {"start": "step", "steps": [{"key": "step", "kind": "end", "title": "¿?", "next": "", "ways": []}]}, "step",
    )  # fmt: skip


def test_a_way_that_led_to_a_step_taken_out_leads_to_what_followed() -> None:
    tree_ = data(step("a", "choice", next="c", ways=[("x", "X", "b")]), step("b", next="c"), step("c"))
    assert removed(tree_, "b")["steps"][0]["ways"][0]["to"] == "c"
    assert removed(tree_, "a")["start"] == "c"


def test_a_form_becomes_a_step() -> None:
    posted = {
        "kind": "branch", "title": "Slow?", "way-0-label": "Slow", "way-0-step": "speed", "way-0-is": "below",
        "way-0-is-value": "9,5", "way-0-to": "up", "way-1-label": "", "evidence-0-label": "Photo",
        "evidence-0-type": "file", "minutes": "5", "must_wait": "on", "with-unit": "Mbps", "with-most": "",
    }  # fmt: skip
    found = with_posted(
        step("slow"), posted, settings={"unit": "line", "most": "number", "long": "yes"}, ways="found"
    )
    assert found["ways"] == [
        {"key": "slow", "label": "Slow", "to": "up", "when": {"step": "speed", "is": "below", "value": 9.5}}
    ]
    assert found["evidence"] == [{"key": "photo", "label": "Photo", "type": "file", "required": False}]
    assert (found["minutes"], found["must_wait"], found["with"]) == (
        5,
        True,
        {"unit": "Mbps", "most": None, "long": 0},
    )


def test_a_script_is_written_step_by_step_and_published(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    to = browser.post(f"{BASE}new/", {"name": "No internet", "use": "script", "words": "internet"})
    one = Procedure.objects.get()
    url = to.headers["location"]
    assert url == f"{BASE}{one.pk}/"
    browser.post(f"{url}steps/", {"title": "Which light?", "kind": "choice"})
    browser.post(f"{url}steps/", {"title": "Solved", "kind": "end", "after": "which-light"})
    page = browser.get(f"{url}?step=which-light")
    assert texts(page, ".outline li > a") == ["Which light?", "■ Solved"]
    assert texts(page, ".outline .bad") == ["Say which answers there are.", "Outcome: this is needed."]
    assert browser.post(f"{url}publish/").status_code == 422
    browser.post(f"{url}steps/which-light/", {
        "title": "Which light?", "kind": "choice", "next": "solved", "way-0-label": "Red", "way-1-label": "Green",
        "new-step": "Restart it",
    })  # fmt: skip
    browser.post(f"{url}steps/restart-it/", {"title": "Restart it", "kind": "guidance", "next": "solved"})
    browser.post(f"{url}steps/which-light/", {
        "title": "Which light?", "kind": "choice", "next": "solved", "way-0-label": "Red", "way-0-key": "red",
        "way-0-to": "restart-it", "way-1-label": "Green", "way-1-key": "green",
    })  # fmt: skip
    browser.post(f"{url}steps/solved/", {"title": "Solved", "kind": "end", "with-outcome": "solved"})
    page = browser.get(url)
    assert texts(page, ".outline li > a") == ["Which light?", "Restart it", "↪ Solved", "■ Solved"]
    trial = browser.post(f"{url}trial/", {"0:way": "red"}, headers={"hx-request": "true"})
    assert texts(trial, "h3") == ["Restart it"]
    assert browser.post(f"{url}publish/", {"note": "First"}).status_code == 302
    assert [(v.number, len(v.data["steps"])) for v in ProcedureVersion.objects.all()] == [(1, 3)]


def test_who_wrote_meanwhile_is_not_written_over(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    browser = enter(desk.sara)
    url = f"{BASE}{one.pk}/steps/light/"
    assert browser.post(url, {"do": "down", "edition": str(one.edition)}).status_code == 302
    assert browser.post(url, {"do": "remove", "edition": str(one.edition)}).status_code == 409


def test_the_library_says_how_each_does_and_remarks_are_dealt_with(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    made(desk, name="Cancel a card", use="runbook")
    remark(procedure_id=one.pk, step="light", text="Say where it is.", by=desk.amira, at=NOON)
    browser = enter(desk.sara)
    assert texts(browser.get(BASE), ".procedures b") == ["Cancel a card", "Line is down"]
    assert texts(browser.get(f"{BASE}?use=script"), ".procedures b") == ["Line is down"]
    found = StepRemark.objects.get()
    assert tree(browser.get(f"{BASE}{one.pk}/")).css_first(f"form[action='{BASE}remarks/{found.pk}/']") is not None
    browser.post(f"{BASE}remarks/{found.pk}/", {"procedure": one.pk})
    found.refresh_from_db()
    assert found.done_by == desk.sara


def test_who_may_not_write_gets_no_editor(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    browser = enter(desk.amira)
    for address in (BASE, f"{BASE}{one.pk}/", f"{BASE}new/"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"{BASE}{one.pk}/steps/", {"title": "X", "kind": "end"}).status_code == 403
    assert browser.post(f"{BASE}{one.pk}/trial/").status_code == 403
