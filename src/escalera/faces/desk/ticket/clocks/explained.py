"""What a clock says of itself, in words: why it is there, when it stood still and by whom, who had it how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.clocks.choices import ClockKind, ClockState
from escalera.core.clocks.explaining import Considered, Explanation, Pause, Reason, Share
from escalera.core.clocks.queries import Reading
from escalera.core.tickets.models import Status
from escalera.faces.desk.shared.measures import amount_words, minutes_in_words, spent_words
from escalera.faces.desk.shared.moments import Moments

_MINUTE = timedelta(minutes=1)


def explained(found: Explanation, at: datetime) -> dict[str, Any]:
    """Return what the panel prints."""
    moments, clock = Moments(at), found.clock
    return {
        "title": str(ClockKind(clock.kind).label),
        "state": str(ClockState(clock.state).label),
        "tone": _tone(clock),
        "percent": min(max(clock.percent, 0), 100),
        "facts": _facts(found, moments),
        "every": _for_every(found),
        "why": [*map(_reason, found.why), *map(_reason, found.why_target)],
        "others": [_other(one) for one in found.others],
        "pauses": [_pause(one, moments) for one in found.pauses],
        "shares": [_share(one, clock.unit) for one in found.shares],
        "stops": found.stops,
    }


def _tone(clock: Reading) -> str:
    if clock.state in (ClockState.LATE, ClockState.MISSED):
        return "bad"
    return {ClockState.MET: "ok", ClockState.RUNNING: "accent"}.get(ClockState(clock.state), "")


def _facts(found: Explanation, moments: Moments) -> list[tuple[str, str]]:
    clock = found.clock
    facts = [(_("Target"), amount_words(clock.unit, clock.amount)), (_("Began"), moments.clock(clock.started_at))]
    if clock.kind == ClockKind.PROMISE:
        facts = facts[1:]
    if clock.due_at is not None:
        facts.append((_("Ends") if clock.is_live else _("Would have ended"), moments.clock(clock.due_at)))
    facts.append((_("Used up"), f"{spent_words(clock.unit, clock.elapsed)} · {clock.percent} %"))
    if clock.left < timedelta():
        facts.append((_("Over by"), spent_words(clock.unit, clock.left)))
    elif clock.is_live:
        facts.append((_("Left"), spent_words(clock.unit, -(-clock.left // _MINUTE) * _MINUTE)))
    if clock.paused:
        facts.append((_("Stood still"), minutes_in_words(int(clock.paused / _MINUTE))))
    if clock.stopped_at is not None:
        facts.append((_("Stopped at"), moments.clock(clock.stopped_at)))
    return [*facts, *_by_what(found, moments)]


def _by_what(found: Explanation, moments: Moments) -> list[tuple[str, str]]:
    facts = []
    if found.version is not None:
        facts.append((_("Policy"), f"{found.policy} · v{found.version}"))
        facts.append((_("Counts since"), moments.clock(found.attached_at)))
    elif found.clock.kind != ClockKind.PROMISE:
        facts.append((_("Policy"), _("The level's own target")))
    hours = f"{found.calendar} · v{found.calendar_number}" if found.calendar else _("around the clock")
    facts.append((_("Hours"), hours))
    return facts


def _for_every(found: Explanation) -> str:
    if found.clock.kind == ClockKind.PROMISE:
        return _("Somebody promised it to the customer.")
    if found.version is None:
        return _("It is what this level promises for every ticket.")
    return "" if found.why or found.why_target else _("The policy is for every ticket.")


def _reason(one: Reason) -> dict[str, Any]:
    return {"text": one.text, "held": one.held}


def _other(one: Considered) -> dict[str, Any]:
    words = {
        "condition": _("Its condition did not hold:"),
        "target": _("It fits, but has no target of this kind for the ticket."),
        "earlier": _("Another policy of its kind comes first."),
        "gone": _("It is no longer there."),
    }
    reasons: Sequence[Reason] = one.reasons if one.why_not == "condition" else ()
    return {
        "name": f"{one.policy} · v{one.version}",
        "why": words.get(one.why_not, ""),
        "reasons": [_reason(reason) for reason in reasons],
    }


def _pause(one: Pause, moments: Moments) -> dict[str, str]:
    until = moments.clock(one.until) if one.until else _("now")
    length = (one.until or moments.now) - one.since
    ended = one.status in (Status.OPEN, Status.NEW) or one.status not in Status.values
    what = _("The ticket had ended") if ended else one.reason or str(Status(one.status).label)
    return {
        "what": what,
        "when": f"{moments.clock(one.since)} – {until}",
        "length": minutes_in_words(int(length / _MINUTE)),
        "who": one.who or _("the desk itself"),
    }


def _share(one: Share, unit: str) -> dict[str, Any]:
    who = " · ".join(part for part in (one.team, one.agent or _("nobody took it")) if part)
    waited = minutes_in_words(int(one.waited / _MINUTE)) if one.waited >= _MINUTE else ""
    return {"who": who, "spent": spent_words(unit, one.spent), "waited": waited, "percent": one.percent}
