"""What is to be done every so often. Tick and job are one transaction, so of many nodes one enqueues it, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from escalera.base.jobs.models import Tick
from escalera.base.storage.wake import ring

KEEP_TICKS = timedelta(days=8)
AnyTask = TypeVar("AnyTask", bound=Task[Any, Any])


@dataclass(slots=True)
class Schedule:
    """A task without arguments and its times. `slot(now)` is the newest of them that is not in the future."""

    name: str
    task: Task[[], Any]
    slot: Callable[[datetime], datetime]
    at_once: bool
    seen: datetime | None = field(default=None)


_SCHEDULES: dict[str, Schedule] = {}


def every(*, seconds: int, name: str) -> Callable[[AnyTask], AnyTask]:
    """Enqueue the decorated task each `seconds` (counted from 1970, so all nodes agree), the first time at once.

    After a standstill it runs once, not once for each time missed."""

    def slot(now: datetime) -> datetime:
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)

    return _register(name, slot, at_once=True)


def daily(*, at: str, name: str) -> Callable[[AnyTask], AnyTask]:
    """Enqueue the decorated task each day at `at` ("03:30", in the site's time zone), beginning with the next one."""
    clock = time.fromisoformat(at)

    def slot(now: datetime) -> datetime:
        local = now.astimezone(timezone.get_default_timezone())
        day = local.date() if local.time() >= clock else local.date() - timedelta(days=1)
        return datetime.combine(day, clock, tzinfo=local.tzinfo).astimezone(UTC)

    return _register(name, slot, at_once=False)


def forget_schedule(name: str) -> None:
    """Take a schedule out of this process. For tests and plug-ins."""
    _SCHEDULES.pop(name, None)


def fire_due(*, now: datetime | None = None) -> int:
    """Enqueue every schedule whose time has come and which no other node has taken; return how many."""
    now = now or timezone.now()
    return sum(_fire(one, one.slot(now)) for one in list(_SCHEDULES.values()) if one.seen != one.slot(now))


def forget_old_ticks(now: datetime) -> int:
    """Delete ticks that no clock can ask for again, but each schedule's newest: it says that the name is known."""
    newest = dict(Tick.objects.order_by("due_at").values_list("name", "due_at"))
    old = Tick.objects.filter(due_at__lt=now - KEEP_TICKS)
    for name, due in newest.items():
        old = old.exclude(name=name, due_at=due)
    return old.delete()[0]


def _register(name: str, slot: Callable[[datetime], datetime], *, at_once: bool) -> Callable[[AnyTask], AnyTask]:
    def register(task: AnyTask) -> AnyTask:
        known = _SCHEDULES.get(name)
        if known is not None and known.task.module_path != task.module_path:
            raise ValueError(f"two schedules are called {name}")
        _SCHEDULES[name] = Schedule(name, task, slot, at_once)
        return task

    return register


def _fire(one: Schedule, due_at: datetime) -> bool:
    fires = False
    if not Tick.objects.filter(name=one.name, due_at=due_at).exists():
        with transaction.atomic():
            known = Tick.objects.filter(name=one.name).exists()
            _, made = Tick.objects.get_or_create(name=one.name, due_at=due_at)
            fires = made and (known or one.at_once)
            if fires:
                one.task.enqueue()
                ring()
    one.seen = due_at
    return fires
