"""Tags: putting them on tickets and taking them off."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import CONTENT
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.facts import TagsChanged
from escalera.core.tickets.models import HUES, Tag, TicketTag

LONGEST_NAME = 40  # characters
MOST_TAGS = 30  # on one ticket


def tag_key(name: str) -> str:
    """Return the form in which tags are compared: without case, accents and doubled spaces."""
    plain = unicodedata.normalize("NFKD", " ".join(name.split()).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))[:60]


def clean_name(name: str) -> str:
    """Return a tag's name as it is kept. Raises: BadInput."""
    name = " ".join(name.replace("\x00", "").replace(",", " ").split()).lstrip("#")
    if not name or not tag_key(name):
        raise BadInput(_("Write the tag's name."))
    if len(name) > LONGEST_NAME:
        raise BadInput(_("A tag has at most %(limit)d characters.") % {"limit": LONGEST_NAME})
    return name


@together()
def tag(*, ticket_id: int, names: Sequence[str], by: Agent, at: datetime) -> list[Tag]:
    """Put tags on the ticket; return those that were not there yet.

    A tag that does not exist yet is made, if the agent may change the company's lists.
    Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    tags = [_existing_or_new(clean_name(name), by) for name in names[:MOST_TAGS]]
    on = set(TicketTag.objects.filter(ticket=ticket).values_list("tag_id", flat=True))
    new = list({one.pk: one for one in tags if one.pk not in on}.values())
    if len(on) + len(new) > MOST_TAGS:
        raise BadInput(_("A ticket has at most %(limit)d tags.") % {"limit": MOST_TAGS})
    if new:
        TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag=one, at=at, by=by) for one in new])
        fact = TagsChanged(ticket_id=ticket.pk, added=tuple(one.name for one in new))
        record(fact, actor=by.actor, at=at)
    return new


@together()
def untag(*, ticket_id: int, tag_ids: Sequence[int], by: Agent, at: datetime) -> None:
    """Take tags off the ticket; those that are not on it change nothing. Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    there = TicketTag.objects.filter(ticket=ticket, tag__in=list(tag_ids)).select_related("tag").order_by("pk")
    names = tuple(one.tag.name for one in there)
    if names:
        TicketTag.objects.filter(ticket=ticket, tag__in=list(tag_ids)).delete()
        record(TagsChanged(ticket_id=ticket.pk, removed=names), actor=by.actor, at=at)


def _existing_or_new(name: str, by: Agent) -> Tag:
    key = tag_key(name)
    if (known := Tag.objects.filter(key=key).first()) is not None:
        return known
    if not by.may(CONTENT):
        raise NotAllowed(
            _("There is no tag “%(name)s”, and your role can't make new ones.") % {"name": name}
        )  # fmt: skip
    return Tag.objects.get_or_create(key=key, defaults={"name": name, "hue": zlib.crc32(key.encode()) % HUES})[0]
