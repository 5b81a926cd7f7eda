"""What the API takes and answers about scripts and runbooks; `procedure_rows.py` builds the values."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from escalera.faces.api.inputs import FILES_AT_MOST, Body, File, Line, Text
from escalera.faces.api.outputs import Named, Out

Key = Annotated[str, Field(max_length=40)]


class NewRun(Body):
    """`procedure`: the id of a published one."""

    procedure: int


class NewAnswer(Body):
    """`step`: the key of the step that waits. `value` and `files`: by the keys of what it asks (`asks`)."""

    step: Key
    value: Annotated[dict[Line, str | int | float | bool | None], Field(max_length=60)] = {}
    files: Annotated[dict[Line, Annotated[list[File], Field(max_length=FILES_AT_MOST)]], Field(max_length=20)] = {}


class Back(Body):
    """`to`: the key of the step to go back to, else the last one that was answered."""

    to: Key = ""


class Why(Body):
    why: Line = ""


class NewHolder(Body):
    """`agent`: who goes on with it, by id; null is the token's agent."""

    agent: int | None = None
    why: Line = ""


class NewRemark(Body):
    """`step`: the key of a step, "" for the whole procedure."""

    step: Key = ""
    text: Text


class AtStep(Body):
    step: Key


class ProcedureIn(Body):
    """`categories`: keys; `team`: an id, null for everybody; `words`: what tickets that need it say, one a line. When
    it is changed, what is left out stays; `use` counts only when it is made."""

    use: Literal["script", "runbook"] = "script"
    name: Line
    about: Text = ""
    words: Text = ""
    language: Annotated[Line, Field(max_length=10)] = ""
    categories: Annotated[list[Line], Field(max_length=50)] = []
    team: int | None = None


class ProcedureChange(Body):
    name: Line | None = None
    about: Text | None = None
    words: Text | None = None
    language: Annotated[Line, Field(max_length=10)] | None = None
    categories: Annotated[list[Line], Field(max_length=50)] | None = None
    team: int | None = None


class DraftIn(Body):
    """`steps` as a version has them. `edition`: of the draft that was changed; a newer one is not overwritten."""

    start: Key = ""
    steps: Annotated[list[dict[str, Any]], Field(max_length=200)]
    edition: int | None = None


class Note(Body):
    note: Line = ""


class FiguresOut(Out):
    """Of the last 90 days. `rate`: the part that solved it, of those that ended or were left; `seconds`: the mean of a
    run; `remarks`: those that wait."""

    ended: int
    succeeded: int
    left: int
    rate: float | None
    seconds: int | None
    remarks: int


class ProcedureOut(Out):
    """`version`: the number of what is published, 0 before the first."""

    id: int
    use: Literal["script", "runbook"]
    name: str
    about: str
    words: str
    language: str
    categories: list[str]
    team: Named | None
    version: int
    is_archived: bool


class ListedProcedure(ProcedureOut):
    figures: FiguresOut


class ProcedurePage(Out):
    """`next`: pass it as `after` for the following page; null at the end."""

    procedures: list[ListedProcedure]
    next: str | None


class WayOut(Out):
    key: str
    label: str
    to: str
    when: dict[str, Any] | None


class EvidenceOut(Out):
    key: str
    label: str
    type: Literal["text", "number", "file"]
    required: bool


class StepOut(Out):
    """`next`: where it goes on when no way says otherwise; `with`: what its kind wants to know."""

    key: str
    kind: str
    title: str
    text: str
    next: str
    ways: list[WayOut]
    fills: str
    evidence: list[EvidenceOut]
    minutes: int
    must_wait: bool
    for_customer: bool
    with_: Annotated[dict[str, Any], Field(alias="with")]


class WholeProcedure(ProcedureOut):
    """`steps` of the asked version, else of the published one; `start`: the key of the first."""

    number: int
    start: str
    steps: list[StepOut]


class ProblemOut(Out):
    """`step`: its key, "" for the whole; `is_error`: it cannot be published so."""

    step: str
    part: str
    words: str
    is_error: bool


class DraftOut(Out):
    edition: int
    start: str
    steps: list[StepOut]
    problems: list[ProblemOut]


class VersionOut(Out):
    procedure: int
    number: int
    at: datetime
    note: str


class ProposedOut(Out):
    """`why`: "category", "words" or both."""

    procedure: ProcedureOut
    why: list[Literal["category", "words"]]


class ChoiceOut(Out):
    key: str
    label: str


class AskOut(Out):
    """One thing that a step asks; `key` is its name in `value` (of files, in `files`)."""

    key: str
    label: str
    type: Literal["choice", "select", "line", "text", "number", "yes", "file"]
    required: bool
    choices: list[ChoiceOut]
    unit: str
    least: float | None
    most: float | None
    initial: str
    help: str


class WaitingOut(Out):
    """The step that waits. `waits`: no answer before `ready_at`. `shown`: what stands there besides, by kind."""

    run: int
    key: str
    kind: str
    title: str
    text: str
    ready_at: datetime | None
    waits: bool
    asks: list[AskOut]
    shown: dict[str, Any] | None


class RunOut(Out):
    id: int
    ticket: int
    procedure: Named
    version: int
    state: Literal["running", "paused", "ended", "left"]
    outcome: Literal["solved", "escalate", "visit", "done", "failed", ""]
    holder: Named | None
    started_by: Named | None
    started_at: datetime
    ended_at: datetime | None
    paused_at: datetime | None
    why: str


class AnsweredOut(Out):
    """One answer. `run`: the run that it belongs to, which may be one within; `undone_at`: it was taken back then."""

    run: int
    step: str
    kind: str
    title: str
    way: str
    words: str
    value: dict[str, Any]
    by: Named | None
    began_at: datetime
    answered_at: datetime
    undone_at: datetime | None
    seconds: int | None


class WholeRun(RunOut):
    """`step`: null when it has ended. `why_not`: why the token's agent cannot answer now, "" if they can."""

    step: WaitingOut | None
    why_not: str
    may_take: bool
    can_go_back: bool
    answers: list[AnsweredOut]


class ProbeOut(Out):
    id: int
    state: Literal["asked", "done", "failed"]


class RemarkOut(Out):
    id: int
    procedure: Named
    step: str
    text: str
    at: datetime
