"""The editor: a procedure from nothing to its first version, with forms alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.core.procedures.actions import remark
from escalera.core.procedures.models import Procedure, ProcedureVersion, StepRemark
from escalera.core.tickets.models import Field
from escalera.faces.desk.settings.procedures.changing import added, moved_down, moved_up, removed, with_posted
from tests.cast import NOON, Desk
from tests.core.procedures.make import end, made, step
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

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
    more, key = added(chain, "guidance", "Say thanks", "a|")
    assert (key, leads(more)[1]["a"], leads(more)[1]["say-thanks"]) == ("say-thanks", "say-thanks", "done")
    assert added(more, "guidance", "Say thanks!", "a|")[1] == "say-thanks-2"
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
    browser.post(f"{url}steps/", {"title": "Solved", "kind": "end", "place": "which-light|"})
    page = browser.get(f"{url}?step=which-light")
    assert texts(page, ".outline li > a") == ["Which light?", "■ Solved"]
    assert texts(page, ".outline .bad") == ["Say which answers there are.", "Outcome: this is needed."]
    assert browser.post(f"{url}publish/").status_code == 422
    browser.post(f"{url}steps/which-light/", {
        "title": "Which light?", "kind": "choice", "next": "solved", "way-0-label": "Red", "way-0-to": "+",
        "way-1-label": "Green",
    })  # fmt: skip
    browser.post(f"{url}steps/red/", {"title": "Restart it", "kind": "guidance", "next": "solved"})
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


def test_what_was_typed_is_still_there_when_it_could_not_be_kept(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    browser, url = enter(desk.sara), f"{BASE}{one.pk}/"
    long = {"title": "Light", "kind": "choice", "text": "x" * 9_000, "way-0-label": "Blue", "edition": one.edition}
    page = browser.post(f"{url}steps/light/", long)
    assert page.status_code == 422
    assert [box.attributes["value"] for box in tree(page).css("[name=way-0-label]")] == ["Blue"]
    assert node(page, "textarea[name=text]").text() == "x" * 9_000
    words = {"title": "Lamp", "kind": "choice", "way-0-label": "Blue", "way-0-to": "done", "edition": 0}
    page = browser.post(f"{url}steps/light/", words)
    assert page.status_code == 409
    assert node(page, ".step-form [name=title]").attributes["value"] == "Lamp"
    edition = node(page, ".step-form [name=edition]").attributes["value"]
    assert browser.post(f"{url}steps/light/", {**words, "edition": edition}).status_code == 302
    one.refresh_from_db()
    assert next(row["title"] for row in (one.draft or {})["steps"]) == "Lamp"
    page = browser.post(f"{url}steps/", {"title": "Say thanks", "kind": "text", "place": "light|", "edition": 0})
    chosen = [box.attributes["value"] for box in tree(page).css("#add option[selected]")]
    assert (node(page, "#add [name=title]").attributes["value"], chosen) == ("Say thanks", ["text", "light|"])


def test_a_step_that_somebody_took_out_meanwhile_comes_back_if_it_is_saved_again(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    browser, url = enter(desk.sara), f"{BASE}{one.pk}/steps/light/"
    before = one.edition
    browser.post(url, {"do": "remove", "edition": before})
    words = {"title": "Lamp", "kind": "choice", "way-0-label": "Blue", "way-0-to": "done", "edition": before}
    assert browser.post(url, words).status_code == 409
    one.refresh_from_db()
    assert browser.post(url, {**words, "edition": one.edition}).status_code == 302
    one.refresh_from_db()
    assert [row["key"] for row in (one.draft or {})["steps"]] == ["speed", "slow", "up", "done", "light"]


def test_a_branch_is_asked_in_the_words_of_an_answer(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    browser, url = enter(desk.sara), f"{BASE}{one.pk}/"
    browser.post(f"{url}steps/slow/", {
        "title": "Slow", "kind": "branch", "next": "done", "way-0-label": "Red light", "way-0-key": "yes",
        "way-0-to": "up", "way-0-step": "light", "way-0-is": "is", "way-0-is-value": "red",
    })  # fmt: skip
    one.refresh_from_db()
    slow = next(row for row in (one.draft or {})["steps"] if row["key"] == "slow")
    assert slow["ways"][0]["when"] == {"step": "light", "is": "is", "value": "red"}
    page = browser.get(f"{url}?step=slow")
    assert node(page, "[name=way-0-is-value]").attributes["value"] == "Red"
    assert [box.attributes["value"] for box in tree(page).css("#answers option")] == ["Red", "Green"]


def test_versions_are_read_and_compared(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    browser, url = enter(desk.sara), f"{BASE}{one.pk}/"
    browser.post(f"{url}steps/speed/", {
        "title": "Speed", "kind": "number", "text": "Ask for the test.", "next": "slow", "with-unit": "Gbps",
        "with-least": "0", "with-most": "1000",
    })  # fmt: skip
    browser.post(f"{url}steps/", {"title": "Say thanks", "kind": "guidance", "place": "slow|"})
    draft = browser.get(f"{url}versions/?of=draft")
    assert texts(draft, ".step-change h3") == ["Speed changed", "Slow changed", "Say thanks new step"]
    assert texts(draft, ".step-change:first-of-type [data-how=removed] mark") == ["Unit: Mbps"]
    browser.post(f"{url}publish/", {"note": "Thanks"})
    page = browser.get(f"{url}versions/?of=2")
    assert texts(page, ".step-change h3") == texts(draft, ".step-change h3")
    assert texts(page, ".reading h3") == ["Light", "Speed", "Slow", "■ Up", "Say thanks", "↪ Done", "■ Done"]
    old = browser.get(f"{url}versions/?of=1")
    assert (texts(old, ".step-change"), texts(old, ".setting > header .chip")) == ([], ["Version 1"])
    assert "Gbps" not in " ".join(texts(old, ".reading"))
    assert texts(browser.get(f"{url}versions/?of=2&to=2"), ".step-change") == []
    assert enter(desk.amira).get(f"{url}versions/").status_code == 403


def test_the_editor_costs_the_same_however_many_steps_there_are(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    Field.objects.create(key="line", label="Line", kind="text")
    counts = []
    for many in (3, 30):
        steps = [step(f"s{n}", "choice", next=f"s{n + 1}", ways=[("a", "A", ""), ("b", "B", "done")],
                      fills="field:line") for n in range(many)]  # fmt: skip
        one = made(desk, name=f"With {many}", steps=[*steps, step(f"s{many}", next="done"), end()])
        browser.get(f"{BASE}{one.pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{BASE}{one.pk}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 24, counts
