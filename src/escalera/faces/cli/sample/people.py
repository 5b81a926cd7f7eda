"""The sample's people and places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from escalera.base.people.actions import add_agent, add_organization, change_contact, found_company, meet
from escalera.base.people.models import Agent, AgentSkill, Contact, Level, Organization, Segment, Skill, Team
from escalera.core.channels.models import Channel
from escalera.faces.cli.sample import cast
from escalera.levels.frontline.models import Macro


@dataclass(frozen=True)
class Person:
    """A customer of the sample, with the address that they write from."""

    contact: Contact
    address: str
    organization: str


@dataclass(frozen=True)
class World:
    teams: dict[str, Team]
    agents: dict[str, list[Agent]]  # by team key
    companies: list[Person]
    homes: list[Person]


def make_world(at: datetime) -> World:
    """Make levels, teams, agents, customers, the mailbox and canned answers; on a filled desk, find them."""
    roles = found_company(at=at).roles
    levels = {order: _level(order, name, minutes) for order, name, minutes in cast.LEVELS}
    Team.objects.filter(name__in=["Especialistas", "Expertos", "En sitio"], ticket__isnull=True).delete()
    teams = {key: _team(name, levels[order]) for key, name, order in cast.TEAMS}
    Team.objects.exclude(pk__in=[team.pk for team in teams.values()]).filter(ticket__isnull=True).delete()
    agents: dict[str, list[Agent]] = {key: [] for key in teams}
    for login, name, role, team_keys, skills in cast.AGENTS:
        agent = _agent(login, name, role, [teams[key] for key in team_keys], skills)
        for key in team_keys if role == "agent" else []:
            agents[key].append(agent)
    by = Agent.objects.get(email=f"{next(one[0] for one in cast.AGENTS if one[2] == 'owner')}@cordillera.example")
    del roles
    Channel.objects.get_or_create(
        kind="email",
        address=cast.MAILBOX,
        defaults={"name": cast.COMPANY, "team": teams["linea"], "settings": {"smtp_url": outbox()}},
    )
    for title, text in cast.CANNED:
        Macro.objects.get_or_create(name=title, defaults={"texts": {"es": text}})
    return World(teams, agents, _companies(by, at), [_person(name, "correo.example", at) for name in cast.HOMES])


def outbox() -> str:
    """Return the way out of the sample's mails: files in the data folder, for people to look at."""
    return f"file://{Path(settings.DATA_DIR).absolute() / 'outbox'}"


def logins() -> list[tuple[str, str, str, str]]:
    """Return who can sign in: name, what they do, address, password."""
    teams = {key: f"N{level} {name}" for key, name, level in cast.TEAMS}
    roles = {"owner": "Propietaria", "supervisor": "Supervisora"}
    return [
        (
            name,
            roles.get(role) or " · ".join(teams[key] for key in keys),
            f"{login}@cordillera.example",
            cast.PASSWORD,
        )
        for login, name, role, keys, _skills in cast.AGENTS
    ]


def slug(name: str) -> str:
    """Return a name as the local part of an address: "Óscar Llanos" → "oscar.llanos"."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(plain.split())


def _level(order: int, name: str, minutes: int) -> Level:
    values = {"name": name, "accept_within_min": minutes}
    return Level.objects.update_or_create(order=order, defaults=values)[0]


def _team(name: str, level: Level) -> Team:
    entrance = name == cast.TEAMS[0][1]
    return Team.objects.update_or_create(name=name, defaults={"level": level, "is_entrance": entrance})[0]


def _agent(login: str, name: str, role: str, teams: list[Team], skills: list[tuple[str, int]]) -> Agent:
    email = f"{login}@cordillera.example"
    if known := Agent.objects.filter(email=email).first():
        return known
    twin = Agent.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).first()
    password = None if twin else cast.PASSWORD
    agent = add_agent(email=email, name=name, password=password, role=role, teams=teams, language="es")
    if twin:  # all have the same password, and hashing it is slow on purpose
        Agent.objects.filter(pk=agent.pk).update(password=twin.password)
    for skill, grade in skills:
        AgentSkill.objects.create(agent=agent, skill=Skill.objects.get_or_create(name=skill)[0], grade=grade)
    return agent


def _companies(by: Agent, at: datetime) -> list[Person]:
    people = []
    for name, domain, code, names in cast.ORGANIZATIONS:
        segment = Segment.objects.get_or_create(code=code, defaults={"name": dict(cast.SEGMENTS)[code]})[0]
        organization = Organization.objects.filter(name=name).first() or add_organization(
            name=name, segment_id=segment.pk, by=by, at=at
        )
        for one in names:
            person = _person(one, domain, at)
            contact = change_contact(
                contact_id=person.contact.pk, name=one, organization_id=organization.pk, segment_id=segment.pk,
                language=settings.LANGUAGE_CODE, by=by, at=at,
            )  # fmt: skip
            person = Person(contact, person.address, "")
            people.append(Person(person.contact, person.address, name))
    return people


def _person(name: str, domain: str, at: datetime) -> Person:
    address = f"{slug(name)}@{domain}"
    contact = meet(channel="email", address=address, name=name, at=at)
    Contact.objects.filter(pk=contact.pk).update(language=settings.LANGUAGE_CODE)
    return Person(contact, address, "")
