"""Rules hear the log."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.rules.actions import hear


@reader("rules")
def listen(events: Sequence[Event]) -> None:
    """Put down what rules listen to; they answer in a loop of their own, so that no rule can hold up the log."""
    hear(events)
