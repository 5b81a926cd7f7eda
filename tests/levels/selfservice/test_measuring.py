"""Honest figures: what held is counted after seven days, who left in silence is shown, people took over for reasons."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from escalera.base.refusals import NotAllowed
from escalera.core.retrieval.models import Asked, Gate
from escalera.levels.selfservice import actions
from escalera.levels.selfservice.measuring import AssistantReport, Bound, assistant_report
from tests.cast import NOON, Desk, later
from tests.levels.selfservice.conftest import begun, say

VPN = "my vpn drops every hour, what is wrong with the clock"
WEEK = 7 * 24 * 60


def told(desk: Desk, minutes: float) -> AssistantReport:
    return assistant_report(since=NOON, until=later(60 * 24), by=desk.sara, at=later(minutes))


@pytest.fixture
def talks(help_pages: Desk) -> Desk:
    """One confirmed, one confirmed who came back, one silent, one unknown, one handed over, one who asked and left."""
    confirmed, back, silent, unknown, handed, lost = (begun(visitor=one * 40) for one in "abcdef")
    for talk in (confirmed, back, silent, handed):
        say(talk, VPN)
    for talk in (confirmed, back):
        actions.confirm(conversation_id=talk.pk, at=later(2))
    say(unknown, "zyxwv qponm lkjih")
    actions.ask_for_person(conversation_id=handed.pk, at=later(2))
    actions.hand_over(conversation_id=handed.pk, contact=help_pages.farid, at=later(3))
    say(lost, "human")
    actions.leave_quiet(at=later(60))
    begun(visitor="b" * 40, at=later(60 * 48))
    return help_pages


def test_each_figure_counts_what_happened(talks: Desk) -> None:
    row = told(talks, WEEK + 60).all
    assert (row.began, row.covered, row.confirmed, row.handed, row.silent, row.lost) == (6, 4, 2, 1, 1, 1)


def test_what_held_is_known_only_after_seven_days(talks: Desk) -> None:
    early, late = told(talks, WEEK - 60).all, told(talks, WEEK + 60).all
    assert (early.old, early.durable) == (0, 0)
    assert (late.old, late.durable_confirmed, late.durable_silent) == (4, 1, 1)


def test_people_took_over_for_reasons(talks: Desk) -> None:
    assert told(talks, WEEK).reasons == [("asked", 1)]


def test_who_may_not_see_everything_sees_no_figures(talks: Desk) -> None:
    with pytest.raises(NotAllowed):
        assistant_report(since=NOON, until=later(1), by=talks.amira, at=later(2))


def test_the_figures_take_six_statements(talks: Desk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    talks.sara.may("")  # its role is read once
    with django_assert_num_queries(6):
        told(talks, WEEK)


def test_quotes_that_somebody_judged_count_as_right_or_wrong(desk: Desk) -> None:
    for number, (outcome, fate) in enumerate(
        [("answered", "right")] * 3 + [("answered", "wrong"), ("answered", ""), ("offers", "right")]
    ):
        Asked.objects.create(
            where="assistant" if number else "mail", outcome=outcome, confidence=0.95, kind="words", fate=fate, at=later(number),
        )  # fmt: skip
    Asked.objects.create(where="ticket", outcome="answered", confidence=0.95, kind="words", fate="wrong", at=later(9))
    report = told(desk, WEEK)
    assert (report.right, report.judged) == (3, 4)
    assert report.bound == Bound(0.9, None, known=6)


def test_a_bound_that_was_learned_says_when(desk: Desk) -> None:
    weights = {"bias": -2.0, "covered": 4.0}
    Gate.objects.create(
        kind="words", weights=weights, answers_from=0.8, offers_from=0.01, at=later(5), is_current=True
    )
    assert told(desk, WEEK).bound == Bound(0.8, later(5), known=0)


def test_the_page_of_the_report_and_who_may_open_it(talks: Desk) -> None:
    supervisor, agent = Client(headers={"Accept-Language": "en"}), Client()
    supervisor.force_login(talks.sara)
    agent.force_login(talks.amira)
    page = supervisor.get("/desk/reports/assistant/?since=2026-03-01&until=2026-03-03")
    text = page.content.decode()
    assert (page.status_code, agent.get("/desk/reports/assistant/").status_code) == (200, 403)
    assert [one in text for one in ("Covered", "4 of 6", "The customer asked for a person")] == [True] * 3
    part = supervisor.get(
        "/desk/reports/assistant/?since=2026-03-01&until=2026-03-03",
        headers={"HX-Request": "true", "HX-Target": "assistant-report"},
    )
    assert part.content.decode().strip() in text
