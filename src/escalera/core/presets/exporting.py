"""The audit of claims as CSV and JSON, in pieces, so that a year of them needs no more memory than a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.presets.auditing import COLUMNS, Claim
from escalera.core.presets.files import in_language, laws

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pieces(form: str, found: Iterable[Claim], *, since: datetime, until: datetime, language: str) -> Iterator[str]:
    """Yield the export in pieces. `form`: "csv" or "json"."""
    return _csv(found) if form == "csv" else _json(found, since, until, language)


def caution() -> str:
    """Return what stands over every export and screen about laws."""
    return _("To be checked with counsel against the official texts. This is no legal advice.")


def _csv(found: Iterable[Claim]) -> Iterator[str]:
    yield "﻿" + _line([f"# {caution()}"])  # the mark lets spreadsheets see that it is UTF-8
    yield _line(COLUMNS)
    for claim in found:
        row = claim.row()
        yield _line([_plain(row[column]) for column in COLUMNS])


def _json(found: Iterable[Claim], since: datetime, until: datetime, language: str) -> Iterator[str]:
    head = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "caution": caution(),
        "laws": {key: _law(law, language) for key, law in laws().items()},
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "claims": ['
    between = "\n"
    for claim in found:
        yield between + json.dumps(claim.row(), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _law(law: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "title": in_language(law["title"], language),
        "official": law["official"],
        "consulted": [{"url": one["url"], "on": one["on"].isoformat()} for one in law["consulted"]],
        "in_force": law["in_force"].isoformat(),
        "to_be_checked": True,
    }


def _line(values: list[Any]) -> str:
    held = io.StringIO()
    csv.writer(held).writerow(values)
    return held.getvalue()


def _plain(value: Any) -> Any:
    """Keep a spreadsheet from running what customers or colleagues typed as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
