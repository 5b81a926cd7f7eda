"""What can happen to availability, offered work and the rules of queues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact


@dataclass(frozen=True, kw_only=True)
class AvailabilityChanged(Fact):
    """`by_itself`: a pause or working day that ended ("time"), or offers that nobody answered ("missed")."""

    name: ClassVar[str] = "availability.changed"
    agent_id: int
    agent: str
    state: str
    before: str = ""
    by_itself: str = ""

    def sentence(self, who: str) -> str:
        words = {
            "online": _("%(agent)s is available"),
            "away": _("%(agent)s takes a pause"),
        }.get(self.state, _("%(agent)s is not available"))
        return words % {"agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class _OfOffer(TicketFact):
    """`agent_ids`: to whom it was held out, for hints and notices."""

    offer_id: int
    agent_id: int
    agent: str  # the name at that time
    agent_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfferMade(_OfOffer):
    """`until`: an ISO moment in UTC."""

    name: ClassVar[str] = "offer.made"
    until: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s offered it to %(agent)s") % {"who": who, "agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(_OfOffer):
    name: ClassVar[str] = "offer.accepted"

    def sentence(self, who: str) -> str:
        return _("%(agent)s accepted the offer") % {"agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(_OfOffer):
    name: ClassVar[str] = "offer.declined"
    reason: str = ""

    def sentence(self, who: str) -> str:
        return _("%(agent)s declined the offer") % {"agent": self.agent}  # its reason is quoted beside it


@dataclass(frozen=True, kw_only=True)
class OfferExpired(_OfOffer):
    name: ClassVar[str] = "offer.expired"

    def sentence(self, who: str) -> str:
        return _("%(agent)s did not answer the offer in time") % {"agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class RoutingChanged(Fact):
    """A rule, a need, a queue, somebody's capacity or what a channel takes up was changed. `what`: which of these."""

    name: ClassVar[str] = "routing.changed"
    what: str
    title: str = ""
    team_id: int | None = None

    def sentence(self, who: str) -> str:
        words = {
            "rule": _("%(who)s changed the routing rule “%(title)s”"),
            "rule_removed": _("%(who)s deleted the routing rule “%(title)s”"),
            "need": _("%(who)s changed for what the skill “%(title)s” is needed"),
            "queue": _("%(who)s changed the queue of %(title)s"),
            "capacity": _("%(who)s changed how much work %(title)s takes"),
        }.get(self.what, _("%(who)s changed what a ticket of a channel takes up"))
        return words % {"who": who, "title": self.title}
