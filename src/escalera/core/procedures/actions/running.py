"""Following a procedure on a ticket: beginning it, answering its steps, and what the desk does by itself between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.procedures import policies
from escalera.core.procedures.actions.entering import begin_step, close_run, graph_of, row_of, turn_of
from escalera.core.procedures.answers import EVIDENCE, WAY, answer_words, asks_of, read_answer
from escalera.core.procedures.branching import found_way
from escalera.core.procedures.choices import SUCCESSES, Outcome, RunState
from escalera.core.procedures.facts import RunStarted, StepAnswered
from escalera.core.procedures.graph import Step
from escalera.core.procedures.kinds import outcome_of, pins_of
from escalera.core.procedures.models import ProcedureVersion, Run, RunStep
from escalera.core.procedures.steps import Ask, StepKind, StepTurn, find, ways_of
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import data_without_personal_data
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.models import Attachment, Category, Field

MOST_OPEN = 10  # runs under way on one ticket


class CannotRun(Refusal):
    """It is not published, or has ended, or too much is under way."""


class Moved(Refusal):
    """The run stands at another step by now: somebody has answered meanwhile."""


class TooEarly(Refusal):
    """The step's timer is not over."""


@together()
def start_run(*, procedure_id: int, ticket_id: int, by: Agent, at: datetime) -> Run:
    """Begin to follow the published version on a ticket; one that is under way there already is returned as it is.

    Raises: NotAllowed, CannotRun, BadInput, Procedure.DoesNotExist, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    procedure = policies.usable_by(by).get(pk=procedure_id)
    open_ = Run.objects.filter(ticket=ticket, parent=None, ended_at__isnull=True)
    if known := open_.filter(procedure=procedure).first():
        return known
    if open_.count() >= MOST_OPEN:
        raise CannotRun(_("At most %(count)d procedures at a time on one ticket.") % {"count": MOST_OPEN})
    version = ProcedureVersion.objects.get(procedure=procedure, number=procedure.version)
    run = Run.objects.create(
        ticket=ticket, procedure=procedure, version=version, holder=None if by.is_robot else by,
        started_by=None if by.is_robot else by, started_at=at, pins=pins_of(version),
    )  # fmt: skip
    _tell_start(run, by, at)
    enter(run, graph_of(run).start, by, at)
    return run


@together()
def answer(
    *,
    run_id: int,
    step: str,
    value: Mapping[str, Any],
    by: Agent,
    at: datetime,
    files: Mapping[str, Sequence[tickets.NewFile]] | None = None,
) -> Run:
    """Answer the step at which the run stands, and go on. `value` and `files`: by the keys of what is asked
    (`queries.current`). Returns the run; what waits then may stand in another one (a procedure within, or around it).

    Raises: NotAllowed, CannotRun, Moved, TooEarly, BadAnswer, and what the step's deeds raise."""
    run = locked_run(run_id, by)
    refuse_standing(run, by)
    row = row_of(run)
    here = graph_of(run).steps.get(run.step)
    if row is None or here is None or here.key != step:
        raise Moved(_("This step is answered already. Look again where it stands."))
    if row.ready_at is not None and here.must_wait and at < row.ready_at:
        raise TooEarly(_("Its timer is not over yet."))
    kind = _kind(here)
    if here.kind == "procedure":
        raise Moved(_("The procedure within this step goes first."))
    turn = turn_of(run, row, here, by, at)
    asks = asks_of(here, kind, turn)
    read = kind.read(here, _covered(run, asks, read_answer(asks, value, files or {})))
    read |= _keep_files(run, here, files or {}, by, at)
    finish_step(turn, kind, read)
    return run


def _covered(run: Run, asks: Sequence[Ask], read: dict[str, Any]) -> dict[str, Any]:
    """Cover personal data in what was written, if the ticket's segment asks for it."""
    written = {ask.key for ask in asks if ask.type in ("line", "text")}
    texts = {key: said for key, said in read.items() if key in written}
    return {**read, **data_without_personal_data(texts, run.ticket.segment_id)} if texts else read


