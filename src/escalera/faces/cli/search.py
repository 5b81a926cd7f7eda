"""`escalera search rebuild`: write what the search goes by anew, out of the messages themselves."""

from __future__ import annotations

import argparse

from escalera.faces.cli.database import migrate
from escalera.faces.cli.main import set_up_django
from escalera.faces.cli.words import _

SAID_EVERY = 100_000  # messages


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    ways = parser.add_subparsers(dest="way", required=True, metavar="rebuild")
    ways.add_parser("rebuild", help=_("write what the search goes by anew; everything else goes on meanwhile"))


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when every message has been written anew."""
    del arguments
    set_up_django()
    migrate()
    from escalera.core.tickets.indexing import rebuild

    done = told = 0
    for done in rebuild():
        if done - told >= SAID_EVERY:
            told = done
            print(_("%(done)d messages so far…") % {"done": done}, flush=True)
    print(_("Done: the search finds %(done)d messages by their words of now.") % {"done": done})
    return 0
