"""A reply leaves exactly once, whoever is there at its moment and whatever ends in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection, connections

from escalera.core.tickets.models import Message
from escalera.core.writing.actions import CannotTakeBack, Reply, leave_due, send, undo
from escalera.core.writing.actions import leaving as leaving_room
from escalera.core.writing.models import Draft, HeldReply
from tests.cast import NOON, Desk, later
from tests.core.writing.leaving_child import die_between

pytestmark = pytest.mark.django_db(transaction=True)


def hold(desk: Desk, count: int) -> list[HeldReply]:
    number = desk.open().ticket_id
    return [
        send(ticket_id=number, reply=Reply(f"R{n}"), by=desk.amira, at=NOON + timedelta(seconds=n), key=f"k{n}")
        for n in range(count)
    ]


def at_the_same_time(*works: Callable[[], Any]) -> list[Any]:
    """Run all in threads of their own that begin together; return what each returned or raised."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        close_old_connections()
        start.wait()
        try:
            answers[place] = work()
        except (CannotTakeBack, DatabaseTrouble) as error:
            answers[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def said() -> list[str]:
    return list(Message.objects.filter(agent__isnull=False).order_by("text").values_list("text", flat=True))


def test_several_workers_let_each_reply_leave_once(desk: Desk) -> None:
    hold(desk, 6)
    left = at_the_same_time(*[lambda: leave_due(at=later(1))] * 4)
    assert (sum(left), said()) == (6, [f"R{n}" for n in range(6)])
    assert set(HeldReply.objects.values_list("state", flat=True)) == {"sent"}


def test_undo_and_the_worker_never_both_win(desk: Desk) -> None:
    for held in hold(desk, 5):
        moment = held.send_at
        taken_back = isinstance(undone_or_refused(held, moment, desk), Draft)
        held.refresh_from_db()
        assert held.state == ("taken_back" if taken_back else "sent")
        assert (held.text in said()) is not taken_back
        Draft.objects.all().delete()


def undone_or_refused(held: HeldReply, moment: datetime, desk: Desk) -> object:
    """Let a worker and the author race for one reply; return the draft that the author got, or their refusal."""
    answers = at_the_same_time(lambda: leave_due(at=moment), lambda: undo(held_id=held.pk, by=desk.amira, at=moment))
    assert isinstance(answers[1], Draft | CannotTakeBack), answers
    return answers[1]


def test_a_double_click_on_two_servers_is_one_reply(desk: Desk) -> None:
    number = desk.open().ticket_id

    def click() -> int:
        return send(ticket_id=number, reply=Reply("Once"), by=desk.amira, at=NOON, key="k").pk

    first, second = at_the_same_time(click, click)
    assert (first, HeldReply.objects.count()) == (second, 1)


def test_a_worker_that_dies_between_reply_and_mark_leaves_it_to_the_next(
    desk: Desk, child_environment: dict[str, str]
) -> None:
    hold(desk, 1)
    connection.close()
    assert die_between(child_environment, leaving_room.__name__) == -9
    assert (said(), HeldReply.objects.get().state) == ([], "waiting")
    assert (leave_due(at=later(1)), leave_due(at=later(2)), said()) == (1, 0, ["R0"])