def enter(run: Run, key: str, by: Agent, at: datetime) -> None:
    """Go to a step; steps that ask nobody (branches) are passed at once, and a procedure within begins."""
    graph = graph_of(run)
    step = graph.steps.get(key)
    if step is None:  # cannot be published so; a run never hangs for it
        finish_run(run, Outcome.DONE, by, at)
        return
    kind = _kind(step)
    row = begin_step(run, step, at)
    turn = turn_of(run, row, step, by, at)
    if kind.begins is not None:
        kind.begins(turn)
    if kind.alone or (kind.ends and run.parent_id is not None):
        finish_step(turn, kind, {})
    elif step.kind == "procedure":
        _begin_within(run, step, by, at)


def finish_step(turn: StepTurn, kind: StepKind, read: dict[str, Any]) -> None:
    """Write the answer down, do what belongs to it, and go on where it leads."""
    run, step = turn.run, turn.step
    way = _way(turn, kind, read)
    turn = StepTurn(run, turn.row, step, turn.by, turn.at, read)
    _write(turn, kind, way)
    _fill(turn)
    if kind.does is not None and (more := kind.does(turn)):
        turn = StepTurn(run, turn.row, step, turn.by, turn.at, {**read, **more})
        _write(turn, kind, way)
    if not kind.alone:
        fact = StepAnswered(
            ticket_id=run.ticket_id, run_id=run.pk, procedure_id=run.procedure_id, title=run.procedure.name,
            step=step.title, said=turn.row.words[:200],
        )  # fmt: skip
        record(fact, actor=turn.by.actor, at=turn.at)
    if kind.ends:
        finish_run(run, outcome_of(step), turn.by, turn.at)
        return
    found = next((one for one in ways_of(step, kind) if one.key == way), None)
    enter(run, (found.to if found else "") or step.next, turn.by, turn.at)


def finish_run(run: Run, outcome: Outcome, by: Agent, at: datetime) -> None:
    """End the run; the one around it goes on from the step that followed this one."""
    close_run(run, RunState.ENDED, outcome, "", by, at)
    if run.parent is None:
        return
    parent = run.parent
    row = row_of(parent)
    step = graph_of(parent).steps.get(parent.step)
    if row is None or step is None or parent.ended_at is not None:
        return
    value = {"run": run.pk, "outcome": outcome.value, "name": run.procedure.name, "worked": outcome in SUCCESSES}
    finish_step(turn_of(parent, row, step, by, at), _kind(step), value)


def locked_run(run_id: int, by: Agent) -> Run:
    """Return the run, its ticket locked, if the agent may work on that. Raises: NotAllowed, Run.DoesNotExist."""
    found = Run.objects.select_related("procedure", "version", "holder", "parent__procedure", "parent__version")
    ticket = locked(found.get(pk=run_id).ticket_id, by)
    run = found.get(pk=run_id)  # once more, now that nobody else can change it
    run.ticket = ticket
    return run


def refuse_standing(run: Run, by: Agent) -> None:
    """Raises: CannotRun if it has ended or is paused; NotAllowed if somebody else follows it."""
    if run.ended_at is not None:
        raise CannotRun(_("This run has ended."))
    if refusal := policies.why_not_follow(by, run):
        raise NotAllowed(refusal)
    if run.state == RunState.PAUSED:
        raise CannotRun(_("This run is paused. Go on with it first."))


def _begin_within(run: Run, step: Step, by: Agent, at: datetime) -> None:
    pinned = run.pins.get(str(step.settings.get("procedure")))
    version = ProcedureVersion.objects.select_related("procedure").get(pk=pinned or 0)
    within = Run.objects.create(
        ticket_id=run.ticket_id, procedure=version.procedure, version=version, holder=run.holder,
        started_by=None if by.is_robot else by, started_at=at, pins=run.pins, parent=run, parent_step=step.key,
    )  # fmt: skip
    within.ticket = run.ticket
    _tell_start(within, by, at)
    enter(within, graph_of(within).start, by, at)


