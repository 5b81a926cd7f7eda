"""One step of an escalation policy: when it presses, and what it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Level
from escalera.base.refusals import BadInput
from escalera.core.clocks.choices import ClockKind
from escalera.core.oncall import actions
from escalera.core.oncall.actions import PolicyGiven, StepGiven
from escalera.core.oncall.choices import Hours, Situation
from escalera.core.oncall.models import EscalationPolicy, Step
from escalera.core.oncall.policies import why_not_settle
from escalera.core.tickets.choices import ENDED, Status
from escalera.faces.desk.settings.answering import attempt
from escalera.faces.desk.settings.deeds import rows
from escalera.faces.desk.settings.escalation.views import SCREEN, find, steps_of
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

Option = tuple[str, str]
UNITS = {"min": 1, "h": 60}


@dataclass(slots=True)
class Typed:
    """A step as it stands in the form: texts."""

    situation: str = Situation.NOT_ANSWERED
    amount: str = "30"
    unit: str = "min"
    hours: str = Hours.TEAM
    status: str = ""
    level: str = ""
    clock: str = ""
    percent: str = "75"
    every: str = ""
    times: str = "3"
    deeds: list[dict[str, Any]] = field(default_factory=list)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, policy: int, step: int | None = None) -> HttpResponse:
    """Show a new step or one; save it with its policy."""
    found = find(policy)
    known = next((one for one in steps_of(found) if one.pk == step), None)
    if step is not None and known is None:
        raise Step.DoesNotExist
    if request.method == "GET":
        return _form(request, found, known, _typed_of(known) if known else Typed(deeds=[{"do": "notify"}]))
    typed = _posted(request.POST)
    if request.POST.get("do", "save") != "save":
        return _form(request, found, known, typed)

    def save() -> None:
        _save(request, found, _given(typed, known), known)

    refused, status = attempt(save)
    if refused:
        return _form(request, found, known, typed, refused, status)
    return SCREEN.done(request, _("The step is saved."), "settings-escalation-policy", found.pk)


@desk_view
@require_POST
def move(request: DeskRequest, policy: int, step: int) -> HttpResponse:
    """Move a step up or down its ladder, or take it out."""
    found = find(policy)
    whole = actions.given_of(found)
    steps = list(whole.steps)
    place = next((n for n, one in enumerate(steps) if one.id == step), None)
    if place is None:
        raise Step.DoesNotExist
    other = {"up": place - 1, "down": place + 1}.get(request.POST.get("do", ""))
    if request.POST.get("do") == "drop":
        del steps[place]
    elif other is not None and 0 <= other < len(steps):
        steps[place], steps[other] = steps[other], steps[place]
    given = PolicyGiven(whole.name, whole.when, steps, whole.is_active)
    refused, _status = attempt(
        lambda: actions.save_policy(given=given, by=request.user, at=timezone.now(), policy_id=found.pk)
    )
    if refused:
        raise PermissionDenied
    return SCREEN.done(request, _("The ladder is saved."), "settings-escalation-policy", found.pk)


@desk_view
@require_POST
def editor(request: DeskRequest) -> HttpResponse:
    """Show the rows of deeds, or the whole of the step, after another choice; nothing is saved."""
    typed = _posted(request.POST)
    part = "desk/settings/deeds/_rows.html"
    if request.GET.get("part") == "when":
        part = "desk/settings/escalation/_when.html"
    if request.htmx:
        return render(request, part, {**_when(typed), **_deeds(typed)})
    key = request.POST.get("policy", "")
    found = find(int(key) if key.isdecimal() and len(key) < 18 else 0)
    place = request.POST.get("step", "")
    return _form(request, found, next((one for one in steps_of(found) if str(one.pk) == place), None), typed)


def _save(request: DeskRequest, policy: EscalationPolicy, given: StepGiven, known: Step | None) -> None:
    whole = actions.given_of(policy)
    steps: Sequence[StepGiven] = [given if one.id == given.id else one for one in whole.steps]
    if known is None:
        steps = [*whole.steps, given]
    changed = PolicyGiven(whole.name, whole.when, steps, whole.is_active)
    actions.save_policy(given=changed, by=request.user, at=timezone.now(), policy_id=policy.pk)


def _typed_of(step: Step) -> Typed:
    in_hours = step.minutes and step.minutes % 60 == 0
    return Typed(
        situation=step.situation, amount=str(step.minutes // 60 if in_hours else step.minutes),
        unit="h" if in_hours else "min", hours=step.hours, status=str(step.only.get("status", "")),
        level=str(step.only.get("level", "")), clock=str(step.only.get("clock", "")),
        percent=str(step.only.get("percent", "75")), every=str(step.every_min or ""), times=str(step.times),
        deeds=[dict(one) for one in step.deeds],
    )  # fmt: skip


def _posted(posted: QueryDict) -> Typed:
    def text(name: str) -> str:
        return posted.get(name, "").strip()[:20]

    deeds = rows.edited(rows.posted_deeds(posted), posted.get("do", ""), by_hand=False, nested=True)
    return Typed(
        text("situation"), text("amount"), text("unit"), text("hours"), text("status"), text("level"), text("clock"),
        text("percent"), text("every"), text("times") or "1", deeds,
    )  # fmt: skip


def _given(typed: Typed, known: Step | None) -> StepGiven:
    every = _number(typed.every) if typed.every else None
    return StepGiven(
        situation=typed.situation, minutes=_number(typed.amount or "0") * UNITS.get(typed.unit, 1), deeds=typed.deeds,
        only={"status": typed.status, "level": typed.level, "clock": typed.clock, "percent": typed.percent},
        hours=typed.hours, every_min=every, times=_number(typed.times), id=known.pk if known else None,
    )  # fmt: skip


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise BadInput(_("Type whole numbers."))
    return int(text)


def _when(typed: Typed) -> dict[str, Any]:
    levels = Level.objects.filter(archived_at__isnull=True).order_by("order")
    is_clock = typed.situation in (Situation.CLOCK_AT, Situation.CLOCK_OVER)
    return {
        "typed": typed,
        "is_clock": is_clock,
        "situations": [(one.value, one.label, one.value == typed.situation) for one in Situation],
        "all_hours": [(one.value, one.label, one.value == typed.hours) for one in Hours],
        "statuses": [(one.value, one.label, one.value == typed.status) for one in Status if one not in ENDED],
        "levels": [(str(one.pk), str(one), str(one.pk) == typed.level) for one in levels],
        "clocks": [(one.value, one.label, one.value == typed.clock) for one in ClockKind],
        "when_url": f"{reverse('desk:settings-escalation-step-editor')}?part=when",
    }


def _deeds(typed: Typed) -> dict[str, Any]:
    return {
        "deed_rows": rows.forms_of(typed.deeds, by_hand=False, nested=True),
        "deeds_url": reverse("desk:settings-escalation-step-editor"),
    }


def _form(
    request: DeskRequest, policy: EscalationPolicy, step: Step | None, typed: Typed, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    if why_not_settle(request.user):
        raise PermissionDenied
    context = {"policy": policy, "step": step, **_when(typed), **_deeds(typed)}
    return SCREEN.page(request, "step", context, refused=refused, status=status)
