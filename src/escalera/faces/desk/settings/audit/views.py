"""The audit of claims: a period, its figures, and the whole of it as a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.core.presets.auditing import Summary, claims
from escalera.core.presets.exporting import FORMATS, caution, pieces
from escalera.core.presets.files import laws
from escalera.core.presets.policies import why_not_export
from escalera.faces.desk.settings.answering import Screen
from escalera.faces.desk.settings.presets.presenter import law_of, reading_language
from escalera.faces.desk.shared.looks import channel_name
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("audit", "settings-audit")
LONGEST = timedelta(days=3 * 366)
SHOWN = 50  # claims on the page
USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in the company's time zone; `since` and `until` are its half-open instants."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def until(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))

    @classmethod
    def read(cls, request: DeskRequest) -> Period:
        """Return the period that was asked for; the last 90 days where nothing sensible was."""
        last = _day(request.GET.get("until", "")) or timezone.localdate()
        first = _day(request.GET.get("since", "")) or last - timedelta(days=USUAL_DAYS)
        first = max(first, last - LONGEST)
        return cls(min(first, last), last)


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the figures of a period, its first claims, and what the laws ask for."""
    if why_not_export(request.user):
        raise PermissionDenied
    period = Period.read(request)
    found, first = Summary(), list[dict[str, Any]]()
    for claim in claims(since=period.since, until=period.until, by=request.user):
        found.add(claim)
        if len(first) < SHOWN:
            first.append({**asdict(claim), "channel_label": channel_name(claim.channel)})
    context = {
        "period": period,
        "figures": found,
        "decided": found.met + found.missed,
        "claims": first,
        "shown": SHOWN,
        "laws": [law_of(key) for key in laws()],
        "caution": caution(),
    }
    return SCREEN.page(request, "page", context)


@desk_view
@require_GET
def export(request: DeskRequest, form: str) -> HttpResponseBase:
    """Give all claims of a period as a file, written while it is read."""
    if form not in FORMATS:
        raise Http404
    if why_not_export(request.user):
        raise PermissionDenied
    period = Period.read(request)
    found = claims(since=period.since, until=period.until, by=request.user)
    text = pieces(form, found, since=period.since, until=period.until, language=reading_language())
    response = StreamingHttpResponse((piece.encode() for piece in text), content_type=FORMATS[form])
    name = f"claims-{period.first}-{period.last}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
