"""`escalera import event-log FILE --map MAP`: another desk's history, replayed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from escalera.faces.cli.words import _

if TYPE_CHECKING:
    from escalera.core.replay.running import Summary


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    parser.add_argument("kind", choices=["event-log"], help=_("what is brought in"))
    parser.add_argument("file", metavar="FILE", type=Path, help=_("CSV or XES, also zipped"))
    parser.add_argument("--map", metavar="MAP", required=True, type=Path, help=_("what its columns and words mean"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object instead of words"))


def run(arguments: argparse.Namespace) -> int:
    """Return 0; 1 if a case could not be brought in; 2 if the file or the map cannot be read."""
    from escalera.faces.cli.database import migrate
    from escalera.faces.cli.main import set_up_django

    set_up_django()
    migrate()
    return _import(arguments)


def _import(arguments: argparse.Namespace) -> int:
    from escalera.core.replay.mapping import BadMap, load_map
    from escalera.core.replay.reading import BadLog
    from escalera.core.replay.running import import_log

    try:
        summary = import_log(arguments.file, load_map(arguments.map), progress=_progress)
    except (BadMap, BadLog, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(summary.as_dict(), ensure_ascii=False, indent=1))
    else:
        for name, value in summary.as_dict().items():
            if name != "errors":
                print(f"  {name:<24} {value}")
        for one in summary.errors:
            print(f"  {one['case']}: {one['error']}", file=sys.stderr)
    return 1 if summary.failed else 0


def _progress(summary: Summary) -> None:
    done = summary.imported + summary.known + summary.failed
    words = _("%(done)d of %(cases)d cases, %(seconds)d s")
    print(words % {"done": done, "cases": summary.cases, "seconds": summary.seconds}, file=sys.stderr, flush=True)
