"""The form of what callers of a number hear: it writes the settings that the telephone reads, and loses nothing."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.secrets import with_secret
from tests.cast import NOON, Desk
from tests.core.channels.voice.conftest import OURS, Caller, said
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree
from tests.peers.twilio import ROOT, SID, TOKEN

pytestmark = pytest.mark.django_db

Fields = dict[str, Any]


@pytest.fixture
def line(desk: Desk) -> Channel:
    settings: Fields = {
        "provider": "twilio", "account_sid": SID, "public_url": ROOT, "ring_s": 30,
        "languages": [{"digit": "1", "language": "es"}, {"digit": "2", "language": "en"}],
        "menus": {"main": {
            "options": [
                {"digit": "1", "to": "team", "value": desk.front.pk, "say": {"es": "averías", "en": "faults"}},
                {"digit": "2", "to": "level", "value": 2, "say": {"es": "redes", "en": "networks", "pt-br": "redes"}},
                {"digit": "9", "to": "voicemail", "say": {"es": "un mensaje", "en": "a message"}},
            ],
            "otherwise": {"to": "callback"},
        }},
        "closed": {"to": "hang_up"},
        "words": {"es": {"greeting": "Hola.", "option": "x"}, "pt-br": {"greeting": "Olá."}},
    }  # fmt: skip
    settings = with_secret(settings, "auth_token", TOKEN, NOON)
    return Channel.objects.create(kind="voice", name="Line", address=OURS, team=desk.front, settings=settings)


def page(line: Channel) -> str:
    return f"/desk/settings/channels/{line.pk}/callers/"


def fields_of(response: Any) -> Fields:
    """Return what a browser would send of the form."""
    found: dict[str, list[str]] = {}
    page = tree(response)
    inside = "#callers" if page.css("#callers") else "#callers-form"
    for one in page.css(", ".join(f"{inside} {tag}[name]" for tag in ("input", "textarea", "select"))):
        name = one.attributes["name"] or ""
        if one.tag == "select":
            options = one.css("option")
            chosen = next((o for o in options if "selected" in o.attributes), options[0])
            value = chosen.attributes.get("value") if "value" in chosen.attributes else chosen.text()
        else:
            value = one.text(strip=False) if one.tag == "textarea" else one.attributes.get("value")
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value or "")
    return found


def kept(line: Channel) -> Fields:
    line.refresh_from_db()
    return {name: line.settings.get(name) for name in ("languages", "menus", "entry", "closed", "words")}


def test_saved_as_it_is_it_changes_nothing(desk: Desk, line: Channel, enter: Enter) -> None:
    browser, before = enter(desk.sara), kept(line)
    form = fields_of(browser.get(page(line)))
    done = browser.post(page(line), {**form, "do": "save"})
    assert (done.status_code, done["Location"]) == (302, page(line))
    assert kept(line) == before
    assert line.settings["ring_s"] == 30
    assert texts(browser.get(page(line)), "p.notice[role=status]") == ["What callers hear is saved."]


def test_the_settings_of_the_channel_leave_it_alone(desk: Desk, line: Channel, enter: Enter) -> None:
    browser, before = enter(desk.sara), kept(line)
    shown = browser.get(f"/desk/settings/channels/{line.pk}/")
    assert [one.attributes["href"] for one in tree(shown).css("a.box")] == [page(line)]
    assert not tree(shown).css("[name='field-menus'], [name='field-words']")
    browser.post(f"/desk/settings/channels/{line.pk}/", {"name": "Line", "address": OURS, "field-account_sid": SID})
    assert kept(line) == before


def test_a_key_is_added_and_heard(desk: Desk, line: Channel, enter: Enter, htmx: Any) -> None:
    browser = enter(desk.sara)
    form = fields_of(browser.get(page(line)))
    part = browser.post(page(line), {**form, "do": "key-add-0"}, **htmx)
    assert [one.attributes.get("id") for one in tree(part).css("[autofocus]")] == ["to-0-3"]
    form = fields_of(part)
    assert form["digit-0"] == ["1", "2", "9", "3"]
    form["to-0"][3], form["say-es-0"][3], form["say-en-0"][3] = f"team.{desk.sales.pk}", "ventas", "sales"
    assert browser.post(page(line), {**form, "do": "save"}).status_code == 302
    assert kept(line)["menus"]["main"]["options"][3] == {
        "digit": "3", "to": "team", "value": desk.sales.pk, "say": {"es": "ventas", "en": "sales"},
    }  # fmt: skip
    caller = Caller(line)
    assert said(caller.press(caller.ask(""), "2")) == [
        "For faults, press 1.", "For networks, press 2.", "For a message, press 9.", "For sales, press 3.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("do", "digits", "focus"),
    [
        ("key-up-0-1", ["2", "1", "9"], "key-down-0-0"),
        ("key-down-0-1", ["1", "9", "2"], "key-up-0-2"),
        ("key-up-0-2", ["1", "9", "2"], "key-up-0-1"),
        ("key-up-0-0", ["1", "2", "9"], "key-down-0-0"),
        ("key-drop-0-0", ["2", "9"], "key-drop-0-0"),
        ("key-drop-0-2", ["1", "2"], "key-drop-0-1"),
        ("key-drop-0-7", ["1", "2", "9"], None),
        ("key-up-9-0", ["1", "2", "9"], None),
        ("key-up-", ["1", "2", "9"], None),
        ("nonsense", ["1", "2", "9"], None),
    ],
)
def test_rows_move_and_go_and_one_stays_where_one_was(
    desk: Desk, line: Channel, enter: Enter, htmx: Any, do: str, digits: list[str], focus: str | None
) -> None:
    browser = enter(desk.sara)
    part = browser.post(page(line), {**fields_of(browser.get(page(line))), "do": do}, **htmx)
    assert fields_of(part)["digit-0"] == digits
    assert [one.attributes.get("id") for one in tree(part).css("[autofocus]")] == ([focus] if focus else [])
    assert kept(line)["menus"]["main"]["options"][0]["digit"] == "1"  # nothing is saved yet


def test_without_script_a_button_gives_the_whole_page(desk: Desk, line: Channel, enter: Enter) -> None:
    browser = enter(desk.sara)
    shown = browser.post(page(line), {**fields_of(browser.get(page(line))), "do": "key-drop-0-0"})
    assert (shown.status_code, texts(shown, "h1"), fields_of(shown)["digit-0"]) == (
        200, ["What callers hear"], ["2", "9"],
    )  # fmt: skip


def test_a_menu_below_is_named_and_its_new_name_is_meant(desk: Desk, line: Channel, enter: Enter) -> None:
    browser = enter(desk.sara)
    form = fields_of(browser.post(page(line), {**fields_of(browser.get(page(line))), "do": "menu-add"}))
    assert form["name-1"] == ["Menu 2"]
    form["to-0"][0] = "menu.Menu 2"
    form["to-1"], form["say-es-1"], form["say-en-1"] = ["voicemail"], ["un mensaje"], ["a message"]
    form["name-1"] = ["faults"]
    assert browser.post(page(line), {**form, "do": "save"}).status_code == 302
    menus = kept(line)["menus"]
    assert menus["main"]["options"][0] == {
        "digit": "1", "to": "menu", "value": "faults", "say": {"es": "averías", "en": "faults"},
    }  # fmt: skip
    assert menus["faults"] == {
        "options": [{"digit": "1", "to": "voicemail", "say": {"es": "un mensaje", "en": "a message"}}]
    }
    dropped = browser.post(page(line), {**fields_of(browser.get(page(line))), "do": "menu-drop-1"})
    refused = browser.post(page(line), {**fields_of(dropped), "do": "save"})
    assert (refused.status_code, wrong(refused)) == (422, {"to-0-0": "There is no such menu."})


def wrong(response: Any) -> dict[str, str]:
    """Return what is said beside each field that is marked, read as a screen reader finds it."""
    page = tree(response)
    found = {}
    for one in page.css("[aria-invalid], button[aria-describedby]"):
        said = page.css_first(f"#{one.attributes['aria-describedby']}")
        found[one.attributes["id"] or ""] = said.text() if said else ""
    return found


def test_what_is_wrong_stands_beside_its_field(desk: Desk, line: Channel, enter: Enter) -> None:
    browser, before = enter(desk.sara), kept(line)
    form = fields_of(browser.get(page(line)))
    form["language-digit"] = ["1", "1"]
    form["digit-0"][1] = "1"
    form["to-0"][2] = ""
    form["say-es-0"][0] = " "
    form["otherwise-0"] = ["team.999"]
    form["closed"] = ["level.77"]
    form["words-es-greeting"] = ["x" * 1501]
    refused = browser.post(page(line), {**form, "do": "save"})
    assert refused.status_code == 422
    assert wrong(refused) == {
        "language-digit-1": "Key 1 is taken already.",
        "words-es-greeting": "At most 1500 characters.",
        "digit-0-1": "Key 1 is taken already.",
        "to-0-2": "Choose where the key leads.",
        "say-es-0-0": "Write what the key is for.",
        "otherwise-0": "There is no such team.",
        "closed": "There is no such level.",
    }
    assert texts(refused, ".notice[role=alert]") == ["7 things are to be put right."]
    assert [one.attributes.get("id") for one in tree(refused).css("[autofocus]")] == ["language-digit-1"]
    assert kept(line) == before
    assert fields_of(refused)["digit-0"] == ["1", "1", "9"]  # what was typed stays


def test_languages_come_and_go_and_their_words_stay(desk: Desk, line: Channel, enter: Enter) -> None:
    browser = enter(desk.sara)
    form = fields_of(browser.post(page(line), {**fields_of(browser.get(page(line))), "do": "language-add-pt-br"}))
    assert (form["language"], form["language-digit"]) == (["es", "en", "pt-br"], ["1", "2", "3"])
    assert (form["words-pt-br-greeting"], form["say-pt-br-0"]) == (["Olá."], ["", "redes", ""])
    form = fields_of(browser.post(page(line), {**form, "do": "language-drop-0"}))
    form = fields_of(browser.post(page(line), {**form, "do": "language-up-1"}))
    assert form["language"] == ["pt-br", "en"]
    form["say-pt-br-0"] = ["falhas", "redes", "recado"]
    assert browser.post(page(line), {**form, "do": "save"}).status_code == 302
    now = kept(line)
    assert now["languages"] == [{"digit": "3", "language": "pt-br"}, {"digit": "2", "language": "en"}]
    assert now["words"] == {"es": {"greeting": "Hola.", "option": "x"}, "pt-br": {"greeting": "Olá."}}
    assert now["menus"]["main"]["options"][0]["say"] == {"es": "averías", "en": "faults", "pt-br": "falhas"}


def test_the_outline_is_what_is_heard(desk: Desk, line: Channel, enter: Enter, htmx: Any) -> None:
    browser = enter(desk.sara)
    form = fields_of(browser.get(page(line)))
    form["words-en-greeting"] = ["Hello there."]
    part = browser.post(page(line), {**form, "do": "hear"}, **htmx)
    assert [one.attributes["id"] for one in tree(part).css("body > *")] == ["callers-heard"]
    front = f"N1 {desk.front.name}"
    assert texts(part, "#heard-en > ol > li > q") == [
        "Hola.", "For English, press 2.", "Hello there.", "For faults, press 1.", "For networks, press 2.",
        "For a message, press 9.", "Nobody is here at this hour.",
    ]  # fmt: skip
    assert texts(part, "#heard-en > ol > li:nth-child(4) li") == [
        f"One moment, please. Rings: {front}. Nobody free: the queue."
    ]
    assert texts(part, "#heard-en > ol > li > small") == ["No key three times: Ask for a call back", "Out of hours"]
    browser.post(page(line), {**form, "do": "save"})
    line.refresh_from_db()
    caller = Caller(line)
    asked = caller.ask("")
    assert said(asked)[0] == "Hola."
    assert said(caller.press(asked, "2"))[:2] == ["Hello there.", "For faults, press 1."]


def test_a_menu_that_leads_to_itself_is_told_once(desk: Desk, line: Channel, enter: Enter, htmx: Any) -> None:
    form = fields_of(enter(desk.sara).get(page(line)))
    form["to-0"] = ["menu.main", "menu.main", "menu.main"]
    part = enter(desk.sara).post(page(line), {**form, "do": "hear"}, **htmx)
    assert texts(part, "#heard-es li li") == ["Main menu, as above"] * 3 + ["Hang up"]


def test_only_who_looks_after_channels_and_only_of_a_telephone(desk: Desk, line: Channel, enter: Enter) -> None:
    assert enter(desk.amira).get(page(line)).status_code == 403
    assert enter(desk.amira).post(page(line), {"do": "save"}).status_code == 403
    assert enter(desk.sara).get(f"/desk/settings/channels/{desk.mailbox.pk}/callers/").status_code == 404
    assert enter(desk.sara).get("/desk/settings/channels/999999/callers/").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"menus": "x", "words": 7, "languages": "es"},
        {"menus": {"main": None, "b": {"options": [None, {"to": "?"}]}}},
    ],
)
def test_whatever_stands_in_the_settings_can_be_shown(desk: Desk, line: Channel, enter: Enter, given: Fields) -> None:
    Channel.objects.filter(pk=line.pk).update(settings=given)
    assert enter(desk.sara).get(page(line)).status_code == 200
    assert (
        enter(desk.sara).post(page(line), {"do": "menu-add", "known-0": "\x00", "to-0": "x" * 9999}).status_code
        == 200
    )
