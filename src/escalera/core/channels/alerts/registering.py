"""Make the kind known: see `shared/kinds.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.channels.alerts.capabilities import ALERTS, KIND
from escalera.core.channels.alerts.understanding import FLAPS_MINUTES, understand
from escalera.core.channels.models import InboundItem
from escalera.core.channels.shared import capabilities, standard_webhooks
from escalera.core.channels.shared.doors import Door, register_door
from escalera.core.channels.shared.heard import Event
from escalera.core.channels.shared.kinds import ChannelKind, Field, register_kind

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


def checked_address(address: str) -> str:
    """Return the name under which the monitor is known. Raises: BadInput."""
    name = address.strip().lower()
    if not _NAME.fullmatch(name):
        raise BadInput(_("Use small letters, digits, dots and hyphens."))
    return name


def _nothing(item: InboundItem, raw: bytes) -> Sequence[Event]:
    return ()


register_kind(
    ChannelKind(
        kind=KIND,
        label=ALERTS.label,
        about=gettext_lazy("Prometheus Alertmanager, Grafana or any script opens, updates and closes tickets."),
        address_label=gettext_lazy("Short name of the monitor"),
        fields=(
            Field(standard_webhooks.SECRET, gettext_lazy("Token"), secret=True, required=True,
                  help=gettext_lazy("The monitor sends it as “Authorization: Bearer …”, or signs with it.")),
            Field("closes", gettext_lazy("When an alert is over"), kind="choice", default="untouched",
                  choices=(("untouched", gettext_lazy("Resolve the ticket if nobody took it")),
                           ("always", gettext_lazy("Resolve the ticket")),
                           ("never", gettext_lazy("Only write it on the ticket")))),
            Field("flaps_minutes", gettext_lazy("Goes on in the same ticket if it is back within (minutes)"),
                  kind="number", default=FLAPS_MINUTES),
        ),
        checked_address=checked_address,
        paused=lambda channel: gettext_lazy(
            "The monitor is told to try again later (503 with Retry-After): what it gives up is lost."
        ),
        steps=(
            gettext_lazy("Make a random token of at least 24 characters."),
            gettext_lazy("Enter the webhook address and the token in the monitor."),
        ),
    )
)  # fmt: skip
capabilities.register(ALERTS)
register_door(
    Door(
        KIND,
        check=standard_webhooks.check,
        read=_nothing,
        names=standard_webhooks.names,
        methods=("POST",),
        understand=understand,
    )
)
