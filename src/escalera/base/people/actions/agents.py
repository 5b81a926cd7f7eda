"""Those who help: invited, changed, away for good and back; and what they change about themselves."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.calendars.models import Calendar
from escalera.base.log.actions import record
from escalera.base.people import policies
from escalera.base.people.actions.access import hash_of
from escalera.base.people.actions.checks import check, check_a_keeper_stays
from escalera.base.people.actions.staff import add_agent
from escalera.base.people.facts import AgentCameBack, AgentChanged, AgentInvited, AgentLeft, WayInGiven
from escalera.base.people.models import Agent, AgentSkill, Membership, OneTimeLink, Role, Skill, Team
from escalera.base.refusals import BadInput, NotAllowed, Refusal

INVITE, RESET = "invite", "reset"
LINK_LIVES = {INVITE: timedelta(days=7), RESET: timedelta(hours=24)}
LONGEST_PASSWORD = 400
LONGEST_SIGNATURE = 2_000
MOST_SKILLS = 40


class NotTwice(Refusal):
    """It is so already, or it cannot be done to oneself."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is set about a person who helps. `skills`: grade 1 … 5 by name; `language`, `time_zone`: "" for the desk's."""

    name: str
    role: Role
    teams: Sequence[Team] = ()
    language: str = ""
    time_zone: str = ""
    signature: str = ""
    calendar: Calendar | None = None
    skills: Mapping[str, int] | None = None


@transaction.atomic
def invite(*, email: str, person: Person, by: Agent, at: datetime) -> Agent:
    """Add somebody without a password; they choose one when they come in by a link. Raises: NotAllowed, BadInput."""
    check(policies.why_not_role(by, person.role))
    agent = add_agent(email=email, name=person.name, password=None, role=person.role.code)
    _write(agent, person)
    record(AgentInvited(agent_id=agent.pk, agent=agent.name), actor=by.actor, at=at)
    return agent


@transaction.atomic
def edit_agent(*, agent_id: int, person: Person, by: Agent, at: datetime) -> Agent:
    """Change somebody's account. Raises: NotAllowed, BadInput, LastKeeper, Agent.DoesNotExist."""
    agent = _locked(agent_id, by)
    if agent.role_id != person.role.pk:
        check(policies.why_not_role(by, person.role))
    changed = _write(agent, person)
    check_a_keeper_stays()
    if changed:
        _tell_changed(agent, changed, by, at)
    return agent


@transaction.atomic
def switch_off(*, agent_id: int, by: Agent, at: datetime) -> Agent:
    """Let somebody in no more, at once; what they hold goes back to the queue, what they wrote stays.

    Raises: NotAllowed, NotTwice, LastKeeper, Agent.DoesNotExist."""
    agent = _locked(agent_id, by)
    if agent.pk == by.pk:
        raise NotTwice(_("You cannot switch your own account off. Ask a colleague."))
    if not agent.is_active:
        raise NotTwice(_("This account is switched off already."))
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    check_a_keeper_stays()
    OneTimeLink.objects.filter(agent=agent, used_at__isnull=True).delete()
    record(AgentLeft(agent_id=agent.pk, agent=agent.name), actor=by.actor, at=at)
    return agent


@transaction.atomic
def switch_on(*, agent_id: int, by: Agent, at: datetime) -> Agent:
    """Let somebody in again. Raises: NotAllowed, NotTwice, Agent.DoesNotExist."""
    agent = _locked(agent_id, by)
    if agent.is_active:
        raise NotTwice(_("This account is in use already."))
    agent.is_active = True
    agent.save(update_fields=["is_active"])
    record(AgentCameBack(agent_id=agent.pk, agent=agent.name), actor=by.actor, at=at)
    return agent


@transaction.atomic
def give_link(*, agent_id: int, by: Agent, at: datetime, mailed: bool = False) -> str:
    """Return a fresh secret with which somebody chooses a password: good once, for seven days (invitation) or one.

    Earlier ones of theirs stop working. Raises: NotAllowed, NotTwice (account off), Agent.DoesNotExist."""
    agent = _locked(agent_id, by)
    if not agent.is_active:
        raise NotTwice(_("This account is switched off. Switch it on first."))
    purpose = RESET if agent.has_usable_password() else INVITE
    OneTimeLink.objects.filter(agent=agent, used_at__isnull=True).delete()
    key = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        purpose=purpose, agent=agent, token_hash=hash_of(key), created_at=at, expires_at=at + LINK_LIVES[purpose]
    )
    record(WayInGiven(agent_id=agent.pk, agent=agent.name, mailed=mailed), actor=by.actor, at=at)
    return key


def open_link(*, key: str, at: datetime) -> OneTimeLink:
    """Return the link to an account if it can still be used, with its agent. Raises: NotAllowed."""
    links = OneTimeLink.objects.select_related("agent__role").filter(
        purpose__in=LINK_LIVES,
        token_hash=hash_of(key),
        used_at__isnull=True,
        expires_at__gt=at,
        agent__is_active=True,
    )
    link = links.first()
    if link is None or link.agent is None:
        raise NotAllowed(_("This link was used already or is too old. Ask whoever invited you for a new one."))
    return link


@transaction.atomic
def use_link(*, key: str, password: str, at: datetime, name: str = "") -> Agent:
    """Choose a password and come in, once. `name`: what they want to be called. Raises: NotAllowed, BadInput."""
    link = open_link(key=key, at=at)
    agent = Agent.objects.select_for_update(of=("self",)).get(pk=link.agent_id or 0)
    _check_password(password, agent)
    agent.set_password(password)
    agent.name = " ".join(name.split())[:120] or agent.name
    agent.save(update_fields=["password", "name"])
    OneTimeLink.objects.filter(pk=link.pk).update(used_at=at)
    record(AgentChanged(agent_id=agent.pk, agent=agent.name, what="password"), actor=agent.actor, at=at)
    return agent


