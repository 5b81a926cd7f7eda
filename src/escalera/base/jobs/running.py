"""Claiming jobs and running them.

A claim is a lease: it counts the attempt, names the worker and ends by itself, so the job of a killed process is
claimed again. While a batch runs, a side thread renews what is left of it. Completion is a conditional update: who
has lost the lease cannot complete, and the effects of a transactional task are rolled back with it."""

from __future__ import annotations

import logging
import secrets
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django_tasks.base import Task, TaskContext
from django_tasks.utils import get_module_path, normalize_json

from escalera.base.jobs.backend import JobTask, job_result, load_task, own_backend
from escalera.base.jobs.models import Job

FIRST_PAUSE_S = 5
LONGEST_PAUSE_S = 3600
ERROR_CHARACTERS = 8000

logger = logging.getLogger(__name__)
_chance = secrets.SystemRandom()


class LeaseLost(RuntimeError):
    """The job ran longer than its lease could be renewed, and another worker has it now."""


class WorkerDied(RuntimeError):
    """The process that ran the job ended without completing it, on its last attempt."""


def run_due(
    *, limit: int = 8, queues: Sequence[str] | None = None, but: Sequence[str] = (), now: datetime | None = None
) -> int:
    """Claim up to `limit` due jobs (of these queues, or of all `but` some) and run them; return how many were claimed.

    A failing job is put back with a growing, scattered pause, and is dead after its last attempt."""
    jobs = claim(limit=limit, queues=queues, but=but, now=now or timezone.now())
    if not jobs:
        return 0
    with _renewing(jobs) as still_ours:
        for job in jobs:
            if still_ours(job):
                _run(job)
    return len(jobs)


def claim(*, limit: int, queues: Sequence[str] | None, now: datetime, but: Sequence[str] = ()) -> list[Job]:
    """Lease due jobs, the highest priority first, then the longest due. Safe with many workers."""
    due = Job.objects.due(now)
    if queues is not None:
        due = due.filter(queue__in=queues)
    if but:
        due = due.exclude(queue__in=but)
    if not due.exists():  # without a transaction: on SQLite that would be the write lock
        return []
    worker = secrets.token_hex(12)
    try:
        with transaction.atomic():
            return _lease(due, limit, worker, now)
    except IntegrityError:  # another worker took a job of the same lane at the same moment
        return []


def _lease(due: Any, limit: int, worker: str, now: datetime) -> list[Job]:
    ahead = Job.objects.filter(finished_at=None, lane=OuterRef("lane")).filter(
        Q(state=Job.State.RUNNING) & ~Q(pk=OuterRef("pk"))
        | Q(state=Job.State.WAITING, due_at__lte=now, pk__lt=OuterRef("pk"))
    )
    free = due.filter(Q(lane="") | ~Exists(ahead)).order_by("-priority", "due_at", "pk")
    jobs: list[Job] = list(free.select_for_update(skip_locked=True)[:limit])
    spent = [job for job in jobs if job.attempts >= job.max_attempts]
    for job in spent:  # each attempt ended with its process
        job.error, job.error_class = job.error or "", job.error_class or get_module_path(WorkerDied)
        _bury(job, now)
    jobs = [job for job in jobs if job not in spent]
    lease: dict[str, Any] = {
        "state": Job.State.RUNNING,
        "worker": worker,
        "due_at": now + timedelta(seconds=own_backend().lease_s),
        "started_at": now,
    }
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(**lease, attempts=F("attempts") + 1)
    for job in jobs:
        job.attempts += 1
        for name, value in lease.items():
            setattr(job, name, value)
    return jobs


def _run(job: Job) -> None:
    try:
        task = load_task(job.task)
        if not isinstance(task, JobTask) or task.transactional:
            with transaction.atomic():
                _complete(job, _call(job, task))
        else:
            _complete(job, _call(job, task))
    except LeaseLost:
        logger.warning("%s lost its lease; another worker has it", job)
    except Exception as error:
        logger.exception("%s failed on attempt %d of %d", job, job.attempts, job.max_attempts)
        _fail(job, error)


def _call(job: Job, task: Task[Any, Any]) -> Any:
    context = [TaskContext(task_result=job_result(job, task))] if task.takes_context else []
    return normalize_json(task.call(*context, *job.args, **job.kwargs))


def _complete(job: Job, result: Any) -> None:
    done = _ours(job).update(
        state=Job.State.DONE, finished_at=timezone.now(), result=result, error="", error_class=""
    )
    if not done:
        raise LeaseLost(str(job))


def _fail(job: Job, error: Exception) -> None:
    now = timezone.now()
    job.error = "".join(traceback.format_exception(error))[-ERROR_CHARACTERS:]
    job.error_class = get_module_path(type(error))
    if job.attempts >= job.max_attempts:
        _bury(job, now)
        return
    pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (job.attempts - 1)) * _chance.uniform(0.75, 1.25)
    _ours(job).update(
        state=Job.State.WAITING,
        due_at=now + timedelta(seconds=pause_s),
        error=job.error,
        error_class=job.error_class,
    )


def _bury(job: Job, now: datetime) -> None:
    _ours(job).update(
        state=Job.State.DEAD, finished_at=now, error=job.error or job.error_class, error_class=job.error_class
    )


def _ours(job: Job) -> Any:
    """The job's row, as long as our lease is the last one."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)


@contextmanager
def _renewing(jobs: list[Job]) -> Iterator[Any]:
    """Renew the leases of the batch's unfinished jobs from a side thread; give a question: is this job still ours?"""
    lease_s = own_backend().lease_s
    stop = threading.Event()
    valid_until = {"at": timezone.now() + timedelta(seconds=lease_s)}
    thread = threading.Thread(target=_keep, args=(jobs, lease_s, stop, valid_until), daemon=True, name="lease")
    thread.start()

    def still_ours(job: Job) -> bool:
        return timezone.now() < valid_until["at"] or _ours(job).exists()

    try:
        yield still_ours
    finally:
        stop.set()
        thread.join(timeout=lease_s)


def _keep(jobs: list[Job], lease_s: float, stop: threading.Event, valid_until: dict[str, datetime]) -> None:
    mine = {"pk__in": [job.pk for job in jobs], "worker": jobs[0].worker, "state": Job.State.RUNNING}
    while not stop.wait(lease_s / 3):
        try:
            until = timezone.now() + timedelta(seconds=lease_s)
            if Job.objects.filter(**mine).update(due_at=until) == 0:
                break
            valid_until["at"] = until
        except Exception:
            logger.exception("The leases of %d jobs could not be renewed", len(jobs))
    connection.close()
