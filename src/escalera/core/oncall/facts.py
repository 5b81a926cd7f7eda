"""What can happen on call: pages, steps that pressed, and changes of who is on call when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact
from escalera.core.oncall.wording import what, when_of


@dataclass(frozen=True, kw_only=True)
class StepFired(TicketFact):
    """A step of an escalation policy pressed. `step`: what its words need (see `wording.kept`); `trouble`: why it could
    not be done."""

    name: ClassVar[str] = "step.fired"
    armed_id: int
    policy: str
    step: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""

    def sentence(self, who: str) -> str:
        words = {"policy": self.policy, "when": when_of(self.step), "what": what(self.step.get("deeds", ()))}
        if self.trouble:
            return _("“%(policy)s” pressed, %(when)s, but: %(trouble)s") % {**words, "trouble": self.trouble}
        return _("“%(policy)s” pressed, %(when)s: %(what)s") % words


@dataclass(frozen=True, kw_only=True)
class _OfPage(TicketFact):
    """`agent_id`, `agent`: who is called, or who answered, with the name at that time."""

    page_id: int
    rotation: str
    agent_id: int | None = None
    agent: str = ""


@dataclass(frozen=True, kw_only=True)
class PageSent(_OfPage):
    name: ClassVar[str] = "page.sent"
    call_id: int
    why: str = ""

    def sentence(self, who: str) -> str:
        return _("%(agent)s, on call for %(rotation)s, is paged") % {"agent": self.agent, "rotation": self.rotation}


@dataclass(frozen=True, kw_only=True)
class PageEscalated(_OfPage):
    """Nobody answered in time, or somebody passed it on: the next person is called."""

    name: ClassVar[str] = "page.escalated"
    call_id: int
    from_agent_id: int
    from_agent: str
    why: str = ""

    def sentence(self, who: str) -> str:
        words = {"before": self.from_agent, "agent": self.agent, "rotation": self.rotation}
        return _("%(before)s did not answer the page: %(agent)s is paged (%(rotation)s)") % words


@dataclass(frozen=True, kw_only=True)
class PageAcknowledged(_OfPage):
    name: ClassVar[str] = "page.acknowledged"

    def sentence(self, who: str) -> str:
        return _("%(agent)s acknowledged the page of %(rotation)s") % {
            "agent": self.agent, "rotation": self.rotation,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PageUnanswered(_OfPage):
    """Everybody was asked, or nobody was there to ask."""

    name: ClassVar[str] = "page.unanswered"
    called: int = 0

    def sentence(self, who: str) -> str:
        if not self.called:
            return _("Nobody is on call for %(rotation)s: the page reached nobody") % {"rotation": self.rotation}
        return _("Nobody answered the page of %(rotation)s") % {"rotation": self.rotation}


@dataclass(frozen=True, kw_only=True)
class PageEnded(_OfPage):
    name: ClassVar[str] = "page.ended"

    def sentence(self, who: str) -> str:
        return _("The page of %(rotation)s is not needed any more") % {"rotation": self.rotation}


@dataclass(frozen=True, kw_only=True)
class RotationChanged(Fact):
    """`what`: saved or archived."""

    name: ClassVar[str] = "oncall.rotation_changed"
    rotation_id: int
    title: str
    what: str = "saved"

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title}
        if self.what == "archived":
            return _("%(who)s archived the rotation “%(title)s”") % words
        return _("%(who)s changed the rotation “%(title)s”") % words


@dataclass(frozen=True, kw_only=True)
class SpanTaken(Fact):
    """`since`, `until`: ISO moments; `what`: taken, asked (a swap), swapped or ended. `agent`: who has it then."""

    name: ClassVar[str] = "oncall.span_taken"
    rotation_id: int
    rotation: str
    agent_id: int
    agent: str
    since: str
    until: str
    what: str = "taken"

    def sentence(self, who: str) -> str:
        words = {
            "asked": _("%(who)s asks %(agent)s to swap shifts of “%(rotation)s”"),
            "swapped": _("%(who)s swapped shifts of “%(rotation)s” with %(agent)s"),
            "ended": _("%(who)s gave a span of “%(rotation)s” back"),
        }.get(self.what, _("%(agent)s takes a span of “%(rotation)s”"))
        return words % {"who": who, "agent": self.agent, "rotation": self.rotation}


@dataclass(frozen=True, kw_only=True)
class EscalationPolicyChanged(Fact):
    """`what`: saved, ordered or archived."""

    name: ClassVar[str] = "oncall.policy_changed"
    policy_id: int | None = None
    title: str = ""
    what: str = "saved"

    def sentence(self, who: str) -> str:
        words = {
            "archived": _("%(who)s archived the escalation policy “%(title)s”"),
            "ordered": _("%(who)s changed the order of the escalation policies"),
        }.get(self.what, _("%(who)s changed the escalation policy “%(title)s”"))
        return words % {"who": who, "title": self.title}
