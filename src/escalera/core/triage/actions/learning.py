"""Learning anew: examples out, a process of its own, what it found back in; in use only if it is better."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Max

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.storage.together import together
from escalera.core.retrieval.embedding import embedder
from escalera.core.triage.actions.proposing import first_words
from escalera.core.triage.actions.settling import renew_stamp
from escalera.core.triage.choices import Field, ModelState
from escalera.core.triage.embedded import vectors_of
from escalera.core.triage.facts import TriageLearned
from escalera.core.triage.features import cleaned
from escalera.core.triage.models import Lesson, TriageModel
from escalera.core.triage.rules import Rules, guesses

SINCE = timedelta(days=365)
MOST = 25_000  # the newest; more costs minutes and tells less about today
PIECE = 1000
LONGEST_S = 600
KEEP = 30  # rows of a field's history; only the one in use keeps what it learned

logger = logging.getLogger(__name__)


def retrain(*, at: datetime) -> dict[str, str]:
    """Learn every field from the newest solved tickets; return why each model is in use or is not.

    Order: reads, then a process without database for up to ten minutes, then writes. Not inside a transaction."""
    with tempfile.TemporaryDirectory(prefix="escalera-triage-") as name:
        folder = Path(name)
        count = _write_examples(folder, at)
        if not count:
            return {}
        _run(folder)
        verdicts = json.loads((folder / "verdicts.json").read_text())
        return {field: _keep(folder, field, verdict, at) for field, verdict in verdicts.items()}


def _write_examples(folder: Path, at: datetime) -> int:
    lessons = list(Lesson.objects.filter(at__gt=at - SINCE, at__lte=at).order_by("-at", "-pk")[:MOST])[::-1]
    texts: list[tuple[str, str]] = []
    for start in range(0, len(lessons), PIECE):
        texts += _texts([one.ticket_id for one in lessons[start : start + PIECE]])
    model = embedder()
    vectors = vectors_of(model, [one.ticket_id for one in lessons], texts) if model and lessons else None
    if model and vectors is not None:
        vectors.astype("float16").tofile(folder / "vectors.bin")
    source = model.name if model and vectors is not None else ""
    ruled = guesses(Rules(), texts)
    fields = {
        name: {"labels": [one.values.get(name) for one in lessons], "rules": ruled[name]} for name in Field.values
    }
    (folder / "examples.json").write_text(json.dumps({"texts": texts, "fields": fields, "source": source}))
    for row in TriageModel.objects.filter(state=ModelState.LIVE):
        (folder / f"{row.field}.npz").write_bytes(bytes(row.data))
    return len(lessons)


def _texts(numbers: list[int]) -> list[tuple[str, str]]:
    """Return each ticket's words as they are learned, with their language."""
    from escalera.core.tickets.models import Ticket  # noqa: PLC0415 - read in pieces, with its signal

    written = first_words(numbers)
    rows = Ticket.objects.filter(pk__in=numbers).values_list("pk", "subject", "language", "signal__language")
    found = {
        number: (cleaned(subject, written.get(number, "")), detected or language)
        for number, subject, language, detected in rows
    }
    return [found.get(number, ("", "")) for number in numbers]


def _run(folder: Path) -> None:
    """Run the process that learns: on one core, without the network's settings."""
    source = str(Path(__file__).parents[4])
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    subprocess.run(  # noqa: S603 - our own interpreter and module, and a folder that we made
        [sys.executable, "-m", "escalera.core.triage.process", str(folder)],
        env={**kept, **threads, "PYTHONPATH": source}, check=True, timeout=LONGEST_S,
    )  # fmt: skip


@together()
def _keep(folder: Path, field: str, verdict: dict[str, Any], at: datetime) -> str:
    """Write a model's row; it takes over only if the verdict says that it is better."""
    live = verdict["why"] == "better"
    learned = folder / f"learned-{field}.npz"
    data = learned.read_bytes() if live and learned.exists() else b""
    state = ModelState.LIVE if live else ModelState.SHORT if verdict["why"] == "few" else ModelState.REFUSED
    number = (TriageModel.objects.filter(field=field).aggregate(last=Max("number"))["last"] or 0) + 1
    if live:
        TriageModel.objects.filter(field=field, state=ModelState.LIVE).update(state=ModelState.RETIRED, data=b"")
    counts, gate = verdict.pop("counts", {}), verdict.pop("gate", 1.0)
    examples = verdict.pop("examples", 0)
    TriageModel.objects.create(
        field=field, number=number, state=state, data=data, sha256=hashlib.sha256(data).hexdigest(), counts=counts,
        figures=verdict, examples=examples, gate=min(gate, 1.01), at=at,
    )  # fmt: skip
    TriageModel.objects.filter(field=field, number__lte=number - KEEP).exclude(state=ModelState.LIVE).delete()
    if live:
        renew_stamp()
        fact = TriageLearned(field=field, number=number, accuracy=verdict["accuracy"], examples=examples)
        record(fact, actor=Actor("system", None, "Triage"), at=at)
    return str(verdict["why"])
