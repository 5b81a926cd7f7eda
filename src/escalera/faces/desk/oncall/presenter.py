"""Who is on call, shifts and pages as finished strings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.core.oncall import turns
from escalera.core.oncall.looking_ahead import Coming
from escalera.core.oncall.models import Override, Page, PageCall
from escalera.core.oncall.queries import Roster
from escalera.core.oncall.turns import Because, Shift
from escalera.core.oncall.wording import span as minutes_words
from escalera.faces.desk.shared.looks import glyph, initials
from escalera.faces.desk.shared.moments import Moments

AHEAD, BACK = timedelta(days=57), timedelta(days=15)
MOST_SHIFTS = 20


def moment(at: datetime, moments: Moments) -> str:
    """Return day and hour in few words: "Mon 9 mar 09:00"."""
    local = moments.local(at)
    return f"{formats.date_format(local, 'D j b')} {local:%H:%M}"


def looked_at(now: datetime) -> tuple[datetime, datetime]:
    """Return the span that the page looks at: whole days, so that a shift is the same however often it is asked for,
    and its real beginning is seen."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - BACK, midnight + AHEAD


def now_rows(rosters: Sequence[Roster], moments: Moments) -> list[dict[str, Any]]:
    """Return each rotation with who has it now, until when, and who follows."""
    return [_now_row(one, moments) for one in rosters]


def my_rows(
    mine: Sequence[tuple[Any, Any, Shift]], rosters: Sequence[Roster], me: Agent, moments: Moments
) -> list[Any]:
    """Return somebody's shifts, each with those of others in the same rotation that it could be swapped for."""
    plans = {one.rotation.pk: one for one in rosters}
    others: dict[int, list[tuple[str, str]]] = {}
    rows = []
    for rotation, layer, shift in mine[:MOST_SHIFTS]:
        if rotation.pk not in others:
            others[rotation.pk] = _others(plans[rotation.pk], me, moments)
        rows.append(
            {
                "rotation": rotation.name, "layer": layer.name, "span": span(shift, moments),
                "is_now": shift.since <= moments.now < shift.until, "key": key_of(shift), "others": others[rotation.pk],
                "why": why(shift, plans[rotation.pk].people),
            }
        )  # fmt: skip
    return rows


def span(shift: Shift | Override, moments: Moments) -> str:
    return f"{moment(shift.since, moments)} – {moment(shift.until, moments)}"


def key_of(shift: Shift) -> str:
    """Return a shift as a form sends it back."""
    return f"{shift.line}|{shift.since.isoformat()}|{shift.until.isoformat()}"


def why(shift: Shift, people: dict[int, Agent]) -> str:
    """Say why it is not the one whose turn it is; "" if it is."""
    planned = people[shift.planned].name if shift.planned in people else ""
    if shift.because == Because.AWAY and planned:
        return _("%(name)s is away") % {"name": planned}
    return _("instead of %(name)s") % {"name": planned} if shift.because == Because.OVERRIDE and planned else ""


def press_rows(found: Sequence[Coming], moments: Moments) -> list[dict[str, str]]:
    """Return what presses next: "in 25 min: Marta is called"."""
    return [
        {"at": _ahead(one.at, moments), "full": moments.full(one.at), "words": one.words, "policy": one.policy}
        for one in found
    ]


def paged_rows(pages: Sequence[Page], moments: Moments) -> list[dict[str, Any]]:
    """Return a ticket's pages of today and those that wait, with who was called last."""
    rows = []
    for one in pages:
        calls = list(one.calls.all())
        if one.state == "open" or moments.now - one.sent_at < timedelta(days=1):
            rows.append(
                {
                    "rotation": one.rotation.name, "state": one.get_state_display(), "is_open": one.state == "open",
                    "who": calls[-1].agent.name if calls else "", "at": moments.clock(one.sent_at),
                }
            )  # fmt: skip
    return rows


def _ahead(at: datetime, moments: Moments) -> str:
    left = at - moments.now
    if left <= timedelta():
        return _("now")
    if left < timedelta(hours=10):
        return _("in %(time)s") % {"time": minutes_words(max(1, round(left.total_seconds() / 60)))}
    return moment(at, moments)


