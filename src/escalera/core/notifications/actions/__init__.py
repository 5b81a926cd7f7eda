"""The verbs of notifications."""

from escalera.core.notifications.actions.browsers import forget_session, forget_subscription, subscribe, unsubscribe
from escalera.core.notifications.actions.carrying import Ring, claim_mails, claim_rings
from escalera.core.notifications.actions.choosing import be_quiet, choose
from escalera.core.notifications.actions.seeing import (
    end_rings,
    forget_old,
    see,
    see_all,
    see_ticket,
    settle,
    settle_about,
    withdraw,
)
from escalera.core.notifications.actions.telling import Call, tell

__all__ = [
    "Call", "Ring", "be_quiet", "choose", "claim_mails", "claim_rings", "end_rings", "forget_old", "forget_session",
    "forget_subscription", "see", "see_all", "see_ticket", "settle", "settle_about", "subscribe", "tell",
    "unsubscribe", "withdraw",
]  # fmt: skip
