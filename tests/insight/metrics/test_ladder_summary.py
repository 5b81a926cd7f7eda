from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.base.log.models import ReaderState
from escalera.base.log.readers import read_all
from escalera.core.ladder.actions import Handover, accept, escalate, reject, send_back
from escalera.core.tickets.actions import resolve
from escalera.insight.metrics.models import StayTally
from escalera.insight.metrics.queries import ladder_summary
from escalera.insight.metrics.scale import bucket_of, median_of
from tests.cast import NOON, Desk, later


def climb(desk: Desk) -> None:
    """One ticket is solved on N1 after 10 minutes, one on N2; a third is rejected, a fourth sent back, a fifth stays."""
    resolve(ticket_id=desk.open().ticket_id, by=desk.amira, at=later(10))
    for end in ("solve", "reject", "return"):
        number = desk.open().ticket_id
        offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("x"), by=desk.amira, at=later(30))
        if end == "reject":
            reject(escalation_id=offer.pk, reason="no", by=desk.bruno, at=later(40))
            continue
        accept(escalation_id=offer.pk, by=desk.bruno, at=later(35))
        if end == "solve":
            resolve(ticket_id=number, by=desk.bruno, at=later(90))
        else:
            send_back(ticket_id=number, reason="yours", by=desk.bruno, at=later(90))
    desk.open()


@pytest.mark.django_db(transaction=True)  # a reader sees only what was committed
def test_each_level_has_what_became_of_its_stays(desk: Desk) -> None:
    climb(desk)
    read_all()
    summary = ladder_summary(today=NOON.date())
    figures = [(s.level.order, s.open, s.solved, s.escalated, s.sent_back, s.expired) for s in summary.levels]
    assert figures == [(1, 3, 1, 3, 0, 0), (2, 0, 1, 0, 2, 0), (3, 0, 0, 0, 0, 0), (4, 0, 0, 0, 0, 0)]
    assert (summary.solved, summary.solved_at_first) == (2, 0.5)


@pytest.mark.django_db(transaction=True)  # a reader sees only what was committed
def test_reading_again_counts_nothing_twice_and_rebuilding_gives_the_same(desk: Desk) -> None:
    climb(desk)
    read_all()
    once = sorted(StayTally.objects.values_list("day", "level", "because", "bucket", "stays"))
    assert len(once) == 5
    read_all()
    assert sorted(StayTally.objects.values_list("day", "level", "because", "bucket", "stays")) == once
    StayTally.objects.all().delete()
    ReaderState.objects.filter(name="ladder-metrics").delete()
    read_all()
    assert sorted(StayTally.objects.values_list("day", "level", "because", "bucket", "stays")) == once


@pytest.mark.django_db(transaction=True)  # a reader sees only what was committed
def test_days_outside_the_span_do_not_count(desk: Desk) -> None:
    climb(desk)
    read_all()
    day = NOON.date()
    solved = [ladder_summary(today=day + timedelta(days=n), days=2).solved for n in (-1, 0, 1, 2)]
    assert solved == [0, 2, 2, 0]


@pytest.mark.parametrize("minutes", [0, 0.5, 1, 7, 60, 1440, 20_000, 10**9])
def test_a_median_is_true_to_an_eighth(minutes: float) -> None:
    length = timedelta(minutes=min(minutes, 10**7))
    median = median_of({bucket_of(length): 3})
    assert median is not None
    assert abs(median - length) <= max(timedelta(minutes=1), length * 0.13)


def test_the_median_is_the_middle_one() -> None:
    lengths = [timedelta(minutes=m) for m in (5, 5, 60, 5000, 5000)]
    counted = {bucket_of(one): lengths.count(one) for one in lengths}
    assert median_of(counted) == median_of({bucket_of(timedelta(minutes=60)): 1})
    assert median_of({}) is None
