"""How a person wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.notifications.actions.bell import locked_reach
from escalera.core.notifications.choices import ALWAYS, USUAL, LockScreen, NoticeKind, Rhythm, Wanted
from escalera.core.notifications.models import Notification, Preference, Reach
from escalera.core.notifications.policies import Person, mail_at, push_at

LONGEST_QUIET = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose. `daily_min`: minutes after midnight; `kinds`: those left out stay as they are."""

    rhythm: str
    daily_min: int
    lock_screen: str
    only_working_hours: bool
    urgent_always: bool
    kinds: Mapping[str, Wanted]


@transaction.atomic
def choose(*, choices: Choices, by: Agent, at: datetime) -> Reach:
    """Keep the person's choices; what is still to go out is planned anew. Raises: BadInput."""
    if choices.rhythm not in Rhythm.values or choices.lock_screen not in LockScreen.values:
        raise BadInput(_("Choose one of the offered ways."))
    if not 0 <= choices.daily_min < 1440 or not choices.kinds.keys() <= set(NoticeKind.values):
        raise BadInput(_("Choose an hour of the day."))
    reach = locked_reach(by.pk)
    for name in ("rhythm", "daily_min", "lock_screen", "only_working_hours", "urgent_always"):
        setattr(reach, name, getattr(choices, name))
    reach.save()
    for kind, wanted in choices.kinds.items():
        _prefer(by, kind, wanted)
    _plan_again(by, reach, at)
    return reach


@transaction.atomic
def be_quiet(*, until: datetime | None, by: Agent, at: datetime) -> Reach:
    """Let nothing ring or go out by mail until then; None ends it. The list goes on. Raises: BadInput."""
    if until is not None and not at < until <= at + LONGEST_QUIET:
        raise BadInput(_("Quiet can last a week at most."))
    reach = locked_reach(by.pk)
    reach.quiet_until = until
    reach.save(update_fields=["quiet_until"])
    _plan_again(by, reach, at)
    return reach


def _prefer(by: Agent, kind: str, wanted: Wanted) -> None:
    if wanted == USUAL[kind] or kind in ALWAYS:
        Preference.objects.filter(agent=by, kind=kind).delete()
        return
    Preference.objects.update_or_create(
        agent=by, kind=kind, defaults={"app": wanted.app, "push": wanted.push, "mail": wanted.mail}
    )


def _plan_again(by: Agent, reach: Reach, at: datetime) -> None:
    """Give what waits its new times; what is not wanted any more does not wait."""
    person = Person.read(by, reach, at)
    chosen = {row.kind: Wanted(row.app, row.push, row.mail) for row in Preference.objects.filter(agent=by)}
    for row in Notification.objects.filter(agent=by, seen_at__isnull=True):
        wanted = USUAL[row.kind] if row.kind in ALWAYS else chosen.get(row.kind, USUAL[row.kind])
        if row.push_due_at is not None:
            row.push_due_at = push_at(person, row.kind, at) if wanted.push else None
        if row.mail_due_at is not None:
            row.mail_due_at = mail_at(person, row.kind, at) if wanted.mail else None
        row.save(update_fields=["push_due_at", "mail_due_at"])
