"""What is typed about a person, and back into the form."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.base.calendars.models import Calendar
from escalera.base.people import staffing
from escalera.base.people.actions.agents import Person
from escalera.base.people.models import Agent, Role, Team
from escalera.base.refusals import BadInput
from escalera.faces.desk.settings.answering import key_or_none, keys, number, typed
from escalera.faces.desk.shared.pages import DeskRequest

BLANK_SKILLS = 2
MOST_SKILLS = 60

Values = dict[str, Any]


def values_of(agent: Agent | None) -> Values:
    """Return what the form shows first."""
    if agent is None:
        default = Role.objects.filter(code="agent").first()
        return {"name": "", "email": "", "role": default.pk if default else None, "teams": [], "skills": []}
    return {
        "name": agent.name,
        "email": agent.email,
        "role": agent.role_id,
        "teams": list(agent.teams.values_list("pk", flat=True)),
        "language": agent.language,
        "time_zone": agent.time_zone,
        "signature": agent.signature,
        "calendar": agent.calendar_id,
        "skills": [(one.skill.name, one.grade) for one in staffing.skills_of(agent)],
    }


def values_typed(request: DeskRequest) -> Values:
    names, grades = request.POST.getlist("skill")[:MOST_SKILLS], request.POST.getlist("grade")[:MOST_SKILLS]
    return {
        "name": typed(request, "name"),
        "email": typed(request, "email"),
        "role": key_or_none(request, "role"),
        "teams": keys(request, "teams"),
        "language": typed(request, "language"),
        "time_zone": typed(request, "time_zone"),
        "signature": typed(request, "signature"),
        "calendar": key_or_none(request, "calendar"),
        "skills": [
            (name.strip()[:80], grade[:2]) for name, grade in zip(names, grades, strict=False) if name.strip()
        ],
    }


def person(values: Values) -> Person:
    """Return the values as the actions take them. Raises: BadInput."""
    role = Role.objects.filter(pk=values["role"] or 0).first()
    if role is None:
        raise BadInput(_("Choose a role."))
    return Person(
        name=values["name"],
        role=role,
        teams=list(Team.objects.filter(pk__in=values["teams"])),
        language=values["language"],
        time_zone=values["time_zone"],
        signature=values["signature"],
        calendar=Calendar.objects.filter(pk=values["calendar"] or 0).first(),
        skills={name: number(str(grade), what=_("Grade")) for name, grade in values["skills"]},
    )


def choices(values: Values, by: Agent) -> dict[str, Any]:
    """Return what can be chosen in the form; roles with more rights than one's own can be seen, not given."""
    mine = set(by.role.permissions)
    roles = [
        {"id": r.pk, "name": r.name, "chosen": r.pk == values["role"], "beyond": bool(set(r.permissions) - mine)}
        for r in Role.objects.order_by("pk")
    ]
    there = Team.objects.filter(archived_at__isnull=True, level__archived_at__isnull=True)
    teams = [
        {"id": team.pk, "name": team.name, "code": team.level.code, "in": team.pk in values["teams"]}
        for team in there.select_related("level").order_by("level__order", "name")
    ]
    return {
        "roles": roles,
        "teams": teams,
        "languages": settings.LANGUAGES,
        "zones": sorted(available_timezones()),
        "calendars": Calendar.objects.order_by("-is_default", "name", "pk"),
        "skill_names": staffing.skill_names(),
        "skill_rows": [*values["skills"], *[("", 3)] * BLANK_SKILLS],
        "grades": [1, 2, 3, 4, 5],
    }
