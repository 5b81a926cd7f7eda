"""The named people of the tests, in a small desk with four levels.

Amira helps on N1, Bruno on N2 (networks), Chen on N3, Sara supervises (sees all). Farid asks; Eve asks elsewhere and
must see nothing of Farid's; Omar helps in another N1 team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from escalera.base.people.actions import add_agent, found_company, meet
from escalera.base.people.models import Agent, Contact, Level, Team
from escalera.core.channels.models import Channel
from escalera.core.tickets.actions import Content, open_ticket
from escalera.core.tickets.classes import reasons
from escalera.core.tickets.models import Message

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Desk:
    front: Team
    networks: Team
    experts: Team
    sales: Team
    amira: Agent
    bruno: Agent
    chen: Agent
    sara: Agent
    omar: Agent
    farid: Contact
    eve: Contact
    mailbox: Channel

    def open(self, subject: str = "No internet", text: str = "The light is red.", **change: object) -> Message:
        values = {
            "requester": self.farid,
            "subject": subject,
            "content": Content(text),
            "channel": "email",
            "at": NOON,
        }
        return open_ticket(**{**values, **change})  # type: ignore[arg-type]


def make_desk() -> Desk:
    found_company(at=NOON)
    reasons()  # a test that emptied every table took the built-in ones away
    levels = list(Level.objects.order_by("order"))
    front = Team.objects.get(level=levels[0])
    networks, experts = (Team.objects.get(level=level) for level in levels[1:3])
    sales = Team.objects.create(name="Sales", level=levels[0])
    return Desk(
        front=front,
        networks=networks,
        experts=experts,
        sales=sales,
        amira=_agent("amira", front),
        bruno=_agent("bruno", networks),
        chen=_agent("chen", experts),
        sara=_agent("sara", front, role="supervisor"),
        omar=_agent("omar", sales),
        farid=meet(channel="email", address="farid@customer.example", name="Farid Haddad", at=NOON),
        eve=meet(channel="email", address="eve@elsewhere.example", name="Eve", at=NOON),
        mailbox=Channel.objects.create(kind="email", name="Help", address="help@desk.example", team=front),
    )


def _agent(name: str, team: Team, role: str = "agent") -> Agent:
    return add_agent(email=f"{name}@desk.example", name=name.capitalize(), password=None, role=role, teams=[team])
