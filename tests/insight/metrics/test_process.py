"""How the ladder works, from a history that came in: ways, times, waits; and the same numbers made again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from escalera.core.replay.mapping import read_map
from escalera.core.replay.running import import_log
from escalera.insight.metrics.process import Share, ladder_report
from escalera.insight.metrics.rebuilding import catch_up, rebuild
from tests.cast import Desk
from tests.core.replay.test_replay import CSV, MAP


@pytest.mark.django_db(transaction=True)
def test_the_report_says_how_the_ladder_worked_and_a_rebuild_says_the_same(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(CSV)
    import_log(path, read_map(MAP))
    catch_up()
    day = date(2026, 5, 4)
    report = ladder_report(since=day, until=day)
    # One ticket, solved twice on the second level after it went up from the first; on its way it came back from the third.
    assert (report.solved, report.push_to_front.n, report.returns, report.reopened.n) == (2, 0, 1, 1)
    assert [(row.level.order, row.solved, row.escalated.n, row.returned) for row in report.levels[:3]] == [
        (1, 0, 1, 0), (2, 2, 1, 0), (3, 0, 0, 1),
    ]  # fmt: skip
    assert (report.ping_pong.n, [(row.reason, row.waits) for row in report.waits]) == (
        2, [("customer", 1)],
    )  # fmt: skip
    rebuild()
    assert ladder_report(since=day, until=day) == report


def test_a_share_of_few_comes_with_its_interval() -> None:
    assert Share(0, 0).as_dict() == {"n": 0, "of": 0, "share": None, "interval": None}
    assert Share(5, 10).as_dict() == {"n": 5, "of": 10, "share": 0.5, "interval": [0.2366, 0.7634]}
    assert Share(500, 1000).interval is None
