"""Look-ups of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Contact, Identity, Level, Organization, Role, Team, Token, TokenUse
from escalera.base.people.models.helpers import SETTINGS
from escalera.base.people.staffing import represented_by, represented_names
from escalera.base.refusals import Refusal
from escalera.base.storage.ready import Ready

NUMBERS = ("phone", "whatsapp", "sms", "voice")  # channels whose addresses are telephone numbers
_GROUPING = re.compile(r"[\s().\-/]+")
_ENTRANCE = Ready(
    lambda: (
        Team.objects.select_related("level")
        .filter(archived_at__isnull=True)
        .order_by("-is_entrance", "level__order", "pk")[:1]
    )
)  # fmt: skip
_SEGMENT_OF = Ready(lambda key: Organization.objects.filter(pk=key).values_list("segment_id"))
_AT_ADDRESS = Ready(
    lambda channel, key: Identity.objects.select_related("contact").filter(channel=channel, address=key)
)  # fmt: skip
_PLACES = Ready(
    lambda agent: (
        Level.objects.annotate(
            mine=FilteredRelation("teams__membership", condition=Q(teams__membership__agent=agent))
        )
        .filter(archived_at__isnull=True)
        .order_by("order", "teams__name")
        .annotate(stands_in=Exists(represented_by(agent)))
        .values_list("pk", "order", "name", "teams__pk", "teams__name", "mine__pk", "teams__archived_at", "stands_in")
    )
)
_TEAMS_OF = Ready(
    lambda agent, same: (
        Agent.objects.filter(pk=agent)
        .annotate(stands_in=Exists(represented_by(same)))
        .values_list("membership__team", "stands_in")
    )
)


class Circle(frozenset[int]):
    """The keys of an agent's teams, and beside them who is away and answered for by the agent: key and name."""

    away: Mapping[int, str] = MappingProxyType({})

    @classmethod
    def of(cls, agent: Agent, teams: Iterable[int], *, stands_in: bool) -> Circle:
        circle = cls(teams)
        if stands_in:
            circle.away = represented_names(agent)
        return circle


@dataclass(frozen=True, slots=True)
class Places:
    """Where tickets can stand, lowest level first. `levels`: order and name by key; `own`: the agent's teams."""

    levels: dict[int, tuple[int, str]]
    teams: dict[int, str]
    own: Circle


class NoEntrance(Refusal):
    """The desk has no team yet, so nothing can be put anywhere."""


ROBOT = "robot@escalera.invalid"


def robot(name: str = "") -> Agent:
    """Return the desk itself as the one who acts: for rules, clocks and routing. `name`: what the log calls it.

    It may everything, is in no list of people and cannot sign in."""
    found = Agent.objects.filter(email=ROBOT).first()
    if found is None:
        role = Role.objects.order_by("pk").first() or Role.objects.create(code="owner", name="Owner")
        found, _made = Agent.objects.get_or_create(
            email=ROBOT,
            defaults={"name": "Escalera", "role": role, "is_active": False, "is_robot": True, "password": "!"},
        )
    found.name = name or found.name
    return found


def entrance() -> Team:
    """Return the team that new tickets come to: the marked one, or the first of the lowest level.

    Raises: NoEntrance."""
    team = _ENTRANCE.first()
    if team is None:
        raise NoEntrance(_("There is no team yet. Create one first."))
    return team


def segment_of(contact: Contact) -> int | None:
    """Return the key of the segment by which a customer is served: their own, else their company's."""
    if contact.segment_id is not None or contact.organization_id is None:
        return contact.segment_id
    return next((row[0] for row in _SEGMENT_OF.rows(contact.organization_id)), None)


def teams_of(agent: Agent) -> Circle:
    """Return the keys of the teams that the agent works in; one query, for those who stand in for somebody two."""
    rows = _TEAMS_OF.rows(agent.pk, agent.pk)
    return Circle.of(agent, (team for team, _in in rows if team is not None), stands_in=bool(rows and rows[0][1]))


def places(agent: Agent) -> Places:
    """Return the ladder with its teams, and which of them are the agent's."""
    found = Places({}, {}, Circle())
    own, stands_in = set(), False
    for level, order, name, team, team_name, mine, archived, stands_in in _PLACES.rows(agent.pk):  # noqa: B007
        found.levels[level] = (order, name)
        if team is not None and archived is None:
            found.teams[team] = team_name
        if mine is not None:
            own.add(team)
    return replace(found, own=Circle.of(agent, own, stands_in=stands_in))


def address_key(channel: str, address: str) -> str:
    """Return the form in which an address is compared: mail addresses ignore case, numbers how they are grouped."""
    if channel in NUMBERS:
        return _GROUPING.sub("", address)[:254]
    return address.strip().lower()[:254] if channel == "email" else address.strip()[:254]


def identity_at(channel: str, address: str) -> Identity | None:
    """Return the identity with this address and its contact, or None."""
    return _AT_ADDRESS.first(channel, address_key(channel, address))


def contact_at(channel: str, address: str) -> Contact | None:
    """Return the contact known by this address, or None."""
    identity = identity_at(channel, address)
    return identity.contact if identity else None


def address_of(contact_id: int, channel: str) -> str | None:
    """Return the contact's address on a channel, or None: deliverable ones before others, then the primary one."""
    identity = (
        Identity.objects.filter(contact=contact_id, channel=channel)
        .order_by(F("undeliverable_since").asc(nulls_first=True), "-is_primary", "pk")
        .values_list("address", flat=True)
    )
    return identity.first()


def keys_of(by: Agent, *, before: int | None = None, limit: int = 50) -> tuple[list[Token], int | None]:
    """Return a page of the agent's keys, everybody's for who keeps the settings, the newest first; and the next page's
    mark. Each has `last_use`: when an assistant called with it last."""
    last = TokenUse.objects.filter(token=OuterRef("pk")).order_by("-at").values("at")[:1]
    found = Token.objects.select_related("agent").annotate(last_use=Subquery(last)).order_by("-pk")
    if not by.may(SETTINGS):
        found = found.filter(agent=by)
    rows: list[Token] = [*(found.filter(pk__lt=before) if before else found)[: limit + 1]]
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


def key_of(by: Agent, token_id: int) -> Token:
    """Return a key that the agent may see. Raises: Token.DoesNotExist."""
    found = Token.objects.select_related("agent")
    return (found if by.may(SETTINGS) else found.filter(agent=by)).get(pk=token_id)


def uses_of(token: Token, *, before: int | None = None, limit: int = 50) -> tuple[list[TokenUse], int | None]:
    """Return a page of what was done with a key, the newest first; and the next page's mark."""
    found = TokenUse.objects.filter(token=token).order_by("-at", "-pk")
    if before and (edge := TokenUse.objects.filter(token=token, pk=before).first()):
        found = found.filter(at__lte=edge.at, pk__lt=edge.pk)
    rows = list(found[: limit + 1])
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None
