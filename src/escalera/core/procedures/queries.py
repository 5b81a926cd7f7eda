"""Reading procedures: where a run stands, what ran on a ticket, what helps and how well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Q

from escalera.base.people.models import Agent
from escalera.core.procedures import policies
from escalera.core.procedures.answers import asks_of
from escalera.core.procedures.choices import SUCCESSES, RunState
from escalera.core.procedures.graph import Graph, Step, read
from escalera.core.procedures.models import Procedure, ProcedureVersion, Run, RunStep, StepRemark
from escalera.core.procedures.proposing import Proposed as Proposed
from escalera.core.procedures.proposing import proposed_for as proposed_for
from escalera.core.procedures.steps import Ask, Shown, StepKind, StepTurn, find
from escalera.core.tickets.models import Attachment, Category
from escalera.core.tickets.policies import visible_to, why_not_work

PAGE = 30
MOST_ON_TICKET = 50
COUNTED_FOR = timedelta(days=90)  # figures look back so far


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands for whoever looks at it.

    `run`: the innermost that is under way; `around`: those around it, outermost first. `step` and `kind` are None when
    all has ended. `why_not`: why this person cannot answer now ("" if they can); `may_take`: they could take it over.
    `ready_at`: when the timer is over, with `waits` if no answer is taken before."""

    run: Run
    around: Sequence[Run]
    step: Step | None
    kind: StepKind | None
    row: RunStep | None
    asks: Sequence[Ask]
    shown: Shown | None
    why_not: str
    may_take: bool
    can_go_back: bool
    ready_at: datetime | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """A run with what was answered, oldest first; taken back ones are marked. `within`: by the row that they belong to.

    `files`: the evidence's files by their key, as far as they are still there."""

    run: Run
    rows: Sequence[RunStep]
    within: Mapping[int, History] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """How a procedure does, of the last 90 days. `seconds`: the mean of a run that ended, without pauses."""

    ended: int = 0
    succeeded: int = 0
    left: int = 0
    seconds: int | None = None
    remarks: int = 0

    @property
    def rate(self) -> float | None:
        """The part of the runs that reached an end or were left, which solved it: 0 to 1."""
        every = self.ended + self.left
        return self.succeeded / every if every else None


@dataclass(frozen=True, slots=True)
class Shelved:
    procedure: Procedure
    figures: Figures

    @property
    def mark(self) -> str:
        """Where it stands in the library: the next page begins after it."""
        return f"{self.procedure.pk} {self.procedure.name}"


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How a step does: how often it was answered, how long that takes (mean, seconds), how often it was the last one
    before somebody stopped, how often somebody went back behind it, and open remarks."""

    answered: int = 0
    seconds: int | None = None
    left: int = 0
    undone: int = 0
    ways: Mapping[str, int] = field(default_factory=dict)
    remarks: int = 0


def find_procedure(by: Agent, procedure_id: int) -> Procedure:
    """Return one that the agent may follow, or any for who keeps them. Raises: Procedure.DoesNotExist."""
    found = Procedure.objects.all() if not policies.why_not_keep(by) else policies.usable_by(by)
    return found.select_related("team").get(pk=procedure_id)


def version_of(procedure: Procedure, number: int | None = None) -> ProcedureVersion | None:
    """Return a version, the published one if no number is given; None if there is none."""
    wanted = procedure.version if number is None else number
    return ProcedureVersion.objects.select_related("by").filter(procedure=procedure, number=wanted).first()


def versions_of(procedure: Procedure) -> list[ProcedureVersion]:
    """Return the versions, newest first, without what they say."""
    found = ProcedureVersion.objects.filter(procedure=procedure).select_related("by").defer("data")
    return list(found.order_by("-number")[:200])


def graph_for_editor(procedure: Procedure) -> Graph:
    """Return the draft, else what is published, else an empty graph."""
    if procedure.draft is not None:
        return read(procedure.draft)
    version = version_of(procedure)
    return read(version.data if version else {})


def find_run(by: Agent, run_id: int) -> Run:
    """Return a run on a ticket that the agent may see. Raises: Run.DoesNotExist."""
    found = Run.objects.select_related(
        "procedure", "version", "holder", "started_by", "ticket__team__level", "ticket__requester"
    )
    return found.filter(ticket__in=visible_to(by)).get(pk=run_id)


def current(*, run_id: int, by: Agent, at: datetime) -> Standing:
    """Return where the run (or the one within it that is under way) stands. Raises: Run.DoesNotExist."""
    run = find_run(by, run_id)
    around: list[Run] = []
    while inner := _inner(run):
        around.append(run)
        run = inner
    why_not = why_not_work(by, run.ticket)
    may_take = not why_not and run.ended_at is None and run.holder_id != by.pk
    why_not = why_not or policies.why_not_follow(by, run)
    row = RunStep.objects.filter(run=run, answered_at__isnull=True, undone_at__isnull=True).first()
    step = read(run.version.data).steps.get(run.step) if row else None
    kind = find(step.kind) if step else None
    if row is None or step is None or kind is None:
        return Standing(run, around, None, None, None, (), None, why_not, may_take, False)
    turn = StepTurn(run, row, step, by, at, row.value)
    back = RunStep.objects.filter(
        run__in=[run, *around], answered_at__isnull=False, undone_at__isnull=True
    ).exists()  # fmt: skip
    return Standing(
        run, around, step, kind, row, asks_of(step, kind, turn), kind.shows(turn), why_not, may_take, back,
        ready_at=row.ready_at, waits=bool(step.must_wait and row.ready_at and at < row.ready_at),
    )  # fmt: skip


def outermost(run: Run) -> Run:
    """Return the run around all that this one is within; itself if it is within none."""
    found = Run.objects.select_related("procedure", "version", "holder", "started_by")
    while run.parent_id is not None:
        run = found.get(pk=run.parent_id)
    return run


def categories_of(procedure_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the keys of the categories that procedures are for."""
    rows = Category.objects.filter(procedures__in=procedure_ids).order_by("key").values_list("procedures", "key")
    found: dict[int, list[str]] = {}
    for procedure, key in rows:
        found.setdefault(procedure, []).append(key)
    return found


