"""`escalera report ladder`: how the ladder works, by the day of each outcome."""

from __future__ import annotations

import argparse
import json
from datetime import date

from escalera.faces.cli.words import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help=_("first day, such as 2026-01-31"))
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help=_("last day"))
    parser.add_argument("--rebuild", action="store_true", help=_("count everything again from the log first"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object instead of words"))


def run(arguments: argparse.Namespace) -> int:
    """Return 0."""
    from escalera.faces.cli.database import migrate
    from escalera.faces.cli.main import set_up_django

    set_up_django()
    migrate()
    from escalera.insight.metrics.process import ladder_report
    from escalera.insight.metrics.rebuilding import catch_up, rebuild

    if arguments.rebuild:
        rebuild()
    else:
        catch_up()
    values = ladder_report(since=arguments.since, until=arguments.until).as_dict()
    if arguments.json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
        return 0
    for name, value in values.items():
        if isinstance(value, list):
            print(name)
            for row in value:
                print("   ", "  ".join(f"{key} {one}" for key, one in row.items()))
        else:
            print(f"{name:<24} {value}")
    return 0