def ringing_rows(calls: Sequence[PageCall], me: Agent, moments: Moments) -> list[dict[str, Any]]:
    """Return the pages that wait."""
    return [_page(one, moments) | {"passed": one.state == "passed"} for one in _newest(calls)]


def page_rows(calls: Sequence[PageCall], moments: Moments) -> list[dict[str, Any]]:
    """Return somebody's pages of before."""
    return [_page(one, moments) | {"state": _state(one)} for one in calls]


def asked_rows(
    asked: Sequence[Override], halves: dict[int, list[Override]], moments: Moments
) -> list[dict[str, Any]]:
    """Return the swaps that wait for an answer: what one would take, and what one would give."""
    rows = []
    for one in asked:
        gives = [half for half in halves.get(one.pair or 0, ()) if half.pk != one.pk]
        rows.append(
            {
                "pair": one.pair, "who": one.made_by.name if one.made_by else "?",
                "rotation": one.layer.rotation.name, "takes": span(one, moments),
                "gives": ", ".join(span(half, moments) for half in gives),
            }
        )  # fmt: skip
    return rows


def _now_row(one: Roster, moments: Moments) -> dict[str, Any]:
    who = one.on_call(moments.now)
    since, until = looked_at(moments.now)
    found = [shift for shift in turns.shifts(one.plan, since, until) if shift.until > moments.now]
    lines = []
    for layer in one.layers.values():
        mine = [shift for shift in found if shift.line == layer.pk]
        here = next((shift for shift in mine if shift.since <= moments.now), None)
        after = next((shift for shift in mine if shift.since > moments.now and shift.agent is not None), None)
        lines.append(
            {
                "name": layer.name, "who": _name(one, here), "until": moment(here.until, moments) if here else "",
                "why": why(here, one.people) if here else "",
                "next": _name(one, after),
                "next_at": moment(after.since, moments) if after and not (here and here.until == after.since) else "",
            }
        )  # fmt: skip
    holes = turns.gaps(one.plan, moments.now, until)
    return {
        "id": one.rotation.pk, "name": one.rotation.name, "who": who.name if who else "",
        "initials": initials(who.name) if who else "", "team": one.rotation.team.name if one.rotation.team else "",
        "lines": lines,
        "gap": f"{moment(holes[0][0], moments)} – {moment(holes[0][1], moments)}" if holes and who else "",
    }  # fmt: skip


def _name(one: Roster, shift: Shift | None) -> str:
    return one.people[shift.agent].name if shift is not None and shift.agent is not None else ""


def _others(one: Roster, me: Agent, moments: Moments) -> list[tuple[str, str]]:
    since, until = looked_at(moments.now)
    coming = (
        shift for shift in turns.shifts(one.plan, since, until) if moments.now < shift.since and shift.until < until
    )
    theirs = [shift for shift in coming if shift.agent not in (None, me.pk)]
    named = [(key_of(shift), f"{_name(one, shift)}: {span(shift, moments)}") for shift in theirs]
    return named[:60]


def _newest(calls: Sequence[PageCall]) -> list[PageCall]:
    """One page calls somebody several times: the last call speaks for it."""
    seen: dict[int, PageCall] = {}
    for one in calls:
        seen.setdefault(one.page_id, one)
    return list(seen.values())


def _page(one: PageCall, moments: Moments) -> dict[str, Any]:
    ticket = one.page.ticket
    return {
        "id": one.page_id, "number": ticket.pk, "subject": ticket.subject, "level": glyph(ticket.level.order),
        "code": ticket.level.code, "rotation": one.page.rotation.name, "why": one.page.why,
        "at": moments.clock(one.at), "ago": moments.ago(one.at),
    }  # fmt: skip


def _state(one: PageCall) -> str:
    by = one.page.acknowledged_by
    if one.page.state == "acknowledged" and by is not None:
        return _("%(name)s acknowledged it") % {"name": by.name}
    return str(one.page.get_state_display())
