"""Stays, escalations and what they need: a ticket's way up and down, as records."""

from escalera.core.ladder.models.setup import HandoverTemplate, LevelMove, Vendor
from escalera.core.ladder.models.standing import (
    Escalation,
    EscalationKind,
    EscalationState,
    Helper,
    HigherAsk,
    LeftBecause,
    RejectCode,
    Stay,
)

__all__ = [
    "Escalation", "EscalationKind", "EscalationState", "HandoverTemplate", "Helper", "HigherAsk", "LeftBecause",
    "LevelMove", "RejectCode", "Stay", "Vendor",
]  # fmt: skip
