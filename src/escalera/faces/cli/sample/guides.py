"""The sample's own scripts, runbooks, macros and machines to ask; and what people followed on their tickets."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.core.knowledge.models import Article
from escalera.core.procedures import actions as procedures
from escalera.core.procedures.models import Procedure, Run
from escalera.core.tickets.models import Category, Ticket
from escalera.faces.cli.sample.paths import COMMENTS, MACROS, PROCEDURES, WAYS
from escalera.levels.frontline.actions import NewMacro, add_macro
from escalera.levels.frontline.models import Macro
from escalera.levels.specialists.actions import NewDiagnostic, allow_host, save_diagnostic
from escalera.levels.specialists.models import Diagnostic

if TYPE_CHECKING:
    from escalera.faces.cli.sample.play import Play

HOST = "nms.cordillera.example"
SHARE = 0.55  # of the tickets that a procedure fits
A_STEP = (35, 240)  # seconds that a step takes


def write_guides(owner: Agent, at: datetime) -> None:
    """Write them before anything happens."""
    for name, folder, texts in MACROS:
        add_macro(macro=NewMacro(name=name, texts=texts, folder=folder), by=owner)
    allow_host(host=HOST, note="Supervisión de la red", by=owner, at=at)
    machine = NewDiagnostic(
        "Potencia óptica del puerto", f"https://{HOST}/api/ports/{{answer:puerto}}/power", find="power_dbm",
        comparison="at_least", wanted="-27", unit="dBm",
    )  # fmt: skip
    save_diagnostic(diagnostic=machine, by=owner, at=at)
    for wanted in PROCEDURES:
        categories = list(Category.objects.filter(key__in=wanted["categories"]))
        made = procedures.save_procedure(
            name=wanted["name"], use=wanted["use"], about=wanted["about"], words=wanted["words"], language="es",
            categories=categories, by=owner, at=at,
        )  # fmt: skip
        procedures.save_draft(procedure_id=made.pk, data={"steps": _settled(wanted["steps"])}, by=owner, at=at)
        procedures.publish(procedure_id=made.pk, by=owner, at=at)


def _settled(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put keys in the place of names in what a step names."""
    named: dict[str, Callable[[str], int]] = {
        "article": lambda title: Article.objects.get(title=title).pk,
        "macro": lambda name: Macro.objects.get(name=name).pk,
        "diagnostic": lambda name: Diagnostic.objects.get(name=name).pk,
        "procedure": lambda name: Procedure.objects.get(name=name).pk,
    }
    return [
        {**step, "with": {key: str(named[key](value)) if key in named else value for key, value in step["with"].items()}}
        if "with" in step else step
        for step in steps
    ]  # fmt: skip


class Guided:
    """One time that somebody follows a procedure beside a ticket's story, from `at` on, step by step."""

    is_exact = True  # by the minute, as one follows it

    def __init__(self, ticket_id: int, name: str, said: tuple[str, ...], at: datetime, chance: random.Random) -> None:
        self.ticket_id, self.name, self.said, self.at, self.chance = ticket_id, name, said, at, chance
        self.story = self

    def steps(self) -> Iterator[datetime]:
        try:
            yield from self._steps()
        except Refusal:  # the ticket went another way meanwhile
            return

    def _steps(self) -> Iterator[datetime]:
        by = _who(self.ticket_id)
        if by is None:
            return
        run = start(self.ticket_id, self.name, by, self.at)
        for words in self.said:
            self.at += timedelta(seconds=self.chance.randint(*A_STEP))
            yield self.at
            if words.startswith("!"):
                procedures.end_run(run_id=run.pk, by=by, at=self.at, why=words[1:])
            else:
                run = give(run, words, by, self.at)
        if self.chance.random() < 0.1:
            procedures.remark(text=self.chance.choice(COMMENTS), run_id=run.pk, by=by, at=self.at)


class Guides:
    """Who follows what: once a ticket, as soon as somebody has it."""

    def __init__(self) -> None:
        self.chance = random.Random(len(WAYS))  # noqa: S311 - a sample, not a secret
        self.looked: set[int] = set()

    def after(self, ticket_id: int, at: datetime) -> list[Guided]:
        """Return what somebody begins to follow after a step of the ticket's story."""
        if not ticket_id or ticket_id in self.looked:
            return []
        ticket = Ticket.objects.select_related("category", "team__level").get(pk=ticket_id)
        if ticket.assignee_id is None or not ticket.is_open or ticket.category is None:
            return []
        self.looked.add(ticket_id)
        fitting = [way for way in WAYS if ticket.category.key in way[1] and way[2] == ticket.team.level.order]
        if not fitting or self.chance.random() > SHARE:
            return []
        name, _keys, _level, _weight, said = self.chance.choices(fitting, [way[3] for way in fitting])[0]
        return [Guided(ticket_id, name, said, at + timedelta(minutes=1), self.chance)]


def start(ticket_id: int, name: str, by: Agent, at: datetime) -> Run:
    procedure = Procedure.objects.get(name=name, archived_at=None)
    return procedures.start_run(procedure_id=procedure.pk, ticket_id=ticket_id, by=by, at=at)


def give(run: Run, words: str, by: Agent, at: datetime) -> Run:
    """Answer the step at which a run stands. `words`: "way", "key=value; key=value", or "" to read on."""
    run = Run.objects.select_related("version").get(pk=run.pk)
    if run.ended_at is not None:
        return run
    pairs = dict(one.strip().split("=", 1) for one in words.split(";") if "=" in one)
    way = {"way": words} if words and not pairs else {}
    return procedures.answer(run_id=run.pk, step=run.step, value={**way, **pairs}, by=by, at=at)


def _who(ticket_id: int) -> Agent | None:
    return Ticket.objects.select_related("assignee__role").get(pk=ticket_id).assignee


# -- verbs of stories that show one as it stands --------------------------------------------------------------------


def _guide(play: Play, name: str, *said: str) -> None:
    """Begin one and answer its first steps; it stands where the words end."""
    by = play.by()
    run = start(play.ticket_id, name, by, play.at)
    for words in said:
        run = give(run, words, by, play.at)


def _pause(play: Play, why: str) -> None:
    run = Run.objects.filter(ticket=play.ticket_id, ended_at=None).earliest("pk")
    procedures.pause(run_id=run.pk, by=play.by(), at=play.at, why=why)


VERBS: dict[str, Callable[..., None]] = {"guide": _guide, "pause": _pause}
