"""`escalera mailbox`: the mail addresses of the desk, from the console."""

from __future__ import annotations

import argparse
import sys

from escalera.faces.cli.words import _


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    parser.add_argument("what", choices=["list", "add", "test"])
    parser.add_argument("address", nargs="?", help=_("the address that customers write to"))
    parser.add_argument("--name", default="", help=_("the name that customers see"))
    parser.add_argument("--team", help=_("the team that its new tickets go to (default: the entrance)"))
    parser.add_argument("--imap", metavar="URL", help=_("imaps://user:password@host/ (or ESCALERA_MAILBOX_IMAP_URL)"))
    parser.add_argument(
        "--smtp", metavar="URL", help=_("smtp://user:password@host:587/?tls=starttls (or …_SMTP_URL)")
    )
    parser.add_argument("--no-acknowledgement", action="store_true", help=_("don't answer new tickets automatically"))


def run(arguments: argparse.Namespace) -> int:
    from escalera.faces.cli.database import migrate
    from escalera.faces.cli.main import set_up_django

    set_up_django()
    migrate()
    from escalera.base.refusals import Refusal

    try:
        return {"list": _list, "add": _add, "test": _test}[arguments.what](arguments)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _list(arguments: argparse.Namespace) -> int:
    del arguments
    from escalera.core.channels.queries import channels_with_positions

    for channel in channels_with_positions():
        state = channel.last_error.splitlines()[-1] if channel.last_error else "ok"
        print(f"{channel.address}\t{channel.team or ''}\t{state}")
    return 0


def _add(arguments: argparse.Namespace) -> int:
    import os

    from escalera.base.people.models import Agent, Team
    from escalera.base.refusals import BadInput
    from escalera.core.channels.actions import add_channel

    owner = Agent.objects.filter(role__code="owner", is_active=True).order_by("pk").first()
    if owner is None:
        raise BadInput(_("Nobody owns this desk yet: start it and open the owner's link first."))
    if not arguments.address:
        raise BadInput(_("Give the address that customers write to."))
    team = Team.objects.filter(name=arguments.team).first() if arguments.team else None
    if arguments.team and team is None:
        raise BadInput(_("There is no team called “%(team)s”.") % {"team": arguments.team})
    settings = {
        "imap_url": arguments.imap or os.environ.get("ESCALERA_MAILBOX_IMAP_URL"),
        "smtp_url": arguments.smtp or os.environ.get("ESCALERA_MAILBOX_SMTP_URL"),
    }
    add_channel(
        name=arguments.name,
        address=arguments.address,
        by=owner,
        team=team,
        acknowledges=not arguments.no_acknowledgement,
        settings={name: value for name, value in settings.items() if value},
    )
    return _test(arguments)


def _test(arguments: argparse.Namespace) -> int:
    from escalera.core.channels.email.checks import test_channel
    from escalera.core.channels.queries import channels_with_positions

    bad = tested = 0
    for channel in channels_with_positions():
        if arguments.address in (None, channel.address):
            tested += 1
            for check in test_channel(channel):
                print(f"{'✓' if check.ok else '✗'} {channel.address}: {check.words}")
                bad += not check.ok
    if not tested:
        print(_("There is no mailbox %(address)s.") % {"address": arguments.address or ""}, file=sys.stderr)
    return 1 if bad or not tested else 0
