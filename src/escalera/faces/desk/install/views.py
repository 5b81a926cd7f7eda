"""What makes the desk and the portal things that can be installed and that say something sensible without network."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET

from escalera.faces.desk.install.brand import PANEL_LIGHT, brand
from escalera.faces.desk.install.icons import KINDS, SIZES, png
from escalera.faces.desk.install.shell import shell

HOUR_S = 3600
FACES = {"desk": "/desk/", "portal": "/portal/"}


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker out; it changes when the shell or a language's offline page does."""
    files, version = shell()
    pages = {face: {code: reverse("desk:offline", args=[face, code]) for code, _name in settings.LANGUAGES}
             for face in FACES}  # fmt: skip
    given = {"files": files, "pages": pages, "usual": settings.LANGUAGE_CODE, "version": _version(request, version)}
    script = render_to_string("desk/install/sw.js", {"given": json.dumps(given, sort_keys=True)})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
@cache_control(public=True, max_age=HOUR_S)
def desk_manifest(request: HttpRequest) -> JsonResponse:
    """Say how the desk stands on a home screen."""
    ours = brand()
    name = "Escalera" if ours.name == "Escalera" else f"{ours.name} · Escalera"
    jumps = [(_("Inbox"), "desk:inbox"), (_("Notifications"), "desk:notices")]
    return _manifest(
        name, ours.name, "/desk/", ours.color, [{"name": label, "url": reverse(url)} for label, url in jumps]
    )


@require_GET
@cache_control(public=True, max_age=HOUR_S)
def portal_manifest(request: HttpRequest) -> JsonResponse:
    """Say how the portal stands on a home screen."""
    ours = brand()
    return _manifest(_("%(company)s: help") % {"company": ours.name}, ours.name, FACES["portal"], ours.color, [])


@require_GET
@condition(etag_func=lambda request, kind, size: f'"{kind}-{size}-{brand().color}"')
@cache_control(public=True, max_age=24 * HOUR_S)
def icon(request: HttpRequest, kind: str, size: int) -> HttpResponse:
    """Draw the mark for a home screen."""
    if kind not in KINDS or size not in SIZES:
        raise Http404
    return HttpResponse(png(kind, size, brand().color), content_type="image/png")


@require_GET
@cache_control(public=True, max_age=HOUR_S)
def offline(request: HttpRequest, face: str, language: str) -> HttpResponse:
    """Show what a page says when there is no network; the service worker keeps it beforehand."""
    if face not in FACES or language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        return render(request, "desk/install/offline.html", _offline_page(face, language))


def _offline_page(face: str, language: str) -> dict[str, Any]:
    return {"face": face, "language": language, "home": FACES[face], "company": brand().name}


def _manifest(name: str, short: str, start: str, color: str, jumps: list[dict[str, str]]) -> JsonResponse:
    """The address counts as the app's name for ever: it is the same whatever the company is called."""
    icons = [
        {
            "src": reverse("desk:app-icon", args=[kind, size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": kind,
        }
        for kind in KINDS
        for size in (192, 512)
    ]
    found = {
        "id": start,
        "name": name[:80],
        "short_name": short[:14].strip(),
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": PANEL_LIGHT,
        "theme_color": color,
        "icons": icons,
        "shortcuts": jumps,
        "categories": ["business", "productivity"],
    }
    return JsonResponse(found, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _version(request: HttpRequest, files: str) -> str:
    """One hash over the shell and every offline page: whatever of it changes, the worker fetches all of it again."""
    whole = hashlib.sha256(files.encode())
    for face in FACES:
        for language, _name in settings.LANGUAGES:
            with override(language):
                whole.update(render_to_string("desk/install/offline.html", _offline_page(face, language)).encode())
    return whole.hexdigest()[:16]
