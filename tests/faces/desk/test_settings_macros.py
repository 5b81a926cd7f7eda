"""The screen of the macros: what is typed becomes one, everybody's or one's own."""

from __future__ import annotations

from typing import Any

from escalera.levels.frontline.actions import NewMacro, add_macro, count_use
from escalera.levels.frontline.models import Macro
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

NEW = "/desk/settings/macros/new/"


def test_what_is_typed_becomes_a_macro_and_stands_in_its_form_again(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    given = {
        "name": "Outage", "folder": "Network", "then": "wait", "text-all": "Hello {customer}", "text-es": "Hola", "note": "Known",
        "deed-0": "take", "deed-1": "classify", "in-1-priority": "3", "deed-2": "tag", "in-2-tags": "outage, fibre",
        "deed-3": "wait", "in-3-status": "waiting_vendor",
        "deed-4": "escalate", "in-4-team": desk.networks.pk, "in-4-summary": "Red light",
    }  # fmt: skip
    assert browser.post(NEW, given)["Location"] == "/desk/settings/macros/"
    macro = Macro.objects.get()
    assert (macro.texts, macro.note, macro.owner) == ({"": "Hello {customer}", "es": "Hola"}, "Known", None)
    assert macro.deeds == [
        {"do": "take"}, {"do": "classify", "priority": 3}, {"do": "tag", "tags": ["outage", "fibre"]},
        {"do": "wait", "status": "waiting_vendor"},
        {"do": "escalate", "team": desk.networks.pk, "team_name": "Specialists", "summary": "Red light"},
    ]  # fmt: skip
    form = browser.get(f"/desk/settings/macros/{macro.pk}/")
    chosen = [one.attributes["value"] for one in tree(form).css("form option[selected]")]
    assert [one for one in chosen if one] == [
        "wait", "take", "classify", "3", "tag", "wait", "waiting_vendor", "escalate", str(desk.networks.pk),
    ]  # fmt: skip
    assert node(form, "[name=in-2-tags]").attributes["value"] == "outage, fibre"
    browser.post(f"/desk/settings/macros/{macro.pk}/", {"name": "Outage", "text-all": "Shorter"})
    macro.refresh_from_db()
    assert (macro.texts, macro.deeds) == ({"": "Shorter"}, [])


def test_a_language_that_the_desk_does_not_speak_is_added_and_stays(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    browser.post(NEW, {"name": "Hi", "text-es": "Hola", "other": "ca", "text-other": "Bon dia"})
    macro = Macro.objects.get()
    assert macro.texts == {"es": "Hola", "ca": "Bon dia"}
    form = browser.get(f"/desk/settings/macros/{macro.pk}/")
    assert node(form, "[name=text-ca]").text() == "Bon dia"
    assert "ca" not in [one.attributes["value"] for one in tree(form).css("[name=other] option")]
    given = {"name": "Hi", "text-es": "Hola", "text-ca": "Hola!", "other": "fr", "text-other": ""}
    browser.post(f"/desk/settings/macros/{macro.pk}/", given)
    macro.refresh_from_db()
    assert macro.texts == {"es": "Hola", "ca": "Hola!"}
    browser.post(f"/desk/settings/macros/{macro.pk}/", {**given, "text-ca": "", "text-../x": "no"})
    macro.refresh_from_db()
    assert macro.texts == {"es": "Hola"}


def test_the_rows_answer_their_buttons_with_and_without_script(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    browser = enter(desk.sara)
    given = {"name": "Outage", "deed-0": "take", "deed-1": "tag", "in-1-tags": "x", "do": "deed-up-1"}
    part = browser.post("/desk/settings/macros/editor/", given, **htmx)
    assert [one.attributes["value"] for one in tree(part).css("#deeds .deed > .row > select option[selected]")] == [
        "tag", "take",
    ]  # fmt: skip
    page = browser.post("/desk/settings/macros/editor/", {**given, "do": "deed-drop-0"})
    assert node(page, "[name=name]").attributes["value"] == "Outage"
    assert len(tree(page).css(".deed")) == 1
    assert Macro.objects.count() == 0


def test_what_is_refused_comes_back_as_it_was_typed(desk: Desk, enter: Enter) -> None:
    refused = enter(desk.sara).post(NEW, {"name": "Empty", "folder": "F"})
    assert (refused.status_code, texts(refused, "#settings [role=alert]")) == (
        422, ["A macro needs words, a note or something to do."],
    )  # fmt: skip
    assert node(refused, "[name=folder]").attributes["value"] == "F"


def test_each_sees_and_keeps_what_is_theirs(desk: Desk, enter: Enter) -> None:
    shared = add_macro(macro=NewMacro("Shared", {"": "x"}, folder="A"), by=desk.sara)
    own = add_macro(macro=NewMacro("Own", {"": "x"}, is_own=True), by=desk.amira)
    count_use(macro_ids=[shared.pk], by=desk.amira, at=NOON)
    browser = enter(desk.amira)
    page = browser.get("/desk/settings/macros/")
    assert texts(page, ".lines b, .lines .num") == ["Own", "0 times", "Shared", "1 time"]
    assert [one.attributes["href"] for one in tree(page).css(".lines a")] == [f"/desk/settings/macros/{own.pk}/"]
    answers: list[Any] = [
        browser.post(NEW, {"name": "For all", "text-all": "x"}),
        browser.post(NEW, {"name": "Mine", "text-all": "x", "is_own": "on"}),
        browser.post(f"/desk/settings/macros/{shared.pk}/removal/"),
        browser.post(f"/desk/settings/macros/{own.pk}/removal/"),
        enter(desk.sara).get(f"/desk/settings/macros/{own.pk}/"),
    ]
    assert [one.status_code for one in answers] == [403, 302, 403, 302, 404]
    assert sorted(Macro.objects.values_list("name", flat=True)) == ["Mine", "Shared"]


def test_the_preview_says_what_would_be_sent(desk: Desk, enter: Enter) -> None:
    shown = enter(desk.sara).post(
        "/desk/settings/macros/preview/", {"text-es": "Hola {cliente.nombre} <b>{foo}</b>", "note": "For {agent}"}
    )
    assert texts(shown, ".body") == ["Hola Ximena <b>{foo}</b>", "For Sara"]
    assert texts(shown, "[role=status]")[0].endswith("{foo}")
