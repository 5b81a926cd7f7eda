"""Episodes: which stretch of a situation a ticket is in. The same facts give the same answer, in whatever way it came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from escalera.core.oncall.situations import Case, ClockState, Episode, Happened, episodes, taken_after

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
WAITING = ("waiting_customer", "waiting_internal", "waiting_vendor")


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def case(status: str, *facts: tuple[str, dict[str, object]], **more: object) -> Case:
    happened = [Happened(n + 1, name, at(n), data) for n, (name, data) in enumerate(facts)]
    values = {"level_id": 1, "assignee_id": None, "waits_since": None, "is_open": True, **more}
    return Case(ticket_id=1, status=status, facts=happened, **values)  # type: ignore[arg-type]


def test_a_clock_is_one_episode_however_often_it_warns() -> None:
    facts: list[tuple[str, dict[str, object]]] = [
        ("clock.warned", {"clock_id": 7, "percent": n}) for n in (50, 75, 90)
    ]
    here = case("open", *facts, clocks=[ClockState(7, "resolution", 90, None)])
    assert episodes("clock_at", {"clock": "resolution", "percent": 75}, here) == [Episode("clock:7", at(1))]
    assert episodes("clock_at", {"clock": "", "percent": 60}, here) == [Episode("clock:7", at(1))]
    assert episodes("clock_at", {"clock": "resolution", "percent": 100}, here) == []
    assert episodes("clock_at", {"clock": "first_reply", "percent": 75}, here) == []
    assert episodes("clock_over", {"clock": ""}, here) == []


def test_a_clock_that_runs_out_presses_also_who_waits_for_a_share() -> None:
    here = case("open", ("clock.breached", {"clock_id": 7}), clocks=[ClockState(7, "stay", 90, at(0))])
    assert episodes("clock_over", {"clock": "stay"}, here) == [Episode("clock:7", at(0))]
    assert episodes("clock_at", {"clock": "", "percent": 95}, here) == [Episode("clock:7", at(0))]


def test_an_ended_ticket_is_in_no_situation() -> None:
    here = case(
        "resolved", ("ticket.opened", {}), is_open=False, waits_since=START, stay=(1, START), offer=(1, START)
    )
    for situation in ("state", "stay", "not_accepted", "not_answered", "unassigned", "clock_at", "clock_over"):
        assert episodes(situation, {"status": "resolved", "percent": 1}, here) == []


def test_being_given_to_a_queue_is_no_taking() -> None:
    here = case("open", ("ticket.opened", {}), ("ticket.assigned", {"team_id": 2}))
    assert not taken_after(here, START)
    assert taken_after(case("open", ("ticket.opened", {}), ("ticket.assigned", {"agent_id": 2})), START)


statuses = st.sampled_from(["open", *WAITING])


@given(
    st.lists(statuses, min_size=1, max_size=12),
    st.lists(st.sampled_from(["note.written", "tags.changed"]), max_size=4),
)
def test_a_state_begins_where_the_ticket_last_came_into_it(path: list[str], noise: list[str]) -> None:
    """Whatever else happens, and however often the same state is said again."""
    facts: list[tuple[str, dict[str, object]]] = [("ticket.opened", {}), ("ticket.taken", {"agent_id": 1})]
    status, begun = "open", 2
    for one in path:
        facts.append(("ticket.waits", {"status": one, "from_status": status}))
        begun = len(facts) if one != status else begun
        status = one
        facts += [(name, {}) for name in noise]
    found = episodes("state", {"status": status}, case(status, *facts, assignee_id=1))
    assert found == [Episode(f"state:{begun}", at(begun - 1))]
    for other in {"new", "open", "scheduled", *WAITING} - {status}:
        assert episodes("state", {"status": other}, case(status, *facts, assignee_id=1)) == []


hands = st.lists(st.sampled_from(["ticket.taken", "ticket.released", "ticket.assigned"]), max_size=10)


@given(hands)
def test_nobody_works_on_it_since_the_last_hand_let_go(path: list[str]) -> None:
    facts: list[tuple[str, dict[str, object]]] = [("ticket.opened", {}), *((name, {}) for name in path)]
    free = case("open", *facts)
    assert episodes("unassigned", {}, free) == [Episode(f"hands:{len(facts)}", at(len(facts) - 1))]
    assert episodes("unassigned", {}, case("open", *facts, assignee_id=1)) == []
