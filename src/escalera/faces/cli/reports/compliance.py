"""`escalera report compliance`: the audit of claims as CSV or JSON."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, time, timedelta

from escalera.faces.cli.words import _, language


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help=_("the first day; else a year ago"))
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help=_("the last day; else today"))
    parser.add_argument("--json", action="store_true", help=_("JSON instead of CSV"))


def run(arguments: argparse.Namespace) -> int:
    """Write the export to standard output, in the company's time zone, however many claims there are."""
    from escalera.faces.cli.main import set_up_django

    set_up_django()
    from django.utils import timezone

    from escalera.base.people.queries import robot
    from escalera.core.presets.auditing import claims
    from escalera.core.presets.exporting import pieces
    from escalera.core.presets.files import language_of

    last = arguments.until or timezone.localdate()
    first = arguments.since or last - timedelta(days=365)
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    found = claims(since=since, until=until, by=robot())
    form = "json" if arguments.json else "csv"
    for piece in pieces(form, found, since=since, until=until, language=language_of(language())):
        sys.stdout.write(piece)
    return 0


def _day(text: str) -> date:
    return date.fromisoformat(text)
