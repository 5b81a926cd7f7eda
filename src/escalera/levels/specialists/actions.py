"""The verbs of diagnostics: what may be asked of which machine, asking it, and writing down what it said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.sealed import seal
from escalera.base.storage.together import together
from escalera.core.procedures.actions.entering import graph_of
from escalera.core.procedures.actions.running import locked_run, refuse_standing
from escalera.core.procedures.graph import COMPARISONS, KEY
from escalera.levels.specialists.asking import SEALED_FOR
from escalera.levels.specialists.calling import place_of
from escalera.levels.specialists.choices import METHODS, Kind, ProbeState
from escalera.levels.specialists.facts import (
    DiagnosticSaved,
    DiagnosticTold,
    DiagnosticTried,
    ProbeAnswered,
    ProbeAsked,
)
from escalera.levels.specialists.models import AllowedHost, Diagnostic, Probe, Secret
from escalera.levels.specialists.places import LONGEST, secrets_in
from escalera.levels.specialists.policies import why_not_keep

MOST_SECONDS = 30
MOST = 200
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?\Z|\[?[0-9a-f:]{2,45}\]?\Z")
_NAME, _PLAIN = re.compile(r"[A-Za-z0-9-]{1,60}\Z"), re.compile(r"[\x20-\x7e]{0,1000}\Z")  # of headers


class NameTaken(Refusal):
    """Another one has this name."""


class NothingToAsk(Refusal):
    """The run stands at a step that asks no machine, or one is being asked already."""


@dataclass(frozen=True, slots=True)
class NewDiagnostic:
    """What a diagnostic is made of; see `Diagnostic`."""

    name: str
    address: str
    kind: str = Kind.HTTP
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: int = 10
    find: str = ""
    comparison: str = ""
    wanted: str = ""
    unit: str = ""


@together()
def save_diagnostic(
    *, diagnostic: NewDiagnostic, by: Agent, at: datetime, diagnostic_id: int | None = None
) -> Diagnostic:
    """Make or change what a machine can be asked. Its host must be on the list before it is called, not before it is
    written. Raises: NotAllowed, BadInput, NameTaken, Diagnostic.DoesNotExist."""
    _check(by)
    if diagnostic_id is None and Diagnostic.objects.count() >= MOST:
        raise BadInput(_("There are at most %(count)d diagnostics.") % {"count": MOST})
    one = Diagnostic.objects.select_for_update().get(pk=diagnostic_id) if diagnostic_id else Diagnostic()
    for name in ("kind", "method", "seconds", "comparison"):
        setattr(one, name, getattr(diagnostic, name))
    for name in ("name", "address", "find", "wanted", "unit", "body"):
        setattr(one, name, str(getattr(diagnostic, name)).replace("\x00", "").strip())
    one.headers = {key.strip(): value.strip() for key, value in diagnostic.headers.items() if key.strip()}
    _refuse_bad(one)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:
        raise NameTaken(_("There is already one called “%(name)s”.") % {"name": one.name}) from None
    _saved("diagnostic", one.name, by, at)
    return one


@together()
def archive_diagnostic(*, diagnostic_id: int, by: Agent, at: datetime, back: bool = False) -> Diagnostic:
    """Offer it nowhere and ask it no more, or again. Raises: NotAllowed, Diagnostic.DoesNotExist."""
    _check(by)
    one = Diagnostic.objects.select_for_update().get(pk=diagnostic_id)
    if (one.archived_at is None) != back:
        one.archived_at = None if back else at
        one.save(update_fields=["archived_at"])
        _saved("diagnostic", one.name, by, at, "saved" if back else "removed")
    return one


@together()
def allow_host(*, host: str, by: Agent, at: datetime, port: int = 443, note: str = "") -> AllowedHost:
    """Let diagnostics call a machine, by its exact name. Raises: NotAllowed, BadInput."""
    _check(by)
    host = host.strip().lower()
    if not _HOST.match(host) or ".." in host or not 1 <= port <= 65535:
        raise BadInput(_("Write the name of one host, without http and without a path, and its port."))
    if AllowedHost.objects.count() >= MOST:
        raise BadInput(_("There are at most %(count)d hosts.") % {"count": MOST})
    one, is_new = AllowedHost.objects.get_or_create(host=host, port=port, defaults={"note": note.strip()[:200]})
    if is_new:
        _saved("host", str(one), by, at)
    return one


@together()
def forbid_host(*, host_id: int, by: Agent, at: datetime) -> None:
    """Take a machine off the list; gone already stays gone. Raises: NotAllowed."""
    _check(by)
    one = AllowedHost.objects.filter(pk=host_id).first()
    if one is not None:
        _saved("host", str(one), by, at, "removed")
        one.delete()


@together()
def set_secret(*, name: str, word: str, hosts: Sequence[str], by: Agent, at: datetime) -> Secret:
    """Keep a word that diagnostics send, to these hosts ("host:port") and to no others; one of this name is replaced.

    Raises: NotAllowed, BadInput."""
    _check(by)
    if not KEY.match(name) or not word or len(word) > 4_000 or "\x00" in word:
        raise BadInput(_("A secret needs a name of letters a to z, digits, - and _, and a word."))
    known = {str(one) for one in AllowedHost.objects.all()}
    if not hosts or not set(hosts) <= known:
        raise BadInput(_("Choose the allowed hosts that it may be sent to."))
    given = {"sealed": seal(word, use=SEALED_FOR), "hosts": sorted(set(hosts)), "at": at}
    one, _new = Secret.objects.update_or_create(name=name, defaults=given)
    _saved("secret", name, by, at)
    return one


@together()
def drop_secret(*, secret_id: int, by: Agent, at: datetime) -> None:
    """Forget a word; forgotten already stays so. Raises: NotAllowed."""
    _check(by)
    one = Secret.objects.filter(pk=secret_id).first()
    if one is not None:
        _saved("secret", one.name, by, at, "removed")
        one.delete()


@together()
def ask(*, run_id: int, step: str, by: Agent, at: datetime) -> Probe:
    """Leave a question to a machine at the step at which the run stands; the worker asks it at once.

    Raises: NotAllowed, CannotRun, NothingToAsk, Run.DoesNotExist."""
    run = locked_run(run_id, by)
    refuse_standing(run, by)
    here = graph_of(run).steps.get(run.step)
    given = str(here.settings.get("diagnostic") or "") if here else ""
    if here is None or here.key != step or here.kind != "diagnostic" or not given.isdigit():
        raise NothingToAsk(_("This step asks no machine. Look again where the run stands."))
    diagnostic = Diagnostic.objects.filter(pk=int(given), archived_at__isnull=True).first()
    if diagnostic is None:
        raise NothingToAsk(_("That diagnostic is gone."))
    waiting = Probe.objects.filter(run=run, step=step, state=ProbeState.ASKED).order_by("-pk").first()
    if waiting is not None and (at - waiting.asked_at).total_seconds() < 2 * MOST_SECONDS:
        return waiting
    probe = Probe.objects.create(
        run=run, step=step, diagnostic=diagnostic, asked_at=at, by=None if by.is_robot else by
    )  # fmt: skip
    fact = ProbeAsked(ticket_id=run.ticket_id, probe_id=probe.pk, title=diagnostic.name)
    record(fact, actor=by.actor, at=at)
    return probe


@together()
def try_out(
    *, diagnostic_id: int, by: Agent, at: datetime, answers: Mapping[str, str] | None = None, ticket: int = 0
) -> Probe:
    """Ask the machine from the settings, as a step would: `answers` by the keys of steps, and a ticket's number.

    Of each diagnostic the newest trial is kept. Raises: NotAllowed, NothingToAsk, Diagnostic.DoesNotExist."""
    _check(by)
    one = Diagnostic.objects.select_for_update().get(pk=diagnostic_id)
    earlier = Probe.objects.filter(run__isnull=True, diagnostic=one)
    waiting = earlier.filter(state=ProbeState.ASKED).first()
    if waiting is not None and (at - waiting.asked_at).total_seconds() < 2 * MOST_SECONDS:
        raise NothingToAsk(_("It is being asked already."))
    earlier.delete()
    kept = {key: value.replace("\x00", "").strip()[:LONGEST] for key, value in list((answers or {}).items())[:50]}
    probe = Probe.objects.create(
        diagnostic=one, given={"ticket": ticket, "answers": kept}, asked_at=at, by=None if by.is_robot else by
    )  # fmt: skip
    record(DiagnosticTried(probe_id=probe.pk, title=one.name), actor=by.actor, at=at)
    return probe


@together()
def write_down(
    *, probe_id: int, at: datetime, text: str = "", value: str = "", is_well: bool | None = None,
    status: int | None = None, trouble: str = "",
) -> Probe:  # fmt: skip
    """Write down what the machine said, once; called by the task that asked it. Raises: Probe.DoesNotExist."""
    probe = Probe.objects.select_for_update(of=("self",)).select_related("run", "diagnostic").get(pk=probe_id)
    if probe.state != ProbeState.ASKED:
        return probe
    probe.state = ProbeState.FAILED if trouble else ProbeState.DONE
    probe.trouble, probe.value, probe.is_well = trouble, value, None if trouble else is_well
    probe.shown, probe.status, probe.done_at = text[:4_000], status, at
    probe.save()
    if probe.run is None:
        record(DiagnosticTold(probe_id=probe.pk, title=probe.diagnostic.name), actor=SYSTEM, at=at)
        return probe
    said = str(probe.get_trouble_display()) if trouble else f"{value} {probe.diagnostic.unit}".strip()[:200]
    fact = ProbeAnswered(
        ticket_id=probe.run.ticket_id,
        probe_id=probe.pk,
        title=probe.diagnostic.name,
        said=said,
        is_well=probe.is_well,
    )
    record(fact, actor=SYSTEM, at=at)
    return probe


def _refuse_bad(one: Diagnostic) -> None:
    if not one.name or len(one.name) > 120 or not one.address or len(one.address) > 1_000:
        raise BadInput(_("A diagnostic needs a name and an address."))
    if (
        one.kind not in Kind.values
        or one.method not in METHODS
        or (one.comparison and one.comparison not in COMPARISONS)
    ):
        raise BadInput(_("This diagnostic holds something that the desk cannot do."))
    if not 1 <= one.seconds <= MOST_SECONDS:
        raise BadInput(_("The time limit is 1 to %(limit)d seconds.") % {"limit": MOST_SECONDS})
    longest = {"body": 8_000, "headers": 20, "find": 200, "wanted": 120, "unit": 20}
    if any(len(getattr(one, name)) > most for name, most in longest.items()):
        raise BadInput(_("Something in it is too long."))
    if not all(_NAME.match(key) and _PLAIN.match(text) for key, text in one.headers.items()):
        raise BadInput(_("A header has a name and a value of plain letters."))
    if any(key.lower() in ("host", "content-length", "transfer-encoding", "connection") for key in one.headers):
        raise BadInput(_("That header is the desk's own."))
    if one.kind == Kind.HTTP:
        _refuse_bad_address(one)
    elif not KEY.match(one.address):
        raise BadInput(_("A command is called as in the administrator's file."))


def _refuse_bad_address(one: Diagnostic) -> None:
    """Host and port are fixed: no place may stand in them, and no secret in an address, which is logged elsewhere."""
    if not place_of(one.address) or "{" in one.address.split("//", 1)[-1].partition("/")[0]:
        raise BadInput(_("Write a whole web address whose host is fixed."))
    if secrets_in(one.address):
        raise BadInput(_("A secret stands in a header or in the body, never in the address."))


def _saved(what: str, title: str, by: Agent, at: datetime, change: str = "saved") -> None:
    record(DiagnosticSaved(what=what, title=title, change=change), actor=by.actor, at=at)


def _check(by: Agent) -> None:
    if refusal := why_not_keep(by):
        raise NotAllowed(refusal)
