"""Links between tickets, and what goes along them.

Related tickets only know of each other. When an original is resolved, its duplicates are too, and their customers are
told. A parent is not resolved while its children are open, unless somebody says so; a reply on it can go to them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.ready import Ready
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked_pair
from escalera.core.tickets.facts import TicketsLinked, TicketsUnlinked
from escalera.core.tickets.models import Link, LinkKind, Ticket

ROLES = {
    LinkKind.RELATED: ("related", "related"),
    LinkKind.DUPLICATE: ("duplicate", "original"),
    LinkKind.PARENT: ("child", "parent"),
}
DEEPEST = 20  # steps from a part up to the whole
_DUPLICATES = Ready(
    lambda to: (
        Link.objects.filter(to=to, kind=LinkKind.DUPLICATE, ticket__is_open=True)
        .order_by("ticket_id")
        .values_list("ticket_id")
    )
)


class CannotLink(Refusal):
    """These two can't be linked like that."""


@together()
def link(*, ticket_id: int, to_id: int, kind: str, by: Agent, at: datetime) -> Link:
    """Link the ticket with another: `related`, `duplicate` (of the other) or `parent` (a part of the other).

    The same link again changes nothing. Raises: NotAllowed, BadInput, CannotLink, Ticket.DoesNotExist."""
    if kind not in LinkKind.values:
        raise BadInput(_("Choose how they belong together."))
    if ticket_id == to_id:
        raise CannotLink(_("A ticket can't be linked with itself."))
    locked_pair(ticket_id, to_id, by)
    kind = LinkKind(kind)
    if known := _known(kind, ticket_id, to_id):
        return known
    if kind != LinkKind.RELATED:
        _check(kind, ticket_id, to_id)
    return write_link(kind, ticket_id, to_id, by=by, at=at)


@together()
def unlink(*, link_id: int, by: Agent, at: datetime) -> None:
    """Take a link away. Raises: NotAllowed, Link.DoesNotExist."""
    known = Link.objects.get(pk=link_id)
    locked_pair(known.ticket_id, known.to_id, by)
    known.delete()
    for number, other, role in _sides(LinkKind(known.kind), known.ticket_id, known.to_id):
        record(TicketsUnlinked(ticket_id=number, other_id=other, role=role), actor=by.actor, at=at)


def link_begun(*, ticket_id: int, before_id: int, actor: Actor, at: datetime) -> Link:
    """Link a new ticket with the one after which it begins, so that its history is at hand. For who has just opened it."""
    known = _known(LinkKind.RELATED, ticket_id, before_id)
    if known is not None:
        return known
    low, high = sorted((ticket_id, before_id))
    made = Link.objects.create(kind=LinkKind.RELATED, ticket_id=low, to_id=high, at=at, by=None)
    for number, other, role in _sides(LinkKind.RELATED, low, high):
        record(TicketsLinked(ticket_id=number, other_id=other, role=role), actor=actor, at=at)
    return made


def write_link(kind: LinkKind, ticket_id: int, to_id: int, *, by: Agent, at: datetime) -> Link:
    """Write the link of two locked tickets, and on both that it was made."""
    if kind == LinkKind.RELATED:
        ticket_id, to_id = sorted((ticket_id, to_id))
    made = Link.objects.create(kind=kind, ticket_id=ticket_id, to_id=to_id, at=at, by=by)
    for number, other, role in _sides(kind, ticket_id, to_id):
        record(TicketsLinked(ticket_id=number, other_id=other, role=role), actor=by.actor, at=at)
    return made


def duplicates_to_resolve(ticket: Ticket) -> list[int]:
    """Return the open duplicates of a ticket, lowest first: they end with it."""
    return [number for (number,) in _DUPLICATES.rows(ticket.pk)]


def _sides(kind: LinkKind, ticket_id: int, to_id: int) -> tuple[tuple[int, int, str], tuple[int, int, str]]:
    mine, theirs = ROLES[kind]
    return (ticket_id, to_id, mine), (to_id, ticket_id, theirs)


def _known(kind: LinkKind, ticket_id: int, to_id: int) -> Link | None:
    if kind == LinkKind.RELATED:
        ticket_id, to_id = sorted((ticket_id, to_id))
    return Link.objects.filter(kind=kind, ticket=ticket_id, to=to_id).first()


def _check(kind: LinkKind, ticket_id: int, to_id: int) -> None:
    """Let a ticket have one original and one parent, and nothing be above itself. Raises: CannotLink."""
    if other := Link.objects.filter(kind=kind, ticket=ticket_id).values_list("to", flat=True).first():
        words = (
            _("#%(one)d is already a duplicate of #%(other)d.")
            if kind == LinkKind.DUPLICATE
            else _("#%(one)d is already a part of #%(other)d.")
        )
        raise CannotLink(words % {"one": ticket_id, "other": other})
    above: int | None = to_id
    for _step in range(DEEPEST):
        above = Link.objects.filter(kind=kind, ticket=above).values_list("to", flat=True).first()
        if above is None:
            return
        if above == ticket_id:
            break
    raise CannotLink(_("That would make a circle: #%(number)d stands below already.") % {"number": to_id})
