"""Reading diagnostics and what they said."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from escalera.levels.specialists.calling import commands, commands_in, place_of
from escalera.levels.specialists.choices import Kind, Trouble
from escalera.levels.specialists.models import AllowedHost, Diagnostic, Probe, Secret
from escalera.levels.specialists.places import answers_in, secrets_in


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


@dataclass(frozen=True, slots=True)
class Registered:
    """The administrator's file of commands: each with what it runs. `is_readable`: False if the file is not."""

    path: str
    commands: Mapping[str, str]
    is_readable: bool = True


def registered() -> Registered:
    """Return what the administrator of the machine registered, for who keeps the diagnostics to see."""
    path = str(settings.COMMANDS or "")
    try:
        found = commands_in(path)
    except (OSError, ValueError):
        return Registered(path, {}, is_readable=False)
    return Registered(path, {name: shlex.join(words) for name, words in sorted(found.items())})


@dataclass(frozen=True, slots=True)
class Places:
    """What a diagnostic's texts want: answers by the keys of steps, secrets by their names, the ticket's number."""

    answers: Sequence[str]
    secrets: Sequence[str]
    ticket: bool


def places_of(one: Diagnostic) -> Places:
    """Return the places in its texts, or in its command's."""
    arguments = commands().get(one.address, []) if one.kind == Kind.COMMAND else []
    texts = [one.address, one.body, *one.headers.values(), *arguments]
    return Places(sorted(answers_in(*texts)), sorted(secrets_in(*texts)), any("{ticket}" in text for text in texts))


def lacks(
    one: Diagnostic, allowed: Collection[str], secrets: Mapping[str, Sequence[str]], known: Collection[str]
) -> str:
    """Say in words why asking it cannot work as things are; "" if nothing is missing.

    `allowed`: the hosts; `secrets`: to which hosts each may be sent; `known`: the registered commands."""
    if one.kind == Kind.COMMAND:
        return "" if one.address in known else str(Trouble.UNKNOWN.label)
    place = place_of(one.address)
    if place not in allowed:
        return str(Trouble.FORBIDDEN.label)
    if any(place not in secrets.get(name, ()) for name in places_of(one).secrets):
        return str(Trouble.SECRET.label)
    return ""


def last_trial(diagnostic_id: int) -> Probe | None:
    """Return the newest trial of a diagnostic."""
    found = Probe.objects.filter(run__isnull=True, diagnostic=diagnostic_id).select_related("diagnostic", "by")
    return found.order_by("-pk").first()


def last_probe(run_id: int, step: str) -> Probe | None:
    """Return the newest question to a machine at a step of a run."""
    found = Probe.objects.filter(run=run_id, step=step).select_related("diagnostic", "by")
    return found.order_by("-pk").first()
