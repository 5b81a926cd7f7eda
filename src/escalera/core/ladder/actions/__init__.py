"""The verbs of the ladder."""

from escalera.core.ladder.actions.answers import CannotAnswer, accept, expire_due, reject
from escalera.core.ladder.actions.asking import CannotAskHigher, NothingAsked, ask_higher, decline_higher
from escalera.core.ladder.actions.helping import CannotCall, call_in, end_call, join_call
from escalera.core.ladder.actions.keeping import archive_vendor, drop_handover, save_handover, save_vendor, set_moves
from escalera.core.ladder.actions.moves import (
    CannotEscalate,
    CannotReroute,
    CannotReturn,
    escalate,
    reroute,
    send_back,
)
from escalera.core.ladder.actions.vendors import CannotAskVendor, ask_vendor, change_vendor_case, vendor_answered
from escalera.core.ladder.packets import Handover

__all__ = [
    "CannotAnswer", "CannotAskHigher", "CannotAskVendor", "CannotCall", "CannotEscalate", "CannotReroute",
    "CannotReturn", "Handover", "NothingAsked", "accept", "archive_vendor", "ask_higher", "ask_vendor", "call_in",
    "change_vendor_case", "decline_higher", "drop_handover", "end_call", "escalate", "expire_due", "join_call",
    "reject", "reroute", "save_handover", "save_vendor", "send_back", "set_moves", "vendor_answered",
]  # fmt: skip
