"""The report of the ladder as finished strings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import dropwhile
from typing import Any

from django.utils import formats
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.tickets.models import Status, WaitReason
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.measures import minutes_in_words
from escalera.insight.metrics.process import LadderReport, LevelRow, Share, WeekRow
from escalera.insight.targets.choices import MINUTES, Compare, Figure, Verdict
from escalera.insight.targets.models import Target

Goals = Mapping[tuple[str, int | None], Target]
DAY_MIN, LONG_MIN = 24 * 60, 48 * 60
TONES = {Verdict.MET: "ok", Verdict.NEAR: "warn", Verdict.MISSED: "bad", Verdict.UNKNOWN: ""}


def percent(share: float | None) -> str:
    """Return a share as "76,2 %"; a dash without one."""
    return "—" if share is None else f"{formats.number_format(round(share * 100, 1), 1)} %"


def share_words(share: Share) -> dict[str, Any]:
    """Return a share with what it is made of: its value, "n of m", its interval if m is small, the width of its bar."""
    low_high = share.interval
    between = ""
    if low_high is not None:
        low, high = (formats.number_format(round(one * 100), 0) for one in low_high)
        between = _("%(low)s–%(high)s %% likely") % {"low": low, "high": high}
    return {
        "value": percent(share.value),
        "of": _("%(n)s of %(of)s") % {"n": _count(share.n), "of": _count(share.of)},
        "between": between,
        "width": _hundredths(share.value or 0),
        "low": _hundredths(low_high[0]) if low_high else "",
        "spread": _hundredths(low_high[1] - low_high[0]) if low_high else "",
    }


def figures(report: LadderReport, goals: Goals, level: int | None, *, part: bool) -> list[dict[str, Any]]:
    """Return the figures at the head, each with its goal if it has one."""
    first = _("Solved without going up") if part else _("Solved on the first step")
    rows = [
        (Figure.PUSH_TO_FRONT, first, report.push_to_front),
        (Figure.ESCALATED, _("Went up"), report.escalated),
        (Figure.PING_PONG, _("Ping-pong"), report.ping_pong),
        (Figure.REOPENED, _("Reopened"), report.reopened),
    ]  # fmt: skip
    if report.terms is not None:
        rows.insert(1, (Figure.SLA_MET, _("Terms kept"), report.terms))
    return [
        {
            "key": key.value,
            "label": label,
            **share_words(share),
            "goal": goal_words(_goal(goals, key, level, part=part), share.value),
        }
        for key, label, share in rows
    ]


def goal_words(goal: Target | None, actual: float | None) -> dict[str, str] | None:
    """Return a goal judged: its words, verdict and tone. `actual`: a share (0 to 1) or minutes."""
    if goal is None:
        return None
    figure = actual if actual is None or goal.figure in MINUTES else actual * 100
    verdict = goal.verdict(figure)
    return {"goal": amount_words(goal), "verdict": str(verdict.label), "tone": TONES[verdict], "state": verdict.value}


def amount_words(goal: Target) -> str:
    """Return "at least 70 %" or "at most 4 h"."""
    value = float(goal.value)
    amount = (
        minutes(value)
        if goal.figure in MINUTES
        else f"{formats.number_format(value, 0 if value.is_integer() else 1)} %"
    )
    return f"{Compare(goal.compare).label} {amount}"


def level_rows(report: LadderReport, goals: Goals) -> list[dict[str, Any]]:
    """Return the levels, lowest first: what each solved and sent up, and how long tickets were there."""
    longest = max((row.working_p90 or 0 for row in report.levels), default=0) or 1
    return [_level(row, report.solved, longest, goals) for row in report.levels]


def wait_rows(report: LadderReport, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the waits that ended, the commonest first."""
    most = max((row.waits for row in report.waits), default=0) or 1
    return [
        {
            "name": names.get(row.reason, row.reason),
            "waits": _count(row.waits),
            "width": _hundredths(row.waits / most),
            "median": minutes(row.median),
            "p90": minutes(row.p90),
        }
        for row in report.waits
    ]


