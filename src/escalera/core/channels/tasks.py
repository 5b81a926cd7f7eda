"""The room's loops and nightly work."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.base.jobs.worker import GATHER_S, RARE_S, Loop, register_loop
from escalera.core.channels import gate
from escalera.core.channels.alarms import watch_step as alarms_step
from escalera.core.channels.deliveries import leave_step
from escalera.core.channels.email.imap.reconciling import reconcile_all
from escalera.core.channels.email.imap.watching import watch_step
from escalera.core.channels.fetching import fetch_step
from escalera.core.channels.outbox import outbox_step
from escalera.core.channels.probing import probe_step


def understand_step() -> int:
    """Understand what waits in the ledger."""
    return gate.understand_waiting(at=timezone.now())


@daily(at="03:30", name="channels.reconcile")
@task(transactional=False, max_attempts=3)
def reconcile_mailboxes() -> int:
    """Compare all mailboxes with the ledger; return how many mails had been missing."""
    return reconcile_all(at=timezone.now())


LOOPS = (
    Loop("gate", understand_step, every_s=2.0, gather_s=GATHER_S),
    Loop("deliveries", leave_step, every_s=2.0, gather_s=RARE_S),
    Loop("outbox", outbox_step, every_s=2.0, gather_s=GATHER_S),
    Loop("files", fetch_step, every_s=3.0, gather_s=RARE_S),
    Loop("mailboxes", watch_step, every_s=5.0, on_bell=False),
    Loop("probes", probe_step, every_s=20.0, on_bell=False),
    Loop("alarms", alarms_step, every_s=30.0, on_bell=False),
)


def register_loops() -> None:
    """Add the loops to every worker of this process."""
    for loop in LOOPS:
        register_loop(loop)
