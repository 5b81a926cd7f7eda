"""`escalera knowledge import|export`: articles from a folder, a zip, Markdown, HTML or CSV; all of them as a zip."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from escalera.faces.cli.main import set_up_django
from escalera.faces.cli.words import _

if TYPE_CHECKING:
    from escalera.core.knowledge.actions.importing import Outcome
    from escalera.core.knowledge.moving.incoming import Source

MOST_SHOWN = 50


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    ways = parser.add_subparsers(dest="way", required=True, metavar="import|export")
    bring = ways.add_parser("import", help=_("write what a folder or a file brings"))
    bring.add_argument("path", help=_("a folder, a zip, Markdown, HTML or CSV"))
    bring.add_argument(
        "--publish", action="store_true", help=_("readers see it at once, but for what says it is a draft")
    )
    bring.add_argument("--topic", default="", metavar="NAME", help=_("for articles that say none"))
    bring.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    out = ways.add_parser("export", help=_("write all articles into a zip"))
    out.add_argument("path", help=_("the zip; it must not be there yet"))


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when it was done, 1 when something was refused or not understood, 2 when nothing could be read."""
    set_up_django()
    return _bring(arguments) if arguments.way == "import" else _write(Path(arguments.path))


def _bring(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from escalera.base.people.queries import robot
    from escalera.core.knowledge.actions.importing import import_articles, plan
    from escalera.core.knowledge.moving.incoming import CannotRead

    by = robot("escalera knowledge")
    try:
        source = _read(Path(arguments.path))
    except (CannotRead, OSError) as problem:
        print(problem)
        return 2
    if arguments.dry_run:
        done = plan(source, by=by)
    else:
        done = import_articles(
            source, topic_name=arguments.topic, publishes=arguments.publish, by=by, at=timezone.now()
        )
    return _tell(source, done)


def _read(path: Path) -> Source:
    from escalera.core.knowledge.moving.reading import read, read_folder

    return read_folder(path) if path.is_dir() else read(path.name, path.read_bytes())


def _tell(source: Source, done: list[Outcome]) -> int:
    for problem in source.problems[:MOST_SHOWN]:
        print(problem)
    for one in [one for one in done if one.words][:MOST_SHOWN]:
        print(f"{one.place}: {one.words}")
    many = Counter(one.how for one in done)
    print(
        _("New: %(new)d. Changed: %(changed)d. As they were: %(same)d. Kept: %(kept)d. Refused: %(refused)d.")
        % {how: many[how] for how in ("new", "changed", "same", "kept", "refused")}
    )
    return 1 if many["refused"] or source.problems else 0


def _write(path: Path) -> int:
    from escalera.base.people.queries import robot
    from escalera.core.knowledge.moving.exporting import export

    try:
        with path.open("xb") as file:
            count = export(file, by=robot("escalera knowledge"))
    except FileExistsError:
        print(_("%(path)s is there already.") % {"path": path})
        return 2
    print(_("Articles written: %(count)d.") % {"count": count})
    return 0
