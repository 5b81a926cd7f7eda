"""Scripts, runbooks and their runs as plain values, in the shapes that `procedure_shapes.py` describes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from escalera.base.people.models import Agent
from escalera.core.procedures.graph import Graph
from escalera.core.procedures.models import Procedure, Run
from escalera.core.procedures.queries import Figures, History, Shelved, Standing, categories_of, current, history
from escalera.core.procedures.steps import Ask
from escalera.faces.api.rows import Row, named


def procedure_row(one: Procedure, categories: Sequence[str]) -> Row:
    return {
        "id": one.pk,
        "use": one.use,
        "name": one.name,
        "about": one.about,
        "words": one.words,
        "language": one.language,
        "categories": list(categories),
        "team": named(one.team),
        "version": one.version,
        "is_archived": one.archived_at is not None,
    }


def procedure_rows(found: Sequence[Procedure]) -> list[Row]:
    """Return several, with one query for their categories."""
    of = categories_of([one.pk for one in found])
    return [procedure_row(one, of.get(one.pk, ())) for one in found]


def shelf_rows(found: Sequence[Shelved]) -> list[Row]:
    rows = procedure_rows([one.procedure for one in found])
    return [{**row, "figures": _figures(one.figures)} for row, one in zip(rows, found, strict=True)]


def _figures(one: Figures) -> Row:
    return {
        "ended": one.ended,
        "succeeded": one.succeeded,
        "left": one.left,
        "rate": None if one.rate is None else round(one.rate, 4),
        "seconds": one.seconds,
        "remarks": one.remarks,
    }


def steps_row(graph: Graph) -> Row:
    return graph.stored()


def run_row(run: Run) -> Row:
    return {
        "id": run.pk,
        "ticket": run.ticket_id,
        "procedure": named(run.procedure),
        "version": run.version.number,
        "state": run.state,
        "outcome": run.outcome,
        "holder": named(run.holder),
        "started_by": named(run.started_by),
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "paused_at": run.paused_at,
        "why": run.why,
    }


def whole_run(root: Run, by: Agent, at: datetime) -> Row:
    """Return the run with the step that waits, within it or in one within it, and everything that was answered."""
    standing = current(run_id=root.pk, by=by, at=at)
    return {
        **run_row(root),
        "step": _waiting(standing),
        "why_not": standing.why_not if root.ended_at is None else "",
        "may_take": standing.may_take,
        "can_go_back": standing.can_go_back and not standing.why_not,
        "answers": _answers(history(root)),
    }


def _waiting(standing: Standing) -> Row | None:
    step, row = standing.step, standing.row
    if step is None or row is None:
        return None
    shown = standing.shown
    return {
        "run": standing.run.pk,
        "key": step.key,
        "kind": step.kind,
        "title": step.title,
        "text": step.text,
        "ready_at": row.ready_at,
        "waits": standing.waits,
        "asks": [_ask(one) for one in standing.asks],
        "shown": {"kind": shown.kind, **shown.data} if shown else None,
    }


def _ask(one: Ask) -> Row:
    return {
        "key": one.key,
        "label": str(one.label),
        "type": one.type,
        "required": one.required,
        "choices": [{"key": str(key), "label": str(label)} for key, label in one.choices],
        "unit": one.unit,
        "least": one.least,
        "most": one.most,
        "initial": one.initial,
        "help": str(one.help),
    }


def _answers(past: History) -> list[Row]:
    rows: list[Row] = []
    for row in past.rows:
        if row.answered_at is not None:
            rows.append(
                {
                    "run": row.run_id,
                    "step": row.step,
                    "kind": row.kind,
                    "title": row.title,
                    "way": row.way,
                    "words": row.words,
                    "value": row.value,
                    "by": named(row.by),
                    "began_at": row.began_at,
                    "answered_at": row.answered_at,
                    "undone_at": row.undone_at,
                    "seconds": row.seconds,
                }
            )
        if row.pk in past.within:
            rows += _answers(past.within[row.pk])
    return rows
