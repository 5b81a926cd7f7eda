"""What can happen at the gate and to a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

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
class MessageMarked(Fact):
    """What became of a message: delivered, read, edited, taken back, reaction, file. For open pages; no line in the
    story of the ticket."""

    name: ClassVar[str] = "message.marked"
    message_id: int
    what: str

    def sentence(self, who: str) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class _OfChannel(Fact):
    channel_id: int
    address: str


@dataclass(frozen=True, kw_only=True)
class ChannelAdded(_OfChannel):
    name: ClassVar[str] = "channel.added"

    def sentence(self, who: str) -> str:
        return _("%(who)s added the mailbox %(address)s") % {"who": who, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(_OfChannel):
    """`what`: the fields that changed, with spaces between; never what stands in them."""

    name: ClassVar[str] = "channel.changed"
    what: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the mailbox %(address)s") % {"who": who, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class ChannelRemoved(_OfChannel):
    name: ClassVar[str] = "channel.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s removed the mailbox %(address)s") % {"who": who, "address": self.address}
