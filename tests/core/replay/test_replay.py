"""Another desk's history comes in through the real actions: at its own moments, once, and in silence."""

from __future__ import annotations

import gzip
import os
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.core import replay
from escalera.core.channels.models import Delivery
from escalera.core.ladder.models import Escalation, Stay
from escalera.core.notifications.models import Notification
from escalera.core.replay.mapping import BadMap, load_map, read_map
from escalera.core.replay.reading import BadLog, rows
from escalera.core.replay.running import import_log
from escalera.core.tickets.models import Ticket
from escalera.faces.live.hints import hints_of
from tests.cast import Desk

MAPS = Path(replay.__file__).parent / "maps"
DATA_SETS = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[4] / "shared" / "data"))
REAL = DATA_SETS / "event_log_servicenow_uci" / "incident_event_log.csv.zip"

MAP = {
    "name": "old desk",
    "file": {"delimiter": ";", "dates": ["%d.%m.%Y %H:%M", "iso"], "empty": ["-"]},
    "columns": {
        "case": "nr", "time": 2, "state": ["state", "sub"], "group": "team", "contact": "who", "impact": "impact",
        "urgency": "urgency", "priority": "prio",
    },
    "teams": {"name": "Old {value}", "group": [{"like": r"(?P<level>\d)(?:st|nd|rd|th)$"}]},
    "state": [
        {"is": "new", "status": "new"},
        {"is": "work/user", "status": "waiting_customer"},
        {"starts": "work", "status": "open"},
        {"is": "done", "status": "resolved"},
        {"is": "shut", "status": "closed"},
    ],
    "impact": {"words": {"wide": 1, "small": 3}},
    "urgency": {"words": {"now": 1, "later": 3}},
    "priority": {"words": {"A": 4, "C": 1}, "matrix": [["wide", "now", 4], ["small", "later", 1]]},
}  # fmt: skip
CSV = """nr;when;state;sub;team;who;impact;urgency;prio
1;04.05.2026 09:00;new;-;Desk;Rosa;small;later;C
2;04.05.2026 09:05;new;-;Desk;Iker;wide;now;C
1;04.05.2026 10:00;work;-;Net 2nd;Rosa;small;later;C
1;04.05.2026 11:00;work;user;Net 2nd;Rosa;wide;now;A
1;04.05.2026 12:00;work;-;Core 3rd;Rosa;wide;now;A
1;04.05.2026 13:00;work;-;Net 2nd;Rosa;wide;now;A
1;2026-05-04T14:00;done;-;Net 2nd;Rosa;wide;now;A
1;04.05.2026 15:00;work;-;Net 2nd;Rosa;wide;now;A
1;04.05.2026 16:00;shut;-;Net 2nd;Rosa;wide;now;A
2;04.05.2026 09:30;work;-;Desk;Iker;wide;now;C
3;yesterday;new;-;Desk;Eva;small;later;C
4;04.05.2026 09:00;odd;-;Desk;Eva;small;later;C
"""
XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/"><string key="concept:name" value="log"/>
<trace><string key="concept:name" value="1-1"/>
<event><date key="time:timestamp" value="2012-05-01T10:00:00.000+02:00"/><string key="concept:name" value="Accepted"/>
<string key="lifecycle:transition" value="In Progress"/><string key="org:group" value="V5"/><string key="impact" value="Low"/></event>
<event><date key="time:timestamp" value="2012-05-01T11:00:00.000+02:00"/><string key="concept:name" value="Queued"/>
<string key="lifecycle:transition" value="Awaiting Assignment"/><string key="org:group" value="V5 3rd"/><string key="impact" value="Low"/></event>
<event><date key="time:timestamp" value="2012-05-01T12:00:00.000+02:00"/><string key="concept:name" value="Accepted"/>
<string key="lifecycle:transition" value="Wait - User"><string key="deep" value="x"/></string><string key="org:group" value="V5 3rd"/></event>
<event><date key="time:timestamp" value="2012-05-01T13:00:00.000+02:00"/><string key="concept:name" value="Completed"/>
<string key="lifecycle:transition" value="Resolved"/><string key="org:group" value="V5 3rd"/></event>
</trace></log>
"""


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 4, hour, minute, tzinfo=UTC)


def stays_of(ticket: Ticket) -> list[tuple[str, int, datetime, datetime | None, str]]:
    found = Stay.objects.filter(ticket=ticket).order_by("pk")
    return [(s.team.name, s.level.order, s.entered_at, s.left_at, s.left_because) for s in found]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(CSV)
    return path


@pytest.mark.django_db
def test_a_case_lives_again_at_its_own_moments(desk: Desk, log: Path) -> None:
    summary = import_log(log, read_map(MAP))
    ticket = Ticket.objects.get(subject="1")
    assert (ticket.status, ticket.reopened, ticket.opened_at, ticket.resolved_at) == ("closed", 1, at(9), at(16))
    assert (ticket.impact, ticket.urgency, ticket.priority, ticket.requester.name) == (1, 1, 4, "Rosa")
    assert stays_of(ticket) == [
        ("Old Desk", 1, at(9), at(10), "escalated"),
        ("Old Net 2nd", 2, at(10), at(12), "escalated"),
        ("Old Core 3rd", 3, at(12), at(13), "returned"),
        ("Old Net 2nd", 2, at(13), at(14), "solved"),
        ("Old Net 2nd", 2, at(15), at(16), "solved"),
    ]
    waits = Event.objects.filter(ticket_id=ticket.pk, name="ticket.waits").order_by("pk")
    assert [(one.data["status"], one.at) for one in waits] == [
        ("waiting_customer", at(11)), ("open", at(12)),
    ]  # fmt: skip
    assert (summary.events, summary.cases, summary.imported, summary.open, summary.priority_mismatches) == (
        12,
        4,
        2,
        1,
        2,
    )


@pytest.mark.django_db
def test_what_cannot_be_read_is_listed_and_leaves_nothing(desk: Desk, log: Path) -> None:
    summary = import_log(log, read_map(MAP))
    assert sorted(error["case"] for error in summary.errors) == ["3", "4"]
    assert not Ticket.objects.filter(subject__in=["3", "4"]).exists()


@pytest.mark.django_db
def test_running_again_doubles_nothing_and_takes_what_was_missing(desk: Desk, log: Path) -> None:
    import_log(log, read_map(MAP), most=2)
    before = Event.objects.filter(ticket_id__isnull=False).count()
    summary = import_log(log, read_map(MAP))
    again = import_log(log, read_map(MAP))
    assert (summary.known, summary.imported, again.known, again.imported) == (1, 1, 2, 0)
    assert Event.objects.filter(ticket_id__isnull=False).count() > before
    assert Ticket.objects.filter(subject__in=["1", "2"]).count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_import_says_nothing_to_anybody(desk: Desk, log: Path) -> None:
    read_all()
    import_log(log, read_map(MAP))
    read_all()
    assert (Delivery.objects.count(), Notification.objects.count()) == (0, 0)
    tickets = Ticket.objects.filter(subject__in=["1", "2"]).values("pk")
    assert set(Event.objects.filter(ticket_id__in=tickets).values_list("is_history", flat=True)) == {True}
    assert not Escalation.objects.filter(ticket__in=tickets, state="offered").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("packed", ["plain", "zip", "gz"])
def test_xes_of_three_lines_fits_with_its_map(desk: Desk, tmp_path: Path, packed: str) -> None:
    path = tmp_path / "log.xes"
    path.write_text(XES)
    if packed == "zip":
        path = tmp_path / "log.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("log.xes", XES)
    elif packed == "gz":
        path = tmp_path / "log.xes.gz"
        path.write_bytes(gzip.compress(XES.encode()))
    summary = import_log(path, load_map(MAPS / "three_lines.toml"))
    ticket = Ticket.objects.get(subject="1-1")
    assert (summary.imported, summary.errors, ticket.status, ticket.level.order) == (1, [], "resolved", 3)
    lasted = [s.lasts(s.entered_at) for s in Stay.objects.filter(ticket=ticket).order_by("pk")]
    assert lasted == [timedelta(hours=1), timedelta(hours=2)]


VENDORS = """nr;when;state;sub;team;who;impact;urgency;prio
5;04.05.2026 09:00;new;-;Desk;Rosa;small;later;C
5;04.05.2026 10:00;work;-;Acme Fibre;Rosa;small;later;C
5;04.05.2026 11:00;work;user;Acme Fibre;Rosa;small;later;C
5;04.05.2026 12:00;work;-;Net 2nd;Rosa;small;later;C
5;04.05.2026 13:00;work;-;Tower Co;Rosa;small;later;C
5;04.05.2026 14:00;shut;-;Tower Co;Rosa;small;later;C
6;04.05.2026 09:00;new;-;Acme Fibre;Iker;small;later;C
6;04.05.2026 10:00;work;-;Acme Fibre;Iker;small;later;C
"""


@pytest.mark.django_db
def test_a_queue_of_a_vendor_is_the_vendor_and_the_ticket_waits_for_it(desk: Desk, log: Path) -> None:
    log.write_text(VENDORS)
    groups = {"group": [{"starts": "Acme", "name": "Acme"}, {"is": "Tower Co"}]}
    summary = import_log(log, read_map({**MAP, "vendors": groups}))
    assert (summary.imported, summary.errors, summary.open) == (2, [], 1)
    ticket, other = Ticket.objects.get(subject="5"), Ticket.objects.get(subject="6")
    assert (ticket.status, other.status, other.team) == ("closed", "waiting_vendor", desk.front)
    assert stays_of(ticket) == [
        ("Old Desk", 1, at(9), at(12), "escalated"), ("Old Net 2nd", 2, at(12), at(14), "solved"),
    ]  # fmt: skip
    asked = Escalation.objects.filter(kind="vendor").order_by("pk")
    assert [(e.ticket_id, e.vendor and e.vendor.name, e.offered_at, e.answered_at, e.state) for e in asked] == [
        (ticket.pk, "Acme", at(10), at(12), "ended"),
        (ticket.pk, "Tower Co", at(13), at(14), "ended"),
        (other.pk, "Acme", at(9), None, "open"),
    ]
    waits = Event.objects.filter(ticket_id=ticket.pk, name="ticket.waits").order_by("pk")
    assert [(one.data["status"], one.at) for one in waits] == [
        ("waiting_vendor", at(10)), ("open", at(12)), ("waiting_vendor", at(13)), ("open", at(14)),
    ]  # fmt: skip


@pytest.mark.django_db
def test_open_pages_hear_once_of_an_import(desk: Desk, log: Path) -> None:
    import_log(log, read_map(MAP))
    import_log(log, read_map(MAP))
    told = Event.objects.filter(name="history.imported")
    assert [(one.data, one.is_history) for one in told] == [({"log": "old desk", "cases": 2}, False)]
    assert [(hint.topics, hint.for_all) for hint in hints_of(list(told))] == [(["history", "queue", "counts"], True)]


def test_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xes"
    path.write_text('<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log>&b;</log>')
    with pytest.raises(BadLog):
        list(rows(path, load_map(MAPS / "three_lines.toml")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"case": 1, "time": 2}},
        {**MAP, "state": [{"is": "x", "status": "fine"}]},
        {**MAP, "state": [{"like": "(", "status": "open"}]},
        {**MAP, "impact": {"words": {"x": 9}}},
    ],
)
def test_a_wrong_map_says_what_is_wrong(wrong: dict[str, object]) -> None:
    with pytest.raises(BadMap):
        read_map(wrong)


def test_a_missing_column_is_named(log: Path) -> None:
    with pytest.raises(BadLog, match="Gruppe"):
        list(rows(log, read_map({**MAP, "columns": {**MAP["columns"], "group": "Gruppe"}})))  # type: ignore[dict-item]


@pytest.mark.django_db
def test_a_part_of_a_real_log(desk: Desk) -> None:
    if not REAL.exists():
        pytest.skip(f"the real log is not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    plans: dict[int, Any] = {}
    summary = import_log(
        REAL, load_map(MAPS / "servicenow.toml"), seen=lambda plan, n: plans.__setitem__(n, plan), most=40
    )
    assert (summary.imported, summary.errors, summary.priority_mismatches) == (40, [], 0)
    for number, plan in plans.items():
        teams = list(Stay.objects.filter(ticket=number).order_by("pk").values_list("team", flat=True))
        changes = sum(a != b for a, b in pairwise(teams))
        assert changes <= int(plan.oracle["reassignments"])
        assert Ticket.objects.get(pk=number).reopened == int(plan.oracle["reopenings"])
