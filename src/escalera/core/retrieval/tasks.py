"""What the worker does for the search by itself."""

from __future__ import annotations

import time

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily, every
from escalera.core.retrieval import gate
from escalera.core.retrieval.actions import recalibrate
from escalera.core.retrieval.embedding import embedder
from escalera.core.retrieval.reading import read_some

LONGEST_S = 20.0  # of one job; what is left is another job's, so that others have their turn


@daily(at="04:40", name="retrieval.recalibrate")
@task
def recalibrate_gate() -> None:
    for kind in (gate.BY_WORDS, gate.BY_BOTH):
        recalibrate(at=timezone.now(), kind=kind)


@every(seconds=60, name="retrieval.read")
@task
def read_passages() -> None:
    """Let the optional embedding read the passages that it has not read yet."""
    model = embedder()
    if model is None:
        return
    until = time.monotonic() + LONGEST_S
    while read_some(model):
        if time.monotonic() > until:
            read_passages.enqueue()
            return
