"""Up with a hand-over, rejected with a reason, down to where it belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Level, Team
from escalera.base.refusals import BadInput, Refusal
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.models import Escalation, EscalationKind, RejectCode
from escalera.core.ladder.packets import DRAFTED, STANDARD, Handover, PacketField, fields_between, known
from escalera.core.ladder.queries import open_ask, teams_above, teams_below
from escalera.core.llm import actions as model
from escalera.core.llm.choices import Fate
from escalera.core.llm.queries import offered
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of
from escalera.faces.desk.ticket.panels import Panel, done, panel_page

OWN = "own-"  # before the names of the company's own fields
LONGEST = 10_001


@desk_view
@require_http_methods(["GET", "POST"])
def escalate(request: DeskRequest, number: int) -> HttpResponse:
    """Offer the ticket to a team above, with a hand-over."""
    ticket = find_ticket(request.user, number)
    teams = teams_above(ticket)
    if request.method == "GET":
        return panel_page(request, number, _panel(ticket, teams, _proposed(ticket, teams), _before(ticket)))
    wanted = _chosen(request, teams, first=False)
    values = _values(request)

    def act() -> None:
        if wanted is None:
            raise BadInput(_("Choose the team that should go on with it."))
        handover = Handover.of(values | _drafted_by(request, values))
        ladder.escalate(ticket_id=number, to_team=wanted, handover=handover, by=request.user, at=timezone.now())

    return done(request, number, _again(request, _panel(ticket, teams, wanted, values)), act)


@desk_view
@require_POST
def fields(request: DeskRequest, number: int) -> HttpResponse:
    """Show the form again for another team: what it needs differs from level to level."""
    ticket = find_ticket(request.user, number)
    teams = teams_above(ticket)
    panel = _again(request, _panel(ticket, teams, _chosen(request, teams), _values(request)))
    return panel_page(request, number, panel) if request.htmx else render(request, "desk/ticket/_gone.html")


@desk_view
@require_POST
def summary(request: DeskRequest, number: int) -> HttpResponse:
    """Let the language model fill in what nobody has typed yet; a person reads it before it goes up."""
    ticket = find_ticket(request.user, number)
    teams, values, before = teams_above(ticket), _values(request), _before(ticket)
    panel = _panel(ticket, teams, _chosen(request, teams), values)
    language = (get_language() or "es")[:2]
    try:
        drafted = model.summarize(ticket_id=number, by=request.user, at=timezone.now(), language=language)
    except Refusal as refusal:
        return panel_page(request, number, {**panel, "panel_refused": str(refusal)}, status_of(refusal))
    for key, words in drafted.value.items():
        if words and values.get(key, "").strip() in ("", before.get(key, "").strip()):
            values[key] = words
    model.mark_draft(call_id=drafted.call_id, text=_whole(values), by=request.user)
    panel = _panel(ticket, teams, _chosen(request, teams), values)
    return panel_page(request, number, {**panel, "drafted": drafted.call_id, "left_out": len(drafted.left_out)})


@desk_view
@require_http_methods(["GET", "POST"])
def reject(request: DeskRequest, number: int, escalation: int) -> HttpResponse:
    """Send an offered ticket back to who offered it, with a reason."""
    find_ticket(request.user, number)
    found = Escalation.objects.select_related("from_team__level", "to_team__level", "ticket").get(
        pk=escalation, ticket=number, kind=EscalationKind.FUNCTIONAL
    )
    code = request.POST.get("code", "" if request.method == "GET" else RejectCode.OTHER.value)
    missing = request.POST.getlist("missing")[:50]
    panel = {
        "panel_template": "desk/ticket/climbing/_reject.html",
        "panel_url": reverse("desk:reject", args=[number, escalation]),
        "codes": [(value, label, value == code) for value, label in RejectCode.choices],
        "packet": [(one.key, one.label, one.key in missing) for one in _fields_of(found)],
        "reason": request.POST.get("reason", ""),
    }

    def act() -> None:
        ladder.reject(
            escalation_id=escalation, code=code, missing=missing, reason=request.POST.get("reason", ""),
            by=request.user, at=timezone.now(),
        )  # fmt: skip

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def reroute(request: DeskRequest, number: int) -> HttpResponse:
    """Put the ticket with a team of a lower level: it came too high."""
    ticket = find_ticket(request.user, number)
    teams = teams_below(ticket)
    wanted = _chosen(request, teams, first=request.method == "GET")
    panel = {
        "panel_template": "desk/ticket/climbing/_reroute.html",
        "panel_url": reverse("desk:reroute", args=[number]),
        "teams": [_choice(team, wanted) for team in teams],
        "reason": request.POST.get("reason", ""),
    }

    def act() -> None:
        if wanted is None:
            raise BadInput(_("Choose the team that should go on with it."))
        ladder.reroute(
            ticket_id=number,
            to_team=wanted,
            reason=request.POST.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )

    return done(request, number, panel, act)


def _again(request: DeskRequest, panel: Panel) -> Panel:
    """Return the panel as it is shown once more, with the model's call if one began its words."""
    given = request.POST.get("drafted", "")
    return {**panel, "drafted": int(given)} if given.isascii() and given.isdecimal() and len(given) < 18 else panel


