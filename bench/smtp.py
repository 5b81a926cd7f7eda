"""W1 once more, as a mail server sees it: through the open SMTP gate, with the worker that understands and reads on."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from bench import mails, server
from bench.cpu import Meter
from bench.report import Report

CLIENTS = 2
START_S = 30.0
DRAIN_S = 300.0


def measure(report: Report, post: Sequence[bytes], *, limit: float) -> None:
    """Send the mails by two connections to `escalera work`; note its CPU until all are tickets and counted."""
    with _working() as (process, port):
        time.sleep(2.0)  # what starting leaves to do is no part of it
        meter, began = Meter(process), time.monotonic()
        before = meter.read()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda part: _send(port, part), [post[i::CLIENTS] for i in range(CLIENTS)]))
        accepted_s = time.monotonic() - began
        _wait_until_understood(began + DRAIN_S)
        used, seconds = meter.read().since(before), time.monotonic() - began
    split = f"database {used.database * 1000 / len(post):.2f}; worker and readers included"
    report.add("mail by SMTP: CPU", used.total * 1000 / len(post), "ms CPU", limit=limit, note=split)
    report.add("mail by SMTP: accepted", len(post) / accepted_s, "1/s")
    report.add("mail by SMTP: understood", len(post) / seconds, "1/s")


def _send(port: int, post: Sequence[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        for mail in post:
            client.sendmail("cliente@correo.example", [mails.DESK], mail)


def _wait_until_understood(end: float) -> None:
    from escalera.base.log import readers, tail
    from escalera.base.log.models import ReaderState
    from escalera.core.channels.models import InboundItem

    while time.monotonic() < end:
        states = ReaderState.objects.filter(name__in=readers._READERS)
        unread = sum(tail.count_after(tail.Position(s.xid, s.event_id), at_most=1) for s in states)
        if not unread and not InboundItem.objects.filter(outcome="").exists():
            return
        time.sleep(0.1)
    raise TimeoutError("the mails were not understood in time")


@contextmanager
def _working() -> Iterator[tuple[int, int]]:
    port = server.free_port()
    environment = {**os.environ, "ESCALERA_GATE_SMTP": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "escalera.faces.cli.main", "work"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for_gate(port)
        yield process.pid, port
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_gate(port: int) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5):
                return
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
    raise RuntimeError("the gate did not open in time")
