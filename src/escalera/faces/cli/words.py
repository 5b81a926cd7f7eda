"""The console's language: ESCALERA_LANGUAGE, else that of the terminal if the product speaks it, else Spanish."""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

SPOKEN = {"es": "es", "en": "en", "pt": "pt_BR"}  # what people set, and its catalogue
LOCALE = Path(__file__).resolve().parent / "locale"


def language() -> str:
    """Return the language in which the console speaks: a key of SPOKEN."""
    for name in ("ESCALERA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "").replace("_", "-").split(".")[0].split("-")[0].lower()
        if code in SPOKEN:
            return code
    return "es"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, languages=[SPOKEN[code]], fallback=True)


def _(text: str) -> str:
    """Translate a text of the console; works before Django is set up, so also for what prevents that."""
    return _catalogue(language()).gettext(text)