def week_rows(report: LadderReport) -> list[dict[str, Any]]:
    """Return the weeks from the first with anything as stacked bars, each as long as what was solved in it beside the
    busiest one."""
    most = max((row.kept.of for row in report.weeks), default=0) or 1
    return [_week(row, most) for row in dropwhile(lambda one: not one.kept.of, report.weeks)]


def reason_names(reasons: list[WaitReason]) -> dict[str, str]:
    """Return what reasons to wait are called, by their codes; a wait without one is called by its status."""
    return {str(one.value): str(one.label) for one in Status} | {one.code: str(one) for one in reasons}


def minutes(length: float | None) -> str:
    """Return minutes rounded so that one that misses its goal never reads like it: "23 min", "4 h 50 min", "3.9 days".

    "—" for none; days are of 24 hours."""
    if length is None:
        return "—"
    if length < 1:
        return "< 1 min"
    if round(length) < LONG_MIN:
        return minutes_in_words(round(length))
    days = round(length / DAY_MIN, 1)
    return _("%(days)s days") % {"days": formats.number_format(days, 0 if days.is_integer() else 1)}


def goal_rows(goals: Goals) -> list[dict[str, Any]]:
    """Return the goals in the order of the figures, the whole desk's first."""
    order = list(Figure)
    found = sorted(
        goals.values(), key=lambda one: (order.index(Figure(one.figure)), one.level.order if one.level else 0)
    )
    return [
        {
            "number": one.pk,
            "label": str(Figure(one.figure).label),
            "level": one.level.code if one.level else "",
            "glyph": glyph(one.level.order) if one.level else "",
            "goal": amount_words(one),
        }
        for one in found
    ]


def _goal(goals: Goals, figure: Figure, level: int | None, *, part: bool) -> Target | None:
    """A part of the desk is measured only by its own level's goal; of the whole desk's figures none is."""
    return goals.get((figure, level)) if level or not part else None


def _level(row: LevelRow, solved: int, longest: float, goals: Goals) -> dict[str, Any]:
    pk = row.level.pk
    of_all = row.solved / solved if solved else 0
    return {
        "id": pk,
        "code": row.level.code,
        "name": row.level.name,
        "glyph": glyph(row.level.order),
        "solved": _count(row.solved),
        "share": percent(of_all if solved else None),
        "width": _hundredths(of_all),
        "kept": share_words(row.kept),
        "kept_goal": goal_words(goals.get((Figure.PUSH_TO_FRONT, pk)), row.kept.value),
        "escalated": share_words(row.escalated),
        "escalated_goal": goal_words(goals.get((Figure.ESCALATED, pk)), row.escalated.value),
        "back": _count(row.returned + row.rejected),
        "stays": _count(row.stays),
        "working": minutes(row.working_median),
        "working_p90": minutes(row.working_p90),
        "working_width": _hundredths((row.working_median or 0) / longest),
        "p90_width": _hundredths((row.working_p90 or 0) / longest),
        "calendar": minutes(row.median),
        "calendar_p90": minutes(row.p90),
        "stay_goal": goal_words(goals.get((Figure.STAY, pk)), row.working_median),
    }


def _week(row: WeekRow, most: int) -> dict[str, Any]:
    pieces, at = [], 0.0
    for order, count in row.by_level.items():
        wide = count / most
        pieces.append({"glyph": glyph(order), "x": _hundredths(at), "width": _hundredths(wide)})
        at += wide
    first, last = (f"{day.day} {MONTHS_3[day.month]}" for day in (row.first, row.last))
    solved = ngettext("%(count)s solved", "%(count)s solved", row.kept.of) % {"count": _count(row.kept.of)}
    return {
        "days": first if row.first == row.last else f"{first} – {last}",
        "pieces": pieces,
        "share": percent(row.kept.value),
        "solved": solved,
        "of": _("%(n)s of %(of)s") % {"n": _count(row.kept.n), "of": _count(row.kept.of)},
    }


def _count(number: int) -> str:
    return str(formats.number_format(number, use_l10n=True, force_grouping=True))


def _hundredths(share: float) -> str:
    """Return a width for a drawing a hundred wide; with a point whatever the language."""
    return f"{max(0.0, min(1.0, share)) * 100:.2f}"
