"""The screens of presets, of the audit of claims, and of how segments are served, as an owner uses them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.people.actions import add_agent
from escalera.base.people.actions.segments import save_segment
from escalera.base.people.models import Agent, Level
from escalera.core.clocks.models import Clock
from escalera.core.presets.auditing import COLUMNS
from escalera.core.presets.files import all_presets
from escalera.core.presets.models import PresetRun
from escalera.core.presets.planning import plan
from escalera.core.tickets.actions import Content, reply, set_fields
from escalera.core.tickets.links import tracking_key
from escalera.core.tickets.models import Category, Ticket
from escalera.core.workflows.queries import flow_for
from tests.cast import NOON, Desk

SETTINGS = "/desk/settings/"


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", language="en")


@pytest.fixture
def browser(olga: Agent) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(olga)
    return client


def text(client: Client, path: str) -> str:
    page = client.get(SETTINGS + path)
    assert page.status_code == 200
    return page.content.decode()


def everything(preset: str, language: str = "en") -> list[str]:
    return [one.id for part in plan(all_presets()[preset], language) for one in part.things]


def apply(client: Client, preset: str, things: list[str] | None = None) -> Any:
    given = {"language": "en", "thing": everything(preset) if things is None else things}
    return client.post(f"{SETTINGS}presets/{preset}/", given, follow=True)


def test_all_presets_stand_there_with_what_they_are_for(browser: Client) -> None:
    page = text(browser, "presets/")
    assert re.findall(r'href="/desk/settings/presets/([a-z0-9-]+)/"', page) == list(all_presets())
    assert "To be checked with counsel" in page


def test_looking_changes_nothing_and_applying_does_what_was_ticked(desk: Desk, browser: Client) -> None:
    page = text(browser, "presets/it/?language=en")
    assert re.findall(r"(\d+) new, (\d+) changed, (\d+) as they are already", page)[0][2] != ""
    assert not PresetRun.objects.exists()
    ran = apply(browser, "it", ["levels:n1", "categories:it-access"])
    assert "2 things were made or changed" in ran.content.decode()
    assert (Level.objects.get(order=1).name, Category.objects.get().name) == ("Service desk", "Accounts and access")


def test_a_run_is_undone_after_asking(desk: Desk, browser: Client) -> None:
    apply(browser, "it", ["categories:it-access"])
    run = PresetRun.objects.get()
    assert "Undo the preset “IT services”?" in text(browser, f"presets/runs/{run.pk}/undo/")
    assert Category.objects.exists()
    undone = browser.post(f"{SETTINGS}presets/runs/{run.pk}/undo/", follow=True)
    assert (undone.status_code, Category.objects.exists()) == (200, False)
    again = browser.post(f"{SETTINGS}presets/runs/{run.pk}/undo/")
    assert (again.status_code, "It has been undone already." in again.content.decode()) == (409, True)


def test_every_law_shows_its_source_and_that_it_is_to_be_checked(browser: Client) -> None:
    for law in ("es-10-2025", "co-pqr", "pe-libro"):
        page = text(browser, f"presets/{law}/")
        assert "To be checked with counsel" in page
        assert 'rel="noreferrer noopener"' in page


@pytest.mark.parametrize(
    "path", ["presets/", "presets/it/", "audit/", "audit/claims.csv", "segments/", "segments/0/served/"]
)
def test_nobody_else_comes_in(desk: Desk, path: str) -> None:
    client = Client()
    client.force_login(desk.sara)
    assert client.get(SETTINGS + path).status_code == 403


@pytest.mark.parametrize("path", ["presets/none/", "presets/runs/999/", "segments/999/served/", "audit/claims.exe"])
def test_what_is_not_there_is_not_found(browser: Client, path: str) -> None:
    assert browser.get(SETTINGS + path).status_code == 404


def a_claim(desk: Desk) -> Ticket:
    ticket = desk.open(kind="complaint", language="es", at=timezone.now() - timedelta(hours=2)).ticket
    set_fields(
        ticket_id=ticket.pk, values={"pide-persona": "1", "espera-telefono": "95"}, by=desk.amira, at=timezone.now()
    )
    reply(ticket_id=ticket.pk, content=Content("I am Amira."), by=desk.amira, at=timezone.now())
    return ticket


def streamed(client: Client, path: str) -> str:
    response = client.get(SETTINGS + path)
    chunks: Iterator[bytes] = response.streaming_content  # type: ignore[attr-defined]
    return b"".join(chunks).decode()


def test_the_audit_names_each_claim_with_key_term_language_and_person(desk: Desk, browser: Client) -> None:
    apply(browser, "es-10-2025")
    ticket = a_claim(desk)
    desk.open(kind="request", at=timezone.now())
    clock = Clock.objects.get(ticket=ticket, kind="legal")
    rows = list(csv.reader(io.StringIO(streamed(browser, "audit/claims.csv"))))
    assert "To be checked with counsel" in rows[0][0]
    assert rows[1] == COLUMNS
    assert len(rows) == 3
    claim = dict(zip(COLUMNS, rows[2], strict=True))
    told = [
        claim[key]
        for key in ("key", "kind", "language", "term_amount", "term_unit", "term_met", "person_asked", "phone_wait_s")
    ]
    assert told == [tracking_key(ticket.pk), "complaint", "es", "15", "working_days", "running", "yes", "95.0"]
    assert claim["term_due"] == (clock.due_at.isoformat() if clock.due_at else "")
    assert claim["first_person_at"]
    data = json.loads(streamed(browser, "audit/claims.json"))
    assert [one["number"] for one in data["claims"]] == [ticket.pk]
    assert data["laws"]["es-10-2025"]["to_be_checked"] is True
    page = text(browser, "audit/")
    assert tracking_key(ticket.pk) in page


def test_the_period_of_the_audit_counts_whole_days(desk: Desk, browser: Client) -> None:
    desk.open(kind="complaint", at=NOON)
    inside = streamed(browser, "audit/claims.csv?since=2026-03-02&until=2026-03-02")
    outside = streamed(browser, "audit/claims.csv?since=2026-03-03&until=2026-03-04")
    assert [one.count("\n") for one in (inside, outside)] == [3, 2]


@pytest.mark.parametrize("count", [1, 30])
def test_the_audit_takes_the_same_queries(
    desk: Desk, browser: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for _n in range(count):
        desk.open(kind="complaint", at=timezone.now() - timedelta(hours=1))
    browser.get(SETTINGS + "audit/")
    with django_assert_max_num_queries(14):
        browser.get(SETTINGS + "audit/")


def flow_given(**change: Any) -> dict[str, Any]:
    return {"shown": ["new", "waiting_customer", "waiting_internal", "waiting_vendor", "scheduled", "closed", "cancelled"],
            "tone": "near", "survey": "", "routing": "", "tells_deadline": "on", **change}  # fmt: skip


def test_a_segment_is_drafted_tried_published_and_brought_back(desk: Desk, olga: Agent, browser: Client) -> None:
    gold = save_segment(name="Gold", may_ask_higher=False, by=olga, at=NOON)
    desk.farid.segment = gold
    desk.farid.save()
    number = desk.open(at=timezone.now() - timedelta(days=3)).ticket_id
    level = Level.objects.get(order=2)
    base = f"{SETTINGS}segments/{gold.pk}/served/"
    tried = browser.post(
        base, flow_given(level=[level.pk], greeting="Dear {customer},"), follow=True
    ).content.decode()
    assert "1 ticket looked at; 1 would have been served otherwise." in tried
    assert f"#{number} No internet" in tried
    assert flow_for(gold.pk).version == 0
    browser.post(base + "publish/")
    assert (flow_for(gold.pk).path, flow_for(gold.pk).greeting) == ((level.pk,), "Dear {customer},")
    browser.post(base, flow_given(survey="nps"))
    browser.post(base + "publish/")
    listed = text(browser, f"segments/{gold.pk}/served/versions/")
    assert re.findall(r"<b class=\"num\">(v\d)</b>", listed) == ["v2", "v1"]
    browser.post(base + "versions/", {"version": "1"})
    assert (flow_for(gold.pk).version, flow_for(gold.pk).path) == (3, (level.pk,))
    browser.post(base + "off/")
    assert flow_for(gold.pk).version == 0


def test_what_was_typed_is_kept_when_it_is_refused(browser: Client) -> None:
    page = browser.post(SETTINGS + "segments/0/served/", flow_given(greeting="x" * 601, **{"words-open": "Working"}))
    assert page.status_code == 422
    assert 'value="Working"' in page.content.decode()


@pytest.mark.parametrize(
    "given", [{"tone": "rude"}, {"entrance": "987654321"}, {"level": ["987654321"]}, {"words-open": "x" * 61}]
)
def test_hostile_input_is_refused_in_words(browser: Client, given: dict[str, Any]) -> None:
    assert browser.post(SETTINGS + "segments/0/served/", flow_given(**given)).status_code == 422