@transaction.atomic
def edit_oneself(
    *,
    by: Agent,
    at: datetime,
    name: str,
    language: str = "",
    time_zone: str = "",
    signature: str = "",
    keys: bool = True,
    telephone: str | None = None,
) -> Agent:
    """Change one's own name, language, time zone, signature, whether single keys do something, and the telephone (None
    leaves it).

    Raises: BadInput."""
    agent = Agent.objects.select_for_update(of=("self",)).get(pk=by.pk)
    changed = _set(
        agent,
        {
            "name": _name(name),
            "language": _language(language),
            "time_zone": _zone(time_zone),
            "signature": _signature(signature),
            "keys": keys,
            "telephone": agent.telephone if telephone is None else _telephone(telephone),
        },
    )
    if changed:
        _tell_changed(agent, changed, agent, at)
    return agent


@transaction.atomic
def change_password(*, by: Agent, current: str, password: str, at: datetime) -> Agent:
    """Choose a new password; all other sessions end. Raises: NotAllowed (the present one is wrong), BadInput."""
    agent = Agent.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if agent.has_usable_password() and not check_password(current[:LONGEST_PASSWORD], agent.password):
        raise NotAllowed(_("The present password is not right."))
    _check_password(password, agent)
    agent.set_password(password)
    agent.save(update_fields=["password"])
    _tell_changed(agent, ["password"], agent, at)
    return agent


def _locked(agent_id: int, by: Agent) -> Agent:
    check(policies.why_not_people(by))
    agent = Agent.objects.select_for_update(of=("self",)).get(pk=agent_id)
    check(policies.why_not_role(by, agent.role))
    return agent


def _write(agent: Agent, person: Person) -> list[str]:
    """Set everything that differs; return what it was."""
    changed = _set(
        agent,
        {
            "name": _name(person.name),
            "role": person.role,
            "language": _language(person.language),
            "time_zone": _zone(person.time_zone),
            "signature": _signature(person.signature),
            "calendar": person.calendar,
        },
    )
    if _set_teams(agent, person.teams):
        changed.append("teams")
    if person.skills is not None and _set_skills(agent, person.skills):
        changed.append("skills")
    return changed


def _set(agent: Agent, given: Mapping[str, object]) -> list[str]:
    changed = [field for field, value in given.items() if getattr(agent, field) != value]
    for field in changed:
        setattr(agent, field, given[field])
    if changed:
        agent.save(update_fields=changed)
    return changed


def _set_teams(agent: Agent, teams: Sequence[Team]) -> bool:
    wanted = {team.pk for team in teams}
    present = set(Membership.objects.filter(agent=agent).values_list("team", flat=True))
    Membership.objects.filter(agent=agent, team__in=present - wanted).delete()
    Membership.objects.bulk_create(Membership(agent=agent, team_id=pk) for pk in sorted(wanted - present))
    return wanted != present


def _set_skills(agent: Agent, skills: Mapping[str, int]) -> bool:
    """Give these skills with their grades and no others. A new name is a new skill; one that nobody has stays."""
    wanted = {" ".join(name.split())[:80]: grade for name, grade in skills.items() if name.strip()}
    if len(wanted) > MOST_SKILLS or any(grade not in range(1, 6) for grade in wanted.values()):
        raise BadInput(_("A skill has a grade from 1 to 5, and a person at most %(count)d.") % {"count": MOST_SKILLS})
    present = dict(AgentSkill.objects.filter(agent=agent).values_list("skill__name", "grade"))
    if wanted == present:
        return False
    AgentSkill.objects.filter(agent=agent).delete()
    AgentSkill.objects.bulk_create(
        AgentSkill(agent=agent, skill=Skill.objects.get_or_create(name=name)[0], grade=grade)
        for name, grade in wanted.items()
    )
    return True


def _tell_changed(agent: Agent, changed: Sequence[str], by: Agent, at: datetime) -> None:
    fact = AgentChanged(agent_id=agent.pk, agent=agent.name, what=" ".join(sorted(changed)))
    record(fact, actor=by.actor, at=at)


def _name(name: str) -> str:
    name = " ".join(name.split())[:120]
    if not name:
        raise BadInput(_("Give a name."))
    return name


def _language(code: str) -> str:
    if code and code not in dict(settings.LANGUAGES):
        raise BadInput(_("Unknown language “%(code)s”.") % {"code": code[:10]})
    return code


def _zone(zone: str) -> str:
    if zone and zone not in available_timezones():
        raise BadInput(_("There is no time zone “%(zone)s”.") % {"zone": zone[:60]})
    return zone


def _telephone(text: str) -> str:
    """Return a number with + and country, or "" for none. Raises: BadInput."""
    number = re.sub(r"[\s().\-/]+", "", text)
    if number and not re.fullmatch(r"\+[1-9]\d{5,14}", number, re.ASCII):
        raise BadInput(_("A telephone number is written with + and the country first."))
    return number


def _signature(text: str) -> str:
    if len(text) > LONGEST_SIGNATURE:
        raise BadInput(_("The signature is too long: at most %(count)d characters.") % {"count": LONGEST_SIGNATURE})
    return text.replace("\r\n", "\n").strip()


def _check_password(password: str, agent: Agent) -> None:
    if len(password) > LONGEST_PASSWORD:
        raise BadInput(_("The password is too long."))
    try:
        validate_password(password, agent)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from None
