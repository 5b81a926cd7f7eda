"""`escalera embedding build|status|remove`: the optional local model by which texts of the same meaning find each other."""

from __future__ import annotations

import argparse
import shutil

from escalera.faces.cli.main import set_up_django
from escalera.faces.cli.words import _


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    ways = parser.add_subparsers(dest="way", required=True, metavar="build|status|remove")
    ways.add_parser("build", help=_("make the model's files from the installed package; nothing is downloaded"))
    ways.add_parser("status", help=_("say whether it works, and how much it has read"))
    ways.add_parser("remove", help=_("delete the model's files; the search goes on by words"))


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when it was done or works, 1 when it could not be, or does not."""
    set_up_django()
    ways = {"build": _build, "status": _status, "remove": _remove}
    return ways[arguments.way]()


def _build() -> int:
    from escalera.core.retrieval.embedding import folder
    from escalera.core.retrieval.embedding.building import CannotBuild, build

    try:
        manifest = build(folder())
    except CannotBuild as problem:
        print(problem)
        return 1
    size = sum(one.stat().st_size for one in folder().iterdir()) // 1_000_000
    print(
        _("Built %(name)s in %(folder)s (%(size)d MB).")
        % {"name": manifest["name"], "folder": folder(), "size": size}
    )
    print(_("The worker reads the articles with it from now on; pages use it at once."))
    return 0


def _status() -> int:
    from escalera.core.retrieval.embedding import Damaged, load
    from escalera.core.retrieval.near import read_so_far

    try:
        model = load()
    except Damaged as problem:
        print(problem)
        return 1
    if model is None:
        print(
            _(
                "There is no embedding here; the search works by words and letters. `escalera embedding build` makes one."
            )
        )
        return 1
    done, every = read_so_far(model.name)
    print(
        _("%(name)s works; it has read %(done)d of %(every)d passages.")
        % {"name": model.name, "done": done, "every": every}
    )
    return 0


def _remove() -> int:
    from escalera.core.retrieval.embedding import folder

    shutil.rmtree(folder(), ignore_errors=True)
    print(_("Removed. The search works by words and letters."))
    return 0
