"""What happens in conversations with the assistant: what the report counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.log.facts import Fact, TicketFact
from escalera.levels.selfservice.choices import Reason


@dataclass(frozen=True, kw_only=True)
class AssistantAsked(Fact):
    """Somebody began a conversation."""

    name: ClassVar[str] = "assistant.asked"
    conversation_id: int
    channel: str
    language: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s asked the assistant") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class AssistantAnswered(Fact):
    """The assistant said something. `said`: see `choices.Said`; `articles`: keys of what it showed."""

    name: ClassVar[str] = "assistant.answered"
    conversation_id: int
    said: str
    articles: tuple[int, ...] = ()
    confidence: float | None = None

    def sentence(self, who: str) -> str:
        if self.said == "answer":
            return _("The assistant answered with a quote")
        if self.said == "offers":
            return _("The assistant offered articles")
        return _("The assistant did not know")


@dataclass(frozen=True, kw_only=True)
class AssistantHelped(Fact):
    """The customer said that it helped."""

    name: ClassVar[str] = "assistant.helped"
    conversation_id: int
    articles: tuple[int, ...] = ()

    def sentence(self, who: str) -> str:
        return _("%(who)s said that the assistant's answer helped") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class AssistantFailed(Fact):
    """The customer said that an answer did not help."""

    name: ClassVar[str] = "assistant.failed"
    conversation_id: int
    articles: tuple[int, ...] = ()

    def sentence(self, who: str) -> str:
        return _("%(who)s said that the assistant's answer did not help") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class AssistantHandedOver(TicketFact):
    """A person goes on. `reason`: see `choices.Reason`."""

    name: ClassVar[str] = "assistant.handed_over"
    conversation_id: int
    reason: str

    def sentence(self, who: str) -> str:
        return _("The assistant handed it over: %(reason)s") % {"reason": Reason(self.reason).label}


@dataclass(frozen=True, kw_only=True)
class AssistantLeft(Fact):
    """Somebody left without a word. `best`: the most that the assistant had said until then."""

    name: ClassVar[str] = "assistant.left"
    conversation_id: int
    best: str = ""

    def sentence(self, who: str) -> str:
        return _("Somebody left the assistant without a word")


@dataclass(frozen=True, kw_only=True)
class AssistantChanged(Fact):
    """The company changed how its assistant is."""

    name: ClassVar[str] = "assistant.changed"
    is_on: bool
    in_mail: bool

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the assistant") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class AssistantForgot(Fact):
    """What was said to the assistant was deleted before its time. `contact_id`: whose it was, if one person's."""

    name: ClassVar[str] = "assistant.forgot"
    conversations: int
    contact_id: int | None = None

    def sentence(self, who: str) -> str:
        return ngettext(
            "%(who)s deleted the words of %(n)d conversation with the assistant",
            "%(who)s deleted the words of %(n)d conversations with the assistant",
            self.conversations,
        ) % {"who": who, "n": self.conversations}
