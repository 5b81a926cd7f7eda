"""`escalera agent` and `escalera token`: people and programs, from the console."""

from __future__ import annotations

import argparse
import getpass
import sys

from escalera.faces.cli.words import _

SCOPES = ("tickets:read", "tickets:write", "ladder", "content", "mcp:write", "*")
ASSISTANTS = "mcp:write"  # lets an assistant write: granted by name, and asked once more


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "email", help=_("the person's mail address") if command == "agent" else _("who the program acts as")
    )
    if command == "agent":
        parser.add_argument("name")
        parser.add_argument("--role", default="agent", choices=["owner", "supervisor", "agent"])
        parser.add_argument("--team", action="append", default=[], help=_("a team's name; may be given again"))
        parser.add_argument("--password-stdin", action="store_true", help=_("read the password from standard input"))
    else:
        parser.add_argument("name", help=_("what the key is for"))
        parser.add_argument("--scope", action="append", choices=SCOPES, default=[], help=_("may be given again"))
        parser.add_argument("--yes", action="store_true", help=_("do not ask whether an assistant may write"))


def run(arguments: argparse.Namespace) -> int:
    from escalera.faces.cli.database import migrate
    from escalera.faces.cli.main import set_up_django

    set_up_django()
    migrate()
    from escalera.base.refusals import Refusal

    try:
        print(_agent(arguments) if arguments.command == "agent" else _token(arguments))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _agent(arguments: argparse.Namespace) -> str:
    from django.utils import timezone

    from escalera.base.people.actions import add_agent, found_company
    from escalera.base.people.models import Team
    from escalera.base.refusals import BadInput

    found_company(at=timezone.now())
    teams = list(Team.objects.filter(name__in=arguments.team))
    if missing := set(arguments.team) - {team.name for team in teams}:
        raise BadInput(_("There is no team called “%(team)s”.") % {"team": ", ".join(sorted(missing))})
    password = sys.stdin.readline().rstrip("\n") if arguments.password_stdin else getpass.getpass(_("Password: "))
    agent = add_agent(email=arguments.email, name=arguments.name, password=password, role=arguments.role, teams=teams)
    return _("%(name)s can sign in as %(email)s.") % {"name": agent.name, "email": agent.email}


def _token(arguments: argparse.Namespace) -> str:
    from django.utils import timezone

    from escalera.base.people.actions import give_token
    from escalera.base.people.models import Agent
    from escalera.base.refusals import BadInput

    agent = Agent.objects.filter(email=arguments.email.strip().lower(), is_active=True).first()
    if agent is None:
        raise BadInput(_("Nobody here has the address %(email)s.") % {"email": arguments.email})
    if ASSISTANTS in arguments.scope and not arguments.yes:
        print(_("With this key an assistant can draft replies, leave notes and open tickets as %(name)s.")
              % {"name": agent.name}, file=sys.stderr)  # fmt: skip
        if input(_("Type yes to allow it: ")).strip().lower() not in ("yes", "sí", "si", "sim"):
            raise BadInput(_("No key was made."))
    return give_token(agent=agent, name=arguments.name, scopes=arguments.scope or ["*"], at=timezone.now())
