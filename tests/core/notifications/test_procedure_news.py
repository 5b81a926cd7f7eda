"""What scripts and runbooks tell people: a run handed on, a timer that is over, a step that could be better."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from escalera.base.log.models import Event
from escalera.core.notifications.models import Notification
from escalera.core.notifications.words import headline
from escalera.core.procedures.actions import answer, end_run, hand_on, remark, settle_remark, start_run
from escalera.core.procedures.actions.timers import ring_due
from escalera.core.procedures.models import Run
from tests.cast import NOON, Desk, later
from tests.core.notifications.conftest import Told
from tests.core.procedures.make import end, made, step

pytestmark = pytest.mark.django_db(transaction=True)


def begun(desk: Desk, *steps: object, **given: object) -> Run:
    procedure = made(desk, steps or (step("wait", next="done", minutes=10), end()), **given)  # type: ignore[arg-type]
    return start_run(procedure_id=procedure.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=NOON)


def test_a_run_that_is_handed_on_is_news_until_it_has_ended(desk: Desk, told: Told) -> None:
    run = begun(desk)
    hand_on(run_id=run.pk, to=desk.sara, by=desk.amira, at=later(1))
    assert told(desk.sara) == [("run-handed", run.ticket_id, 1)]
    assert [headline(one) for one in Notification.objects.all()] == ["Amira handed “Line is down” to you"]
    hand_on(run_id=run.pk, to=desk.amira, by=desk.amira, at=later(2))  # taking it over is no news to oneself
    assert told(desk.amira) == []
    end_run(run_id=run.pk, by=desk.amira, at=later(3))
    assert told(desk.sara) == []


def test_a_timer_rings_once_and_until_its_step_is_answered(desk: Desk, told: Told) -> None:
    run = begun(desk)
    assert ring_due(at=later(9.9)) == 0
    assert [ring_due(at=later(10)), ring_due(at=later(11))] == [1, 0]
    assert told(desk.amira) == [("timer-over", run.ticket_id, 1)]
    assert [headline(one) for one in Notification.objects.all()] == ["The timer is over: Line is down · Wait"]
    said = Event.objects.get(name="procedure.timer_over").fact.sentence("")
    assert said == "The timer of “Wait” in “Line is down” is over"
    answer(run_id=run.pk, step="wait", value={}, by=desk.amira, at=later(12))
    assert told(desk.amira) == []


def test_a_step_that_was_answered_or_left_rings_no_more(desk: Desk) -> None:
    one, other = begun(desk), begun(desk, name="Other")
    answer(run_id=one.pk, step="wait", value={}, by=desk.amira, at=later(1))
    end_run(run_id=other.pk, by=desk.amira, at=later(1))
    assert ring_due(at=NOON + timedelta(days=1)) == 0


def test_a_remark_reaches_who_published_it_and_leads_to_its_steps(desk: Desk, told: Told, client: Client) -> None:
    run = begun(desk)
    one = remark(run_id=run.pk, step="wait", text="Five minutes are enough.", by=desk.amira, at=later(1))
    assert told(desk.sara) == [("step-remark", None, 1)]
    notice = Notification.objects.get()
    assert headline(notice) == "Amira proposes to improve “Line is down · Wait”"
    settle_remark(remark_id=one.pk, by=desk.sara, at=later(2))  # nobody is told of that
    assert told(desk.amira) == []
    client.force_login(desk.sara)
    response = client.get(f"/desk/notifications/{notice.pk}/")
    assert (response.status_code, response["location"]) == (
        302,
        f"/desk/settings/procedures/{run.procedure_id}/",
    )
