"""Whom and what a log names, found here or made: teams, people, categories, reasons to wait. Remembered for a run."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import connection

from escalera.base.people.actions import add_agent
from escalera.base.people.actions.contacts import meet
from escalera.base.people.actions.ladder import add_level, add_team
from escalera.base.people.models import Agent, Contact, Level, Membership, Team
from escalera.base.storage.together import together
from escalera.core.ladder.actions import save_vendor
from escalera.core.ladder.models import Vendor
from escalera.core.replay.mapping import EventMap
from escalera.core.replay.planning import Plan
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.classes import find_reason
from escalera.core.tickets.models import Category

CHANNEL = "history"  # an identity on it is no address: nothing can be sent there
DOMAIN = "history.invalid"
ACCEPT_WITHIN_MIN = 240
LOCK = 0x65736361  # of the database: one process at a time makes what cases share


class Places:
    """Looks up once what many cases name. What a case that failed had made is forgotten with `forget`."""

    def __init__(self, plan: EventMap, by: Agent) -> None:
        self.plan, self.by = plan, by
        self.forget()

    def forget(self) -> None:
        self._teams: dict[str, Team] = {}
        self._vendors: dict[str, Vendor] = {}
        self._agents: dict[str, Agent | None] = {}
        self._members: set[tuple[int, int]] = set()
        self._contacts: dict[str, Contact] = {}
        self._categories: dict[str, Category | None] = {}
        self._reasons: dict[str, bool] = {}

    def make_alone(self, planned: Plan) -> None:
        """Find or make beforehand all that the case names, while no other process does (see `sharing`)."""
        wanted = self._unknown(planned)
        if wanted is None:
            return
        with together():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            self.contact(planned.contact, planned.opened_at)
            self.team(self.plan.first_team, planned.opened_at)
            for group, agent, category, at in wanted:
                team = self.team(group, at)
                if agent and team is not None:
                    self.agent(agent, team, at)
                self.category(category, at)

    def _unknown(self, planned: Plan) -> list[tuple[str, str, str | None, datetime]] | None:
        """Return what the case names in turn (group, agent, category, when), or None if all of it is known."""
        here, found = planned.group, [(planned.group, "", planned.classes.category, planned.opened_at)]
        for step in planned.steps:
            here = step.group if step.group is not None else here
            found.append((here, step.agent or "", step.classes.category if step.classes else None, step.at))
        known = planned.contact in self._contacts and all(self._knows(*one[:3]) for one in found)
        return None if known else found

    def _knows(self, group: str, agent: str, category: str | None) -> bool:
        team = self._teams.get(group)
        if (group and team is None and self.plan.vendor_of(group) not in self._vendors) or (
            category is not None and category not in self._categories
        ):
            return False
        if not agent or team is None:
            return True
        who = self._agents.get(agent)
        return agent in self._agents and (who is None or not who.is_active or (who.pk, team.pk) in self._members)

    def team(self, group: str, at: datetime) -> Team | None:
        """Return the team of a group, made on its level if nobody has that name; None for no group, or one of a vendor."""
        if not group:
            return None
        team = self._teams.get(group)
        if team is None and self.vendor(group, at) is not None:
            return None
        if team is None:
            name, order = self.plan.place_of(group)
            team = Team.objects.select_related("level").filter(name=name).first()
            team = team or add_team(name=name, level=self._level(order, at), by=self.by, at=at)
            self._teams[group] = team
        return team

    def vendor(self, group: str, at: datetime) -> Vendor | None:
        """Return the vendor that a group stands for, made if there is none of that name; None for a team of ours."""
        name = self.plan.vendor_of(group)
        if not name:
            return None
        if name not in self._vendors:
            found = Vendor.objects.filter(name=name).first()
            self._vendors[name] = found or save_vendor(name=name, by=self.by, at=at)
        return self._vendors[name]

    def agent(self, name: str, team: Team, at: datetime) -> Agent | None:
        """Return somebody of the team; None if the map makes no accounts and nobody here has that name."""
        agent = self._agents.get(name)
        if name not in self._agents:
            address = f"{_slug(self.plan.name)}.{_slug(name)}@{DOMAIN}"
            agent = (
                Agent.objects.filter(email=address).first() or Agent.objects.filter(name=name, is_active=True).first()
            )
            if agent is None and self.plan.create_agents:
                agent = add_agent(email=address, name=name[:120], password=None)
            self._agents[name] = agent
        if agent is None or not agent.is_active:
            return None
        if (agent.pk, team.pk) not in self._members:
            Membership.objects.get_or_create(agent=agent, team=team)
            self._members.add((agent.pk, team.pk))
        return agent

    def contact(self, name: str, at: datetime) -> Contact:
        """Return the customer of that name in this log."""
        contact = self._contacts.get(name)
        if contact is None:
            said = self.plan.contact_name.format(value=name) if name else self.plan.name
            contact = meet(channel=CHANNEL, address=f"{self.plan.name}:{name}", name=said, at=at)
            self._contacts[name] = contact
        return contact

    def category(self, name: str | None, at: datetime) -> Category | None:
        """Return the category with that key or name; made if the map says so, else None."""
        if name is None:
            return None
        if name not in self._categories:
            found = Category.objects.filter(key=name).first() or Category.objects.filter(name=name).first()
            if found is None and self.plan.create_categories:
                found = save_category(name=name, by=self.by, at=at)
            self._categories[name] = found
        return self._categories[name]

    def reason(self, code: str) -> str:
        """Return the code of a reason to wait that is there, else ""."""
        if code not in self._reasons:
            self._reasons[code] = bool(code) and find_reason(code) is not None
        return code if self._reasons[code] else ""

    def _level(self, order: int, at: datetime) -> Level:
        levels = {level.order: level for level in Level.objects.all()}
        top = max(levels, default=0)
        while top < order:
            top += 1
            name = self.plan.levels.get(top, f"Level {top}")
            levels[top] = add_level(name=name, accept_within_min=ACCEPT_WITHIN_MIN, by=self.by, at=at)
        return levels.get(order) or levels[min(one for one in levels if one > order)]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "x"
