"""Logs of other desks with nothing but a map: every odd row ends in a reason that is listed, or in a sensible default."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from escalera.base.people.queries import entrance
from escalera.core import replay
from escalera.core.ladder.models import Stay
from escalera.core.replay.mapping import load_map, read_map
from escalera.core.replay.running import import_log
from escalera.core.tickets.models import Ticket
from tests.cast import Desk

THREE_LINES = Path(replay.__file__).parent / "maps" / "three_lines.toml"


def xes_event(hour: str, state: str = "", group: str = "", **more: str) -> str:
    said = {"org:group": group, "impact": "Medium", "product": "PROD 582", **more}
    if state:
        said["concept:name"], said["lifecycle:transition"] = state.split("/")
    words = "".join(f'<string key="{key}" value="{value}"/>' for key, value in said.items() if value)
    time = f'<date key="time:timestamp" value="2012-05-04T{hour}:00+02:00"/>' if hour else ""
    return f"<event>{time}{words}</event>"


def xes_log(**cases: list[str]) -> str:
    traces = "".join(
        f'<trace><string key="concept:name" value="{name}"/>{"".join(events)}</trace>'
        for name, events in cases.items()
    )
    nameless = f"<trace>{xes_event('09:00', 'Accepted/In Progress', 'V5')}</trace>"
    return f'<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">{traces}{nameless}</log>'


XES = xes_log(
    from_line_two=[
        xes_event("10:00", "Accepted/In Progress", "V13 2nd"),
        xes_event("11:00", "Accepted/Wait - User"),  # without a group: where it was
        xes_event("12:00", "Queued/Awaiting Assignment", "V30 3rd"),
        xes_event("13:00", "Accepted/Assigned", "V30 3rd"),  # and never an end
    ],
    told_backwards=[
        xes_event("15:00", "Completed/In Call", "G97"),
        xes_event("14:00", "Accepted/Wait", "G97"),
        xes_event("13:30", "Accepted/In Progress", "G97", impact="Unheard of"),
    ],
    nobody=[xes_event("10:00", "Accepted/In Progress"), xes_event("10:30", "Completed/Closed")],
    same_moment=[
        xes_event("10:00", "Accepted/In Progress", "D4"),
        xes_event("10:00", "Completed/Resolved", "D4"),
        xes_event("10:00", "Completed/Closed", "D4"),
        xes_event("10:05", "Unmatched/Unmatched", "D4"),
    ],
    timeless=[xes_event("", "Accepted/In Progress", "V5")],
    unknown=[xes_event("10:00", "Delegated/Far away", "V5")],
    stateless=[xes_event("10:00", "", "V5")],
    odd_time=[xes_event("25:00", "Accepted/In Progress", "V5")],
)

MESA = {
    "name": "mesa de ayuda",
    "file": {
        "delimiter": ";", "encoding": "cp1252", "dates": ["%d-%m-%Y %H:%M:%S", "%d-%m-%Y"],
        "time_zone": "America/Bogota", "empty": ["-", "N/D"],
    },
    "columns": {
        "case": "Incidencia", "time": "Fecha y hora", "state": "Situación", "group": "Grupo", "agent": "Técnico",
        "contact": "Solicitante", "priority": "Urgencia", "subject": "Asunto",
    },
    "subject": {"text": "{subject}"},
    "agents": {"create": True},
    "level": [{"order": 1, "name": "Mesa"}, {"order": 2, "name": "Sistemas"}, {"order": 3, "name": "Fabricante"}],
    "teams": {"level": 1, "group": [{"like": r"^N(?P<level>[123]) (?P<name>.+)$"}]},
    "state": [
        {"is": ["Registrada", "Nueva"], "status": "new"},
        {"is": "Pendiente de usuario", "status": "waiting_customer"},
        {"is": "Pendiente de proveedor", "status": "waiting_vendor"},
        {"starts": "En ", "status": "open"},
        {"is": "Solucionada", "status": "resolved"},
        {"is": "Cerrada", "status": "closed"},
        {"is": "Anulada", "status": "cancelled"},
    ],
    "priority": {"words": {"Crítica": 4, "Baja": 1}, "default": 2},
}  # fmt: skip
CSV = """Incidencia;Fecha y hora;Situación;Grupo;Técnico;Solicitante;Urgencia;Asunto
I-1;04-05-2026 08:00:00;Registrada;N1 Recepción;-;Íñigo;Crítica;"La impresora ""grande""; otra vez"
I-1;04-05-2026 09:00:00;En curso;N2 Sistemas;Begoña Peña;Íñigo;Crítica;
I-1;04-05-2026 10:00:00;Pendiente de proveedor;N2 Sistemas;Begoña Peña;Íñigo;Crítica;
I-1;04-05-2026 11:00:00;Cerrada;N2 Sistemas;Begoña Peña;Íñigo;Crítica;

