"""Make the kind known: see `shared/kinds.py`."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.channels.app import reading, sending
from escalera.core.channels.app.capabilities import API, KIND
from escalera.core.channels.models import Channel
from escalera.core.channels.shared import capabilities
from escalera.core.channels.shared import standard_webhooks as signing
from escalera.core.channels.shared.doors import Door, register_door
from escalera.core.channels.shared.files import register_fetcher
from escalera.core.channels.shared.hosts import why_not_call
from escalera.core.channels.shared.kinds import ChannelKind, Field, register_kind
from escalera.core.channels.shared.sending import register_sender

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


def checked_address(address: str) -> str:
    """Return the name under which the channel is known. Raises: BadInput."""
    name = address.strip().lower()
    if not _NAME.fullmatch(name):
        raise BadInput(_("Use small letters, digits, dots and hyphens."))
    return name


def check(channel: Channel) -> None:
    """Raises: BadInput."""
    url = str(channel.settings.get("url") or "")
    if url and (words := why_not_call(url)):
        raise BadInput(words)


register_kind(
    ChannelKind(
        kind=KIND,
        label=API.label,
        about=gettext_lazy("Connect a program of your own, both ways, with signed webhooks."),
        address_label=gettext_lazy("Short name of the program"),
        fields=(
            Field(signing.SECRET, gettext_lazy("Signing secret"), secret=True, required=True,
                  help=gettext_lazy("Both sides sign with it (Standard Webhooks).")),
            Field("url", gettext_lazy("Address for our answers"), kind="url",
                  help=gettext_lazy("We call it for each message to a customer.")),
            Field("file_hosts", gettext_lazy("Servers that files may come from"), kind="lines"),
            Field("assistant", gettext_lazy("The assistant answers first"), kind="yes_no", default=False),
        ),
        checked_address=checked_address,
        check=check,
        paused=lambda channel: gettext_lazy(
            "The program is told to try again later (503 with Retry-After): what it gives up is lost."
        ),
        steps=(
            gettext_lazy("Make a random secret of at least 24 characters and give it to the program too."),
            gettext_lazy("Let the program send each message to the webhook address, signed."),
            gettext_lazy("Give the address to which our answers go."),
        ),
    )
)  # fmt: skip
capabilities.register(API)
register_door(Door(KIND, check=signing.check, read=reading.read, names=signing.names, methods=("POST",)))
register_sender(KIND, sending.send)
register_fetcher(KIND, sending.fetch)
