"""What can happen at the gate and to a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ItemQuarantined(Fact):
    name: ClassVar[str] = "item.quarantined"
    item_id: int
    error: str

    def sentence(self, who: str) -> str:
        return _("A message could not be understood and waits in quarantine")


@dataclass(frozen=True, kw_only=True)
class DeliverySent(Fact):
    name: ClassVar[str] = "delivery.sent"
    delivery_id: int
    message_id: int

    def sentence(self, who: str) -> str:
        return _("The answer was handed over to the mail server")


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Fact):
    name: ClassVar[str] = "delivery.failed"
    delivery_id: int
    message_id: int
    answer: str

    def sentence(self, who: str) -> str:
        return _("The answer could not be sent: %(answer)s") % {"answer": self.answer}


@dataclass(frozen=True, kw_only=True)
class DeliveryBounced(Fact):
    name: ClassVar[str] = "delivery.bounced"
    delivery_id: int
    message_id: int
    address: str
    answer: str
    permanent: bool

    def sentence(self, who: str) -> str:
        return _("The answer came back from %(address)s: %(answer)s") % {
            "address": self.address,
            "answer": self.answer,
        }


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Fact):
    name: ClassVar[str] = "delivery.retried"
    delivery_id: int
    message_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s sent the answer again") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class SayingRetried(Fact):
    """Words of the product in a conversation that is no ticket yet were sent again."""

    name: ClassVar[str] = "saying.retried"
    saying_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s sent the answer again") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class MessageMarked(Fact):
    """What became of a message: delivered, read, edited, taken back, reaction, file. For open pages; no line in the
    story of the ticket."""

    name: ClassVar[str] = "message.marked"
    message_id: int
    what: str

    def sentence(self, who: str) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class ChatSpoke(Fact):
    """Something stands in a chat that is on no ticket: the assistant's words, a visitor's to it. For open streams only."""

    name: ClassVar[str] = "chat.spoke"
    thread_id: int
    line: str

    def sentence(self, who: str) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class ChatEnded(Fact):
    """The visitor ended the chat, or nobody was there for a while; the ticket goes on."""

    name: ClassVar[str] = "chat.ended"
    thread_id: int
    by: str

    def sentence(self, who: str) -> str:
        return _("The chat ended") if self.by == "idle" else _("%(who)s ended the chat") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class _OfChannel(Fact):
    channel_id: int
    address: str


@dataclass(frozen=True, kw_only=True)
class ChannelAdded(_OfChannel):
    name: ClassVar[str] = "channel.added"

    def sentence(self, who: str) -> str:
        return _("%(who)s added the channel %(address)s") % {"who": who, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(_OfChannel):
    """`what`: the fields that changed, with spaces between; never what stands in them."""

    name: ClassVar[str] = "channel.changed"
    what: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the channel %(address)s") % {"who": who, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class ChannelRemoved(_OfChannel):
    name: ClassVar[str] = "channel.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s removed the channel %(address)s") % {"who": who, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class ChannelPaused(_OfChannel):
    name: ClassVar[str] = "channel.paused"

    def sentence(self, who: str) -> str:
        return _("%(who)s switched the channel %(address)s off") % {"who": who, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class ChannelResumed(_OfChannel):
    name: ClassVar[str] = "channel.resumed"

    def sentence(self, who: str) -> str:
        return _("%(who)s switched the channel %(address)s on") % {"who": who, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class ChannelAlarmed(_OfChannel):
    """Something at a channel needs a person. `code`: see `ChannelAlarm`; `days`: until a token runs out, None for
    anything else; `called`: the channel's name."""

    name: ClassVar[str] = "channel.alarmed"
    alarm_id: int
    code: str
    called: str
    days: int | None = None

    def sentence(self, who: str) -> str:
        return f"{self.called}: {alarm_words(self.code, self.days)}"


@dataclass(frozen=True, kw_only=True)
class ChannelRecovered(_OfChannel):
    """What an alarm told of is over."""

    name: ClassVar[str] = "channel.recovered"
    alarm_id: int
    code: str
    called: str

    def sentence(self, who: str) -> str:
        return _("%(channel)s works again") % {"channel": self.called}


def alarm_words(code: str, days: int | None = None) -> str:
    """Say what an alarm is about, in the language that is active."""
    if code == "token" and days is not None and days > 0:
        return ngettext("The access runs out in %(days)d day", "The access runs out in %(days)d days", days) % {
            "days": days
        }
    return {
        "trouble": _("The connection does not work"),
        "queue": _("Answers do not leave"),
        "silence": _("Nothing comes in at hours when it usually does"),
        "token": _("The access has run out or was revoked"),
        "finding": _("The provider says that something is not in order"),
    }.get(code, code)


@dataclass(frozen=True, kw_only=True)
class _OfConversationRule(Fact):
    """`segment`: its name at that time, "" for everybody's; `kind`: "" for every channel."""

    rule_id: int
    segment: str = ""
    kind: str = ""

    def _whose(self) -> str:
        whose = self.segment or _("all other customers")
        return f"{whose} · {self.kind}" if self.kind else whose


@dataclass(frozen=True, kw_only=True)
class ConversationRuleChanged(_OfConversationRule):
    """`fields`: which, by name, with commas."""

    name: ClassVar[str] = "conversation-rule.changed"
    fields: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s changed when a new ticket begins: %(whose)s") % {"who": who, "whose": self._whose()}


@dataclass(frozen=True, kw_only=True)
class ConversationRuleRemoved(_OfConversationRule):
    name: ClassVar[str] = "conversation-rule.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s removed the rule of when a new ticket begins: %(whose)s") % {
            "who": who, "whose": self._whose(),
        }  # fmt: skip
