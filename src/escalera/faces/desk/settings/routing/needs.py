"""For which tickets a skill is needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.people.models import Skill, Team
from escalera.core.routing import actions
from escalera.core.routing.models import Need
from escalera.faces.desk.settings.answering import attempt, number, ticked, typed
from escalera.faces.desk.settings.routing import forms
from escalera.faces.desk.settings.routing.views import SCREEN
from escalera.faces.desk.settings.views.editing import Group
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, need: int | None = None) -> HttpResponse:
    """Show the form of a need, or save it."""
    found = Need.objects.get(pk=need) if need is not None else None
    if request.method == "GET":
        return _form(request, found, _values(found), *forms.rows_of(found.when if found else {}))
    groups, kept = forms.posted_rows(request.POST)
    given = {key: typed(request, key)[:80] for key in ("skill", "grade", "relax_min", "team")}

    def save() -> None:
        actions.save_need(
            skill=Skill.objects.get(pk=number(given["skill"], what=_("Skill"))),
            grade=number(given["grade"], what=_("Grade")), mandatory=ticked(request, "mandatory"),
            relax_min=number(given["relax_min"], what=_("Minutes")) if given["relax_min"] else None,
            team_id=number(given["team"], what=_("Team")) if given["team"] else None,
            when=forms.condition_of(groups, kept), need_id=need, by=request.user, at=timezone.now(),
        )  # fmt: skip

    refused, status = attempt(save)
    if refused:
        return _form(
            request, found, {**given, "mandatory": ticked(request, "mandatory")}, groups, kept, refused, status
        )
    return SCREEN.done(request)


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, need: int) -> HttpResponse:
    """Ask, then delete a need."""
    found = Need.objects.select_related("skill").get(pk=need)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.remove_need(need_id=need, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The need is deleted."))
    heading = _("Ask for “%(skill)s” no more?") % {"skill": found.skill.name}
    told = [_("Tickets that wait for it go to whoever is next.")]
    return SCREEN.confirm(request, heading=heading, words=told, action=_("Delete"), refused=refused, status=status)


def _values(need: Need | None) -> dict[str, Any]:
    if need is None:
        return {"skill": "", "grade": "3", "relax_min": "30", "team": "", "mandatory": True}
    return {
        "skill": str(need.skill_id), "grade": str(need.grade), "team": str(need.team_id or ""),
        "relax_min": "" if need.relax_min is None else str(need.relax_min), "mandatory": need.mandatory,
    }  # fmt: skip


def _form(
    request: DeskRequest,
    need: Need | None,
    given: dict[str, Any],
    groups: list[Group],
    kept: str,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    teams = list(Team.objects.filter(archived_at__isnull=True).order_by("level__order", "name"))
    skills = Skill.objects.order_by("name")[:200]
    context = {
        "need": need,
        "given": given,
        "skills": [(str(one.pk), one.name, str(one.pk) == given["skill"]) for one in skills],
        "grades": [(str(grade), str(grade) == given["grade"]) for grade in range(1, 6)],
        "team_options": forms.team_options(teams, given["team"]),
        **forms.editor_of(groups, kept),
    }
    return SCREEN.page(request, "need", context, refused=refused, status=status)
