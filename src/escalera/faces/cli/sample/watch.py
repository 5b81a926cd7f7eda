"""What the desk does by itself while the stories go on: it hears its log, clocks speak, steps press, rules act, each at
its own moment of the story and not all at once when somebody opens the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.base.log.readers import read_all
from escalera.core.clocks.sweeping import sweep
from escalera.core.oncall.actions import escalate_due
from escalera.core.oncall.actions import fire_due as press_due
from escalera.core.rules.actions.firing import fire_due

# how long ago, and how often the desk looks then: the last hours are what people open and read closely
PACE = [(timedelta(hours=4), timedelta(minutes=5)), (timedelta(days=2), timedelta(minutes=30))]
USUAL = timedelta(hours=6)
AWAKE = timedelta(days=3)  # weeks of warnings that nobody reads would double the time to begin


class Watch:
    """`until(at)` lets the desk do all that it does by itself up to a moment of the story."""

    def __init__(self, now: datetime) -> None:
        self.now, self.following = now, now - AWAKE

    def until(self, at: datetime) -> None:
        while self.following <= at:
            look(self.following)
            self.following += self._pace()

    def _pace(self) -> timedelta:
        ago = self.now - self.following
        return next((pace for within, pace in PACE if ago <= within), USUAL)


def look(at: datetime) -> None:
    """Do what is due at `at`, and what follows from it."""
    read_all()
    while fire_due(at=at) + sweep(at):
        read_all()
    while press_due(at=at) + escalate_due(at=at):
        read_all()