def _tell_start(run: Run, by: Agent, at: datetime) -> None:
    fact = RunStarted(
        ticket_id=run.ticket_id, run_id=run.pk, procedure_id=run.procedure_id, title=run.procedure.name,
        version=run.version.number,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)


def _kind(step: Step) -> StepKind:
    kind = find(step.kind)
    if kind is None:
        raise CannotRun(_("A step of this kind cannot be followed any more."))
    return kind


def _way(turn: StepTurn, kind: StepKind, read: Mapping[str, Any]) -> str:
    if kind.ways == "found":
        return _found(turn)
    return "" if kind.ways == "none" else kind.takes(turn.step, read)


def _found(turn: StepTurn) -> str:
    rows = RunStep.objects.filter(run=turn.run, answered_at__isnull=False, undone_at__isnull=True)
    return found_way(turn.step, {row.step: (row.kind, row.value) for row in rows.order_by("pk")})


def _write(turn: StepTurn, kind: StepKind, way: str) -> None:
    row, at = turn.row, turn.at
    row.value, row.way, row.answered_at = dict(turn.value), way, at
    row.by = None if turn.by.is_robot else turn.by
    row.words = answer_words(turn.step, kind, turn.value)
    row.seconds = max(0, int((at - row.began_at).total_seconds()) - row.paused)
    row.save(update_fields=["value", "way", "answered_at", "by", "words", "seconds"])


def _keep_files(
    run: Run, step: Step, files: Mapping[str, Sequence[tickets.NewFile]], by: Agent, at: datetime
) -> dict[str, Any]:
    """Keep files of evidence with a note on the ticket, where everybody finds them; return them as parts of the answer."""
    wanted = {EVIDENCE + one.key: one for one in step.evidence if one.type == "file"}
    chosen = {key: list(files[key]) for key in wanted if files.get(key)}
    if not chosen:
        return {}
    labels = ", ".join(wanted[key].label for key in chosen)
    text = _("Evidence for “%(step)s”: %(what)s") % {"step": step.title, "what": labels}
    every = [one for several in chosen.values() for one in several]
    message = tickets.note(
        ticket_id=run.ticket_id, content=tickets.Content(text, files=every), by=by, at=at
    )  # fmt: skip
    kept = list(Attachment.objects.filter(message=message).order_by("pk").values("id", "name"))
    found: dict[str, Any] = {}
    for key, several in chosen.items():
        found[key], kept = kept[: len(several)], kept[len(several) :]
    return found


def _fill(turn: StepTurn) -> None:
    """Put the answer where the step says: a field of the company's own, or what the ticket is."""
    where, _colon, key = turn.step.fills.partition(":")
    if where not in ("field", "classify"):
        return
    value = str(turn.value.get(WAY) or turn.value.get("answer") or "")
    if not value:
        return
    given: dict[str, Any] = {"ticket_id": turn.run.ticket_id, "by": turn.by, "at": turn.at}
    if where == "field":
        way = turn.step.way(value)
        tickets.set_fields(values={key: _field_value(key, value, way.label if way else "")}, **given)
    elif key == "category":
        category = Category.objects.filter(key=value, archived_at__isnull=True).first()
        if category is None:
            raise BadInput(_("The category “%(name)s” is gone.") % {"name": value})
        tickets.classify(category=category, **given)
    else:
        given[key] = int(value)
        tickets.classify(**given)


def _field_value(key: str, value: str, label: str) -> str:
    """A way fills a choice by its words or by its key, whichever the field knows."""
    choices = Field.objects.filter(key=key).values_list("choices", flat=True).first() or []
    return label if label in choices else value
