"""The task backend behind Django's `@task` and `.enqueue()`: a row in the caller's own transaction.

`@task` takes two more options here: `transactional=False` for tasks that talk to the network (by default the
task's database effects and its completion commit together) and `max_attempts`; `keyed()` gives a call a key or lane.
Options in settings, TASKS["default"]["OPTIONS"]: LEASE_S (60), MAX_ATTEMPTS (10), KEEP_S (86,400)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from escalera.base.jobs.models import Job
from escalera.base.storage.wake import ring

P = ParamSpec("P")
T = TypeVar("T")
KEY_TRIES = 5

_STATUS = {
    Job.State.WAITING: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.DEAD: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask(Task[P, T]):
    """A task with what our table knows beside Django's own options."""

    transactional: bool = True
    max_attempts: int | None = None
    key: str = ""
    lane: str = ""


class DatabaseBackend(BaseTaskBackend):
    """Keeps tasks in the `Job` table; `running.run_due` works them off."""

    task_class = JobTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.queues = set(params.get("QUEUES", []))  # none named: any queue
        self.lease_s = float(self.options.get("LEASE_S", 60))
        self.max_attempts = int(self.options.get("MAX_ATTEMPTS", 10))
        self.keep_s = float(self.options.get("KEEP_S", 86_400))

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        """Write the job in the caller's transaction and wake the workers after it.

        A job with a key returns the fresh job already waiting under it, if there is one; an earlier time wins."""
        self.validate_task(task)
        job = self._job(task, args, kwargs, timezone.now())
        if job.key:
            job = _once(job)
        else:
            job.save(force_insert=True)
        ring()
        result = job_result(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return the result of a job that is not older than KEEP_S. Raises: TaskResultDoesNotExist."""
        try:
            job = Job.objects.get(pk=int(result_id))
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return job_result(job, load_task(job.task))

    def _job(self, task: Task[P, T], args: Iterable[Any], kwargs: Mapping[str, Any], now: datetime) -> Job:
        own = task if isinstance(task, JobTask) else None
        return Job(
            task=task.module_path,
            args=normalize_json(list(args)),
            kwargs=normalize_json(dict(kwargs)),
            queue=task.queue_name,
            priority=task.priority,
            key=own.key if own else "",
            lane=own.lane if own else "",
            max_attempts=(own.max_attempts if own else None) or self.max_attempts,
            enqueued_at=now,
            due_at=task.run_after or now,
        )


def keyed(task: Task[P, T], *, key: str = "", lane: str = "") -> Task[P, T]:
    """Return the task with a unique key (a fresh job under it is not doubled) and a lane (jobs of one lane run one
    at a time, first come first served). Other engines behind TASKS take the task as it is."""
    return replace(task, key=key, lane=lane) if isinstance(task, JobTask) else task


def own_backend() -> DatabaseBackend:
    """Return our backend as the settings have it. Raises: TypeError if TASKS names another engine."""
    backend = task_backends["default"]
    if not isinstance(backend, DatabaseBackend):
        raise TypeError(f"TASKS runs {type(backend).__name__}; there are no jobs in the database")
    return backend


def load_task(path: str) -> Task[Any, Any]:
    """Return the task at a dotted path. Raises: ImportError, TypeError."""
    found = import_string(path)
    if not isinstance(found, Task):
        raise TypeError(f"{path} is not a task")
    return found


def job_result(job: Job, task: Task[P, T]) -> TaskResult[T]:
    """Return the job as Django's tasks show it."""
    errors = [TaskError(exception_class_path=job.error_class, traceback=job.error)] if job.error else []
    result: TaskResult[T] = TaskResult(
        task=task,
        id=str(job.pk),
        status=_STATUS[Job.State(job.state)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args,
        kwargs=job.kwargs,
        backend="default",
        errors=errors,
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result


def _once(job: Job) -> Job:
    """Insert the job, or take the fresh one under its key and hold it until the caller's transaction ends.

    Without holding it, a worker could run it before the caller's changes are visible, and nobody would see them."""
    for _ in range(KEY_TRIES):
        with transaction.atomic():
            fresh = Job.objects.waiting_under(job.task, job.key).select_for_update().first()
            if fresh is None:
                Job.objects.bulk_create([job], ignore_conflicts=True)
                fresh = Job.objects.waiting_under(job.task, job.key).select_for_update().first()
            if fresh is not None:
                if job.due_at < fresh.due_at:
                    fresh.due_at = job.due_at
                    fresh.save(update_fields=["due_at"])
                return fresh
    raise RuntimeError(f"the key {job.key} of {job.task} is taken and let go all the time")
