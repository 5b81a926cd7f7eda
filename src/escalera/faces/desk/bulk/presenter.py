"""Runs and the sheets of their verbs, in the words that people read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.bulk.choices import RunState
from escalera.core.bulk.models import BulkRun
from escalera.core.bulk.verbs import find_verb

MORNING = time(9)


@dataclass(frozen=True, slots=True)
class ShownRun:
    """`words`: what it does and how far it is; `can`: "stop", "undo" or ""."""

    id: int
    words: str
    left: str
    progress: int
    total: int
    active: bool
    can: str
    url: str


def shown(run: BulkRun, at: datetime) -> ShownRun:
    """Return a run as its line says it."""
    return ShownRun(
        run.pk, _words(run), _left(run), run.progress, run.total, run.is_active, _can(run, at),
        reverse("desk:bulk-run", args=[run.pk]),
    )  # fmt: skip


def _words(run: BulkRun) -> str:
    verb = str(find_verb(run.verb).label)
    count = ngettext("%(count)d ticket", "%(count)d tickets", run.total) % {"count": run.total}
    return f"{verb} · {count} · {run.get_state_display().lower()}"


def _left(run: BulkRun) -> str:
    """Say what did not go as wanted."""
    parts = []
    if run.refused:
        parts.append(ngettext("%(count)d refused", "%(count)d refused", run.refused) % {"count": run.refused})
    if run.kept:
        parts.append(
            ngettext("%(count)d left as it is", "%(count)d left as they are", run.kept) % {"count": run.kept}
        )
    if run.same:
        parts.append(
            ngettext("%(count)d was so already", "%(count)d were so already", run.same) % {"count": run.same}
        )
    return " · ".join(parts)


def _can(run: BulkRun, at: datetime) -> str:
    if run.state in (RunState.UNDOING, RunState.UNDONE):
        return ""
    waits = find_verb(run.verb).waits_for_undo
    if run.state == RunState.RUNNING and (at < run.start_at or not waits):
        return "undo" if waits or run.progress == 0 else "stop"
    if run.state == RunState.RUNNING:
        return "stop"
    return "undo" if run.done and not waits else ""


def snooze_presets(now: datetime) -> list[tuple[str, str]]:
    """Return moments to choose from, as ISO 8601 with their words; "" is until the customer writes."""
    local = now.astimezone(timezone.get_current_timezone())
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, local.tzinfo)
    monday = datetime.combine(local.date() + timedelta(days=7 - local.weekday()), MORNING, local.tzinfo)
    return [
        ((local + timedelta(hours=3)).replace(second=0, microsecond=0).isoformat(), _("In 3 hours")),
        (tomorrow.isoformat(), _("Tomorrow, 9:00")),
        (monday.isoformat(), _("On Monday, 9:00")),
        ("", _("Until the customer writes")),
    ]
