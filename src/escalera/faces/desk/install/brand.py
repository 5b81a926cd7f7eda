"""The company's colours for the installed desk, as the system around the window wants them: "#rrggbb"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from escalera.base.settings.models import Company

INDIGO = "#3451a3"
# What tokens.css calls --panel, for the bars of the system above and below the page.
PANEL_LIGHT, PANEL_DARK = "#fcfbf9", "#191c22"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    color: str


def brand() -> Brand:
    company = Company.get()
    return Brand(company.name, company.color if _HEX.fullmatch(company.color) else INDIGO)
