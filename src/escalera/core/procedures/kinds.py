"""The kinds of step that every procedure may have: questions, guidance, branches, procedures within, ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from escalera.base.people.models import Team
from escalera.base.refusals import BadInput
from escalera.core.ladder.actions import Handover, escalate
from escalera.core.ladder.packets import known
from escalera.core.ladder.queries import teams_above
from escalera.core.procedures.answers import in_words
from escalera.core.procedures.choices import SUCCESSES, Outcome
from escalera.core.procedures.graph import Graph, Step, Way, read
from escalera.core.procedures.models import Procedure, ProcedureVersion
from escalera.core.procedures.steps import Ask, Setting, Shown, StepKind, StepTurn, Value, Words, register
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Ticket

MOST_DEEP = 5  # procedures within each other
MOST = 400
ANSWER = "answer"


def _float(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    given = step.settings
    return [
        Ask(
            ANSWER, step.title or gettext_lazy("Number"), "number", not given.get("optional"),
            unit=str(given.get("unit") or ""), least=_float(given.get("least")), most=_float(given.get("most")),
        )
    ]  # fmt: skip


def _text_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    type_ = "text" if step.settings.get("long") else "line"
    return [Ask(ANSWER, step.title or pgettext_lazy("noun", "Answer"), type_, not step.settings.get("optional"))]


def _said(step: Step, value: Value) -> str:
    if value.get(ANSWER) in (None, ""):
        return ""
    return f"{in_words(value[ANSWER])} {step.settings.get('unit') or ''}".strip()


def _within(step: Step) -> int:
    given = str(step.settings.get("procedure") or "")
    return int(given) if given.isdigit() and len(given) < 18 else 0


def _procedures() -> Sequence[tuple[str, Words]]:
    found = Procedure.objects.filter(archived_at__isnull=True, version__gt=0).order_by("name", "pk")[:MOST]
    return [(str(one.pk), one.name) for one in found]


def _within_problems(step: Step) -> Iterable[tuple[str, str]]:
    key = _within(step)
    if key and not Procedure.objects.filter(pk=key, version__gt=0, archived_at__isnull=True).exists():
        yield "procedure", _("That procedure is not published, or it is gone.")


def _outcome_ways(step: Step) -> Sequence[Way]:
    return [Way("worked", _("It worked"), ""), Way("failed", _("It did not"), "")]


def _outcome_way(step: Step, value: Value) -> str:
    return "worked" if value.get("outcome") in list(SUCCESSES) else "failed"


def _outcome_words(step: Step, value: Value) -> str:
    label = dict(Outcome.choices).get(str(value.get("outcome", "")), "")
    return f"{value.get('name', '')}: {str(label).lower()}" if label else str(value.get("name", ""))


def _within_shows(turn: StepTurn) -> Shown | None:
    name = Procedure.objects.filter(pk=_within(turn.step)).values_list("name", flat=True).first() or ""
    return Shown("procedure", {"name": name})


def procedures_within(graph: Graph) -> set[int]:
    """Return the keys of the procedures that steps of this one follow."""
    return {key for step in graph.steps.values() if step.kind == "procedure" and (key := _within(step))}


def pins_of(version: ProcedureVersion) -> dict[str, int]:
    """Return the published versions of everything within, however deep: {procedure's key: version's key}.

    Raises: BadInput if one is gone, or if they follow each other in a circle."""
    pins: dict[str, int] = {}
    ahead: list[tuple[ProcedureVersion, tuple[int, ...]]] = [(version, (version.procedure_id,))]
    while ahead:
        here, path = ahead.pop()
        for key in procedures_within(read(here.data)):
            if key in path or len(path) > MOST_DEEP:
                raise BadInput(_("Procedures follow each other in a circle, or too deep."))
            found = ProcedureVersion.objects.filter(
                procedure=key, procedure__archived_at__isnull=True
            ).order_by("-number").first()  # fmt: skip
            if found is None:
                raise BadInput(_("A procedure that this one follows is not published, or it is gone."))
            pins[str(key)] = found.pk
            ahead.append((found, (*path, key)))
    return pins


# -- ends -----------------------------------------------------------------------------------------------------------


def outcome_of(step: Step) -> Outcome:
    given = str(step.settings.get("outcome") or "")
    return Outcome(given) if given in Outcome.values else Outcome.DONE


def _teams() -> Sequence[tuple[str, Words]]:
    return [(str(one.pk), one.name) for one in Team.objects.select_related("level").order_by("level__order", "name")]


def _end_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    """An end within another procedure asks nothing: the outer one goes on."""
    if turn is None or turn.run.parent_id is not None:
        return ()
    outcome = outcome_of(step)
    if outcome == Outcome.SOLVED and turn.run.ticket.is_open:
        initial = "1" if step.settings.get("resolve") else ""
        return [Ask("resolve", gettext_lazy("Resolve the ticket"), "yes", False, initial=initial)]
    if outcome in (Outcome.ESCALATE, Outcome.VISIT) and turn.run.ticket.is_open:
        return _hand_over_asks(step, turn, required=outcome == Outcome.ESCALATE)
    return ()


def _hand_over_asks(step: Step, turn: StepTurn, *, required: bool) -> Sequence[Ask]:
    """`required`: it must go to a team; a visit may be arranged without."""
    teams = [(str(one.pk), one.name) for one in teams_above(turn.run.ticket)]
    wanted = str(step.settings.get("team") or "")
    initial = wanted if wanted in dict(teams) else ""
    known_ = known(turn.run.ticket)
    return [
        Ask("team", gettext_lazy("Team"), "select", required, choices=teams, initial=initial),
        Ask("summary", gettext_lazy("What is wrong"), "text", required, initial=known_.get("summary", "")),
        Ask("question", gettext_lazy("What is asked"), "text", False, initial=known_.get("question", "")),
    ]


def _end_does(turn: StepTurn) -> Mapping[str, Any] | None:
    if turn.run.parent_id is not None:
        return None
    if turn.value.get("resolve"):
        tickets.resolve(ticket_id=turn.run.ticket_id, by=turn.by, at=turn.at)
        return None
    if not turn.value.get("team"):
        return None
    team = Team.objects.select_related("level").get(pk=int(turn.value["team"]))
    ticket = Ticket.objects.lock(turn.run.ticket_id)
    packet = {**known(ticket), "summary": str(turn.value.get("summary") or ticket.subject)}
    if turn.value.get("question"):
        packet["question"] = str(turn.value["question"])
    escalate(ticket_id=ticket.pk, to_team=team, handover=Handover.of(packet), by=turn.by, at=turn.at)
    return {"team_name": team.name}


def _end_words(step: Step, value: Value) -> str:
    label = str(outcome_of(step).label)
    return f"{label} → {value['team_name']}" if value.get("team_name") else label


def _outcomes() -> Sequence[tuple[str, Words]]:
    return [(str(key), label) for key, label in Outcome.choices]


# -- the registry ---------------------------------------------------------------------------------------------------


def _optional() -> Setting:
    return Setting("optional", gettext_lazy("It may stay without an answer"), "yes")


def register_all() -> None:
    """Make them known; called when the product starts."""
    register("guidance", StepKind(gettext_lazy("Guidance"), gettext_lazy("Something to say or to do."), order=10))
    register(
        "choice",
        StepKind(
            gettext_lazy("Choice"), gettext_lazy("A question with answers to choose from."), ways="asked", order=20,
            compared=lambda value: value.get("way"),
        ),
    )  # fmt: skip
    register(
        "number",
        StepKind(
            gettext_lazy("Number"), gettext_lazy("A question that a number answers."), order=21, asks=_number_asks,
            settings=(
                Setting("unit", gettext_lazy("Unit")),
                Setting("least", gettext_lazy("At least"), "number"),
                Setting("most", gettext_lazy("At most"), "number"),
                _optional(),
            ),
            words=_said, compared=lambda value: value.get(ANSWER),
        ),
    )  # fmt: skip
    register(
        "text",
        StepKind(
            gettext_lazy("Text"), gettext_lazy("A question that words answer."), order=22, asks=_text_asks,
            settings=(Setting("long", gettext_lazy("Several lines"), "yes"), _optional()),
            words=_said, compared=lambda value: value.get(ANSWER),
        ),
    )  # fmt: skip
    register(
        "branch",
        StepKind(
            gettext_lazy("Branch"), gettext_lazy("Goes on by an earlier answer; nobody is asked."), ways="found",
            alone=True, tells="", order=30,
        ),
    )  # fmt: skip
    register(
        "procedure",
        StepKind(
            gettext_lazy("Another procedure"), gettext_lazy("Follows another one to its end, then goes on."),
            settings=(Setting("procedure", gettext_lazy("Procedure"), "choice", _procedures, required=True),),
            ways="fixed", fixed=_outcome_ways, takes=_outcome_way, words=_outcome_words, shows=_within_shows,
            problems=lambda step: list(_within_problems(step)), tells="", order=60,
            compared=lambda value: value.get("outcome"),
        ),
    )  # fmt: skip
    register(
        "end",
        StepKind(
            gettext_lazy("End"), gettext_lazy("How it ends: solved, escalated, a visit…"), order=90, ends=True,
            settings=(
                Setting("outcome", gettext_lazy("Outcome"), "choice", _outcomes, required=True),
                Setting("team", gettext_lazy("Team"), "choice", _teams, help=gettext_lazy("Proposed for the hand-over.")),
                Setting("resolve", gettext_lazy("Propose to resolve the ticket"), "yes"),
            ),
            asks=_end_asks, does=_end_does, words=_end_words, tells="",
        ),
    )  # fmt: skip
