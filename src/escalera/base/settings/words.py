"""What every page needs of the company, kept in each process: its name, colour, logo and own words.

Pages must not ask the database for it each time. A change in this process replaces what is kept at once; other
processes look again after a minute."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from django.db import DatabaseError

from escalera.base.settings.models import Company
from escalera.base.settings.terms import BY_KEY, LEVEL_LETTER

FRESH_S = 60.0


@dataclass(frozen=True, slots=True)
class House:
    """The company as pages show it. `look`: changes with colour and logo, for their addresses; "" for neither."""

    name: str = "Escalera"
    color: str = ""
    logo: str = ""
    logo_type: str = ""
    welcome: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    spoken: tuple[tuple[str, str], ...] = ()  # the same words, as a part of a key

    @property
    def look(self) -> str:
        return self.color.lstrip("#").lower()

    @property
    def level_letter(self) -> str:
        return self.terms.get(LEVEL_LETTER) or "N"

    def word(self, key: str) -> str:
        """Return the company's word for something, or everybody's in the reader's language."""
        return self.terms.get(key) or str(BY_KEY[key].usual)


class _Kept:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._house: House | None = None
        self._read_at = 0.0

    def get(self) -> House:
        house = self._house
        if house is not None and time.monotonic() - self._read_at < FRESH_S:
            return house
        with self._lock:
            try:
                self.put(house_of(Company.get()))
            except DatabaseError:  # an error page must not fail for the lack of a name
                return house or House()
        return self._house or House()

    def put(self, house: House | None) -> None:
        self._house, self._read_at = house, time.monotonic()


_KEPT = _Kept()


def house() -> House:
    """Return the company as this process knows it; asks the database at most once a minute."""
    return _KEPT.get()


def level_code(order: int) -> str:
    """Return what a level is called in few characters: "N2", or "L2" if the company's letter is L."""
    return f"{_KEPT.get().level_letter}{order}"


def keep(company: Company | None) -> None:
    """Know the company as it is now; None: look again at the next question."""
    _KEPT.put(house_of(company) if company is not None else None)


def house_of(company: Company) -> House:
    return House(
        name=company.name,
        color=company.color,
        logo=company.logo,
        logo_type=company.logo_type,
        welcome=company.welcome,
        terms=dict(company.terms),
        spoken=tuple(sorted(company.terms.items())),
    )
