"""A diagnostic's form: what is typed into it, and what a diagnostic puts into it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.procedures.graph import COMPARISONS
from escalera.faces.desk.settings.answering import number, typed
from escalera.faces.desk.shared.pages import DeskRequest
from escalera.levels.specialists.actions import MOST_SECONDS, NewDiagnostic
from escalera.levels.specialists.choices import METHODS, Kind
from escalera.levels.specialists.models import Diagnostic

Values = dict[str, str]
TEXTS = ("name", "kind", "method", "address", "command", "headers", "body", "seconds", "find", "comparison", "wanted")
BLANK: Values = {**dict.fromkeys((*TEXTS, "unit"), ""), "kind": Kind.HTTP.value, "method": "GET", "seconds": "10"}


def values_of(one: Diagnostic) -> Values:
    """Return what the form shows of a diagnostic."""
    is_command = one.kind == Kind.COMMAND
    return {
        "name": one.name, "kind": one.kind, "method": one.method, "address": "" if is_command else one.address,
        "command": one.address if is_command else "", "body": one.body, "seconds": str(one.seconds),
        "headers": "\n".join(f"{key}: {text}" for key, text in one.headers.items()),
        "find": one.find, "comparison": one.comparison, "wanted": one.wanted, "unit": one.unit,
    }  # fmt: skip


def values_typed(request: DeskRequest) -> Values:
    """Return what was typed, to be shown again or to make a diagnostic of."""
    return {key: typed(request, key) for key in (*TEXTS, "unit")}


def new_diagnostic(values: Values) -> NewDiagnostic:
    """Return the diagnostic that was typed. Raises: BadInput."""
    is_command = values["kind"] == Kind.COMMAND
    return NewDiagnostic(
        name=values["name"], kind=values["kind"], address=values["command" if is_command else "address"],
        method=values["method"] or "GET", headers={} if is_command else _headers(values["headers"]),
        body="" if is_command else values["body"], find=values["find"], comparison=values["comparison"],
        wanted=values["wanted"], unit=values["unit"], seconds=number(values["seconds"], what=_("Time limit")),
    )  # fmt: skip


def choices() -> dict[str, Any]:
    """Return what the form offers to choose from."""
    words = {
        "is": _("is"), "is_not": _("is not"), "below": _("is below"), "at_least": _("is at least"),
        "contains": _("contains"), "answered": _("is there"),
    }  # fmt: skip
    comparisons = [("", _("it answers at all")), *((key, words[key]) for key in COMPARISONS)]
    return {"kinds": Kind.choices, "methods": METHODS, "comparisons": comparisons, "most_seconds": MOST_SECONDS}


def _headers(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if not colon and line.strip():
            raise BadInput(_("A header is written as a name, a colon and a value: %(line)s") % {"line": line[:60]})
        if colon:
            found[name.strip()] = value.strip()
    return found
