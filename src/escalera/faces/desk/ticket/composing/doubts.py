"""What is worth a second look before a reply leaves. Whoever sends again after having seen it means it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.core.deeds.variables import unknown
from escalera.core.tickets.models import Message, MessageKind

LOOKED_AT = 20_000  # characters of a reply
_ATTACHED = re.compile(
    r"\b(adjunt[oaéó]s?|adjunt(?:e|amos|ar|ado|ada|ados|adas)|anex[oaei]s?|anexamos|attach(?:ed|ment|ments|ing)?"
    r"|enclosed|incluyo (?:el|la|los|las) (?:archivo|foto|captura|documento)s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """`code` says what it is about: once confirmed, the same doubt is not raised again, another one is."""

    code: str
    words: str


def doubts_of(ticket_id: int, text: str, *, files: bool, seen: int, by: Agent) -> list[Doubt]:
    """Return what somebody should know before they send this reply.

    `seen`: the newest message that stood on their page, 0 if that is not known."""
    doubts = [_newer(one) for one in _since(ticket_id, seen, by)] if seen else []
    text = text[:LOOKED_AT]
    if not files and (found := _ATTACHED.search(text)):
        words = _("It says “%(word)s”, but no file goes with it.") % {"word": found[0]}
        doubts.append(Doubt("file", words))
    if places := unknown(text):
        words = _("Nothing is known for %(places)s: it would be sent as it stands.") % {
            "places": ", ".join(places[:5])
        }
        doubts.append(Doubt("places:" + "".join(places)[:60], words))
    return doubts


def _since(ticket_id: int, seen: int, by: Agent) -> list[Message]:
    """Return the newest word that the writer has not seen: of the customer or of a colleague, not of machines."""
    newer = Message.objects.filter(ticket=ticket_id, pk__gt=seen).exclude(agent=by).exclude(kind=MessageKind.BOT)
    return list(newer.select_related("agent", "contact").order_by("-pk")[:1])


def _newer(message: Message) -> Doubt:
    who = message.author.name if message.author else ""
    return Doubt(f"wrote:{message.pk}", _("%(who)s wrote while you were writing.") % {"who": who})
