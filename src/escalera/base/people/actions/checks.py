"""What several actions on people check in the same way."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Role
from escalera.base.people.models.helpers import PEOPLE
from escalera.base.refusals import BadInput, NotAllowed, Refusal


class CannotRemove(Refusal):
    """Something rests on it; the text says what, and what can be done instead."""


class LastKeeper(Refusal):
    """Nobody would be left who can manage people."""


def check(why_not: str) -> None:
    """Raises: NotAllowed with these words, if there are any."""
    if why_not:
        raise NotAllowed(why_not)


def named(text: str, *, taken: Callable[[str], bool], longest: int = 80) -> str:
    """Return a name as it is stored. Raises: BadInput (empty, or taken by another one)."""
    name = " ".join(text.split())[:longest]
    if not name:
        raise BadInput(_("Give a name."))
    if taken(name):
        raise BadInput(_("There is one with the name “%(name)s” already.") % {"name": name})
    return name


def check_a_keeper_stays() -> None:
    """Raises: LastKeeper unless an active agent may still manage people. Called after the change, inside it."""
    roles = [role.pk for role in Role.objects.all() if PEOPLE in role.permissions]
    if not Agent.objects.filter(is_active=True, role__in=roles).exists():
        raise LastKeeper(_("Nobody would be left who can manage people. Give somebody else that right first."))
