"""What people know, how well, and how much each takes at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from escalera.base.people import staffing
from escalera.base.people.actions import skills as actions
from escalera.base.people.models import Agent, AgentSkill, Skill
from escalera.core.routing.actions import save_capacity
from escalera.core.routing.models import Capacity
from escalera.core.tickets.conditions import CHANNELS
from escalera.faces.desk.settings.answering import Screen, attempt, number, typed
from escalera.faces.desk.shared.looks import hue, initials
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("skills", "settings-skills")
GRADES = range(1, 6)


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """List the skills and the people; a POST adds a skill."""
    if request.method == "GET":
        return _page(request)
    refused, status = attempt(lambda: actions.add_skill(name=typed(request, "name"), by=request.user))
    return _page(request, refused, status) if refused else SCREEN.done(request, _("The skill is there."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, skill: int) -> HttpResponse:
    """Ask, then delete a skill."""
    found = Skill.objects.annotate(people=Count("agentskill")).get(pk=skill)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.remove_skill(skill_id=skill, by=request.user, at=timezone.now())
        )  # fmt: skip
        if not refused:
            return SCREEN.done(request, _("The skill is deleted."))
    heading = _("Delete the skill “%(name)s”?") % {"name": found.name}
    told = [
        ngettext("%(count)d person has it.", "%(count)d people have it.", found.people) % {"count": found.people}
    ]  # fmt: skip
    return SCREEN.confirm(request, heading=heading, words=told, action=_("Delete"), refused=refused, status=status)


@desk_view
@require_http_methods(["GET", "POST"])
def person(request: DeskRequest, agent: int) -> HttpResponse:
    """Show what one person knows and how much they take, or save it."""
    found = Agent.objects.get(pk=agent, is_robot=False)
    if request.method == "GET":
        return _form(request, found)

    def save() -> None:
        now = timezone.now()
        grades = {
            skill.name: number(grade, what=skill.name)
            for skill in Skill.objects.order_by("name")
            if (grade := typed(request, f"grade-{skill.pk}"))
        }
        points = typed(request, "points")
        limits = {
            key: number(most, what=str(name))
            for key, name in CHANNELS.items()
            if (most := typed(request, f"most-{key}"))
        }
        actions.set_grades(agent_id=agent, grades=grades, by=request.user, at=now)
        save_capacity(
            agent=found,
            points=number(points, what=_("Points")) if points else None,
            limits=limits,
            by=request.user,
            at=now,
        )

    refused, status = attempt(save)
    return _form(request, found, refused, status) if refused else SCREEN.done(request)


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    people = staffing.people_page(active=True, after=request.GET.get("after", "")[:200])
    keys = [agent.pk for agent in people.agents]
    known: dict[int, list[str]] = defaultdict(list)
    rows = AgentSkill.objects.filter(agent__in=keys).order_by("skill__name")
    for agent, name, grade in rows.values_list("agent", "skill__name", "grade"):
        known[agent].append(f"{name} {grade}")
    points = dict(Capacity.objects.filter(agent__in=keys).values_list("agent", "points"))
    context = {
        "skills": Skill.objects.annotate(people=Count("agentskill")).order_by("name")[:200],
        "people": [
            {"id": one.pk, "name": one.name, "initials": initials(one.name), "hue": hue(one.name),
             "knows": ", ".join(known[one.pk]), "points": points.get(one.pk)}
            for one in people.agents
        ],
        "after": people.after,
    }  # fmt: skip
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _form(request: DeskRequest, agent: Agent, refused: str = "", status: int = 200) -> HttpResponse:
    grades = dict(AgentSkill.objects.filter(agent=agent).values_list("skill", "grade"))
    own = Capacity.objects.filter(agent=agent).first()
    context: dict[str, Any] = {
        "person": agent,
        "skills": [
            {"id": skill.pk, "name": skill.name, "grades": [(g, g == grades.get(skill.pk)) for g in GRADES]}
            for skill in Skill.objects.order_by("name")[:200]
        ],
        "points": own.points if own else "",
        "limits": [(key, name, (own.limits if own else {}).get(key, "")) for key, name in CHANNELS.items()],
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)