I-2;04-05-2026;Nueva
I-2;04-05-2026 07:00:00;Anulada;N/D;N/D;N/D;N/D;N/D
I-2;04-05-2026 08:00:00;En curso;Sin nivel
I-3;05/04/2026 10:00;Registrada;N1 Recepción;;;;
I-4;04-05-2026 10:00:00;Rara;N1 Recepción;;;;
;04-05-2026 10:00:00;Registrada;N1 Recepción;;;;
"""


def path_of(ticket: Ticket) -> list[tuple[str, int]]:
    return list(Stay.objects.filter(ticket=ticket).order_by("pk").values_list("team__name", "level__order"))


def outcome(summary: Any) -> tuple[int, int, int, dict[str, str]]:
    errors = {one["case"]: one["error"] for one in summary.errors}
    return summary.cases, summary.imported, summary.nameless_rows, errors


@pytest.mark.django_db
def test_three_lines_with_odd_events(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "incidents.xes"
    path.write_text(XES)
    assert outcome(import_log(path, load_map(THREE_LINES))) == (8, 4, 1, {
        "timeless": "a row without 'time'",
        "unknown": "the map says nothing of the state “Delegated/Far away”",
        "stateless": "the map says nothing of the state “”",
        "odd_time": "“2012-05-04T25:00:00+02:00” is no date as the map describes them",
    })  # fmt: skip
    up, back, nobody, at_once = (
        Ticket.objects.get(subject__contains=name)
        for name in ("from_line_two", "told_backwards", "nobody", "same_moment")
    )
    assert (path_of(up), up.status, up.opened_at) == (
        [("V13 2nd", 2), ("V30 3rd", 3)], "open", datetime(2012, 5, 4, 8, tzinfo=UTC),
    )  # fmt: skip
    assert (path_of(back), back.status, back.resolved_at) == (
        [("G97", 1)], "resolved", datetime(2012, 5, 4, 13, tzinfo=UTC),
    )  # fmt: skip
    assert (path_of(nobody), nobody.status) == ([(entrance().name, 1)], "closed")
    assert (path_of(at_once), at_once.status, at_once.reopened) == ([("D4", 1)], "closed", 0)


@pytest.mark.django_db
def test_a_desk_that_writes_spanish(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "incidencias.csv"
    path.write_bytes(CSV.encode("cp1252"))
    assert outcome(import_log(path, read_map(MESA))) == (4, 2, 1, {
        "I-3": "“05/04/2026 10:00” is no date as the map describes them",
        "I-4": "the map says nothing of the state “Rara”",
    })  # fmt: skip
    one = Ticket.objects.get(subject='La impresora "grande"; otra vez')
    assert (path_of(one), one.status, one.priority, one.requester.name) == (
        [("Recepción", 1), ("Sistemas", 2)], "closed", 4, "Íñigo",
    )  # fmt: skip
    assert (one.opened_at, one.assignee and one.assignee.name) == (
        datetime(2026, 5, 4, 13, tzinfo=UTC),
        "Begoña Peña",
    )
    two = Ticket.objects.exclude(pk=one.pk).get(subject="I-2")
    assert (two.opened_at, two.status, two.reopened, two.priority) == (
        datetime(2026, 5, 4, 5, tzinfo=UTC), "open", 1, 2,
    )  # fmt: skip
