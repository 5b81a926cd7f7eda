"""The screen of the rules: list, editor, dry run, runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from escalera.base.log.models import Event
from escalera.core.rules.models import Rule, RuleRun
from escalera.core.rules.reading import read_rule, rule_words
from escalera.core.tickets.models import Ticket
from escalera.faces.desk.settings.rules.examples import examples
from tests.cast import Desk
from tests.core.rules.acting import boss_of, settle, write_rule
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

RULES, NEW, EDITOR = "/desk/settings/rules/", "/desk/settings/rules/new/", "/desk/settings/rules/editor/"
TYPED = {
    "name": "Hot", "is_active": "on", "trigger": "message.received", "amount": "4", "unit": "working_hours",
    "match-0": "all", "f-0-0": "status", "o-0-0": "is", "v-0-0": "open",
    "f-0-1": "change.text", "o-0-1": "contains", "v-0-1": "lawyer",
    "deed-0": "classify", "in-0-priority": "4", "deed-1": "note", "in-1-text": "Careful", "stops": "on",
}  # fmt: skip
AT_ONCE = {"name": "Hot", "is_active": "on", "trigger": "ticket.opened", "deed-0": "tag", "in-0-tags": "hot"}


def selected(page: Any, css: str) -> list[Any]:
    return [one.attributes["value"] for one in tree(page).css(f"{css} option[selected]")]


def test_what_is_typed_becomes_a_rule_and_stands_in_its_form_again(desk: Desk, enter: Enter) -> None:
    browser = enter(boss_of(desk))
    assert browser.post(NEW, TYPED)["Location"] == RULES
    rule = Rule.objects.get()
    data = rule.versions.get().data
    assert (rule.name, rule.trigger, rule.is_active) == ("Hot", "message.received", True)
    assert data == {
        "trigger": "message.received", "after": {"amount": 4, "unit": "working_hours"}, "stops": True,
        "when": {"all": [{"field": "status", "is": "open"}, {"field": "change.text", "contains": "lawyer"}]},
        "deeds": [{"do": "classify", "priority": 4}, {"do": "note", "text": "Careful"}],
    }  # fmt: skip
    form = browser.get(f"{RULES}{rule.pk}/")
    assert selected(form, "#trigger") == ["message.received"]
    assert selected(form, "[name=f-0-1]") == ["change.text"]
    assert texts(form, "[name=in-1-text]") == ["Careful"]
    assert texts(form, "#summary p") == [
        "4 working hours after the customer writes, if still Status is Open and Words of the message contains “lawyer”, "
        "then: priority urgent, left a note."
    ]
    browser.post(f"{RULES}{rule.pk}/", {**TYPED, "amount": "", "name": "Hotter"})
    rule.refresh_from_db()
    assert (rule.name, rule.version, rule.versions.get(number=2).data["after"]) == ("Hotter", 2, None)


def test_the_list_orders_and_switches(desk: Desk, enter: Enter) -> None:
    browser = enter(boss_of(desk))
    first, second = (write_rule(desk, "ticket.opened", {"do": "tag", "tags": "x"}, name=name) for name in "AB")
    assert texts(browser.get(RULES), ".rules b") == ["A", "B"]
    browser.post(f"{RULES}order/", {"rule": [first.pk, second.pk], "do": f"down-{first.pk}"})
    assert texts(browser.get(RULES), ".rules b") == ["B", "A"]
    browser.post(f"{RULES}{first.pk}/switch/", {"on": "0"})
    page = browser.get(RULES)
    assert [one.attributes["aria-checked"] for one in tree(page).css("[role=switch]")] == ["true", "false"]
    assert browser.post(f"{RULES}{first.pk}/removal/")["Location"] == RULES
    assert texts(browser.get(RULES), ".rules b") == ["B"]


def test_the_list_asks_the_same_whatever_its_length(
    desk: Desk, enter: Enter, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = enter(boss_of(desk))
    when = {"field": "team", "is": str(desk.front.pk)}
    for name in "ABC":
        write_rule(desk, "ticket.opened", {"do": "assign", "team": str(desk.sales.pk)}, name=name, when=when)
        browser.get(RULES)
        with django_assert_num_queries(6):
            browser.get(RULES)


def test_a_refusal_comes_back_as_it_was_typed(desk: Desk, enter: Enter) -> None:
    page = enter(boss_of(desk)).post(
        NEW, {"name": "Nothing", "trigger": "ticket.opened", "amount": "9", "unit": "days"}
    )
    assert (page.status_code, texts(page, "#settings [role=alert]")) == (422, ["A rule needs something to do."])
    assert (node(page, "[name=name]").attributes["value"], node(page, "#amount").attributes["value"]) == (
        "Nothing",
        "9",
    )
    assert texts(page, "#summary h2") == ["Not complete yet"]


def test_the_buttons_work_with_and_without_script(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    browser = enter(boss_of(desk))
    part = browser.post(f"{EDITOR}?part=deeds", {**TYPED, "do": "deed-add"}, **htmx)
    assert len(tree(part).css("#deeds .deed")) == 3
    part = browser.post(f"{EDITOR}?part=when", {**TYPED, "do": "row-0"}, **htmx)
    assert len(tree(part).css("#editor .condition")) == 3
    part = browser.post(EDITOR, {**TYPED, "trigger": "clock.warned"}, **htmx)
    assert selected(part, "#trigger") == ["clock.warned"]
    offered = [one.attributes["value"] for one in tree(part).css("[name=f-0-0] option")]
    assert offered[:2] == ["change.clock", "change.percent"]
    page = browser.post(f"{EDITOR}?part=deeds", {**TYPED, "do": "deed-drop-0"})
    assert [texts(page, "h1"), selected(page, "#deed-1"), len(tree(page).css(".deed"))] == [["New rule"], [], 1]
    assert Rule.objects.count() == 0


def test_what_a_field_takes_is_asked_in_its_own_way(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    from escalera.core.tickets.models import Field

    Field.objects.create(key="line", label="Line", kind="choice", choices=["fibre", "copper"])
    given = {**AT_ONCE, "deed-0": "field", "in-0-field": "line"}
    part = enter(boss_of(desk)).post(f"{EDITOR}?part=deeds", given, **htmx)
    assert texts(part, "[name=in-0-value] option") == ["empty", "fibre", "copper"]


def test_the_dry_run_lists_what_it_would_have_done_and_does_nothing(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    now = timezone.now()
    browser = enter(boss_of(desk))
    for minute in range(23):
        desk.open(f"Line {minute}", at=now - timedelta(hours=30, minutes=minute))
    desk.open("Long ago", at=now - timedelta(days=9))
    Ticket.objects.filter(subject="Line 3").update(priority=4)
    asked = {**AT_ONCE, "f-0-0": "priority", "o-0-0": "is", "v-0-0": "2"}
    part = browser.post(f"{RULES}rehearsal/", asked, **htmx)
    assert len(tree(part).css(".lines > li")) == 20
    assert texts(part, ".notice") == ["Judged by how the tickets stand today, not then: Priority."]
    before = node(part, "[name=before]").attributes["value"]
    rest = browser.post(f"{RULES}rehearsal/", {**asked, "before": before}, **htmx)
    assert len(tree(rest).css(".lines > li a")) == 2
    assert tree(rest).css("[name=before]") == []
    assert (RuleRun.objects.count(), Event.objects.filter(name="tags.changed").count()) == (0, 0)


def test_the_dry_run_of_a_later_rule_leaves_out_what_was_over(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    from escalera.core.tickets.actions import Content, reply

    now = timezone.now()
    answered, silent = (desk.open(name, at=now - timedelta(days=2)).ticket_id for name in ("Answered", "Silent"))
    from escalera.core.tickets.actions import receive_message

    for number in (answered, silent):
        receive_message(
            ticket_id=number, contact=desk.farid, content=Content("And?"), channel="email", at=now - timedelta(days=1)
        )  # fmt: skip
    reply(ticket_id=answered, content=Content("Yes"), by=desk.amira, at=now - timedelta(hours=20))
    asked = {**AT_ONCE, "trigger": "message.received", "amount": "12", "unit": "hours"}
    part = enter(boss_of(desk)).post(f"{RULES}rehearsal/", asked, **htmx)
    assert texts(part, ".lines b") == [f"#{silent} Silent"]


@pytest.mark.django_db(transaction=True)
def test_the_runs_of_a_rule_are_listed_newest_first(
    desk: Desk, enter: Enter, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rule = write_rule(desk, "ticket.opened", {"do": "note", "text": "Seen"})
    numbers = [desk.open(f"T{n}").ticket_id for n in range(33)]
    settle(timezone.now())
    browser = enter(boss_of(desk))
    page = browser.get(f"{RULES}{rule.pk}/runs/")
    assert texts(page, ".lines b")[:2] == [f"#{numbers[32]} T32", f"#{numbers[31]} T31"]
    older = str(node(page, ".setting > a.button").attributes["href"])
    assert len(tree(browser.get(f"{RULES}{rule.pk}/runs/{older.rpartition('/')[2]}")).css(".lines li")) == 3
    assert texts(browser.get(RULES), ".rules .chip") == ["33 times"]


def test_nobody_else_gets_in(desk: Desk, enter: Enter) -> None:
    rule = write_rule(desk, "ticket.opened", {"do": "tag", "tags": "x"})
    browser = enter(desk.amira)
    answers: list[Any] = [
        browser.get(RULES), browser.get(NEW), browser.post(NEW, TYPED), browser.get(f"{RULES}{rule.pk}/"),
        browser.post(f"{RULES}{rule.pk}/", TYPED), browser.post(f"{RULES}{rule.pk}/switch/", {"on": "0"}),
        browser.post(f"{RULES}{rule.pk}/removal/"), browser.get(f"{RULES}{rule.pk}/runs/"), browser.post(EDITOR, TYPED),
        browser.post(f"{RULES}rehearsal/", TYPED), browser.post(f"{RULES}order/", {"rule": rule.pk}),
    ]  # fmt: skip
    assert {one.status_code for one in answers} == {403}
    assert list(Rule.objects.values_list("name", "is_active", "version")) == [("R", True, 1)]


def test_every_ready_made_rule_is_sound_and_opens_in_the_editor(desk: Desk, enter: Enter) -> None:
    browser = enter(boss_of(desk))
    for one in examples():
        assert rule_words(read_rule(one.data()))
        page = browser.get(f"{NEW}?from={one.key}")
        assert (node(page, "[name=name]").attributes["value"], texts(page, "#summary h2")) == (
            str(one.name),
            ["In words"],
        )


@pytest.mark.django_db(transaction=True)
def test_what_a_rule_did_stands_folded_on_the_ticket(
    desk: Desk, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "LANGUAGE_CODE", "en")
    when = {"field": "subject", "contains": "internet"}
    deeds = {"do": "classify", "priority": "4"}, {"do": "tag", "tags": "hot"}
    write_rule(desk, "ticket.opened", *deeds, when=when, name="<b>Hot</b>")
    number = desk.open().ticket_id
    settle(timezone.now())
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    assert texts(page, "details.events > summary div") == [
        "Rule “<b>Hot</b>”: priority urgent, tagged hot, because Subject contains “internet”"
    ]
    assert len(tree(page).css("details.events > div.event")) == 2
