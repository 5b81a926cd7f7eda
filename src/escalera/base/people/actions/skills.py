"""What people know: the grades of one person, and the list of skills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people import policies
from escalera.base.people.actions.agents import _set_skills, _tell_changed
from escalera.base.people.actions.checks import check
from escalera.base.people.facts import SkillRemoved
from escalera.base.people.models import Agent, AgentSkill, Skill
from escalera.base.refusals import BadInput

MOST_SKILLS = 200


@transaction.atomic
def set_grades(*, agent_id: int, grades: Mapping[str, int], by: Agent, at: datetime) -> None:
    """Say what somebody knows and how well, by name, 1 to 5; nothing else. Raises: NotAllowed, BadInput, DoesNotExist."""
    check(policies.why_not_people(by))
    agent = Agent.objects.select_for_update(of=("self",)).get(pk=agent_id)
    if _set_skills(agent, grades):
        _tell_changed(agent, ["skills"], by, at)


@transaction.atomic
def add_skill(*, name: str, by: Agent) -> Skill:
    """Add a skill that people can have; one of that name is returned as it is. Raises: NotAllowed, BadInput."""
    check(policies.why_not_people(by))
    name = " ".join(name.replace("\x00", "").split())[:80]
    if not name:
        raise BadInput(_("Give a name."))
    if Skill.objects.count() >= MOST_SKILLS:
        raise BadInput(_("There are %(most)d skills already.") % {"most": MOST_SKILLS})
    return Skill.objects.get_or_create(name=name)[0]


@transaction.atomic
def remove_skill(*, skill_id: int, by: Agent, at: datetime) -> None:
    """Take a skill away from everybody. A room that asks for it refuses in its reaction. Raises: NotAllowed, Refusal."""
    check(policies.why_not_people(by))
    skill = Skill.objects.get(pk=skill_id)
    record(SkillRemoved(skill_id=skill.pk, skill=skill.name), actor=by.actor, at=at)
    AgentSkill.objects.filter(skill=skill).delete()
    skill.delete()