def _inner(run: Run) -> Run | None:
    found = Run.objects.select_related("procedure", "version", "holder").filter(parent=run, ended_at__isnull=True)
    inner = found.first()
    if inner is not None:
        inner.ticket, inner.parent = run.ticket, run
    return inner


def runs_of(ticket_id: int, by: Agent) -> list[Run]:
    """Return the outermost runs on a ticket, those under way first, then the newest; nothing if it cannot be seen."""
    found = Run.objects.filter(ticket=ticket_id, parent=None, ticket__in=visible_to(by))
    rows = list(found.select_related("procedure", "version", "holder", "started_by").order_by("-pk")[:MOST_ON_TICKET])
    return sorted(rows, key=lambda run: run.ended_at is not None)


def is_under_way(ticket_id: int) -> bool:
    """Say whether anything is followed on the ticket now."""
    return Run.objects.filter(ticket=ticket_id, ended_at__isnull=True).exists()


def timer_rang(ticket_id: int) -> bool:
    """Say whether a step on the ticket waits whose timer is over and was told of."""
    waiting = RunStep.objects.filter(answered_at__isnull=True, undone_at__isnull=True, rung_at__isnull=False)
    return waiting.filter(run__ticket=ticket_id, run__ended_at__isnull=True).exists()


def history(run: Run) -> History:
    """Return everything that was answered in a run and within it."""
    runs, ahead = [run], [run]
    while ahead:
        ahead = list(Run.objects.filter(parent__in=ahead).select_related("procedure", "version").order_by("pk"))
        runs += ahead
    rows: dict[int, list[RunStep]] = {}
    for row in RunStep.objects.filter(run__in=runs).select_related("by").order_by("pk"):
        rows.setdefault(row.run_id, []).append(row)
    return _history(run, runs, rows)


def _history(run: Run, runs: Sequence[Run], rows: Mapping[int, list[RunStep]]) -> History:
    mine = rows.get(run.pk, [])
    within: dict[int, History] = {}
    for child in (one for one in runs if one.parent_id == run.pk):
        row = next(
            (r for r in reversed(mine) if r.step == child.parent_step and r.began_at <= child.started_at), None
        )
        if row is not None:
            within[row.pk] = _history(child, runs, rows)
    return History(run, mine, within)


def evidence_file(by: Agent, attachment_id: int) -> Attachment:
    """Return a file of evidence on a ticket that the agent may see. Raises: Attachment.DoesNotExist."""
    return Attachment.objects.get(pk=attachment_id, message__ticket__in=visible_to(by))


def library(
    *,
    by: Agent,
    at: datetime,
    use: str = "",
    text: str = "",
    after: str = "",
    archived: bool = False,
    published: bool = False,
) -> list[Shelved]:
    """Return a page of procedures by name, with how they do; who keeps them sees drafts too.

    `after`: the mark of the last one of the page before; `published`: only what can be followed."""
    found = Procedure.objects.filter(archived_at__isnull=not archived)
    if published or policies.why_not_keep(by):
        found = policies.usable_by(by)
    if use:
        found = found.filter(use=use)
    for word in text.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(about__icontains=word) | Q(words__icontains=word))
    key, _space, name = after.partition(" ")
    if name and key.isascii() and key.isdecimal() and len(key) < 19:  # names of archived ones may be the same
        found = found.filter(Q(name__gte=name), ~Q(name=name) | Q(pk__gt=int(key)))
    rows = list(found.select_related("team").defer("draft").order_by("name", "pk")[:PAGE])
    figures = figures_of([one.pk for one in rows], at)
    return [Shelved(one, figures.get(one.pk, Figures())) for one in rows]


