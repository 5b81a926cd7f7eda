"""Learning by night, and when somebody asks for it."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.core.triage import asking
from escalera.core.triage.actions import propose_open, retrain


@daily(at="03:40", name="triage.learn")
@task(transactional=False, max_attempts=2)  # type: ignore[call-overload,untyped-decorator,unused-ignore]
def learn() -> dict[str, str]:
    """Learn every field anew; return why each model is in use or is not."""
    found = retrain(at=timezone.now())
    if "better" in found.values():
        propose_open(at=timezone.now())
    return found


asking.answer_with(learn.enqueue)
