"""The ticket's clocks as lines of a card: what runs, what stands still and for what, what was met or missed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from escalera.core.clocks.choices import LIVE, ClockKind, ClockState, PolicyKind
from escalera.core.tickets.models import Status, Ticket
from escalera.faces.desk.shared.countdown import left_html
from escalera.faces.desk.shared.moments import Moments

AT_RISK = 75  # percent from which a clock is shown as nearly out
SOON = timedelta(hours=1)
# What is worth saying after it stopped; of the others only what was missed.
TOLD_AFTERWARDS = (ClockKind.FIRST_REPLY, ClockKind.RESOLUTION, ClockKind.LEGAL)


@dataclass(frozen=True, slots=True)
class Ticking:
    """One clock in plain values. `warned`: the highest percentage said so far."""

    id: int
    kind: str
    policy_kind: str
    state: str
    due_at: datetime | None
    paused_since: datetime | None
    warned: int
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card. `left`: the chip, ready to be printed."""

    url: str
    icon: str
    label: str
    when: str
    left: SafeString
    tone: str
    state: str


def lines(clocks: Sequence[Ticking], ticket: Ticket, base: str, moments: Moments) -> list[Line]:
    """Return what is most pressing first. Promises stand in a line of their own and are left out."""
    names = {str(key): label for key, label in ClockKind.choices}
    chosen = [one for one in _worth_saying(clocks) if one.kind != ClockKind.PROMISE]
    return [_line(one, names, ticket, base, moments) for one in sorted(chosen, key=_weight)]


def _worth_saying(clocks: Sequence[Ticking]) -> list[Ticking]:
    """Return what lives, and of each kind that does not live its last one, if it is told afterwards."""
    live = [one for one in clocks if one.state in LIVE]
    seen = {(one.kind, one.policy_kind) for one in live}
    found = list(live)
    for one in sorted(clocks, key=lambda c: c.id, reverse=True):
        key = (one.kind, one.policy_kind)
        if key in seen or one.state not in (ClockState.MET, ClockState.MISSED):
            continue
        seen.add(key)
        if one.state == ClockState.MISSED or one.kind in TOLD_AFTERWARDS:
            found.append(one)
    return found


def _weight(one: Ticking) -> tuple[int, float, int]:
    rank = [ClockState.LATE, ClockState.RUNNING, ClockState.PAUSED, ClockState.MISSED, ClockState.MET]
    return rank.index(ClockState(one.state)), one.due_at.timestamp() if one.due_at else 0, one.id


def tone_of(one: Ticking, now: datetime) -> str:
    """Return how it is shown: "bad" late, "warn" at risk, "ok" in time, "" where nothing runs."""
    if one.state in (ClockState.LATE, ClockState.MISSED) or _is_out(one, now):
        return "bad"
    if one.state != ClockState.RUNNING or one.due_at is None:
        return ""
    return "warn" if one.warned >= AT_RISK or one.due_at - now < SOON else "ok"


def _is_out(one: Ticking, now: datetime) -> bool:
    """Say whether its time is over though nobody has written it down yet."""
    return one.state == ClockState.RUNNING and one.due_at is not None and one.due_at <= now


def _line(one: Ticking, names: Mapping[str, str | Promise], ticket: Ticket, base: str, moments: Moments) -> Line:
    tone = tone_of(one, moments.now)
    label = str(names[one.kind])
    if one.policy_kind in (PolicyKind.OLA, PolicyKind.UC):
        label = f"{label} · {_OF[one.policy_kind]()}"
    icon = {"met": "check", "missed": "warn", "late": "warn"}.get(one.state, "clock")
    when, left = _words(one, ticket, moments)
    return Line(f"{base}clocks/{one.id}/", icon, label, when, left, tone, one.state)


_OF: dict[str, Callable[[], str]] = {PolicyKind.OLA: lambda: _("internal"), PolicyKind.UC: lambda: _("vendor")}


def _words(one: Ticking, ticket: Ticket, moments: Moments) -> tuple[str, SafeString]:
    if one.state == ClockState.PAUSED:
        since = moments.clock(one.paused_since) if one.paused_since else ""
        return _("%(state)s, since %(moment)s") % {"state": _waits_for(ticket), "moment": since}, _plain(_("paused"))
    if one.stopped_at is not None:
        words = _("met %(moment)s") if one.state == ClockState.MET else _("missed: %(moment)s")
        done = _("met") if one.state == ClockState.MET else _("missed")
        return words % {"moment": moments.clock(one.stopped_at)}, _plain(done)
    if one.due_at is None:
        return "", _plain("")
    is_late = one.state == ClockState.LATE or _is_out(one, moments.now)
    words = _("was due %(moment)s") if is_late else _("until %(moment)s")
    if is_late and one.paused_since is not None:  # over, and no longer counting while it waits
        return words % {"moment": moments.clock(one.due_at)}, _plain(_("paused"))
    left = mark_safe(left_html(one.due_at, moments.now))  # noqa: S308 - figures and our own words, escaped
    return words % {"moment": moments.clock(one.due_at)}, left


def _plain(words: str) -> SafeString:
    return conditional_escape(words)


def _waits_for(ticket: Ticket) -> str:
    """Return what a ticket waits for, in the words of its reason if that is known already."""
    reason = ticket._state.fields_cache.get("wait_reason")
    return str(reason) if reason else str(Status(ticket.status).label)
