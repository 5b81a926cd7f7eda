"""Asking a machine for a step of a run: fills in what the diagnostic wants, asks, and judges what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from escalera.base.storage.sealed import unseal
from escalera.core.procedures.branching import holds
from escalera.core.procedures.models import RunStep
from escalera.core.procedures.steps import find
from escalera.levels.specialists.calling import Answer, Call, call, commands, place_of, run_command, value_in
from escalera.levels.specialists.choices import Kind, Trouble
from escalera.levels.specialists.models import AllowedHost, Diagnostic, Probe, Secret
from escalera.levels.specialists.places import Lacking, answers_in, filled, in_address, in_header, in_json, secrets_in

SEALED_FOR = "diagnostic-secret"
SEALED = "•••"  # stands for a secret that came back


@dataclass(frozen=True, slots=True)
class Told:
    """What `actions.write_down` writes."""

    text: str = ""
    value: str = ""
    is_well: bool | None = None
    status: int | None = None
    trouble: str = ""


def ask_for(probe: Probe) -> Told:
    """Ask the machine, outside any transaction. Never raises for what the machine does."""
    diagnostic = probe.diagnostic
    texts = (diagnostic.address, diagnostic.body, *diagnostic.headers.values())
    arguments = commands().get(diagnostic.address, []) if diagnostic.kind == Kind.COMMAND else []
    answers = _answers(probe, answers_in(*texts, *arguments))
    secrets = _secrets(diagnostic, secrets_in(*texts))
    try:
        answer = _asked(probe, diagnostic, answers, secrets)
    except Lacking as lacking:
        return Told(trouble=Trouble.SECRET if str(lacking) == "secret" else Trouble.VALUE)
    text = answer.text
    for word in secrets.values():
        text = text.replace(word, SEALED) if word else text
    if answer.trouble and not (diagnostic.kind == Kind.COMMAND and answer.trouble == Trouble.STATUS):
        return Told(text, status=answer.status, trouble=answer.trouble)
    return _judged(diagnostic, answer, text)


def _judged(diagnostic: Diagnostic, answer: Answer, text: str) -> Told:
    """A command that ends with an error found something wrong; that is an answer too."""
    value = value_in(text, diagnostic.find)
    if value is None:
        return Told(text, status=answer.status, trouble=Trouble.VALUE)
    well = holds(diagnostic.comparison, _plain(value), diagnostic.wanted) if diagnostic.comparison else True
    return Told(text, value, well and not answer.trouble, answer.status)


def _plain(value: str) -> str | float:
    try:
        return float(value)
    except ValueError:
        return value


def _asked(probe: Probe, one: Diagnostic, answers: Mapping[str, str], secrets: Mapping[str, str]) -> Answer:
    ticket = probe.run.ticket_id if probe.run else int(probe.given.get("ticket") or 0)

    def fill(text: str, escape: Callable[[str], str]) -> str:
        return filled(text, answers=answers, secrets=secrets, ticket=ticket, escape=escape)

    if one.kind == Kind.COMMAND:
        arguments = commands().get(one.address)
        if arguments is None:
            return Answer(trouble=Trouble.UNKNOWN)
        return run_command([arguments[0], *(fill(text, _in_argument) for text in arguments[1:])], one.seconds)
    allowed = frozenset(str(host) for host in AllowedHost.objects.all())
    headers = {key: fill(text, in_header) for key, text in one.headers.items()}
    body = fill(one.body, in_json) if one.method != "GET" else ""
    url = fill(one.address, in_address)
    return call(Call(one.method, url, headers, body, one.seconds, allowed))


def _in_argument(value: str) -> str:
    """A value never becomes an option. Raises: Lacking."""
    if value.startswith("-"):
        raise Lacking("answer")
    return value


def _answers(probe: Probe, keys: set[str]) -> dict[str, str]:
    """Return what was answered at these steps of the run, or of those around it; what was typed for a trial."""
    found: dict[str, str] = {}
    run = probe.run
    if run is None:
        typed = probe.given.get("answers") or {}
        return {key: str(typed[key]) for key in keys if typed.get(key)}
    while run is not None and len(found) < len(keys):
        rows = RunStep.objects.filter(run=run, step__in=keys, answered_at__isnull=False, undone_at__isnull=True)
        for row in rows.order_by("pk"):
            kind = find(row.kind)
            said = kind.compared(row.value) if kind and kind.compared else None
            if said not in (None, ""):
                found.setdefault(row.step, str(said))
        run = run.parent
    return found


def _secrets(diagnostic: Diagnostic, names: set[str]) -> dict[str, str]:
    """Return the words of secrets that may be sent to the diagnostic's host."""
    place = place_of(diagnostic.address) if diagnostic.kind == Kind.HTTP else ""
    rows = Secret.objects.filter(name__in=names) if names else []
    return {row.name: unseal(row.sealed, use=SEALED_FOR) or "" for row in rows if place in row.hosts}
