"""What clocks hear of a ticket's life: each fact as far as it concerns them. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalera.core.clocks.targets import Target


class What(StrEnum):
    OPENED = "opened"
    ASKED = "asked"  # a person on the customer's side said something
    ANSWERED = "answered"  # a person of ours said something to them
    WAITS = "waits"
    GOES_ON = "goes_on"
    HELD = "held"
    LET_GO = "let_go"
    MOVED = "moved"
    SOLVED = "solved"
    ENDED = "ended"  # otherwise: merged, spam, cancelled
    REOPENED = "reopened"
    RESTORED = "restored"  # an end that was none: unmerged, no spam
    ABSORBED = "absorbed"
    PROMISED = "promised"
    WARNED = "warned"
    BREACHED = "breached"
    REMEASURED = "remeasured"
    CHANGED = "changed"  # in what policies may ask for


@dataclass(frozen=True, slots=True)
class StayFacts:
    """A stay as it began. `continues`: the first of the stays that go on in it as if they had never ended, whose
    beginning `since` then is; `holder` when it began."""

    id: int
    team: int
    since: datetime
    continues: int | None = None
    holder: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One fact. What the fields mean depends on `what`:

    WAITS: `status`, `pauses` (kinds of clock), `reason` (a code); HELD: `agent`; MOVED, REOPENED, OPENED: `stay`;
    PROMISED: `moment` (None: taken back); ABSORBED: `moment` since when that customer waits; OPENED: `by_agent` if one of
    ours opened it; WARNED, BREACHED: `key`, `percent`. `targets`: those that apply from this fact on; None: as before.
    `by`, `who`: the actor's key and name."""

    event_id: int
    at: datetime
    what: What
    by: int | None = None
    who: str = ""
    by_agent: bool = False
    status: str = ""
    pauses: frozenset[str] = frozenset()
    reason: str = ""
    agent: int | None = None
    stay: StayFacts | None = None
    moment: datetime | None = None
    key: tuple[str, str] = ("", "")
    percent: int = 0
    targets: tuple[Target, ...] | None = None
