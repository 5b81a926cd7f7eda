"""The gate: what came in, what became of it, and what needs a hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.models.helpers import GATE
from escalera.base.refusals import Refusal
from escalera.core.channels import actions, gate, queries
from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.faces.desk.files.views import harmless_download
from escalera.faces.desk.gate.reading import COUNTED, ItemRow, item_page, outcome_counts
from escalera.faces.desk.gate.reasons import reason_in_words
from escalera.faces.desk.settings.channels.presenter import named_trouble
from escalera.faces.desk.shared.looks import channel_icon, size
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

TONES = {"ticket": "ok", "message": "ok", "ignored": "", "bounce": "warn", "quarantine": "bad", "": "accent"}
MAIL = "email"
WAITING = "waiting"  # how the address says the outcome that is ""


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the ledger, newest first, and how the channels do."""
    _only_keepers(request)
    return _page(request)


@desk_view
@require_POST
def again(request: DeskRequest, item: int) -> HttpResponse:
    """Try to understand a quarantined item again."""
    try:
        actions.retry_item(item_id=item, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, refused=str(refusal), status=status_of(refusal))
    return _page(request)


@desk_view
@require_GET
def original(request: DeskRequest, item: int) -> HttpResponse:
    """Give the original out as a file, exactly as it came."""
    _only_keepers(request)
    found = InboundItem.objects.get(pk=item)
    try:
        kept = gate.original(found)
    except FileNotFoundError:
        words = _("It is not kept: personal data in it is covered on the ticket, so the mail as it came was erased.")
        return _page(request, refused=words, status=410)
    response = HttpResponse(kept, content_type="application/octet-stream")
    harmless_download(response, f"escalera-{item}.{'eml' if found.kind == MAIL else 'txt'}")
    return response


def _only_keepers(request: DeskRequest) -> None:
    if not request.user.may(GATE):
        raise PermissionDenied


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    _only_keepers(request)
    wanted = request.GET.get("outcome", "")
    outcome = "" if wanted == WAITING else wanted if wanted in Outcome.values and wanted else None
    before = request.GET.get("before", "")
    rows, more = item_page(outcome, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    moments = Moments(timezone.now())
    numbers = outcome_counts()
    base = reverse("desk:gate")
    page = {
        "section": "gate",
        "items": [_item(row, moments) for row in rows],
        "filters": _filters(base, wanted if outcome is not None else "", numbers),
        "channels": [_channel(one, moments) for one in queries.channels_with_positions()],
        "here": f"{base}?outcome={wanted}" if outcome is not None else base,
        "more_url": f"{base}?outcome={wanted if outcome is not None else ''}&before={more}" if more else "",
        "counted": COUNTED if sum(numbers.values()) >= COUNTED else 0,
        "refused": refused,
    }
    inside = request.htmx and request.htmx.target == "ledger"
    return render(request, f"desk/gate/{'_ledger' if inside else 'page'}.html", page, status=status)


def _filters(base: str, wanted: str, numbers: dict[str, int]) -> list[dict[str, Any]]:
    found = [{"name": _("Everything"), "url": base, "number": sum(numbers.values()), "current": wanted == ""}]
    for value, label in Outcome.choices:
        key = value or WAITING
        entry = {"name": str(label), "url": f"{base}?outcome={key}", "number": numbers.get(value, 0)}
        found.append({**entry, "current": wanted == key})
    return found


def _item(row: ItemRow, moments: Moments) -> dict[str, Any]:
    return {
        "id": row.id,
        "who": row.who or (row.channel if row.kind != MAIL and row.channel else _("unknown sender")),
        "what": row.what or (_("(no subject)") if row.kind == MAIL else _("a call from the provider")),
        "icon": channel_icon(row.kind),
        "channel": row.channel,
        "outcome": str(Outcome(row.outcome).label),
        "tone": TONES[row.outcome],
        "reason": reason_in_words(row.reason),
        "error": row.error if row.outcome == Outcome.QUARANTINE else "",
        "source": row.source,
        "size": size(row.size),
        "when": moments.clock(row.arrived_at),
        "full": moments.full(row.arrived_at),
        "ticket": row.ticket_id,
        "stuck": row.outcome == Outcome.QUARANTINE,
    }


def _channel_state(one: Channel) -> str:
    if not one.is_active:
        return _("Switched off")
    if one.last_error:
        return _("In trouble")
    return _("Working") if one.last_ok_at else _("Not used yet")


def _channel(one: Channel, moments: Moments) -> dict[str, Any]:
    missing = sum(position.missing for position in one.positions.all())
    tone = "bad" if one.last_error else "ok" if one.last_ok_at else ""
    return {
        "id": one.pk,
        "icon": channel_icon(one.kind),
        "name": one.name,
        "address": one.address,
        "team": one.team.name if one.team else _("entrance"),
        "state": _channel_state(one),
        "tone": "" if not one.is_active else tone,
        "ok": moments.clock(one.last_ok_at) if one.last_ok_at else _("never"),
        "error": "\n".join(named_trouble(line) for line in one.last_error.splitlines()),
        "late": missing,
    }
