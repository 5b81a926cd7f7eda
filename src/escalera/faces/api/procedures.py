"""Scripts and runbooks: the library, what each says, and writing them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.procedures import actions
from escalera.core.procedures.checking import problems
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Procedure, ProcedureVersion
from escalera.core.procedures.policies import why_not_keep
from escalera.core.procedures.queries import PAGE, find_procedure, graph_for_editor, library, version_of
from escalera.core.tickets.models import Category
from escalera.faces.api.errors import answer
from escalera.faces.api.keys import CONTENT, READ, Key, agent_of
from escalera.faces.api.outputs import answers
from escalera.faces.api.procedure_rows import procedure_rows, shelf_rows, steps_row
from escalera.faces.api.procedure_shapes import (
    DraftIn,
    DraftOut,
    Note,
    ProcedureChange,
    ProcedureIn,
    ProcedureOut,
    ProcedurePage,
    VersionOut,
    WholeProcedure,
)

router = Router(tags=["procedures"])


@router.get("/procedures", auth=Key(READ), response=answers(ProcedurePage))
def list_procedures(
    request: HttpRequest,
    use: Literal["script", "runbook", ""] = "",
    q: Annotated[str, Field(max_length=120)] = "",
    after: Annotated[str, Field(max_length=200)] = "",
    archived: bool = False,
) -> HttpResponse:
    """List the scripts and runbooks that the token's agent may follow, by name, with how they do.

    `q`: words of the name or of what it is about; `after`: the previous page's `next`. Who keeps them sees those that
    were never published too, and with `archived` the archived ones."""
    agent = agent_of(request)
    words, last = q.replace("\x00", ""), after.replace("\x00", "")
    found = library(by=agent, at=timezone.now(), use=use, archived=archived, text=words, after=last)
    following = found[-1].mark if len(found) == PAGE else None
    return answer({"procedures": shelf_rows(found), "next": following})


@router.get("/procedures/{int:number}", auth=Key(READ), response=answers(WholeProcedure))
def read_procedure(request: HttpRequest, number: int, version: Annotated[int, Field(ge=0)] = 0) -> HttpResponse:
    """Return a procedure with the steps of its published version, or of the `version` that is asked for."""
    found = find_procedure(agent_of(request), number)
    said = version_of(found, version or None)
    if version and said is None:
        raise ProcedureVersion.DoesNotExist
    steps = steps_row(read(said.data if said else {}))
    return answer({**_row(found), "number": said.number if said else 0, **steps})


@router.post("/procedures", auth=Key(CONTENT), response=answers(ProcedureOut, 201))
def make_procedure(request: HttpRequest, body: ProcedureIn) -> HttpResponse:
    """Make a script or a runbook, still without steps."""
    return answer(_row(_save(agent_of(request), body.model_dump(), None)), 201)


@router.patch("/procedures/{int:number}", auth=Key(CONTENT), response=answers(ProcedureOut))
def change_procedure(request: HttpRequest, number: int, body: ProcedureChange) -> HttpResponse:
    """Change what it is called, what it is for and who may follow it. What is left out stays; null takes the team away."""
    found = _kept(request, number)
    known = {
        **{key: getattr(found, key) for key in ("use", "name", "about", "words", "language")},
        "categories": [one.key for one in found.categories.all()], "team": found.team_id,
    }  # fmt: skip
    given = {key: one for key, one in body.model_dump(exclude_unset=True).items() if one is not None or key == "team"}
    return answer(_row(_save(agent_of(request), {**known, **given}, number)))


@router.post("/procedures/{int:number}/archive", auth=Key(CONTENT), response=answers(ProcedureOut))
def archive(request: HttpRequest, number: int) -> HttpResponse:
    """Offer it nowhere any more; runs under way go on."""
    actions.archive(procedure_id=number, by=agent_of(request), at=timezone.now())
    return answer(_row(_kept(request, number)))


@router.delete("/procedures/{int:number}/archive", auth=Key(CONTENT), response=answers(ProcedureOut))
def bring_back(request: HttpRequest, number: int) -> HttpResponse:
    """Offer an archived one again."""
    actions.archive(procedure_id=number, by=agent_of(request), at=timezone.now(), back=True)
    return answer(_row(_kept(request, number)))


@router.get("/procedures/{int:number}/draft", auth=Key(CONTENT), response=answers(DraftOut))
def read_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Return the steps that are being written, else the published ones, with what is wrong about them."""
    return answer(_draft(_kept(request, number)))


@router.put("/procedures/{int:number}/draft", auth=Key(CONTENT), response=answers(DraftOut))
def write_draft(request: HttpRequest, number: int, body: DraftIn) -> HttpResponse:
    """Keep steps that nobody follows before they are published. Problems do not stop it; they are said."""
    data = {"start": body.start, "steps": body.steps}
    one = actions.save_draft(
        procedure_id=number, data=data, edition=body.edition, by=agent_of(request), at=timezone.now()
    )  # fmt: skip
    return answer(_draft(one))


@router.post("/procedures/{int:number}/versions", auth=Key(CONTENT), response=answers(VersionOut, 201))
def publish(request: HttpRequest, number: int, body: Note) -> HttpResponse:
    """Publish the draft: runs that begin from now on follow it, those under way stay on their version."""
    made = actions.publish(procedure_id=number, note=body.note, by=agent_of(request), at=timezone.now())
    said = {"procedure": number, "number": made.number, "at": made.at, "note": made.note}
    return answer(said, 201)


def _row(one: Procedure) -> dict[str, Any]:
    return procedure_rows([one])[0]


def _kept(request: HttpRequest, number: int) -> Procedure:
    """Return one for who keeps them. Raises: NotAllowed, Procedure.DoesNotExist."""
    agent = agent_of(request)
    if refusal := why_not_keep(agent):
        raise NotAllowed(refusal)
    return find_procedure(agent, number)


def _draft(one: Procedure) -> dict[str, Any]:
    graph = graph_for_editor(one)
    found = [
        {"step": p.step, "part": p.part, "words": p.words, "is_error": p.is_error} for p in problems(graph, one.use)
    ]
    return {"edition": one.edition, **steps_row(graph), "problems": found}


def _save(by: Agent, given: dict[str, Any], number: int | None) -> Procedure:
    keys, team = given.pop("categories"), given.pop("team")
    return actions.save_procedure(
        **given, categories=_categories(keys), team=_team(team), procedure_id=number, by=by, at=timezone.now()
    )  # fmt: skip


def _categories(keys: list[str]) -> list[Category]:
    found = {one.key: one for one in Category.objects.filter(key__in=keys)}
    missing = next((key for key in keys if key not in found), None)
    if missing is not None:
        raise BadInput(_("There is no category “%(key)s”.") % {"key": missing[:60]})
    return list(found.values())


def _team(number: int | None) -> Team | None:
    found = Team.objects.filter(pk=number).first() if number is not None else None
    if number is not None and found is None:
        raise BadInput(_("There is no team %(number)s.") % {"number": number})
    return found
