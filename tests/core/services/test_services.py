"""Services and notices: who may speak of them, and what customers see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.services import actions, queries
from escalera.core.services.models import Service
from tests.cast import NOON, Desk, later


def service(desk: Desk, name: str = "Internet") -> Service:
    return actions.save_service(name=name, position=0, is_shown=True, by=desk.sara, at=NOON)


def test_only_who_may_speaks(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        actions.save_service(name="x", position=0, is_shown=True, by=desk.amira, at=NOON)


def test_a_state_is_told_once_and_remembers_since_when(desk: Desk) -> None:
    one = service(desk)
    for minute, words in ((1, ""), (2, ""), (3, "North only")):
        actions.set_state(service_id=one.pk, state="down", words=words, by=desk.sara, at=later(minute))
    one.refresh_from_db()
    told = [event.fact.sentence("Sara") for event in Event.objects.filter(name="service.state_set")]
    assert (one.since, one.words, told) == (later(1), "North only", ["Sara said of “Internet”: not working"] * 2)


def test_the_worst_state_is_the_whole(desk: Desk) -> None:
    states = []
    one, other = service(desk), service(desk, "Mail")
    for key, state in ((one.pk, "maintenance"), (other.pk, "degraded"), (one.pk, "down")):
        states.append(queries.overview(at=NOON).state)
        actions.set_state(service_id=key, state=state, words="", by=desk.sara, at=NOON)
    assert [*states, queries.overview(at=NOON).state] == ["working", "maintenance", "degraded", "down"]


def test_notices_are_shown_while_they_concern_people(desk: Desk) -> None:
    for title, begins, until in (("now", -1, 1), ("over", -3, -1), ("soon", 48, 50), ("far", 24 * 20, None)):
        actions.post_notice(
            kind="planned", title=title, words="", begins_at=NOON + timedelta(hours=begins),
            until=NOON + timedelta(hours=until) if until else None, by=desk.sara, at=NOON,
        )  # fmt: skip
    shown = queries.current_notices(at=NOON)
    actions.end_notice(notice_id=shown[0].pk, by=desk.sara, at=NOON)
    assert [one.title for one in shown] == ["now", "soon"]
    assert [one.title for one in queries.current_notices(at=NOON)] == ["soon"]
    assert [one.title for one in queries.past_notices(at=NOON)] == ["now", "over"]


def test_an_end_before_the_beginning_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput):
        actions.post_notice(kind="planned", title="x", words="", begins_at=NOON, until=NOON, by=desk.sara, at=NOON)
