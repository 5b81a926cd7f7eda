"""Following scripts and runbooks on tickets, step by step."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from escalera.base.people.models import Agent
from escalera.core.procedures import actions
from escalera.core.procedures.models import Run
from escalera.core.procedures.queries import current, find_run, outermost, proposed_for, runs_of
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.queries import find_ticket
from escalera.faces.api.errors import answer
from escalera.faces.api.inputs import content_of
from escalera.faces.api.keys import READ, WRITE, Key, agent_of
from escalera.faces.api.outputs import answers
from escalera.faces.api.procedure_rows import procedure_rows, run_row, whole_run
from escalera.faces.api.procedure_shapes import (
    AtStep,
    Back,
    NewAnswer,
    NewHolder,
    NewRemark,
    NewRun,
    ProbeOut,
    ProposedOut,
    RemarkOut,
    RunOut,
    WholeRun,
    Why,
)
from escalera.faces.api.rows import named
from escalera.faces.api.tickets import require_visible
from escalera.levels.specialists.actions import ask as ask_machine

router = Router(tags=["procedures"])


@router.get("/tickets/{int:number}/procedures", auth=Key(READ), response=answers(list[ProposedOut]))
def list_proposed(request: HttpRequest, number: int) -> HttpResponse:
    """List the scripts and runbooks that fit the ticket by its category and its words, best first."""
    found = proposed_for(find_ticket(agent_of(request), number), agent_of(request))
    rows = procedure_rows([one.procedure for one in found])
    return answer([{"procedure": row, "why": one.why} for row, one in zip(rows, found, strict=True)])


@router.get("/tickets/{int:number}/runs", auth=Key(READ), response=answers(list[RunOut]))
def list_runs(request: HttpRequest, number: int) -> HttpResponse:
    """List what is and was followed on the ticket: what is under way first, then the newest."""
    require_visible(agent_of(request), number)
    return answer([run_row(one) for one in runs_of(number, agent_of(request))])


@router.post("/tickets/{int:number}/runs", auth=Key(WRITE), response=answers(WholeRun, 201, 200))
def start(request: HttpRequest, number: int, body: NewRun) -> HttpResponse:
    """Begin to follow a procedure on the ticket. One that is under way there already is returned as it is: 200."""
    agent, at = agent_of(request), timezone.now()
    require_visible(agent, number)
    run = actions.start_run(procedure_id=body.procedure, ticket_id=number, by=agent, at=at)
    return _whole(request, run.pk, at, 201 if run.started_at == at else 200)


@router.get("/runs/{int:number}", auth=Key(READ), response=answers(WholeRun))
def read_run(request: HttpRequest, number: int) -> HttpResponse:
    """Return where a run stands, what its step asks, and everything that was answered."""
    return _whole(request, number, timezone.now())


@router.post("/runs/{int:number}/answers", auth=Key(WRITE), response=answers(WholeRun))
def give_answer(request: HttpRequest, number: int, body: NewAnswer) -> HttpResponse:
    """Answer the step that waits, and return where the run stands then.

    Give the outermost run's number; the step may be one of a procedure within. A step that was answered meanwhile is
    refused with 409, what cannot be taken with 422 and `fields`."""
    agent, at = agent_of(request), timezone.now()
    run = current(run_id=_root(request, number).pk, by=agent, at=at).run
    files = {key: _files(body, key) for key in body.files}
    actions.answer(run_id=run.pk, step=body.step, value=body.value, files=files, by=agent, at=at)
    return _whole(request, number, at)


@router.post("/runs/{int:number}/back", auth=Key(WRITE), response=answers(WholeRun))
def go_back(request: HttpRequest, number: int, body: Back) -> HttpResponse:
    """Take back the last answer, or all down to a step. What they changed on the ticket stays."""
    actions.go_back(run_id=_inner(request, number), to=body.to, by=agent_of(request), at=timezone.now())
    return _whole(request, number, timezone.now())


@router.post("/runs/{int:number}/pause", auth=Key(WRITE), response=answers(WholeRun))
def pause(request: HttpRequest, number: int, body: Why) -> HttpResponse:
    """Let it stand still; its times do not grow."""
    actions.pause(run_id=_inner(request, number), why=body.why, by=agent_of(request), at=timezone.now())
    return _whole(request, number, timezone.now())


@router.delete("/runs/{int:number}/pause", auth=Key(WRITE), response=answers(WholeRun))
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with a paused one; the token's agent follows it from now on."""
    actions.resume(run_id=_inner(request, number), by=agent_of(request), at=timezone.now())
    return _whole(request, number, timezone.now())


@router.put("/runs/{int:number}/holder", auth=Key(WRITE), response=answers(WholeRun))
def hand_on(request: HttpRequest, number: int, body: NewHolder) -> HttpResponse:
    """Let somebody else go on with it, or take it over."""
    by = agent_of(request)
    run, at = _inner(request, number), timezone.now()
    to = by if body.agent is None else Agent.objects.get(pk=body.agent, is_active=True, is_robot=False)
    actions.hand_on(run_id=run, to=to, why=body.why, by=by, at=at)
    return _whole(request, number, at)


@router.post("/runs/{int:number}/stop", auth=Key(WRITE), response=answers(WholeRun))
def stop(request: HttpRequest, number: int, body: Why) -> HttpResponse:
    """Stop it before an end."""
    actions.end_run(run_id=_inner(request, number), why=body.why, by=agent_of(request), at=timezone.now())
    return _whole(request, number, timezone.now())


@router.post("/runs/{int:number}/diagnostics", auth=Key(WRITE), response=answers(ProbeOut, 202))
def diagnose(request: HttpRequest, number: int, body: AtStep) -> HttpResponse:
    """Ask the machine of the step that waits. Its answer stands in the run's `step.shown` when it has come."""
    by, at = agent_of(request), timezone.now()
    probe = ask_machine(run_id=_inner(request, number), step=body.step, by=by, at=at)
    return answer({"id": probe.pk, "state": probe.state}, 202)


@router.post("/runs/{int:number}/remarks", auth=Key(WRITE), response=answers(RemarkOut, 201))
def remark(request: HttpRequest, number: int, body: NewRemark) -> HttpResponse:
    """Say how a step could be better; who keeps the procedure reads it."""
    made = actions.remark(
        run_id=_inner(request, number), step=body.step, text=body.text, by=agent_of(request), at=timezone.now()
    )  # fmt: skip
    said = {"id": made.pk, "procedure": named(made.procedure), "step": made.step, "text": made.text, "at": made.at}
    return answer(said, 201)


def _files(body: NewAnswer, key: str) -> list[NewFile]:
    return list(content_of("", body.files[key]).files)


def _root(request: HttpRequest, number: int) -> Run:
    """Return the outermost run that this one belongs to. Raises: Run.DoesNotExist if its ticket is not to be seen."""
    return outermost(find_run(agent_of(request), number))


def _inner(request: HttpRequest, number: int) -> int:
    """Return the run that stands at a step: the one within, as far as there is one."""
    return current(run_id=_root(request, number).pk, by=agent_of(request), at=timezone.now()).run.pk


def _whole(request: HttpRequest, number: int, at: datetime, status: int = 200) -> HttpResponse:
    return answer(whole_run(_root(request, number), agent_of(request), at), status)
