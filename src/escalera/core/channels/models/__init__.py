"""The gate's ledger, what goes out, the channels themselves, and the conversations that people have with them."""

from escalera.core.channels.models.alerts import Alert
from escalera.core.channels.models.calls import (
    Call,
    Callback,
    CallbackState,
    CallDirection,
    CallOutcome,
    CallState,
    Consent,
)
from escalera.core.channels.models.chats import ChatLine, ChatSession
from escalera.core.channels.models.gate import (
    AutomaticAnswer,
    Channel,
    Delivery,
    DeliveryState,
    InboundItem,
    MailboxPosition,
    MailId,
    Outcome,
)
from escalera.core.channels.models.health import (
    ChannelAlarm,
    ChannelFinding,
    ChannelHour,
    ChannelWatch,
    RetiredHook,
)
from escalera.core.channels.models.placing import ConversationRule, WhenEnded, WhenOpen
from escalera.core.channels.models.templates import Template
from escalera.core.channels.models.threads import FetchState, Mark, MediaFetch, Saying, Thread

__all__ = [
    "Alert", "AutomaticAnswer", "Call", "CallDirection", "CallOutcome", "CallState", "Callback",
    "CallbackState", "Channel", "ChannelAlarm", "ChannelFinding", "ChannelHour", "ChannelWatch", "ChatLine",
    "ChatSession", "Consent", "ConversationRule", "Delivery", "DeliveryState", "FetchState", "InboundItem",
    "MailId", "MailboxPosition", "Mark", "MediaFetch", "Outcome", "RetiredHook", "Saying", "Template", "Thread",
    "WhenEnded", "WhenOpen",
]  # fmt: skip
