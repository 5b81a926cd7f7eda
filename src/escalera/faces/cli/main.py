"""The `escalera` command: reads the arguments, says what is wrong in plain words, and calls one command module."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from escalera.faces.cli.words import _, language

COMMANDS = {
    "demo": ("serve", _("start with a sample company in Spanish, to look around")),
    "start": ("serve", _("start everything: pages, worker and mail gate")),
    "web": ("serve", _("start the pages alone (any number beside one PostgreSQL)")),
    "work": ("serve", _("start the worker and the mail gate alone (any number beside one PostgreSQL)")),
    "receive": ("receive", _("take messages from files or standard input through the gate")),
    "doctor": ("doctor", _("say in plain words what is wrong; exit 1 if anything is")),
    "mailbox": ("mailbox", _("list, add or test mailboxes")),
    "agent": ("staff", _("add somebody who helps")),
    "token": ("staff", _("make a key for a program")),
    "mcp": ("mcp", _("let an assistant of an agent's own work with the desk (Model Context Protocol)")),
    "clocks": ("clocks", _("compare the clocks with the log, and put them right")),
    "report": ("report", _("print a report, for people or programs")),
    "import": ("history", _("bring in another desk's history from an event log")),
    "knowledge": ("knowledge", _("bring articles in, or write them all out")),
    "embedding": ("embedding", _("make, look at or remove the optional model that finds by meaning")),
    "search": ("search", _("write what the search goes by anew")),
    "migrate": ("database", _("bring the database up to this version")),
}


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 something is wrong, 2 wrong arguments or settings."""
    parser = argparse.ArgumentParser(prog="escalera", description=_("A support desk where help climbs a ladder."))
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, (home, about) in COMMANDS.items():
        sub = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        sub.add_argument("--data", metavar="DIR", help=_("the folder that holds everything (ESCALERA_DATA_DIR)"))
        importlib.import_module(f"escalera.faces.cli.{home}").add_arguments(name, sub)
    arguments, rest = parser.parse_known_args(argv)
    if rest and (not hasattr(arguments, "files") or any(one.startswith("-") for one in rest)):
        parser.error(_("unknown arguments: %(rest)s") % {"rest": " ".join(rest)})
    if rest:  # argparse takes no files that stand after an option
        arguments.files += rest
    if arguments.data:
        os.environ["ESCALERA_DATA_DIR"] = os.path.abspath(arguments.data)
    module = importlib.import_module(f"escalera.faces.cli.{COMMANDS[arguments.command][0]}")
    try:
        sys.exit(module.run(arguments))
    except KeyboardInterrupt:
        sys.exit(130)


def set_up_django() -> None:
    """Load Django with settings from the environment; end the process with plain words if they are wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalera.config.settings")
    import django
    from django.conf import settings

    if settings.configured:  # whoever has set Django up keeps it, and the language
        return
    try:
        settings._setup()  # type: ignore[misc] # so that a wrong setting is told apart from a bug later
    except Exception as error:
        if type(error).__name__ == "EnvironmentProblem":
            stop(str(error))
        raise
    django.setup()
    from django.utils import translation

    translation.activate(language())


def stop(problem: str) -> NoReturn:
    """Say what prevents the start, and end the process with code 2."""
    print(_("Escalera cannot start:") + f"\n{problem}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
