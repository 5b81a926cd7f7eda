"""Refusals: what an action anticipated and says no to, in words that may be shown to the person who asked."""

from __future__ import annotations


class Refusal(Exception):
    """The action was not done, and the text says why. Faces answer 409 (or 403) with it; nothing was changed."""


class NotAllowed(Refusal):
    """The person may not do this at all; another person might."""


class BadInput(Refusal):
    """What was given can't be used as it is; the text says what to mend. Faces answer 422."""
