"""Which language a page speaks: the chosen one (a cookie), else the browser's.

A browser in Bogotá asks for `es-CO` and one in Madrid for `es-ES`. Django knows neither and would give both plain Spanish;
here every Spanish of the Americas is `es-419`, which says a few things otherwise."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

AMERICAS = "es-419"
_FIRST = re.compile(r"\s*es-([a-z]{2}|419)\b", re.IGNORECASE)
_NOT_AMERICAN = frozenset({"ES", "GQ", "EA", "IC", "PH"})


class SpeakLocale(LocaleMiddleware):
    """Django's own choice, and the Spanish of the browser's region."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        header = _FIRST.match(request.headers.get("Accept-Language", "")[:40])
        if header is None or translation.get_language() != "es" or "escalera_language" in request.COOKIES:
            return
        if header[1].upper() not in _NOT_AMERICAN:
            translation.activate(AMERICAS)
            request.LANGUAGE_CODE = AMERICAS
