"""Escalation policies: which tickets, and their steps as a ladder; on trial for one ticket."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.refusals import BadInput
from escalera.core.conditions.reading import read
from escalera.core.conditions.wording import words
from escalera.core.oncall import actions
from escalera.core.oncall.actions import PolicyGiven
from escalera.core.oncall.looking_ahead import fits, tried
from escalera.core.oncall.models import EscalationPolicy, Step
from escalera.core.oncall.policies import why_not_settle
from escalera.core.oncall.wording import again, what, when
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import visible_to
from escalera.faces.desk.oncall.presenter import moment
from escalera.faces.desk.settings.answering import Screen, attempt, ticked
from escalera.faces.desk.settings.views.editing import Group, data_of_groups, edited, groups_of, posted_groups
from escalera.faces.desk.settings.views.presenter import group_forms
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("escalation", "settings-escalation")


@dataclass(slots=True)
class Typed:
    """What stands in the form. `groups` None: a condition that no rows can show; it is kept in `kept`."""

    name: str = ""
    is_active: bool = True
    groups: list[Group] | None = field(default_factory=lambda: [Group()])
    kept: str = ""

    @property
    def when(self) -> Any:
        return data_of_groups(self.groups) if self.groups is not None else _json(self.kept)


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """List the policies with their steps."""
    rows = EscalationPolicy.objects.filter(archived_at__isnull=True).prefetch_related("steps")
    return SCREEN.page(request, "page", {"policies": [_line(one) for one in rows]})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, policy: int | None = None) -> HttpResponse:
    """Show a new policy or one, with its ladder; save its name and condition."""
    found = find(policy) if policy is not None else None
    if request.method == "GET":
        return _form(request, found, _typed_of(found) if found else Typed())
    given = _posted(request.POST)
    kept = actions.given_of(found).steps if found else ()
    saved: list[EscalationPolicy] = []

    def save() -> None:
        whole = PolicyGiven(given.name, given.when, kept, given.is_active)
        saved.append(
            actions.save_policy(
                given=whole, by=request.user, at=timezone.now(), policy_id=found.pk if found else None
            )
        )  # fmt: skip

    refused, status = attempt(save)
    if refused:
        return _form(request, found, given, refused, status)
    where = "settings-escalation-policy" if kept else "settings-escalation-step-new"
    return SCREEN.done(request, _("The policy is saved."), where, saved[0].pk)


@desk_view
@require_POST
def editor(request: DeskRequest) -> HttpResponse:
    """Do what a button of the condition's rows says: the same form again, nothing saved."""
    given = _posted(request.POST)
    if request.htmx:
        return render(request, "desk/settings/views/_editor.html", _conditions(given))
    key = request.POST.get("policy", "")
    return _form(request, find(int(key)) if key.isdecimal() and len(key) < 18 else None, given)


@desk_view
@require_POST
def switch(request: DeskRequest, policy: int) -> HttpResponse:
    """Let a policy press, or rest."""
    on = ticked(request, "on")
    refused, _status = attempt(
        lambda: actions.switch_policy(policy_id=policy, on=on, by=request.user, at=timezone.now())
    )  # fmt: skip
    if refused:
        raise PermissionDenied
    return redirect("desk:settings-escalation")


@desk_view
@require_http_methods(["GET", "POST"])
def archive(request: DeskRequest, policy: int) -> HttpResponse:
    """Ask, then let the policy press nothing any more."""
    found = find(policy)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.archive_policy(policy_id=policy, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The policy is archived."))
    heading = _("Archive the policy “%(name)s”?") % {"name": found.name}
    told = [_("What it did stays as it is. What it was going to do, it will not.")]
    return SCREEN.confirm(request, heading=heading, words=told, action=_("Archive"), refused=refused, status=status)


@desk_view
@require_GET
def try_on(request: DeskRequest, policy: int) -> HttpResponse:
    """Say what would happen on one ticket, and when."""
    found = find(policy)
    trial = trial_of(request, found, request.GET.get("ticket", ""))
    if request.htmx:
        return render(request, "desk/settings/escalation/_trial.html", {"trial": trial})
    return _form(request, found, _typed_of(found), trial=trial)


def find(policy: int) -> EscalationPolicy:
    return EscalationPolicy.objects.get(pk=policy, archived_at__isnull=True)


def steps_of(policy: EscalationPolicy) -> list[Step]:
    return sorted(
        (one for one in policy.steps.all() if one.archived_at is None), key=lambda one: (one.order, one.pk)
    )  # fmt: skip


def step_line(step: Step) -> dict[str, Any]:
    return {"id": step.pk, "when": when(step), "what": what(step.deeds), "again": again(step)}


def trial_of(request: DeskRequest, policy: EscalationPolicy, text: str) -> dict[str, Any]:
    """Return what the policy's steps would do on the ticket with this number."""
    text = text.strip().lstrip("#")[:18]
    now = timezone.now()
    ticket = visible_to(request.user).filter(pk=int(text)).first() if text.isascii() and text.isdecimal() else None
    if ticket is None:
        return {"ticket": text, "missing": _("There is no ticket with this number."), "rows": []}
    moments = Moments(now)
    rows = tried(policy, ticket.pk, steps=steps_of(policy), by=request.user, at=now)
    return {
        "ticket": str(ticket.pk), "subject": ticket.subject, "missing": _not_fitting(policy, ticket),
        "rows": [
            {
                "when": when(one.step), "words": one.words, "at": moment(one.at, moments) if one.at else "",
                "past": one.past,
            }
            for one in rows
        ],
    }  # fmt: skip


def _not_fitting(policy: EscalationPolicy, ticket: Ticket) -> str:
    if not ticket.is_open:
        return _("This ticket has ended: nothing presses.")
    if not fits(policy, ticket, timezone.now()):
        return _("This policy does not count for this ticket; if it did:")
    return "" if policy.is_active else _("This policy is switched off; if it were on:")


def _line(policy: EscalationPolicy) -> dict[str, Any]:
    return {
        "id": policy.pk, "name": policy.name, "is_active": policy.is_active, "tickets": _tickets(policy),
        "steps": [step_line(one) for one in steps_of(policy)],
    }  # fmt: skip


def _tickets(policy: EscalationPolicy) -> str:
    try:
        return words(read(policy.when))
    except BadInput as refusal:
        return str(refusal)


def _typed_of(policy: EscalationPolicy) -> Typed:
    try:
        groups = groups_of(read(policy.when))
    except BadInput:
        groups = [Group()]
    return Typed(policy.name, policy.is_active, groups, "" if groups is not None else json.dumps(policy.when))


def _posted(posted: QueryDict) -> Typed:
    groups = None if "data" in posted else edited(posted_groups(posted), posted.get("do", ""))
    given = Typed(posted.get("name", "")[:200], "is_active" in posted, groups)
    return replace(given, kept=posted.get("data", "")[:20_000])


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {"field": ""}


def _conditions(given: Typed) -> dict[str, Any]:
    return {
        "groups_of_rows": group_forms(given.groups or []), "editor_url": reverse("desk:settings-escalation-editor"),
    }  # fmt: skip


def _form(
    request: DeskRequest, policy: EscalationPolicy | None, given: Typed, refused: str = "", status: int = 200, *,
    trial: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    if why_not_settle(request.user):
        raise PermissionDenied
    context = {
        "policy": policy,
        "given": given,
        "steps": [step_line(one) for one in steps_of(policy)] if policy else [],
        "trial": trial,
        **_conditions(given),
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)
