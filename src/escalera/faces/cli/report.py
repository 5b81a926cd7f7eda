"""`escalera report NAME`: a report on standard output. Each stands in `reports/` and says its own arguments."""

from __future__ import annotations

import argparse
import importlib

from escalera.faces.cli.words import _

REPORTS = {
    "ladder": _("how the ladder works: shares, ways, times and waits"),
    "compliance": _("the audit of claims: each with its key, term, and whether it was met"),
}


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    reports = parser.add_subparsers(dest="report", required=True, metavar="report")
    for name, about in REPORTS.items():
        sub = reports.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        importlib.import_module(f"escalera.faces.cli.reports.{name}").add_arguments(sub)


def run(arguments: argparse.Namespace) -> int:
    return int(importlib.import_module(f"escalera.faces.cli.reports.{arguments.report}").run(arguments))
