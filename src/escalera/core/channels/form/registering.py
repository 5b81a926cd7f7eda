"""Make the kind known: see `shared/kinds.py`. The page itself is the portal's (`faces/portal/embedded`)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.core.channels.shared import capabilities
from escalera.core.channels.shared.capabilities import Capabilities, Starts
from escalera.core.channels.shared.kinds import ChannelKind, Field, register_kind

KIND = "form"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


def checked_address(address: str) -> str:
    """Return the short name of the form. Raises: BadInput."""
    name = address.strip().lower()
    if not _NAME.fullmatch(name):
        raise BadInput(_("Use small letters, digits, dots and hyphens."))
    return name


def origins_of(channel: Channel) -> list[str]:
    """Return the sites that may show it, as a browser compares them; none means all."""
    given = channel.settings.get("origins") or []
    return [str(one).strip().rstrip("/").lower() for one in given if str(one).strip()]


def check(channel: Channel) -> None:
    """Raises: BadInput."""
    for one in origins_of(channel):
        parts = urlsplit(one)
        plain = parts.scheme in ("http", "https") and parts.netloc and not parts.path and not parts.query
        if not plain or re.search(r"[\s;,'\"]", one):
            raise BadInput(
                _("“%(site)s” is not the address of a site, like https://www.example.org.") % {"site": one}
            )


FORM = Capabilities(
    kind=KIND,
    label=gettext_lazy("Web form"),
    icon="web",
    identity="email",
    starts=Starts.NOBODY,
    carries_replies=False,
)

register_kind(
    ChannelKind(
        kind=KIND,
        label=FORM.label,
        about=gettext_lazy("A form for any page of yours: one line of HTML. Answers go by mail."),
        address_label=gettext_lazy("Short name of the form"),
        fields=(
            Field("title", gettext_lazy("Title")),
            Field("intro", gettext_lazy("Words before the form")),
            Field("thanks", gettext_lazy("Words after it was sent")),
            Field("forms", gettext_lazy("Only these forms (their numbers; all public ones if empty)"), kind="lines"),
            Field("origins", gettext_lazy("Sites that may show it (all if empty)"), kind="lines",
                  help=gettext_lazy("For example https://www.example.org, one a line.")),
        ),
        checked_address=checked_address,
        check=check,
        hook=False,
        paused=lambda channel: gettext_lazy(
            "Where the form stands people see “not found”, and nothing can be sent."
        ),
        steps=(gettext_lazy("Put the line of HTML where the form shall stand."),),
    )
)  # fmt: skip
capabilities.register(FORM)