def _drafted_by(request: DeskRequest, values: Mapping[str, str]) -> dict[str, str]:
    """Return what the hand-over says about the language model's part in it, and note what became of its words."""
    call = _again(request, {}).get("drafted")
    if call is None:
        return {}
    fate = model.note_fate(call_id=call, text=_whole(values), by=request.user)
    return {DRAFTED: "model"} if fate in (Fate.USED, Fate.EDITED) else {}


def _whole(values: Mapping[str, str]) -> str:
    return "\n".join(values.get(key, "").strip() for key in STANDARD)


def _fields_of(offer: Escalation) -> Sequence[PacketField]:
    assert offer.to_team is not None
    return fields_between(offer.from_team.level, offer.to_team.level, offer.ticket.category_id)


def _panel(ticket: Ticket, teams: Sequence[Team], wanted: Team | None, values: Mapping[str, str]) -> Panel:
    there: Level | None = wanted.level if wanted else None
    fields = fields_between(ticket.level, there, ticket.category_id) if there else _standard()
    lacked = _lacked(ticket)
    rows = [_row(one, values, lacked) for one in fields]
    return {
        "panel_template": "desk/ticket/climbing/_escalate.html",
        "panel_url": reverse("desk:escalate", args=[ticket.pk]),
        "help_ways": ways(ticket, "functional"),
        "model_sums_up": "summary" in offered(),
        "teams": [_choice(team, wanted) for team in teams],
        "shown": [row for row in rows if row["shown"]],
        "more": [row for row in rows if not row["shown"]],
    }


def _row(one: PacketField, values: Mapping[str, str], lacked: Sequence[str]) -> dict[str, Any]:
    value = values.get(one.key, "")
    return {
        "name": one.key if one.key in STANDARD else OWN + one.key,
        "label": one.label,
        "required": one.required,
        "lacked": one.key in lacked,
        "value": value,
        "lines": min(9, max(2, value.count("\n") + len(value) // 90 + 1)),
        "first": one.key == "summary",
        "shown": bool(value) or one.required or one.key in lacked or one.key in ("summary", "tried", "question"),
    }


def _standard() -> list[PacketField]:
    return [PacketField(key, str(label), key == "summary") for key, label in STANDARD.items()]


def _before(ticket: Ticket) -> dict[str, str]:
    """Return what the desk knows of it: what somebody wrote before this ticket came back, else the conversation."""
    found = known(ticket)
    last = _last(ticket)
    if last is not None:
        found |= {key: str(value) for key, value in last.handover.items() if value}
    wish = open_ask(ticket.pk)
    if wish is not None and not found.get("question"):
        found["question"] = _("The customer asks for a higher level: %(reason)s") % {"reason": wish.reason}
    return found


def _last(ticket: Ticket) -> Escalation | None:
    """Return the offer that came back to the level where the ticket stands, if the last one did."""
    offers = Escalation.objects.filter(ticket=ticket, kind=EscalationKind.FUNCTIONAL).select_related("from_team")
    last = offers.order_by("-pk").first()
    came_back = (
        last is not None and last.state in ("rejected", "expired") and last.from_team.level_id == ticket.level_id
    )
    return last if came_back else None


def _proposed(ticket: Ticket, teams: Sequence[Team]) -> Team | None:
    """Return the team chosen at first: whoever asked for what was missing gets it again."""
    last = _last(ticket)
    asked = last is not None and last.code == RejectCode.MISSING
    return next(
        (team for team in teams if asked and last and team.pk == last.to_team_id), teams[0] if teams else None
    )


def _lacked(ticket: Ticket) -> list[str]:
    last = _last(ticket)
    return list(last.missing) if last is not None else []


def _values(request: DeskRequest) -> dict[str, str]:
    """Return what was typed, by key of its field."""
    given = {name: request.POST.get(name, "")[:LONGEST] for name in request.POST}
    standard = {key: given.get(key, "") for key in STANDARD}
    own = {name.removeprefix(OWN): value for name, value in given.items() if name.startswith(OWN)}
    return standard | dict(list(own.items())[:50])


def _chosen(request: DeskRequest, teams: Sequence[Team], *, first: bool = True) -> Team | None:
    wanted = request.POST.get("team", "")
    found = next((team for team in teams if str(team.pk) == wanted), None)
    return found or (teams[0] if first and teams else None)


def _choice(team: Team, wanted: Team | None) -> dict[str, Any]:
    return {
        "id": team.pk,
        "name": team.name,
        "level": glyph(team.level.order),
        "code": team.level.code,
        "chosen": wanted is not None and team.pk == wanted.pk,
    }


def ways(ticket: Ticket, here: str) -> list[dict[str, Any]]:
    """Return the ways to get help, as the panels offer them side by side."""
    offered = (
        ("functional", _("Up to another level"), "desk:escalate", ()),
        ("hierarchical", _("Somebody decides"), "desk:call", ("hierarchical",)),
        ("swarm", _("Work on it together"), "desk:call", ("swarm",)),
        ("vendor", _("A vendor"), "desk:vendor", ()),
    )
    return [
        {"label": label, "url": reverse(name, args=[ticket.pk, *more]), "current": key == here}
        for key, label, name, more in offered
    ]
