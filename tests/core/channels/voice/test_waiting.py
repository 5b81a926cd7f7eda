"""How long it will take yet: said to a caller who waits, where enough is known of their team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from escalera.base.people.models import Agent
from escalera.core.channels.models import Call, CallState, Channel
from tests.cast import Desk
from tests.core.channels.voice.conftest import Caller, at, said
from tests.core.channels.voice.test_incoming import rings


def waited(line: Channel, desk: Desk, *seconds: int, **more: Any) -> None:
    """Earlier calls of the team, each answered after so many seconds."""
    for number, wait in enumerate(seconds):
        begun = timezone.now() - timedelta(hours=6, minutes=number)
        Call.objects.create(**{
            "channel": line, "external_id": f"CAold{Call.objects.count()}", "direction": "in", "team": desk.front,
            "state": CallState.ENDED, "outcome": "answered", "begun_at": begun, "waiting_since": begun,
            "answered_at": begun + timedelta(seconds=wait), **more,
        })  # fmt: skip


def heard(caller: Caller, queue_s: int = 0) -> list[str]:
    Agent.objects.update(telephone="")
    twiml = rings(caller)
    return said(caller.ask(at(twiml, "Enqueue", "waitUrl"), QueueTime=str(queue_s)))[1:-1]


@pytest.mark.parametrize(
    ("seconds", "queue_s", "words"),
    [
        ((100, 110, 120, 130, 900), 0, ["It will take about 2 minutes."]),
        ((30, 40, 50, 55, 60), 0, ["It will take about 1 minute."]),
        ((100, 110, 120, 130), 0, []),  # too few to say anything
        ((100, 110, 120, 130, 3, 4, 25), 0, []),  # who was answered at the first ring stood in no queue
        ((200, 300, 400, 500, 600), 180, ["It will take about 4 minutes."]),
        ((200, 300, 400, 500, 600), 250, []),  # hardly anybody waited that long
        ((9000, 9000, 9000, 9000, 9000), 0, ["It will take more than an hour."]),
    ],
)
def test_the_wait_is_said_where_enough_is_known(
    caller: Caller, line: Channel, desk: Desk, seconds: tuple[int, ...], queue_s: int, words: list[str]
) -> None:
    waited(line, desk, *seconds)
    assert heard(caller, queue_s) == words


def test_other_teams_old_calls_and_calls_that_gave_up_say_nothing(caller: Caller, line: Channel, desk: Desk) -> None:
    waited(line, desk, *[100] * 6, team=desk.networks)
    waited(line, desk, *[100] * 6, begun_at=timezone.now() - timedelta(days=8))
    waited(line, desk, *[100] * 6, answered_at=None)
    waited(line, desk, *[100] * 6, direction="out")
    assert heard(caller) == []


def test_who_stands_behind_waits_longer(caller: Caller, line: Channel, desk: Desk) -> None:
    waited(line, desk, *[120] * 5)
    assert heard(caller) == ["It will take about 2 minutes."]
    assert heard(Caller(line, call="CA2", theirs="+34600000002", minute=2)) == ["It will take about 3 minutes."]


def test_it_is_said_in_the_callers_language(caller: Caller, line: Channel, desk: Desk) -> None:
    waited(line, desk, *[120] * 5)
    line.settings["languages"] = [{"digit": "1", "language": "es"}]
    line.save()
    assert heard(caller) == ["La espera es de alrededor de 2 minutos."]
    line.settings["languages"] = [{"digit": "1", "language": "pt-br"}]
    line.save()
    assert heard(Caller(line, call="CA2", theirs="+34600000002", minute=2)) == ["A espera é de cerca de 3 minutos."]
