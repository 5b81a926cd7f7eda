"""What the assistant says in the acknowledgement of a mail: what may answer it, and a link that says it did."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from escalera.core.channels.readers import add_to_acknowledgement
from escalera.core.tickets.models import Message
from escalera.levels.selfservice.actions.mailing import open_by_mail
from escalera.levels.selfservice.answering import Source
from escalera.levels.selfservice.models import Conversation


def addition(message: Message, at: datetime) -> str:
    """Return the lines for the acknowledgement of a ticket's first message; "" where nothing may help."""
    found = open_by_mail(message=message, at=at)
    if found is None:
        return ""
    talk, finding = found
    lines = [_("While a person looks at it, this may already answer you:")]
    for quote in finding.quotes:
        said = "\n".join(f"> {line}" for line in quote.text.splitlines())
        lines.append(f"{said}\n{_named(quote)}")
    lines += [_named(one) for one in finding.offers]
    lines.append(_("Did it help? Then close your request here:\n%(url)s") % {"url": helped_url(talk)})
    return "\n\n".join(lines)


def helped_url(talk: Conversation) -> str:
    """Return where the customer says that it helped; opening it only asks."""
    return f"{settings.BASE_URL}/help/assistant/{talk.key}/helped/"


def _named(one: Source) -> str:
    day = formats.date_format(datetime.fromisoformat(one.day), "DATE_FORMAT")
    revised = _("revised on %(day)s") % {"day": day}
    return f"“{one.title}” ({revised})\n{one.url}"


def register() -> None:
    add_to_acknowledgement(addition)
