"""What specialists add to the steps of procedures: instructions with an expected result, and diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.procedures.answers import WAY
from escalera.core.procedures.graph import Step, Way
from escalera.core.procedures.steps import Ask, Setting, Shown, StepKind, StepTurn, Value, Words, register
from escalera.levels.specialists.choices import ProbeState
from escalera.levels.specialists.models import Diagnostic
from escalera.levels.specialists.queries import diagnostics, last_probe

RESULT = "result"


def _instruction_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    """What was seen, in words, if the step wants them."""
    if not step.settings.get("notes"):
        return ()
    return [Ask(RESULT, gettext_lazy("What you found"), "text", step.settings.get("notes") == "required")]


def _instruction_shows(turn: StepTurn) -> Shown | None:
    expected = str(turn.step.settings.get("expected") or "")
    return Shown("instruction", {"expected": expected}) if expected else None


def _notes() -> Sequence[tuple[str, Words]]:
    return [
        ("", gettext_lazy("Not wanted")), ("wanted", gettext_lazy("Wanted")), ("required", gettext_lazy("Required"))
    ]  # fmt: skip


def _diagnostics() -> Sequence[tuple[str, Words]]:
    return [(str(one.pk), one.name) for one in diagnostics()]


def _diagnostic_ways(step: Step) -> Sequence[Way]:
    return [
        Way("well", _("Nothing is wrong")), Way("wrong", _("Something is wrong")),
        Way("unknown", _("It could not be checked")),
    ]  # fmt: skip


def _diagnostic_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    """The person confirms what the machine said, or says what they found by other means."""
    choices = [(one.key, one.label) for one in _diagnostic_ways(step)]
    probe = last_probe(turn.run.pk, step.key) if turn else None
    initial = ""
    if probe is not None and probe.state == ProbeState.FAILED:
        initial = "unknown"
    elif probe is not None and probe.state == ProbeState.DONE:
        initial = "well" if probe.is_well else "wrong"
    return [Ask(WAY, gettext_lazy("Result"), "choice", choices=choices, initial=initial)]


def _diagnostic_shows(turn: StepTurn) -> Shown | None:
    """`probe`: the newest one, None before; whoever renders it offers to ask (again): `actions.ask`."""
    given = str(turn.step.settings.get("diagnostic") or "")
    one = Diagnostic.objects.filter(pk=int(given)).first() if given.isdigit() and len(given) < 18 else None
    probe = last_probe(turn.run.pk, turn.step.key)
    data: dict[str, Any] = {"name": one.name if one else "", "unit": one.unit if one else "", "probe": None}
    if probe is not None and probe.asked_at >= turn.row.began_at:
        data["probe"] = {
            "id": probe.pk, "state": probe.state, "value": probe.value, "is_well": probe.is_well,
            "trouble": str(probe.get_trouble_display()) if probe.trouble else "", "shown": probe.shown,
            "asked_at": probe.asked_at, "done_at": probe.done_at,
        }  # fmt: skip
    return Shown("diagnostic", data)


def _diagnostic_does(turn: StepTurn) -> Mapping[str, Any]:
    probe = last_probe(turn.run.pk, turn.step.key)
    if probe is None or probe.asked_at < turn.row.began_at:
        return {}
    if probe.state == ProbeState.ASKED:
        raise BadInput(_("The machine has not answered yet."))
    return {"probe": probe.pk, "value": f"{probe.value} {probe.diagnostic.unit}".strip()}


def _diagnostic_words(step: Step, value: Value) -> str:
    way = next((one.label for one in _diagnostic_ways(step) if one.key == value.get(WAY)), "")
    return f"{way}: {value['value']}" if value.get("value") else way


def _diagnostic_problems(step: Step) -> Iterable[tuple[str, str]]:
    given = str(step.settings.get("diagnostic") or "")
    if given and not (given.isdigit() and Diagnostic.objects.filter(pk=int(given), archived_at=None).exists()):
        yield "diagnostic", _("That diagnostic is gone.")


def register_all() -> None:
    """Make them known; called when the product starts."""
    register(
        "instruction",
        StepKind(
            gettext_lazy("Instruction"), gettext_lazy("Something to do, with the result that is expected."),
            uses=("runbook",), order=5, ways="asked",
            settings=(
                Setting("expected", gettext_lazy("Expected result"), "text"),
                Setting("notes", gettext_lazy("What was found, in words"), "choice", _notes),
            ),
            asks=_instruction_asks, shows=_instruction_shows, words=lambda step, value: str(value.get(RESULT, "")),
            compared=lambda value: value.get(WAY) or value.get(RESULT),
        ),
    )  # fmt: skip
    register(
        "diagnostic",
        StepKind(
            gettext_lazy("Diagnostic"), gettext_lazy("A machine is asked; its answer is kept with the run."),
            uses=("runbook",), order=50, ways="fixed",
            settings=(Setting("diagnostic", gettext_lazy("Diagnostic"), "choice", _diagnostics, required=True),),
            fixed=_diagnostic_ways, asks=_diagnostic_asks, shows=_diagnostic_shows, does=_diagnostic_does,
            words=_diagnostic_words, tells="evidence", compared=lambda value: value.get(WAY),
            problems=lambda step: list(_diagnostic_problems(step)),
        ),
    )  # fmt: skip
