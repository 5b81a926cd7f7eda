"""The company's look, at addresses that change with it: so browsers may keep them for ever."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from escalera.base.settings import queries
from escalera.base.settings.brand import is_color, stylesheet
from escalera.base.storage.files import load

FOR_EVER = "public, max-age=31536000, immutable"
# A logo is shown by <img> only; opened by itself it may run and load nothing.
_STILL = "default-src 'none'; style-src 'none'; script-src 'none'; sandbox"


@require_GET
def colors(request: HttpRequest, look: str) -> HttpResponse:
    """Give the style sheet of a colour ("0a5c8f"): a pure function of its address."""
    if not is_color(f"#{look}"):
        raise Http404
    return HttpResponse(stylesheet(f"#{look}"), content_type="text/css", headers={"Cache-Control": FOR_EVER})


@require_GET
def logo(request: HttpRequest, sha256: str) -> HttpResponse:
    """Give the company's present logo; no other stored file can be fetched here."""
    company = queries.company()
    if not company.logo or company.logo != sha256:
        raise Http404
    headers = {"Cache-Control": FOR_EVER, "Content-Security-Policy": _STILL, "Content-Disposition": "inline"}
    return HttpResponse(load(sha256), content_type=company.logo_type, headers=headers)
