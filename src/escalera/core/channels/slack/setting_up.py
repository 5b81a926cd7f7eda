"""Setting Slack up: whether the token is good, and may do what it must. https://api.slack.com/methods/auth.test"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import Finding
from escalera.core.channels.shared.payloads import text_in
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.slack.api import call_with_scopes

NEEDED = (
    "chat:write",
    "channels:history",
    "users:read",
    "users:read.email",
    "files:read",
    "files:write",
    "im:history",
    "im:write",
)
_PLACE = re.compile(r"[CG][A-Z0-9]{2,20}(\s.*)?")


def check(channel: Channel) -> None:
    """Raises: BadInput."""
    listed = channel.settings.get("channels") or []
    for one in listed if isinstance(listed, list) else []:
        if not _PLACE.fullmatch(str(one).strip()):
            words = _("“%(line)s” is not the id of a channel: it begins with C and stands under “About”.")
            raise BadInput(words % {"line": str(one)[:60]})


def probe(channel: Channel, at: datetime) -> Sequence[Finding]:
    """Ask who we are there, and what we may. Raises: NotSent."""
    try:
        said, scopes = call_with_scopes(channel, "auth.test")
    except NotSent as trouble:
        if not trouble.of_channel or trouble.retry_after_s:
            raise
        return [Finding("token", str(trouble), good=False)]
    who: dict[str, Any] = {"name": text_in(said, "user", 80), "team": text_in(said, "team", 80)}
    found = [Finding("token", gettext_noop("Slack knows the app as %(name)s in %(team)s."), params=who)]
    missing = [one for one in NEEDED if one not in scopes] if scopes else []
    if missing:
        words = gettext_noop("The app lacks permissions: %(missing)s.")
        found.append(Finding("scopes", words, good=False, params={"missing": ", ".join(missing)}))
    return found
