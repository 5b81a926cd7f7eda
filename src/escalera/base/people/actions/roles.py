"""Roles: named sets of permissions. The owner's has them all and stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people import policies
from escalera.base.people.actions.checks import CannotRemove, check, check_a_keeper_stays, named
from escalera.base.people.facts import RoleChanged, RoleRemoved
from escalera.base.people.models import Agent, Role
from escalera.base.people.models.helpers import PERMISSIONS
from escalera.base.refusals import BadInput

OWNER = "owner"


@transaction.atomic
def add_role(*, name: str, permissions: Sequence[str], by: Agent, at: datetime) -> Role:
    """Make a role. Raises: NotAllowed (also: more rights than one has oneself), BadInput."""
    role = Role(permissions=_checked(permissions))
    check(policies.why_not_people(by))
    role.name = _name(name, None)
    check(policies.why_not_role(by, role))
    role.code = _free_code(role.name)
    role.save()
    return _changed(role, by, at)


@transaction.atomic
def edit_role(*, role_id: int, name: str, permissions: Sequence[str], by: Agent, at: datetime) -> Role:
    """Change a role; its people may do the new things at once.

    Raises: NotAllowed, BadInput, LastKeeper, CannotRemove (rights of the owner's role), Role.DoesNotExist."""
    role = _locked(role_id, by)
    given = _checked(permissions)
    if role.code == OWNER and set(given) != set(role.permissions):
        raise CannotRemove(_("The owner's role has all rights. Make another role instead."))
    role.name, role.permissions = _name(name, role), given
    check(policies.why_not_role(by, role))
    role.save(update_fields=["name", "permissions"])
    check_a_keeper_stays()
    return _changed(role, by, at)


@transaction.atomic
def remove_role(*, role_id: int, by: Agent, at: datetime) -> None:
    """Delete a role that nobody has. Raises: NotAllowed, CannotRemove, Role.DoesNotExist."""
    role = _locked(role_id, by)
    if role.code == OWNER:
        raise CannotRemove(_("The owner's role stays."))
    if Agent.objects.filter(role=role).exists():
        raise CannotRemove(_("Somebody has this role. Give them another one first."))
    record(RoleRemoved(role_id=role.pk, role=role.name), actor=by.actor, at=at)
    role.delete()


def _locked(role_id: int, by: Agent) -> Role:
    check(policies.why_not_people(by))
    role = Role.objects.select_for_update().get(pk=role_id)
    check(policies.why_not_role(by, role))
    return role


def _changed(role: Role, by: Agent, at: datetime) -> Role:
    fact = RoleChanged(role_id=role.pk, role=role.name, permissions=" ".join(role.permissions))
    record(fact, actor=by.actor, at=at)
    return role


def _checked(permissions: Sequence[str]) -> list[str]:
    if set(permissions) - set(PERMISSIONS):
        raise BadInput(_("There is no such right."))
    return [one for one in PERMISSIONS if one in permissions]


def _name(name: str, role: Role | None) -> str:
    others = Role.objects.exclude(pk=role.pk) if role else Role.objects.all()
    return named(name, taken=lambda one: others.filter(name=one).exists())


def _free_code(name: str) -> str:
    base = slugify(name)[:24] or "role"
    taken = set(Role.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(len(taken) + 1) if (code := f"{base}-{n}" if n else base) not in taken)
