"""The editor of policies: built row by row with or without script, in words, drafted, published, ordered, archived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.core.clocks import actions
from escalera.core.clocks.models import Clock, Policy, PolicyVersion
from escalera.core.tickets.actions import Content, reply
from tests.cast import NOON, Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

HOME = "/desk/settings/policies/"
DATA: dict[str, Any] = {
    "when": {"field": "priority", "is": "4"}, "calendar": "company",
    "targets": [
        {"clock": "first_reply", "unit": "working_minutes", "amount": 240, "when": None, "warn": [50, 75]},
        {"clock": "resolution", "unit": "working_days", "amount": 2, "when": None, "warn": []},
    ],
}  # fmt: skip


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def owner(olga: Agent, enter: Enter) -> Client:
    return enter(olga)


def draft(olga: Agent, name: str = "Gold", data: dict[str, Any] | None = None, kind: str = "sla") -> Policy:
    return actions.save_policy(name=name, kind=kind, data=data or DATA, by=olga, at=NOON)


def published(olga: Agent, name: str = "Gold", data: dict[str, Any] | None = None, kind: str = "sla") -> Policy:
    policy = draft(olga, name, data, kind)
    actions.publish_policy(policy_id=policy.pk, by=olga, at=NOON)
    policy.refresh_from_db()
    return policy


def fields(page: Any, part: str = "form.policy-form") -> dict[str, Any]:
    """Return what the form would send."""
    sent: dict[str, Any] = {}
    for one in node(page, part).css("input, select"):
        name, kind = one.attributes.get("name"), one.attributes.get("type")
        is_off = kind in ("checkbox", "radio") and "checked" not in one.attributes
        if not name or name == "csrfmiddlewaretoken" or is_off:
            continue
        value = one.attributes.get("value")
        if one.tag == "select":
            chosen = one.css_first("option[selected]") or one.css_first("option")
            value = chosen.attributes.get("value") if chosen else ""
        sent.setdefault(name, []).append(value or "")
    return sent


def press(browser: Client, page: Any, deed: str, **change: Any) -> Any:
    return browser.post(f"{HOME}editor/", {**fields(page), **change, "do": deed})


def test_a_policy_is_built_without_script(desk: Desk, owner: Client) -> None:
    page = owner.get(f"{HOME}new/")
    page = press(owner, page, "row-0", name="Gold")
    page = press(owner, page, "", **{"v-0-0": "4"})
    page = press(owner, page, "", **{"clock-0": "resolution", "amount-0": "2", "measure-0": "working_days"})
    page = press(owner, page, "target-add", **{"warn-0": ""})
    page = press(owner, page, "target-only-1", **{"clock-1": "first_reply", "amount-1": "90", "measure-1": "minutes"})
    page = press(owner, page, "t1-row-0", **{"t1-f-0-0": "channel"})
    page = press(owner, page, "t1-drop-0-1", **{"t1-o-0-0": "is", "t1-v-0-0": "phone"})
    page = press(owner, page, "target-add", **{"clock-2": "update"})
    page = press(owner, page, "target-drop-2")
    assert texts(page, "#policy-words li") == [
        "For tickets of which this holds: Priority is Urgent.", "Working time is the company's.",
        "Resolution within 2 working days. Without a warning.",
        "First reply within 90 minutes around the clock, only if Channel is telephone. Warned at 50 %, 75 % and 90 %.",
    ]  # fmt: skip
    answer = owner.post(f"{HOME}new/", fields(page))
    policy = Policy.objects.get()
    assert answer.headers["Location"] == f"{HOME}{policy.pk}/"
    assert (policy.name, policy.kind, policy.version) == ("Gold", "sla", 0)
    assert policy.draft == {
        "when": {"all": [{"field": "priority", "is": "4"}]}, "calendar": "company",
        "targets": [
            {"clock": "resolution", "unit": "working_days", "amount": 2, "when": None, "warn": []},
            {"clock": "first_reply", "unit": "calendar_minutes", "amount": 90,
             "when": {"all": [{"field": "channel", "is": "phone"}]}, "warn": [50, 75, 90]},
        ],
    }  # fmt: skip
    again = owner.get(f"{HOME}{policy.pk}/")
    assert {**fields(again), "policy": []} == {**fields(page), "policy": []}


def test_a_button_changes_one_condition_only(desk: Desk, owner: Client, olga: Agent, htmx: dict[str, Any]) -> None:
    data = {**DATA, "targets": [{**DATA["targets"][0], "when": {"field": "channel", "is": "phone"}}]}
    page = owner.get(f"{HOME}{draft(olga, data=data).pk}/")
    part = owner.post(f"{HOME}editor/?part=t0-", {**fields(page), "do": "t0-row-0"}, **htmx)
    assert node(part, "div").attributes["id"] == "editort0-"
    assert len(tree(part).css(".condition")) == 2
    whole = owner.post(f"{HOME}editor/?part=", {**fields(page), "do": "row-0"}, **htmx)
    assert (node(whole, "div").attributes["id"], len(tree(whole).css(".condition"))) == ("editor", 2)
    all_of_it = owner.post(f"{HOME}editor/", {**fields(page), "do": "target-add"}, **htmx)
    assert len(tree(all_of_it).css("fieldset.target")) == 2
    assert Policy.objects.get().draft == {**data, "targets": [{**data["targets"][0]}]}


def test_a_kind_offers_only_its_own_clocks(desk: Desk, owner: Client, htmx: dict[str, Any]) -> None:
    page = owner.get(f"{HOME}new/?kind=ola")
    offered = [one.attributes["value"] for one in node(page, "[name=clock-0]").css("option")]
    assert offered == ["own", "stay"]
    changed = owner.post(f"{HOME}editor/", {**fields(page), "kind": "uc"}, **htmx)
    assert [one.attributes["value"] for one in node(changed, "[name=clock-0]").css("option")] == ["vendor"]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk: Desk, owner: Client) -> None:
    page = owner.get(f"{HOME}new/")
    for change, refusal in (
        ({"name": ""}, "Give the policy a name."),
        ({"amount-0": "soon"}, "“soon” is no amount of time. Type a whole number from 1 on."),
        ({"amount-0": "0"}, "“0” is no amount of time. Type a whole number from 1 on."),
        ({"amount-0": "9999999"}, "“First reply” takes between 1 and 1054080, counted in: Working minutes."),
        ({"warn-0": "50, 100"}, "Warnings are percentages from 1 to 99, such as 50, 75, 90."),
        ({"measure-0": "moons"}, "Choose how the time is counted."),
        ({"calendar": "99999"}, "Choose whose working hours count."),
    ):
        answer = owner.post(f"{HOME}new/", {**fields(page), "name": "Gold", **change})
        assert (answer.status_code, texts(answer, "main [role=alert]")) == (422, [refusal])
        for name, value in change.items():
            if node(answer, f"[name={name}]").tag == "input":
                assert fields(answer)[name] == [value]
    assert not Policy.objects.exists()


def test_what_changes_by_itself_is_not_offered(desk: Desk, owner: Client) -> None:
    page = press(owner, owner.get(f"{HOME}new/"), "row-0")
    offered = {one.attributes["value"] for one in node(page, "[name=f-0-0]").css("option")}
    assert not {"clock_late", "due", "status", "assignee", "open", "updated"} & offered
    assert {"priority", "segment", "channel", "level"} <= offered


def test_a_condition_too_deep_for_rows_stays_as_it_is(desk: Desk, owner: Client, olga: Agent) -> None:
    two = [{"field": "priority", "is": "4"}, {"field": "kind", "is": "incident"}]
    deep = {"any": [{"all": [{"any": two}, two[0]]}, two[1]]}
    policy = draft(olga, data={**DATA, "when": deep})
    page = owner.get(f"{HOME}{policy.pk}/")
    assert node(page, "section.box .notice[data-tone=warn]")
    owner.post(f"{HOME}{policy.pk}/", {**fields(page), "name": "Renamed"})
    policy.refresh_from_db()
    assert (policy.name, policy.draft) == ("Renamed", {**DATA, "when": deep})


def test_publishing_makes_a_version_that_says_what_it_changed(desk: Desk, owner: Client, olga: Agent) -> None:
    policy = draft(olga)
    page = owner.post(f"{HOME}{policy.pk}/publication/", follow=True)
    assert texts(page, "main [role=status].notice") == ["Published. New clocks run by it from now on."]
    changed = {**DATA, "targets": [{**DATA["targets"][0], "amount": 120}, DATA["targets"][1]]}
    actions.save_policy(policy_id=policy.pk, name="Gold", kind="sla", data=changed, by=olga, at=later(1))
    trial = owner.get(f"{HOME}{policy.pk}/trial/")
    assert texts(trial, ".diff li") == [
        "Gone: First reply within 4 working hours. Warned at 50 % and 75 %.",
        "New: First reply within 2 working hours. Warned at 50 % and 75 %.",
    ]
    owner.post(f"{HOME}{policy.pk}/publication/", {"moves_running": "on"})
    assert list(PolicyVersion.objects.values_list("number", "moves_running")) == [(1, False), (2, True)]
    page = owner.get(f"{HOME}{policy.pk}/versions/")
    assert texts(page, ".versions b") == ["v2", "v1"]
    assert texts(page, ".versions > li:first-child .diff li") == texts(trial, ".diff li")
    assert texts(page, ".versions .chip") == ["Counts now"]
    again = owner.post(f"{HOME}{policy.pk}/publication/")
    assert (again.status_code, texts(again, "main [role=alert]")) == (409, ["There is no draft to publish."])


def test_policies_are_put_in_order_by_button_and_by_hand(desk: Desk, owner: Client, olga: Agent) -> None:
    gold, silver, rest = (published(olga, name) for name in ("Gold", "Silver", "Rest"))
    names = ".lines a.grow b"
    owner.post(f"{HOME}order/", {"kind": "sla", "do": f"up-{rest.pk}"})
    assert texts(owner.get(HOME), names) == ["Gold", "Rest", "Silver"]
    owner.post(f"{HOME}order/", {"kind": "sla", "policy": [silver.pk, gold.pk, rest.pk]})
    page = owner.get(HOME)
    assert texts(page, names) == ["Silver", "Gold", "Rest"]
    assert texts(page, ".lines a.grow small")[:2] == [
        "Priority is Urgent", "First reply 4 working hours · Resolution 2 working days"
    ]  # fmt: skip


def test_an_archived_policy_keeps_its_history(desk: Desk, owner: Client, olga: Agent) -> None:
    policy = published(olga)
    assert texts(owner.get(f"{HOME}{policy.pk}/archive/"), "main h1") == ["Archive the policy “Gold”?"]
    owner.post(f"{HOME}{policy.pk}/archive/")
    page = owner.get(HOME)
    assert texts(page, "details .lines b") == ["Gold"]
    assert owner.get(f"{HOME}{policy.pk}/versions/").status_code == 200


def test_a_draft_is_thrown_away(desk: Desk, owner: Client, olga: Agent) -> None:
    policy = published(olga)
    actions.save_policy(policy_id=policy.pk, name="Gold", kind="sla", data=DATA, by=olga, at=later(1))
    owner.post(f"{HOME}{policy.pk}/draft/")
    policy.refresh_from_db()
    assert (policy.draft, policy.version) == (None, 1)
    owner.post(f"{HOME}{draft(olga, 'New').pk}/draft/")
    assert list(Policy.objects.values_list("name", flat=True)) == ["Gold"]


def test_who_may_not_change_settings_gets_nothing(desk: Desk, enter: Enter, olga: Agent) -> None:
    policy, amira = draft(olga), enter(desk.amira)
    for path in (
        "",
        "new/",
        f"{policy.pk}/",
        f"{policy.pk}/trial/",
        f"{policy.pk}/versions/",
        f"{policy.pk}/archive/",
    ):
        assert amira.get(f"{HOME}{path}").status_code == 403, path
    for path in ("order/", "new/", "editor/", "words/", f"{policy.pk}/publication/", f"{policy.pk}/draft/"):
        assert amira.post(f"{HOME}{path}", {"name": "Mine"}).status_code == 403, path
    assert Policy.objects.get().version == 0


def test_the_list_costs_the_same_with_more_policies(desk: Desk, owner: Client, olga: Agent) -> None:
    counts = []
    for n in range(3):
        for one in range(3):
            published(olga, f"P{n}{one}")
        with CaptureQueriesContext(connection) as queries:
            owner.get(HOME)
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[0] <= 12


def test_a_draft_is_tried_on_past_tickets(desk: Desk, owner: Client, olga: Agent, enter: Enter) -> None:
    now = timezone.now() - timedelta(days=3)
    data = {**DATA, "when": {}, "targets": [{**DATA["targets"][0], "unit": "calendar_minutes", "amount": 60}]}
    policy = draft(olga, data=data)
    first, second, third = (desk.open(at=now).ticket_id for _n in range(3))
    desk.open(at=now - timedelta(days=50))
    reply(ticket_id=first, content=Content("Soon"), by=desk.amira, at=now + timedelta(minutes=30))
    reply(ticket_id=second, content=Content("Late"), by=desk.amira, at=now + timedelta(minutes=90))
    page = owner.get(f"{HOME}{policy.pk}/trial/")
    assert node(page, "#trial").attributes["hx-get"] == f"{HOME}{policy.pk}/trial/result/?period=month"
    tried = owner.get(f"{HOME}{policy.pk}/trial/result/")
    assert texts(tried, "p.quiet") == ["3 tickets of that time fulfil its condition."]
    assert texts(tried, ".results .chip, .results small.num") == ["33 % in time", "1 kept · 2 too late"]
    assert texts(tried, ".examples a") == [f"#{third}", f"#{second}"]
    assert "by 30 min" in texts(tried, ".examples")[0]
    quarter = owner.get(f"{HOME}{policy.pk}/trial/result/?period=quarter")
    assert texts(quarter, "p.quiet") == ["4 tickets of that time fulfil its condition."]
    nothing = draft(olga, "None", {**data, "when": {"field": "channel", "is": "whatsapp"}})
    assert texts(owner.get(f"{HOME}{nothing.pk}/trial/result/"), "h2") == ["No ticket to try it on"]
    assert enter(desk.amira).get(f"{HOME}{policy.pk}/trial/result/").status_code == 403
    assert not Clock.objects.exclude(kind="promise").exists()
