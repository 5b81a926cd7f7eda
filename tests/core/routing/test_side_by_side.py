"""Several workers at one queue at the same time: nothing is assigned twice, nobody gets more than they take."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from escalera.base.log.models import Event
from escalera.base.people.models import Membership
from escalera.core.routing.actions import drain_due, mark
from escalera.core.routing.models import Availability, Capacity, Decision, Offer, QueueRule
from escalera.core.tickets.actions import take
from escalera.core.tickets.models import Ticket
from tests.cast import Desk

WORKERS, TICKETS = 4, 48


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["least_loaded", "offer"])
def test_workers_beside_each_other_never_double(desk: Desk, mode: str) -> None:
    now = timezone.now()
    teams = [desk.front, desk.sales]
    Membership.objects.create(agent=desk.amira, team=desk.sales)  # in both, so both queues fill her
    for agent in (desk.amira, desk.omar):
        Availability.objects.create(agent=agent, state="online", since=now)
        Capacity.objects.create(agent=agent, points=20)
    QueueRule.objects.create(name="All", mode=mode)
    numbers = [desk.open(str(n), team=teams[n % 2]).ticket_id for n in range(TICKETS)]
    start = threading.Barrier(WORKERS + 1)
    failures: list[Exception] = []

    def work(deed: object) -> None:
        start.wait()
        try:
            for _turn in range(6):
                mark([team.pk for team in teams], at=now)
                if deed == "take":
                    take(ticket_id=numbers.pop(), by=desk.sara, at=now)
                else:
                    drain_due(at=now)
        except Exception as error:  # noqa: BLE001 - told by the test itself
            failures.append(error)
        finally:
            connection.close()

    deeds = ["drain"] * WORKERS + ["take"]
    threads = [threading.Thread(target=work, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    given = Counter(
        Event.objects.filter(name__in=("ticket.assigned", "offer.made")).values_list("ticket_id", flat=True)
    )
    assert set(given.values()) <= {1}
    held = Counter(Ticket.objects.filter(assignee__isnull=False).values_list("assignee__name", flat=True))
    held.update(Offer.objects.filter(state="offered", ticket__assignee=None).values_list("agent__name", flat=True))
    most = 10 if mode == "least_loaded" else 1  # 20 points, 2 each; one question at a time
    assert {name: held[name] for name in ("Amira", "Omar")} == {"Amira": most, "Omar": most}
    assert Decision.objects.filter(agent__isnull=False).count() == len(given)
