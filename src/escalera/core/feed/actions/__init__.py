"""What colleagues do around a ticket."""

from escalera.core.feed.actions.consulting import CannotConsult, close, consult, say
from escalera.core.feed.actions.following import follow, follow_on_reply, put_away, unfollow
from escalera.core.feed.actions.presence import leave, look

__all__ = [
    "CannotConsult", "close", "consult", "follow", "follow_on_reply", "leave", "look", "put_away", "say", "unfollow",
]  # fmt: skip
