"""What the worker does for runbooks: it asks the machines. A page never waits for one."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.levels.specialists.actions import write_down
from escalera.levels.specialists.asking import Told, ask_for
from escalera.levels.specialists.choices import ProbeState, Trouble
from escalera.levels.specialists.models import Probe


@task
def ask_machine(probe_id: int) -> str:
    """Ask, and write down what came back; a probe that has its answer is left as it is."""
    probe = Probe.objects.select_related("run", "diagnostic").filter(pk=probe_id).first()
    if probe is None or probe.state != ProbeState.ASKED:
        return ""
    try:
        told = ask_for(probe)
    except Exception:  # noqa: BLE001 - the step must not wait for ever; the run goes on without it
        told = Told(trouble=Trouble.BROKEN)
    done = write_down(
        probe_id=probe.pk, text=told.text, value=told.value, is_well=told.is_well, status=told.status,
        trouble=told.trouble, at=timezone.now(),
    )  # fmt: skip
    return done.state
