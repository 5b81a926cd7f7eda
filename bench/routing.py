"""Queues worked off: 200 agents in eight teams, 20,000 tickets that wait, four workers; nobody gets anything twice."""

from __future__ import annotations

import multiprocessing
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from typing import Any

from bench.report import Report

AGENTS, TEAMS, TICKETS, WORKERS = 200, 8, 20_000, 4
LEAST = 500  # assignments a second, on PostgreSQL
PIECE = 5_000


def measure(result: Report, company: Any, operations: int) -> None:
    """Fill eight queues, let four worker processes work them off, and count what came of it."""
    del company
    waiting = operations or TICKETS
    teams = _teams()
    _tickets(teams, waiting)
    _settle()
    took = _work_off(teams)
    given, doubled, overfull, decided = _count()
    speed = given / took
    verdict = "pass" if speed >= LEAST or result.db != "postgres" else "short"
    result.add("agents", AGENTS, "")
    result.add("workers", WORKERS, "")
    result.add("tickets that waited", waiting, "")
    result.add("tickets assigned", given, "")
    result.add("assignments a second", speed, "/s", note=f"at least {LEAST} on PostgreSQL: {verdict}")
    result.add("assigned twice", doubled, "", limit=0)
    result.add("people with more than they take", overfull, "", limit=0)
    result.add("assigned without a stored reason", given - decided, "", limit=0)


def _teams() -> list[Any]:
    from escalera.base.people.models import Agent, Level, Membership, Role, Team
    from escalera.core.routing.models import Availability, Capacity, Queue, QueueRule

    now = datetime.now(UTC)
    level, role = Level.objects.order_by("order")[0], Role.objects.get(code="agent")
    teams = [Team.objects.create(name=f"Equipo {number}", level=level) for number in range(TEAMS)]
    agents = Agent.objects.bulk_create(
        Agent(email=f"ruta{number}@escalera.example", name=f"Ruta {number}", role=role, password="!")
        for number in range(AGENTS)
    )
    Membership.objects.bulk_create(
        Membership(agent=agent, team=teams[place % TEAMS]) for place, agent in enumerate(agents)
    )
    Availability.objects.bulk_create(Availability(agent=one, state="online", since=now) for one in agents)
    Capacity.objects.bulk_create(Capacity(agent=one, points=TICKETS // 10) for one in agents)
    Queue.objects.bulk_create(Queue(team=team) for team in teams)
    QueueRule.objects.create(name="Todo", mode="least_loaded")
    return teams


def _tickets(teams: list[Any], count: int) -> None:
    from escalera.base.people.actions import meet
    from escalera.core.ladder.models import Stay
    from escalera.core.tickets.models import Ticket

    now = datetime.now(UTC)
    contact = meet(channel="email", address="cola@cliente.example", name="Cola", at=now)
    for start in range(0, count, PIECE):
        made = Ticket.objects.bulk_create(
            Ticket(
                channel="email", subject=f"Caso {number}", requester=contact, team=teams[number % TEAMS],
                level_id=teams[0].level_id, opened_at=now - timedelta(seconds=count - number), updated_at=now,
                customer_waits_since=now, priority=1 + number % 4,
            )
            for number in range(start, min(count, start + PIECE))
        )  # fmt: skip
        Stay.objects.bulk_create(
            Stay(ticket=one, team_id=one.team_id, level_id=one.level_id, entered_at=one.opened_at) for one in made
        )


def _settle() -> None:
    from bench import databases

    databases.settle()


def _work_off(teams: list[Any]) -> float:
    """Return how many seconds the workers took, from the moment at which all were ready."""
    from django.db import connections

    from escalera.core.routing.actions import mark

    mark([team.pk for team in teams], at=datetime.now(UTC))
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(WORKERS + 1)
    workers = [context.Process(target=_work, args=(barrier,)) for _place in range(WORKERS)]
    for worker in workers:
        worker.start()
    barrier.wait()
    started = time.perf_counter()
    for worker in workers:
        worker.join()
    return time.perf_counter() - started


def _work(barrier: Barrier) -> None:
    """Be one worker: what its loop does, until no queue is marked."""
    import django

    django.setup()
    from django.db import connection

    from escalera.core.routing.models import Mark
    from escalera.core.routing.tasks import drain_step

    connection.ensure_connection()
    barrier.wait()
    while drain_step() or Mark.objects.filter(at__lte=datetime.now(UTC)).exists():
        time.sleep(0.01)


def _count() -> tuple[int, int, int, int]:
    from django.db.models import Count

    from escalera.base.log.models import Event
    from escalera.core.routing.models import Capacity, Decision
    from escalera.core.routing.staff import loads_of, weights
    from escalera.core.tickets.facts import TicketAssigned
    from escalera.core.tickets.models import Ticket

    given = Ticket.objects.filter(team__name__startswith="Equipo", assignee__isnull=False).count()
    assigned = (
        Event.objects.filter(name=TicketAssigned.name).order_by().values("ticket_id").annotate(times=Count("id"))
    )
    capacities = dict(Capacity.objects.values_list("agent_id", "points"))
    loads = loads_of(list(capacities), weights())
    overfull = sum(sum(loads[agent].values()) > points * 100 for agent, points in capacities.items())
    decided = Decision.objects.filter(agent__isnull=False).values("ticket").distinct().count()
    return given, assigned.filter(times__gt=1).count(), overfull, decided
