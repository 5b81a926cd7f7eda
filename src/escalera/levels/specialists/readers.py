"""What follows a question to a machine: the worker asks it."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.levels.specialists.facts import DiagnosticTried, ProbeAsked
from escalera.levels.specialists.tasks import ask_machine


@reader("diagnostics", facts=(ProbeAsked, DiagnosticTried))
def ask(events: Sequence[Event]) -> None:
    for event in events:
        ask_machine.enqueue(probe_id=event.data["probe_id"])
