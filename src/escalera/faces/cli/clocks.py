"""`escalera clocks check`: are the stored clocks those that the log gives? With --repair they are put right, and the
log says so."""

from __future__ import annotations

import argparse

from escalera.faces.cli.main import set_up_django
from escalera.faces.cli.words import _

MOST_SHOWN = 50


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    parser.add_argument("what", choices=["check"], help=_("compare every ticket's clocks with its log"))
    parser.add_argument("--repair", action="store_true", help=_("put right what differs, with a line in the log"))
    parser.add_argument("--ticket", type=int, metavar="NUMBER", help=_("only this ticket"))


def run(arguments: argparse.Namespace) -> int:
    """Return 0 if all agree or were put right, 1 if something differs."""
    set_up_django()
    from escalera.core.clocks.repairing import pages

    pages_of_tickets = [[arguments.ticket]] if arguments.ticket else pages()
    looked, wrong = 0, 0
    for page in pages_of_tickets:
        for number in page:
            looked += 1
            wrong += _look(number, repair=arguments.repair, shown=wrong < MOST_SHOWN)
    print(
        _("Tickets with clocks: %(tickets)d. Of these differ from the log: %(wrong)d.")
        % {"tickets": looked, "wrong": wrong}
    )
    if wrong and not arguments.repair:
        print(_("“escalera clocks check --repair” puts them right."))
    return 1 if wrong and not arguments.repair else 0


def _look(number: int, *, repair: bool, shown: bool) -> int:
    """Compare one ticket; return 1 if it differs."""
    from django.utils import timezone

    from escalera.base.people.queries import robot
    from escalera.core.clocks.actions import repair as put_right
    from escalera.core.clocks.repairing import compare

    differences = compare(number).differences
    if not differences:
        return 0
    if shown:
        for one in differences:
            print(f"#{number} {one.kind or '–'} {one.clock or ''}: {one.what}")
    if repair:
        put_right(ticket_id=number, by=robot("escalera clocks"), at=timezone.now())
    return 1
