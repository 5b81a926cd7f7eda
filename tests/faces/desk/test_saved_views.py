"""The screen of saved views: built row by row, previewed, saved, ordered, deleted; by htmx and without script."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from escalera.core.conditions.reading import data_of, read
from escalera.core.views.actions import Wanted, create_view
from escalera.core.views.models import SavedView
from escalera.faces.desk.settings.views.editing import data_of_groups, groups_of
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

HOME = "/desk/settings/views/"
OPEN: dict[str, Any] = {"field": "open", "is": True}


def fields(page: Any) -> dict[str, Any]:
    """Return what the form would send."""
    sent: dict[str, Any] = {}
    form = node(page, "form.view-form") if tree(page).css_first("form.view-form") else node(page, "#editor")
    for one in form.css("input, select"):
        name, kind = one.attributes.get("name"), one.attributes.get("type")
        if not name or name == "csrfmiddlewaretoken" or (kind == "checkbox" and "checked" not in one.attributes):
            continue
        if one.tag == "select":
            chosen = one.css_first("option[selected]") or one.css_first("option")
            value = chosen.attributes.get("value") if chosen else ""
        else:
            value = one.attributes.get("value")
        sent.setdefault(name, []).append(value or "")
    return sent


def press(browser: Client, page: Any, deed: str, **change: Any) -> Any:
    return browser.post(f"{HOME}editor/", {**fields(page), **change, "do": deed})


def test_another_field_begins_without_the_values_of_the_one_before(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    page = press(browser, browser.get(f"{HOME}new/"), "row-0")
    assert fields(page)["v-0-0"] == ["true"]
    page = press(browser, page, "", **{"f-0-0": "subject"})
    assert fields(page)["v-0-0"] == [""]
    page = press(browser, page, "", **{"o-0-0": "contains", "v-0-0": ["VPN"]})
    assert (fields(page)["o-0-0"], fields(page)["v-0-0"]) == (["contains"], ["VPN"])


def test_a_view_is_built_without_script(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    page = browser.get(f"{HOME}new/")
    page = press(browser, page, "row-0", name="Urgent")
    page = press(browser, page, "", **{"f-0-1": "priority"})
    page = press(browser, page, "", **{"o-0-1": "one_of"})
    page = press(browser, page, "group", **{"v-0-1": ["3", "4"]})
    page = press(browser, page, "", **{"f-1-0": "due"})
    page = press(browser, page, "row-1", **{"o-1-0": "before", "v-1-0": "date", "d-1-0": "2026-03-09"})
    page = press(browser, page, "", **{"f-1-1": "assignee"})
    page = press(browser, page, "", **{"o-1-1": "is", "v-1-1": "me"})
    sent = {
        **fields(page),
        "columns": ["number", "due"],
        "order": "due",
        "sharing": "team",
        "team": str(desk.front.pk),
    }
    answer = browser.post(f"{HOME}new/", sent)
    view = SavedView.objects.get()
    assert answer.headers["Location"] == f"/desk/?view=view-{view.pk}"
    assert (view.name, view.sharing, view.team, view.order, view.columns) == (
        "Urgent", "team", desk.front, "due", ["number", "due"]
    )  # fmt: skip
    assert view.condition == {
        "all": [
            OPEN, {"field": "priority", "one_of": ["3", "4"]},
            {"any": [{"field": "due", "before": "2026-03-09"}, {"field": "assignee", "is": "me"}]},
        ]
    }  # fmt: skip
    again = browser.get(f"{HOME}{view.pk}/")
    assert {k: v for k, v in fields(again).items() if k[1] == "-"} == {
        k: v for k, v in fields(page).items() if k[1] == "-"
    }


def test_rows_are_taken_out_again(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    browser = enter(desk.sara)
    page = press(browser, press(browser, browser.get(f"{HOME}new/"), "group"), "row-0")
    part = browser.post(f"{HOME}editor/", {**fields(page), "do": "drop-0-0"}, **htmx)
    assert len(tree(part).css(".condition")) == 2
    assert tree(part).css_first("form") is None
    assert len(tree(browser.post(f"{HOME}editor/", {**fields(part), "do": "ungroup-1"}, **htmx)).css(".rows")) == 1


def test_the_preview_counts_and_says_what_is_missing(desk: Desk, enter: Enter) -> None:
    desk.open("Ours")
    desk.open("Theirs", team=desk.sales)
    sent = {"f-0-0": "open", "o-0-0": "is", "v-0-0": "true", "match-0": "all"}
    page = enter(desk.amira).post(f"{HOME}preview/", sent)
    assert texts(page, "h2, p, .subject") == ["1 tickets that you see", "Open: yes", "Unread Ours"]
    page = enter(desk.amira).post(f"{HOME}preview/", {**sent, "f-0-0": "subject", "o-0-0": "contains", "v-0-0": ""})
    assert texts(page, "h2") == ["Not complete yet"]


def test_a_list_of_the_inbox_becomes_a_view(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    for key in (
        "mine",
        "due",
        "snoozed",
        "unassigned",
        "all",
        "ended",
        "channel-email",
        f"level-{desk.front.level_id}",
    ):
        page = browser.get(f"/desk/?view={key}")
        condition = node(page, "#selection [name=condition]").attributes["value"] or ""
        form = browser.get(node(page, f".list-head .sheet a[href^='{HOME}new/']").attributes["href"] or "")
        sent = fields(form)
        browser.post(f"{HOME}new/", {**sent, "name": key})
        assert SavedView.objects.get(name=key).condition == json.loads(condition)


def test_a_refused_view_keeps_what_was_written(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    sent = {
        "name": "Shared",
        "sharing": "all",
        "f-0-0": "subject",
        "o-0-0": "contains",
        "v-0-0": "VPN",
        "order": "due",
    }
    page = browser.post(f"{HOME}new/", sent)
    assert page.status_code == 403
    assert texts(page, "#settings [role=alert]") == ["Your role may keep views for yourself, but not share them."]
    assert fields(page)["v-0-0"] == ["VPN"]


def test_views_are_ordered_and_deleted_here(desk: Desk, enter: Enter) -> None:
    first, second = (create_view(Wanted(name, OPEN), by=desk.amira, at=NOON) for name in ("first", "second"))
    browser = enter(desk.amira)
    assert texts(browser.get(HOME), ".lines b") == ["first", "second"]
    browser.post(HOME, {"do": f"up-{second.pk}"})
    assert texts(browser.get(HOME), ".lines b") == ["second", "first"]
    assert enter(desk.omar).post(f"{HOME}{first.pk}/delete/").status_code == 404
    browser.post(f"{HOME}{first.pk}/delete/")
    assert texts(browser.get(HOME), ".lines b") == ["second"]


@pytest.mark.parametrize(
    "data",
    [
        {"all": [OPEN, {"not": {"any": [OPEN]}}]}, {"any": [OPEN, {"all": [{"field": "due", "empty": True}]}]},
        {"not": {"any": [{"field": "opened", "within_days": 3}, {"field": "subject", "contains": "x"}]}},
    ],
)  # fmt: skip
def test_rows_say_the_same_as_the_condition(desk: Desk, data: dict[str, Any]) -> None:
    groups = groups_of(read(data))
    assert groups is not None
    assert data_of(read(data_of_groups(groups))) == data


def test_a_condition_too_deep_for_rows_is_kept(desk: Desk, enter: Enter) -> None:
    deep = {"all": [{"any": [{"all": [OPEN]}, OPEN]}]}
    view = create_view(Wanted("Deep", deep), by=desk.amira, at=NOON)
    browser = enter(desk.amira)
    page = browser.get(f"{HOME}{view.pk}/")
    browser.post(f"{HOME}{view.pk}/", {**fields(page), "name": "Deeper"})
    view.refresh_from_db()
    assert (view.name, view.condition) == ("Deeper", deep)
