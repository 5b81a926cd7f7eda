"""What people see of clocks: the chip of a row, the card of a ticket, lists of what is late."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.core.clocks import actions
from escalera.core.clocks.choices import ClockKind, ClockState
from escalera.core.clocks.models import Clock
from escalera.core.clocks.sweeping import sweep
from escalera.core.tickets.actions import Content, reply, resolve, set_due, take, wait_for
from escalera.core.tickets.models import Ticket
from escalera.faces.desk.shared.moments import Moments
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, numbers, texts
from tests.faces.live_parts import OpenPage

S, K = ClockState, ClockKind
DAYS_5 = 5 * 24 * 60
CountQueries = Callable[[int], AbstractContextManager[Any]]


def later(minutes: float) -> datetime:
    """Return so many minutes from now, or before it, and a little more, so that the words stay while the test runs."""
    return timezone.now() + timedelta(minutes=minutes, seconds=30 if minutes > 0 else -30)


def clock(at: datetime) -> str:
    return Moments(timezone.now()).clock(at)


def run(ticket: int, kind: str, state: str, due: datetime | None, **more: Any) -> Clock:
    """Store a clock as the engine would, and what it makes of its ticket."""
    stopped = more.pop("stopped_at", NOON if state in (S.MET, S.MISSED) else None)
    given = {"policy_kind": "sla", "unit": "working_minutes", "amount": 60, "started_at": NOON, "counted_at": NOON}
    if due is not None and stopped is None:
        Ticket.objects.filter(pk=ticket).update(due_at=due)
    return Clock.objects.create(
        ticket_id=ticket, kind=kind, state=state, due_at=due, stopped_at=stopped, **{**given, **more}
    )


@pytest.fixture
def sara(desk: Desk, enter: Enter) -> Client:
    return enter(desk.sara)


def chips(page: Any, number: int) -> list[tuple[str, str]]:
    found = node(page, f"#t-{number}").css(".chip.num")
    return [(" ".join(one.text(separator=" ").split()), one.attributes["data-tone"] or "") for one in found]


def test_a_row_names_the_clock_that_matters_and_how_pressing_it_is(desk: Desk, sara: Client) -> None:
    late, soon, risky, calm, far, promised = (desk.open().ticket_id for _n in range(6))
    Clock.objects.all().delete()
    run(late, K.RESOLUTION, S.LATE, later(-18), breached_at=later(-18))
    run(soon, K.FIRST_REPLY, S.RUNNING, later(70))
    run(risky, K.NEXT_REPLY, S.RUNNING, later(200), warned=75)
    run(calm, K.RESOLUTION, S.RUNNING, later(200), warned=50)
    run(far, K.LEGAL, S.RUNNING, later(DAYS_5), policy_kind="legal")
    run(promised, K.PROMISE, S.RUNNING, later(600), policy_kind="")
    page = sara.get("/desk/?view=all")
    assert [chips(page, number) for number in (late, soon, risky, calm, far, promised)] == [
        [("Solution −00:18", "bad")], [("1st reply 01:10", "warn")], [("Our reply 03:20", "warn")],
        [("Solution 03:20", "ok")], [("Legal term 5 days", "")], [("Promise 10:00", "ok")],
    ]  # fmt: skip
    due = Ticket.objects.get(pk=late).due_at
    assert due is not None
    assert node(page, f"#t-{late} clock-left").attributes["until"] == str(int(due.timestamp()))


def test_of_several_clocks_the_one_that_ends_first_is_named_and_no_inner_one(desk: Desk, sara: Client) -> None:
    number = desk.open().ticket_id
    Clock.objects.all().delete()
    run(number, K.RESOLUTION, S.RUNNING, later(600))
    run(number, K.FIRST_REPLY, S.RUNNING, later(180))
    run(number, K.STAY, S.RUNNING, later(5), policy_kind="ola")
    Ticket.objects.filter(pk=number).update(due_at=later(180))
    assert chips(sara.get("/desk/?view=all"), number) == [("1st reply 03:00", "ok")]


def test_what_is_late_is_a_list_and_due_first_an_order(desk: Desk, sara: Client, enter: Enter) -> None:
    first, second, third, theirs = (desk.open(team=team).ticket_id for team in (*[desk.front] * 3, desk.sales))
    Clock.objects.all().delete()
    run(first, K.RESOLUTION, S.LATE, later(-5), breached_at=later(-5))
    run(second, K.FIRST_REPLY, S.LATE, later(-50), breached_at=later(-50))
    run(third, K.RESOLUTION, S.RUNNING, later(60))
    run(theirs, K.RESOLUTION, S.LATE, later(-1), breached_at=later(-1))
    assert numbers(sara.get("/desk/?view=late")) == [second, first, theirs]
    assert numbers(enter(desk.amira).get("/desk/?view=late")) == [second, first]
    assert numbers(sara.get("/desk/?view=all&sort=due")) == [second, first, theirs, third]


def lines(page: Any) -> list[str]:
    return texts(page, "[data-card=clocks] li")


def test_the_card_says_how_each_clock_stands(desk: Desk, sara: Client) -> None:
    number = desk.open().ticket_id
    Ticket.objects.filter(pk=number).update(status="waiting_customer", customer_waits_since=None)
    Clock.objects.all().delete()
    met, paused, late, legal = later(-60), later(-10), later(-30), later(180)
    run(number, K.FIRST_REPLY, S.MET, later(30), stopped_at=met)
    run(number, K.NEXT_REPLY, S.MET, later(40))
    run(number, K.RESOLUTION, S.PAUSED, None, paused_since=paused)
    run(number, K.OWN, S.LATE, late, policy_kind="ola", breached_at=late)
    run(number, K.LEGAL, S.RUNNING, legal, policy_kind="legal", warned=75)
    run(number, K.UPDATE, S.CANCELLED, later(20), stopped_at=NOON)
    page = sara.get(f"/desk/tickets/{number}/")
    assert lines(page) == [
        f"Somebody takes it · internal was due {clock(late)} −00:30", f"Legal term until {clock(legal)} 03:00",
        f"Resolution Waiting for the customer, since {clock(paused)} paused", f"First reply met {clock(met)} met",
    ]  # fmt: skip
    tones = [one.attributes["data-tone"] for one in node(page, "[data-card=clocks]").css("li")]
    assert tones == ["bad", "warn", "", ""]


def test_a_late_clock_that_stands_still_counts_no_further(desk: Desk, sara: Client) -> None:
    number = desk.open().ticket_id
    Clock.objects.all().delete()
    late = later(-30)
    run(number, K.RESOLUTION, S.LATE, late, breached_at=late, paused_since=later(-10))
    page = sara.get(f"/desk/tickets/{number}/")
    assert lines(page)[0] == f"Resolution was due {clock(late)} paused"
    assert node(page, "[data-card=clocks]").css("li")[0].attributes["data-tone"] == "bad"


def test_a_clock_whose_time_just_ran_out_is_late_before_anybody_wrote_it_down(desk: Desk, sara: Client) -> None:
    number = desk.open().ticket_id
    Clock.objects.all().delete()
    due = later(-1)
    run(number, K.FIRST_REPLY, S.RUNNING, due)
    assert lines(sara.get(f"/desk/tickets/{number}/"))[0] == f"First reply was due {clock(due)} −00:01"


def test_clocks_cost_no_query_on_the_ticket_and_one_on_the_list(
    desk: Desk, sara: Client, django_assert_num_queries: CountQueries
) -> None:
    tickets = [desk.open().ticket_id for _n in range(3)]
    Clock.objects.all().delete()
    sara.get(f"/desk/tickets/{tickets[0]}/")
    with django_assert_num_queries(13):  # three of them: the ways to the customer, who has mail alone
        sara.get(f"/desk/tickets/{tickets[0]}/")
    with django_assert_num_queries(10):
        sara.get("/desk/?view=all")
    for number in tickets:
        for kind in (K.FIRST_REPLY, K.RESOLUTION, K.UPDATE):
            run(number, kind, S.RUNNING, later(60))
    with django_assert_num_queries(13):  # three of them: the ways to the customer, who has mail alone
        sara.get(f"/desk/tickets/{tickets[0]}/")
    with django_assert_num_queries(11):
        sara.get("/desk/?view=all")


GOLD: dict[str, Any] = {
    "when": {"field": "priority", "is": "4"}, "calendar": "company",
    "targets": [
        {"clock": "first_reply", "unit": "calendar_minutes", "amount": 240, "when": None, "warn": [50, 75]},
        {"clock": "resolution", "unit": "calendar_minutes", "amount": 2880, "when": None, "warn": [75]},
    ],
}  # fmt: skip


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


def publish(olga: Agent, name: str, data: dict[str, Any], kind: str = "sla") -> None:
    policy = actions.save_policy(name=name, kind=kind, data=data, by=olga, at=NOON)
    actions.publish_policy(policy_id=policy.pk, by=olga, at=NOON)


def test_a_clock_explains_itself(desk: Desk, sara: Client, olga: Agent, htmx: dict[str, Any]) -> None:
    publish(olga, "VIP", {**GOLD, "when": {"field": "channel", "is": "phone"}})
    publish(olga, "Gold", GOLD)
    start = timezone.now() - timedelta(hours=5)
    number = desk.open(at=start, priority=4).ticket_id
    take(ticket_id=number, by=desk.amira, at=start + timedelta(hours=1))
    waits = start + timedelta(hours=2)
    wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=waits)
    wait_for(ticket_id=number, status="open", by=desk.amira, at=waits + timedelta(hours=1))
    clock_ = Clock.objects.get(ticket=number, kind="resolution")
    page = sara.get(f"/desk/tickets/{number}/clocks/{clock_.pk}/", **htmx)
    assert page.headers["HX-Retarget"] == "#panel"
    assert texts(page, "h2, header .chip") == ["Resolution", "Running"]
    facts = dict(zip(texts(page, "dt"), texts(page, "dd"), strict=True))
    assert (facts["Target"], facts["Used up"], facts["Stood still"], facts["Policy"]) == (
        "2 days of 24 hours", "4 h · 8 %", "1 h", "Gold · v1"
    )  # fmt: skip
    sections = texts(page, "section h3")
    assert sections == [
        "Why it is there", "Why not another policy", "When it stood still", "Who had it how long", "What stops it"
    ]  # fmt: skip
    assert texts(page, "section:nth-of-type(2) .held-or-not li") == ["Priority is Urgent"]
    assert [one.attributes["data-held"] for one in node(page, ".explained").css("[data-held]")] == ["yes", "no"]
    assert "VIP · v1 Its condition did not hold: Channel is telephone" in texts(page, "section:nth-of-type(3) li")
    moments = Moments(timezone.now())
    span = f"{moments.clock(waits)} – {moments.clock(waits + timedelta(hours=1))}"
    assert texts(page, "ol li") == [f"The customer must answer 1 h {span} · Amira"]
    assert texts(page, ".shares span") == ["Front line · nobody took it", "Front line · Amira and 1 h of waiting"]
    assert texts(page, ".shares b") == ["1 h", "3 h"]
    whole = sara.get(f"/desk/tickets/{number}/clocks/{clock_.pk}/")
    assert texts(whole, "#panel h2") == ["Resolution"]


def test_a_clock_is_shown_only_with_its_ticket(desk: Desk, enter: Enter, olga: Agent) -> None:
    publish(olga, "Gold", GOLD)
    number, other = (desk.open(priority=4, team=team).ticket_id for team in (desk.sales, desk.front))
    key = Clock.objects.filter(ticket=number).values_list("pk", flat=True)[0]
    amira = enter(desk.amira)
    for address in (f"{number}/clocks/{key}/", f"{other}/clocks/{key}/", f"{other}/clocks/999999/"):
        assert amira.get(f"/desk/tickets/{address}").status_code in (403, 404), address
    assert enter(desk.omar).get(f"/desk/tickets/{number}/clocks/{key}/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_page_that_stayed_open_shows_the_clocks_as_they_are(desk: Desk, sara: Client, olga: Agent) -> None:
    publish(olga, "Gold", GOLD)
    start = timezone.now() - timedelta(minutes=30, seconds=20)
    number = desk.open(at=start, priority=4).ticket_id
    ticket, inbox = (OpenPage(sara, desk.sara, path) for path in (f"/desk/tickets/{number}/", "/desk/?view=late"))
    assert ticket.part("[data-card=clocks]").count("First reply until") == 1
    at = timezone.now()
    steps: list[Callable[[], object]] = [
        lambda: wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=at),
        lambda: reply(ticket_id=number, content=Content("Done?"), by=desk.amira, at=at),
        lambda: set_due(ticket_id=number, due=at + timedelta(days=1, minutes=5), by=desk.amira, at=at),
        lambda: resolve(ticket_id=number, by=desk.amira, at=at),
    ]
    for step in steps:
        ticket.after(step)
        assert ticket.content == ticket.fresh().content
        inbox.after(lambda: None)
    assert "First reply met" in ticket.part("[data-card=clocks]")
    assert inbox.content == inbox.fresh().content


@pytest.mark.django_db(transaction=True)
def test_the_number_of_late_tickets_moves_when_a_clock_runs_out(desk: Desk, sara: Client, olga: Agent) -> None:
    publish(olga, "Gold", GOLD)
    desk.open(at=timezone.now() - timedelta(hours=3), priority=4)
    desk.open(at=timezone.now() - timedelta(hours=5), priority=4)
    read_all()
    page = OpenPage(sara, desk.sara, "/desk/")
    page.after(lambda: sweep(at=timezone.now()))
    assert page.content == page.fresh().content
    late = next(one for one in texts(sara.get("/desk/"), ".views a") if one.startswith("Overdue"))
    assert late == "Overdue 1"
