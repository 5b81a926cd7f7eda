"""What can happen to a telephone call. Upper rooms may read these: who is rung, who spoke, what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CallRinging(Fact):
    """`agent_ids`: whose telephones ring."""

    name: ClassVar[str] = "call.ringing"
    call_id: int
    contact_id: int | None = None
    number: str = ""
    agent_ids: list[int] = field(default_factory=list)

    def sentence(self, who: str) -> str:
        return _("A call from %(number)s rings") % {"number": self.number or _("a withheld number")}


@dataclass(frozen=True, kw_only=True)
class CallAnswered(Fact):
    name: ClassVar[str] = "call.answered"
    call_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s is on the telephone with the customer") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class CallUnanswered(Fact):
    """The telephones that rang for it ring no more; it waits."""

    name: ClassVar[str] = "call.unanswered"
    call_id: int

    def sentence(self, who: str) -> str:
        return _("Nobody picked up; the call waits")


@dataclass(frozen=True, kw_only=True)
class CallEnded(Fact):
    name: ClassVar[str] = "call.ended"
    call_id: int
    outcome: str = ""
    seconds: int = 0
    direction: str = ""

    def sentence(self, who: str) -> str:
        return _("The call has ended")


@dataclass(frozen=True, kw_only=True)
class CallPlaced(Fact):
    name: ClassVar[str] = "call.placed"
    call_id: int
    number: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s calls %(number)s") % {"who": who, "number": self.number}


@dataclass(frozen=True, kw_only=True)
class CallbackAsked(Fact):
    name: ClassVar[str] = "callback.asked"
    callback_id: int
    number: str = ""

    def sentence(self, who: str) -> str:
        return _("The customer asked to be called back at %(number)s") % {"number": self.number}


@dataclass(frozen=True, kw_only=True)
class CallbackEnded(Fact):
    name: ClassVar[str] = "callback.ended"
    callback_id: int
    state: str = ""

    def sentence(self, who: str) -> str:
        if self.state == "done":
            return _("%(who)s called the customer back") % {"who": who}
        if self.state == "failed":
            return _("The customer was not reached on being called back")
        return _("%(who)s took the call back off the list") % {"who": who}