def figures_of(procedure_ids: Sequence[int], at: datetime) -> dict[int, Figures]:
    """Return how procedures did in the last 90 days."""
    recent = Run.objects.filter(procedure__in=procedure_ids, ended_at__gt=at - COUNTED_FOR)
    counted: dict[int, dict[str, int]] = {}
    for row in recent.values("procedure", "state", "outcome").order_by().annotate(n=Count("pk")):
        one = counted.setdefault(row["procedure"], {"ended": 0, "succeeded": 0, "left": 0})
        one["left" if row["state"] == RunState.LEFT else "ended"] += row["n"]
        if row["state"] == RunState.ENDED and row["outcome"] in list(SUCCESSES):
            one["succeeded"] += row["n"]
    remarks = dict(
        StepRemark.objects.filter(procedure__in=procedure_ids, done_at__isnull=True)
        .values_list("procedure").order_by().annotate(n=Count("pk"))
    )  # fmt: skip
    seconds = _run_seconds(procedure_ids, at)
    return {
        pk: Figures(**counted.get(pk, {}), seconds=seconds.get(pk), remarks=remarks.get(pk, 0))
        for pk in procedure_ids
    }  # fmt: skip


def _run_seconds(procedure_ids: Sequence[int], at: datetime) -> dict[int, int]:
    """Return the mean length of runs by procedure: what their steps took, summed."""
    steps = RunStep.objects.filter(
        run__procedure__in=procedure_ids, run__state=RunState.ENDED, run__ended_at__gt=at - COUNTED_FOR,
        answered_at__isnull=False, undone_at__isnull=True,
    )  # fmt: skip
    rows = steps.values_list("run__procedure").order_by().annotate(
        mean=Avg("seconds"), steps=Count("pk"), runs=Count("run", distinct=True)
    )  # fmt: skip
    return {pk: round(mean * count / runs) for pk, mean, count, runs in rows if runs and mean is not None}


def step_figures(procedure: Procedure, at: datetime) -> dict[str, StepFigures]:
    """Return how each step did in the last 90 days, over all versions."""
    recent = RunStep.objects.filter(procedure=procedure, answered_at__gt=at - COUNTED_FOR)
    kept = {
        key: (count, round(mean) if mean is not None else None)
        for key, count, mean in recent.filter(undone_at__isnull=True).values_list("step").order_by()
        .annotate(n=Count("pk"), mean=Avg("seconds"))
    }  # fmt: skip
    undone = dict(recent.filter(undone_at__isnull=False).values_list("step").order_by().annotate(n=Count("pk")))
    left = _left_at(procedure, at)
    ways: dict[str, dict[str, int]] = {}
    for key, way, count in (
        recent.filter(undone_at__isnull=True)
        .exclude(way="")
        .values_list("step", "way")
        .order_by()
        .annotate(n=Count("pk"))
    ):
        ways.setdefault(key, {})[way] = count
    remarks = dict(
        StepRemark.objects.filter(procedure=procedure, done_at__isnull=True)
        .values_list("step").order_by().annotate(n=Count("pk"))
    )  # fmt: skip
    return {
        key: StepFigures(
            *kept.get(key, (0, None)), left.get(key, 0), undone.get(key, 0), ways.get(key, {}), remarks.get(key, 0)
        )
        for key in {*kept, *undone, *left, *remarks}
    }


def _left_at(procedure: Procedure, at: datetime) -> dict[str, int]:
    """Return how often somebody stopped at a step: the one that waited then."""
    rows = RunStep.objects.filter(
        procedure=procedure, run__state=RunState.LEFT, run__ended_at__gt=at - COUNTED_FOR, answered_at__isnull=True
    )
    return dict(rows.values_list("step").order_by().annotate(n=Count("run", distinct=True)))


def remarks_of(procedure: Procedure, *, done: bool = False) -> list[StepRemark]:
    """Return what people say could be better, oldest first; those that were dealt with newest first."""
    found = StepRemark.objects.filter(procedure=procedure, done_at__isnull=not done).select_related("by", "run")
    return list(found.order_by("-done_at" if done else "pk")[:200])
