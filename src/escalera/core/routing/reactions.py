"""A skill that tickets need is not deleted from under them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.people.facts import SkillRemoved
from escalera.base.refusals import Refusal
from escalera.core.routing.models import Need


class StillAsked(Refusal):
    """Tickets ask for it."""


@on(SkillRemoved)
def keep_what_is_needed(fact: SkillRemoved, event: Event) -> None:
    if Need.objects.filter(skill=fact.skill_id).exists():
        raise StillAsked(_("Tickets need this skill. Delete that need in the routing settings first."))
