"""What triage does, and what is done with it."""

from escalera.core.triage.actions.answering import accept, dismiss
from escalera.core.triage.actions.hearing import hear_more
from escalera.core.triage.actions.learning import retrain
from escalera.core.triage.actions.proposing import propose_open, read_tickets
from escalera.core.triage.actions.settling import ask_to_learn, learn_from, save_policy, settle

__all__ = [
    "accept",
    "ask_to_learn",
    "dismiss",
    "hear_more",
    "learn_from",
    "propose_open",
    "read_tickets",
    "retrain",
    "save_policy",
    "settle",
]
