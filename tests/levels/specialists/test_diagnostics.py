"""Runbooks ask machines: only allowed ones, bounded, without telling secrets."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder.packets import known
from escalera.core.procedures.actions import answer, start_run
from escalera.core.procedures.models import Run
from escalera.core.procedures.queries import current
from escalera.core.tickets.models import Ticket
from escalera.levels.specialists.actions import (
    NewDiagnostic,
    NothingToAsk,
    allow_host,
    archive_diagnostic,
    ask,
    forbid_host,
    save_diagnostic,
    set_secret,
)
from escalera.levels.specialists.calling import value_in
from escalera.levels.specialists.models import Probe, Secret
from escalera.levels.specialists.tasks import ask_machine
from tests.cast import NOON, Desk, later
from tests.core.procedures.make import end, made, step
from tests.peers.serving import serve


class Peer(BaseHTTPRequestHandler):
    """A small machine; `seen` holds what it was asked."""

    seen: list[dict[str, Any]] = []

    def do_GET(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        self.seen.append({"path": self.path, "headers": dict(self.headers), "body": self.rfile.read(size).decode()})
        if self.path.startswith("/slow"):
            time.sleep(1.6)
        code = {"/broken": 500, "/away": 302}.get(self.path, 200)
        self.send_response(code)
        if code == 302:
            self.send_header("location", "/line?id=elsewhere")
        self.end_headers()
        said = "x" * 300_000 if self.path == "/huge" else json.dumps({"line": {"signal": -31.5, "key": "s3cret"}})
        self.wfile.write(said.encode())

    do_POST = do_GET

    def log_message(self, *given: Any) -> None:
        pass


@pytest.fixture
def machine() -> Iterator[int]:
    Peer.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    serve(server)
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def begun(desk: Desk, **given: Any) -> Run:
    one = save_diagnostic(diagnostic=NewDiagnostic(**{"name": "Signal", **given}), by=_sara(desk), at=NOON)
    steps = [
        step("serial", "text", "line"),
        step("line", "diagnostic", "done", settings={"diagnostic": str(one.pk)}, ways=[("wrong", "", "up")]),
        step("up", next="done"), end(),
    ]  # fmt: skip
    procedure = made(desk, steps, use="runbook")
    run = start_run(procedure_id=procedure.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))
    return answer(run_id=run.pk, step="serial", value={"answer": "A/1 ?&x=1"}, by=desk.amira, at=later(1))


def _sara(desk: Desk) -> Any:
    desk.sara.role.permissions = [*desk.sara.role.permissions, "settings.manage"]
    desk.sara.role.save()
    return desk.sara


def asked(desk: Desk, run: Run) -> Probe:
    probe = ask(run_id=run.pk, step="line", by=desk.amira, at=later(2))
    ask_machine.func(probe_id=probe.pk)
    probe.refresh_from_db()
    return probe


def test_a_machine_is_asked_and_a_person_confirms_what_it_said(desk: Desk, machine: int) -> None:
    run = begun(
        desk, address=f"http://127.0.0.1:{machine}/line?id={{answer:serial}}&t={{ticket}}", find="line.signal",
        comparison="at_least", wanted="-27", unit="dBm", headers={"X-Key": "{secret:olt}"},
    )  # fmt: skip
    allow_host(host="127.0.0.1", port=machine, by=desk.sara, at=NOON)
    set_secret(name="olt", word="s3cret", hosts=[f"127.0.0.1:{machine}"], by=desk.sara, at=NOON)
    probe = asked(desk, run)
    assert (probe.state, probe.value, probe.is_well, probe.status) == ("done", "-31.5", False, 200)
    assert json.loads(probe.shown) == {"line": {"signal": -31.5, "key": "•••"}}  # it sent the secret back
    assert Peer.seen[0]["path"] == f"/line?id=A%2F1%20%3F%26x%3D1&t={run.ticket_id}"
    assert (Peer.seen[0]["headers"]["X-Key"], Peer.seen[0]["headers"]["host"]) == ("s3cret", f"127.0.0.1:{machine}")
    here = current(run_id=run.pk, by=desk.amira, at=later(3))
    assert [(one.key, one.initial) for one in here.asks] == [("way", "wrong")]
    answer(run_id=run.pk, step="line", value={"way": "wrong"}, by=desk.amira, at=later(3))
    run.refresh_from_db()
    assert run.step == "up"
    assert known(Ticket.objects.get())["evidence"] == "✓ Line: Something is wrong: -31.5 dBm"
    said = [
        e.fact.sentence(e.actor_name) for e in Event.objects.filter(name__startswith="diagnostic.a").order_by("pk")
    ]
    assert said == [
        "Amira ran the diagnostic “Signal”",
        "The diagnostic “Signal” found something wrong: -31.5 dBm",
    ]
    everything = json.dumps(list(Event.objects.values_list("data", flat=True)))
    assert "s3cret" not in everything + Secret.objects.get().sealed


@pytest.mark.parametrize(
    ("path", "trouble"),
    [("/broken", "status"), ("/away", "status"), ("/slow", "timeout"), ("/line?{answer:nobody}", "value")],
)
def test_what_tells_nothing_says_why_and_the_run_goes_on(desk: Desk, machine: int, path: str, trouble: str) -> None:
    run = begun(desk, address=f"http://127.0.0.1:{machine}{path}", find="line.signal", seconds=1)
    allow_host(host="127.0.0.1", port=machine, by=desk.sara, at=NOON)
    probe = asked(desk, run)
    assert (probe.state, probe.trouble, probe.is_well) == ("failed", trouble, None)
    assert all(one["path"] != "/line?id=elsewhere" for one in Peer.seen)
    assert [one.initial for one in current(run_id=run.pk, by=desk.amira, at=later(3)).asks] == ["unknown"]
    answer(run_id=run.pk, step="line", value={"way": "unknown"}, by=desk.amira, at=later(3))


def test_only_allowed_hosts_are_called_and_only_they_get_secrets(desk: Desk, machine: int) -> None:
    run = begun(desk, address=f"http://127.0.0.1:{machine}/line", headers={"X-Key": "{secret:olt}"})
    other = allow_host(host="other.example", by=desk.sara, at=NOON)
    set_secret(name="olt", word="s3cret", hosts=[str(other)], by=desk.sara, at=NOON)
    host = allow_host(host="127.0.0.1", port=machine, by=desk.sara, at=NOON)
    assert asked(desk, run).trouble == "secret"
    set_secret(name="olt", word="s3cret", hosts=[str(host)], by=desk.sara, at=NOON)
    forbid_host(host_id=host.pk, by=desk.sara, at=NOON)
    assert asked(desk, run).trouble == "forbidden"
    assert Peer.seen == []


def test_a_huge_answer_is_cut(desk: Desk, machine: int) -> None:
    run = begun(desk, address=f"http://127.0.0.1:{machine}/huge")
    allow_host(host="127.0.0.1", port=machine, by=desk.sara, at=NOON)
    probe = asked(desk, run)
    assert (probe.state, len(probe.shown), len(probe.value)) == ("done", 4_000, 400)


def test_commands_are_the_administrators_and_values_are_no_options(desk: Desk, tmp_path: Path, settings: Any) -> None:
    run = begun(desk, kind="command", address="echo", comparison="contains", wanted="A/1")
    assert asked(desk, run).trouble == "unknown"
    show = "import sys; print(sys.argv[1:])"
    file = tmp_path / "commands.toml"
    file.write_text(f"[echo]\nrun = {json.dumps([sys.executable, '-c', show, '{answer:serial}; id', '$HOME'])}\n")
    settings.COMMANDS = str(file)
    probe = asked(desk, run)
    assert (probe.value, probe.is_well, probe.status) == ("['A/1 ?&x=1; id', '$HOME']", True, 0)
    file.write_text(f"[echo]\nrun = {json.dumps([sys.executable, '-c', 'raise SystemExit(3)'])}\n")
    failed = asked(desk, run)
    assert (failed.is_well, failed.status) == (False, 3)


@pytest.mark.parametrize(
    "given",
    [
        {"address": "ftp://host.example/"},
        {"address": "https://{answer:host}/"},
        {"address": "https://user:pw@host.example/"},
        {"address": "https://host.example/?key={secret:olt}"},
        {"address": "https://host.example/", "headers": {"Host": "other"}},
        {"address": "https://host.example/", "headers": {"X": "a\r\nY: b"}},
        {"address": "https://host.example/", "method": "DELETE"},
        {"address": "https://host.example/", "seconds": 31},
        {"address": "https://host.example/", "comparison": "like"},
        {"address": "rm -rf /", "kind": "command"},
        {"address": "", "name": "x"},
    ],
)
def test_what_makes_no_diagnostic_is_refused(desk: Desk, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        save_diagnostic(diagnostic=NewDiagnostic(**{"name": "A", **given}), by=_sara(desk), at=NOON)


def test_only_who_keeps_the_settings_says_what_machines_are_asked(desk: Desk) -> None:
    given: dict[str, Any] = {"by": desk.amira, "at": NOON}
    refusals: list[Callable[[], object]] = [
        lambda: save_diagnostic(diagnostic=NewDiagnostic("A", "https://host.example/"), **given),
        lambda: archive_diagnostic(diagnostic_id=1, **given),
        lambda: allow_host(host="host.example", **given),
        lambda: forbid_host(host_id=1, **given),
        lambda: set_secret(name="a", word="b", hosts=["host.example:443"], **given),
    ]
    for refused in refusals:
        with pytest.raises(NotAllowed):
            refused()


def test_a_step_that_asks_no_machine_or_is_not_the_current_one_asks_none(desk: Desk, machine: int) -> None:
    run = begun(desk, address=f"http://127.0.0.1:{machine}/line")
    with pytest.raises(NothingToAsk):
        ask(run_id=run.pk, step="serial", by=desk.amira, at=later(2))
    first = ask(run_id=run.pk, step="line", by=desk.amira, at=later(2))
    assert ask(run_id=run.pk, step="line", by=desk.amira, at=later(2)) == first
    with pytest.raises(BadInput):
        answer(run_id=run.pk, step="line", value={"way": "well"}, by=desk.amira, at=later(3))


@pytest.mark.parametrize(
    ("text", "find", "value"),
    [
        ('{"a": [1, {"b": true}]}', "a.1.b", "true"), ('{"a": 0}', "a", "0"), ('{"a": 0}', "b", None),
        ("[[1]]", "0", None), ("no json", "a", None), (" plain ", "", "plain"), ("[" * 100_000, "a", None),
    ],
)  # fmt: skip
def test_values_are_found_in_what_came_back(text: str, find: str, value: str | None) -> None:
    assert value_in(text, find) == value
