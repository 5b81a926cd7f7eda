"""The company's own words for what everybody calls otherwise: the letter of its levels, its word for a ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVEL_LETTER = "level_letter"
TICKET, TICKETS = "ticket", "tickets"
_LETTERS = re.compile(r"[^\W\d_]{1,3}")


@dataclass(frozen=True, slots=True)
class Term:
    """`usual`: what stands there if the company says nothing; `longest` in characters."""

    key: str
    label: str | Promise
    usual: str | Promise
    longest: int
    about: str | Promise = ""


TERMS = (
    Term(LEVEL_LETTER, _("Letters of the levels"), "N", 3, _("N1, N2 … or L1, L2 …")),
    Term(TICKET, _("One request is called"), _("ticket"), 24, _("ticket, case, request …")),
    Term(TICKETS, _("Several are called"), _("tickets"), 24),
)
BY_KEY = {term.key: term for term in TERMS}


def is_letter(text: str) -> bool:
    """Say whether the text can stand before a level's number: one to three letters."""
    return _LETTERS.fullmatch(text) is not None
