"""What stands in the part of procedures: the step of a run as a form, how far it came, what fits the ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.core.knowledge.rendering import to_html
from escalera.core.procedures.choices import SUCCESSES, RunState, Use
from escalera.core.procedures.models import Run, RunStep
from escalera.core.procedures.queries import History, Standing, current, history, library, proposed_for, runs_of
from escalera.core.procedures.steps import Ask
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import why_not_work
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.moments import Moments
from escalera.levels.frontline.checks import identity_on

MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Given:
    """What was posted and could not be taken: `values` and `errors` by the keys of the asks."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def guides_context(
    by: Agent,
    number: int,
    now: datetime,
    *,
    run: int | None = None,
    given: Given | None = None,
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the part shows: one run, or what may be begun. `asked`: the address's `choose` and `q`."""
    ticket = find_ticket(by, number)
    runs, moments = runs_of(number, by), Moments(now)
    words, chooses = asked.get("q", "")[:80], "choose" in asked or "q" in asked
    chosen = _chosen(runs, run, by) if not chooses or run else None
    shown = _run(chosen, by, now, given or Given(), moments) if chosen else None
    may_begin = not why_not_work(by, ticket)
    return {
        "ticket": ticket,
        "guide_url": _here(number, chosen, words, chooses=chooses),
        "guide": shown,
        "guide_runs": [_line(one, moments, number) for one in runs if chosen is None or one.pk != chosen.pk],
        "guide_may_begin": may_begin,
        "guide_fits": _fits(ticket, by) if may_begin and shown is None and not words and ticket.is_open else [],
        "guide_found": _found(by, now, words) if may_begin and shown is None and chooses else [],
        "guide_words": words,
        "guide_chooses": chooses and shown is None,
        "guide_identity": _identity(ticket, now, moments),
        "guides_shown": True,
    }


def _identity(ticket: Ticket, now: datetime, moments: Moments) -> dict[str, str] | None:
    """What is known of who speaks; nothing while nobody was asked."""
    known = identity_on(ticket.pk, ticket.requester, now)
    if known is None:
        return None
    check = known.check
    who = check.by.name if check.by else ""
    about = _("%(right)s of %(asked)s right") % {"right": check.right, "asked": len(check.asked)}
    if known.holds:
        words, tone = _("Identity confirmed"), "ok"
    elif known.is_locked:
        words, tone = _("Too many failed checks: escalate it, or go on tomorrow"), "bad"
    elif check.passed:
        words, tone = _("The identity was confirmed a while ago: ask again"), "warn"
    else:
        words, tone = _("Identity not confirmed"), "warn"
    return {"words": words, "tone": tone, "about": " · ".join(p for p in (about, who, moments.clock(check.at)) if p)}


def _chosen(runs: Sequence[Run], run: int | None, by: Agent) -> Run | None:
    """The one asked for; else the one under way, first of one's own."""
    if run is not None:
        return next((one for one in runs if one.pk == run), None)
    open_ = [one for one in runs if one.ended_at is None]
    return next((one for one in open_ if one.holder_id == by.pk), open_[0] if open_ else None)


def _here(number: int, chosen: Run | None, words: str, *, chooses: bool) -> str:
    if chosen is not None and chosen.ended_at is not None:
        return reverse("desk:guide-run", args=[number, chosen.pk])
    if chosen is None and chooses:
        return reverse("desk:guides", args=[number]) + "?choose=1"
    return reverse("desk:guide-run", args=[number, chosen.pk]) if chosen else reverse("desk:guides", args=[number])


def _fits(ticket: Ticket, by: Agent) -> list[dict[str, Any]]:
    because = {"category": _("its category"), "words": _("the customer's words")}
    return [
        {"id": one.procedure.pk, "name": one.procedure.name, "use": Use(one.procedure.use).label,
         "why": ", ".join(because[key] for key in one.why)}
        for one in proposed_for(ticket, by, limit=4)
    ]  # fmt: skip


def _found(by: Agent, now: datetime, words: str) -> list[dict[str, Any]]:
    found = [one.procedure for one in library(by=by, at=now, text=words) if one.procedure.version]
    return [{"id": one.pk, "name": one.name, "use": Use(one.use).label, "why": ""} for one in found[:MOST_FOUND]]


