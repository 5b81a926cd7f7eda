"""Mail as a kind of channel: what the settings of every kind ask of it. Its form is its own (see the desk)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.channels.email import settings as mail_settings
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import ChannelKind, register_kind

_ADDRESS = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,189}")


def checked_address(address: str) -> str:
    """Return a mail address in small letters. Raises: BadInput."""
    address = address.strip().lower()
    if not _ADDRESS.fullmatch(address):
        raise BadInput(_("“%(address)s” is not a mail address.") % {"address": address[:100]})
    return address


def check(channel: Channel) -> None:
    """Read the settings once as the loops will. Raises: BadInput."""
    mail_settings.mailbox_of(channel)
    mail_settings.sender_of(channel)
    if not isinstance(channel.settings.get("aliases") or [], list):
        raise BadInput(_("The other addresses of a channel are a list."))


register_kind(
    ChannelKind(
        kind="email",
        label=gettext_lazy("Mail"),
        about=gettext_lazy("A mailbox: what comes in becomes tickets, answers leave from its address."),
        address_label=gettext_lazy("Address"),
        fields=(),
        checked_address=checked_address,
        check=check,
        sealed=mail_settings.sealed,
        paused=lambda channel: gettext_lazy(
            "Mail waits in the mailbox. What comes straight to this desk by SMTP is put off: its sender tries again, for "
            "days as a rule. Answers leave by another mailbox of the desk."
        ),
        hook=False,
    )
)
