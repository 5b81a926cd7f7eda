"""Founding a desk and filling it with those who help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from escalera.base.people.models import Agent, Level, Membership, Role, Team
from escalera.base.people.models.helpers import CONTENT, CUSTOMERS, GATE, PERMISSIONS, SEE_ALL, WORK
from escalera.base.refusals import BadInput


@dataclass(frozen=True, slots=True)
class Company:
    """What a new desk starts with."""

    levels: Sequence[Level]
    teams: Sequence[Team]
    roles: dict[str, Role]


@transaction.atomic
def found_company(*, at: datetime) -> Company:
    """Give an empty desk its ladder: four levels, one team on each, three roles; a founded one keeps what it has."""
    roles = {code: _role(code, name, permissions) for code, name, permissions in _roles()}
    if not Level.objects.exists():
        for order, (name, team, minutes) in enumerate(_levels(), start=1):
            level = Level.objects.create(order=order, name=name, accept_within_min=minutes)
            Team.objects.create(name=team, level=level, is_entrance=order == 1)
    return Company(
        list(Level.objects.all()), list(Team.objects.select_related("level").order_by("level__order")), roles
    )


@transaction.atomic
def add_agent(
    *,
    email: str,
    name: str,
    password: str | None,
    role: str = "agent",
    teams: Sequence[Team] = (),
    language: str = "",
) -> Agent:
    """Add somebody who helps. Without a password they cannot sign in by one.

    Raises: BadInput (address wrong or taken, password too weak, unknown role)."""
    email = email.strip().lower()
    _check(email, name, password)
    known_role = Role.objects.filter(code=role).first()
    if known_role is None:
        raise BadInput(_("There is no role called “%(role)s”.") % {"role": role})
    agent = Agent(email=email, name=name.strip()[:120], role=known_role, language=language)
    agent.set_password(password)
    agent.save()
    Membership.objects.bulk_create([Membership(agent=agent, team=team) for team in teams])
    return agent


def _check(email: str, name: str, password: str | None) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(_("“%(email)s” is not a mail address.") % {"email": email}) from None
    if not name.strip():
        raise BadInput(_("Give a name."))
    if Agent.objects.filter(email=email).exists():
        raise BadInput(_("Somebody with the address %(email)s is already here.") % {"email": email})
    if password is not None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise BadInput(" ".join(error.messages)) from None


def _role(code: str, name: str, permissions: list[str]) -> Role:
    return Role.objects.get_or_create(code=code, defaults={"name": name, "permissions": permissions})[0]


def _roles() -> list[tuple[str, str, list[str]]]:
    return [
        ("owner", pgettext("role", "Owner"), list(PERMISSIONS)),
        ("supervisor", _("Supervisor"), [SEE_ALL, WORK, GATE, CUSTOMERS, CONTENT]),
        ("agent", _("Agent"), [WORK, CUSTOMERS]),
    ]


def _levels() -> list[tuple[str, str, int]]:
    return [
        (_("Front line"), _("Front line"), 60),
        (_("Specialists"), _("Specialists"), 240),
        (_("Experts"), _("Experts"), 480),
        (_("On site and vendors"), _("On site"), 1440),
    ]
