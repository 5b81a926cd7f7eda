"""The verbs of routing: being available, answering an offer, working a queue off, moving work, settling how it goes."""

from escalera.core.routing.actions.absences import move_due
from escalera.core.routing.actions.answers import CannotAnswerOffer, accept_offer, decline_offer, expire_offers
from escalera.core.routing.actions.draining import drain, drain_due, mark
from escalera.core.routing.actions.presence import end_due, set_availability
from escalera.core.routing.actions.settling import (
    RuleWanted,
    arrange_rules,
    remove_need,
    remove_rule,
    save_capacity,
    save_channel,
    save_need,
    save_queue,
    save_rule,
)

__all__ = [
    "CannotAnswerOffer", "RuleWanted", "accept_offer", "arrange_rules", "decline_offer", "drain", "drain_due", "end_due",
    "expire_offers", "mark", "move_due", "remove_need", "remove_rule", "save_capacity", "save_channel", "save_need",
    "save_queue", "save_rule", "set_availability",
]  # fmt: skip
