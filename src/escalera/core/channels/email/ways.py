"""Mail among the ways to a customer: what it can carry, and where they are reached by it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.email.outgoing.addressing import WITH_ADDRESS, OurDoors, door_of, requester_address
from escalera.core.channels.email.settings import addresses_of
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts, register
from escalera.core.channels.shared.ways import LATEST, Words, register_reach
from escalera.core.tickets.models import Ticket

LARGEST_FILE = 25 * 1024 * 1024  # bytes: with its encoding that is what most mail servers take


def reach(ticket: Ticket, doors: Sequence[Channel], said: Sequence[Words]) -> tuple[Channel | None, str]:
    """Return the door by which mail on this ticket leaves (None: the desk's own server), and to whom."""
    mine = tuple(sorted((one for one in doors if one.kind == "email"), key=lambda one: (not one.is_active, one.pk)))
    ours = OurDoors(mine, frozenset(address for one in mine for address in addresses_of(one)))
    known = next((extra or {} for kind, extra in said if kind in WITH_ADDRESS), None)
    if known is None and len(said) < LATEST:
        known = {}  # these were all: none of them names an address
    return door_of(ticket, ours), requester_address(ticket, ours, known)


register(
    Capabilities(
        "email",
        _("mail"),
        "email",
        "email",
        starts=Starts.ANYBODY,
        longest=500_000,
        most_parts=1,
        formatting="html",
        files=(FileRule("", LARGEST_FILE),),
        most_files=20,
    )
)
register_reach("email", reach)
