"""Reading diagnostics and what they said."""

from __future__ import annotations

from escalera.levels.specialists.calling import commands
from escalera.levels.specialists.models import AllowedHost, Diagnostic, Probe, Secret


def diagnostics(*, every: bool = False) -> list[Diagnostic]:
    found = Diagnostic.objects.all()
    return list(found if every else found.filter(archived_at__isnull=True))


def hosts() -> list[AllowedHost]:
    return list(AllowedHost.objects.all())


def secrets() -> list[Secret]:
    """Return the secrets without their words."""
    return list(Secret.objects.defer("sealed"))


def command_names() -> list[str]:
    """Return the commands that the administrator of the machine registered."""
    return sorted(commands())


def last_probe(run_id: int, step: str) -> Probe | None:
    """Return the newest question to a machine at a step of a run."""
    found = Probe.objects.filter(run=run_id, step=step).select_related("diagnostic", "by")
    return found.order_by("-pk").first()