def _line(run: Run, moments: Moments, number: int) -> dict[str, Any]:
    return {
        "name": run.procedure.name,
        "url": reverse("desk:guide-run", args=[number, run.pk]),
        "state": _state(run),
        "tone": _tone(run),
        "when": moments.ago(run.ended_at or run.started_at),
        "holder": run.holder.name if run.holder else "",
    }


def _state(run: Run) -> str:
    if run.state == RunState.ENDED:
        return str(run.get_outcome_display())
    return str(run.get_state_display())


def _tone(run: Run) -> str:
    if run.state == RunState.ENDED:
        return "ok" if run.outcome in list(SUCCESSES) else "warn"
    return {RunState.RUNNING: "accent", RunState.PAUSED: "warn"}.get(RunState(run.state), "")


def _run(root: Run, by: Agent, now: datetime, given: Given, moments: Moments) -> dict[str, Any]:
    standing = current(run_id=root.pk, by=by, at=now)
    run = standing.run
    return {
        **_line(root, moments, root.ticket_id),
        "id": run.pk,
        "root": root.pk,
        "version": root.version.number,
        "why": root.why,
        "within": run.procedure.name if standing.around else "",
        "is_over": root.ended_at is not None,
        "is_paused": run.state == RunState.PAUSED,
        "is_mine": run.holder_id == by.pk,
        "why_not": standing.why_not if root.ended_at is None else "",
        "may_take": standing.may_take,
        "may_go_back": standing.can_go_back and not standing.why_not,
        "step": _step(standing, given, now),
        "trail": _trail(history(root), moments),
        # What stands here now: a refresh that brings the same leaves alone what somebody is writing in it.
        "mark": f"{run.pk}-{standing.row.pk if standing.row else 0}-{run.state}-{run.holder_id}-{int(standing.waits)}",
    }


def _step(standing: Standing, given: Given, now: datetime) -> dict[str, Any] | None:
    step, row, kind = standing.step, standing.row, standing.kind
    if step is None or row is None or kind is None:
        return None
    fields = [_field(one, given, step.title) for one in standing.asks]
    alone = fields[0] if len(fields) == 1 and fields[0]["type"] == "choice" and not fields[0]["value"] else None
    seconds = max(0, int((standing.ready_at - now).total_seconds()) + 1) if standing.ready_at else 0
    return {
        "key": step.key,
        "kind": kind.label,
        "title": step.title or str(kind.label),
        "html": to_html(step.text) if step.text else "",
        "fields": fields,
        "ways": alone,  # one click answers it
        "has_files": any(one["type"] == "file" for one in fields),
        "verb": _("Finish") if kind.ends else _("Done, next") if not fields else _("Next"),
        "shown": standing.shown,
        "ready": int(standing.ready_at.timestamp()) if standing.ready_at and seconds else 0,
        "left": f"{seconds // 3600:02}:{seconds % 3600 // 60:02}",
        "seconds": seconds,
        "waits": standing.waits,
    }


def _field(ask: Ask, given: Given, title: str) -> dict[str, Any]:
    value = given.values.get(ask.key, ask.initial if not given.values else "")
    return {
        "key": ask.key,
        "label": str(ask.label),
        "is_title": str(ask.label) == title,
        "type": ask.type,
        "required": ask.required,
        "unit": ask.unit,
        "help": ask.help,
        "value": str(value),
        "error": given.errors.get(ask.key, ""),
        "choices": [(str(key), label, str(key) == str(value)) for key, label in ask.choices],
    }


def _trail(past: History, moments: Moments, depth: int = 0) -> list[dict[str, Any]]:
    """Return what was answered, oldest first; what was taken back is left out, it stands in the conversation."""
    lines: list[dict[str, Any]] = []
    for row in past.rows:
        if row.undone_at is not None:
            continue
        if row.answered_at is not None and (row.title or row.words):
            lines.append({
                "title": row.title, "said": row.words, "who": row.by.name if row.by else _("the desk itself"),
                "when": moments.clock(row.answered_at), "took": _took(row), "depth": depth,
            })  # fmt: skip
        if row.pk in past.within:
            lines += _trail(past.within[row.pk], moments, depth + 1)
    return lines


def _took(row: RunStep) -> str:
    seconds = row.seconds or 0
    return _("%(count)d min") % {"count": round(seconds / 60)} if seconds >= 60 else ""
