"""Public holidays by country and region, as the `holidays` library computes them."""

from __future__ import annotations

import contextlib
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput


@lru_cache(maxsize=8)
def countries(language: str) -> list[tuple[str, str]]:
    """Return code and name of every country that is known, by name, in a language ("es-419")."""
    import holidays  # noqa: PLC0415 - slow import

    names = _territories(language)
    found = [(code, names.get(code, code)) for code in holidays.list_supported_countries(include_aliases=False)]
    return sorted(found, key=lambda pair: pair[1])


@lru_cache(maxsize=64)
def regions(country: str) -> list[tuple[str, str]]:
    """Return code and name of a country's regions that have holidays of their own; [] if it has none."""
    import holidays  # noqa: PLC0415 - slow import

    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return []
    names = known.get_subdivision_aliases()
    return sorted(((code, (names.get(code) or [code])[0]) for code in known.subdivisions), key=lambda pair: pair[1])


def public_days(country: str, region: str, *, years: range) -> dict[date, str]:
    """Return the public holidays of a country, or of one of its regions, with names in the reader's language where
    the library has them. Raises: BadInput (unknown country or region)."""
    import holidays  # noqa: PLC0415 - slow import

    try:
        known = holidays.country_holidays(
            country, subdiv=region or None, years=list(years), language=_words_of(country)
        )
    except NotImplementedError:
        raise BadInput(_("There are no holidays for this country or region.")) from None
    return {day: str(name)[:120] for day, name in sorted(known.items()) if day.year in years}


def _words_of(country: str) -> str | None:
    """Return the library's language nearest to the reader's; None for the country's own."""
    import holidays  # noqa: PLC0415 - slow import

    wanted = (get_language() or "en").split("-")[0]
    spoken = holidays.country_holidays(country).supported_languages
    return next((one for one in sorted(spoken) if one.split("_")[0] == wanted), None)


def _territories(language: str) -> dict[str, str]:
    with contextlib.suppress(UnknownLocaleError, ValueError):
        return dict(Locale.parse(to_locale(language)).territories)
    return dict(Locale("en").territories)
