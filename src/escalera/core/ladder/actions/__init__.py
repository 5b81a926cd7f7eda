"""The verbs of the ladder."""

from escalera.core.ladder.actions.answers import accept, expire_due, reject
from escalera.core.ladder.actions.asking import CannotAskHigher, NothingAsked, ask_higher, decline_higher
from escalera.core.ladder.actions.moves import CannotEscalate, CannotReturn, Handover, escalate, send_back

__all__ = [
    "CannotAskHigher", "CannotEscalate", "CannotReturn", "Handover", "NothingAsked", "accept", "ask_higher",
    "decline_higher", "escalate", "expire_due", "reject", "send_back",
]  # fmt: skip
