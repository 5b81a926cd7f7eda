"""What it takes to set up a page or an account, and how Meta is asked how it is: the same for both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import Field, Finding
from escalera.core.channels.shared.meta.asking import found, hook_findings, subscribe_app, token_findings
from escalera.core.channels.shared.meta.fields import verify_word
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.talk.reading import STANDBY
from escalera.core.channels.shared.meta.talk.sending import HUMAN_AGENT

FIELDS = (
    Field(
        HUMAN_AGENT, gettext_lazy("Answer for seven days"),
        gettext_lazy("Only if Meta has given your app the permission Human Agent; else a day."),
        kind="yes_no", default=False,
    ),
    Field(
        STANDBY, gettext_lazy("Take messages while another app has the conversation"), kind="yes_no", default=True
    ),
)  # fmt: skip


def checked_id(address: str) -> str:
    """Return the number of a page or account. Raises: BadInput."""
    found_id = address.strip()
    if not (found_id.isascii() and found_id.isdigit() and len(found_id) <= 30):
        raise BadInput(_("Enter the ID, digits only, as Meta shows it."))
    return found_id


def prober(needed: Sequence[str]) -> Callable[[Channel, datetime], Sequence[Finding]]:
    """Return what asks for token and webhook."""

    def probe(channel: Channel, at: datetime) -> Sequence[Finding]:
        return [
            *found("token", lambda: token_findings(channel, needed)),
            *found("webhook", lambda: hook_findings(channel, "me")),
        ]

    return probe


def connector(subject: str, fields: Sequence[str], of_page: Sequence[str]) -> Callable[[Channel, str], str]:
    """Return what has Meta call us for a page or account: the app is told the address and what we want to hear, the
    page is subscribed to what pages have a name for. It raises NotSent."""

    def connect(channel: Channel, url: str) -> str:
        told = subscribe_app(channel, subject, fields, url, verify_word(channel))
        ask(channel, "POST", "me/subscribed_apps", data={"subscribed_fields": ",".join(of_page)})
        done = _("Meta calls the app for what happens here.")
        return f"{told} {done}" if told else f"{done} " + _("Enter the webhook's address at your app by hand.")

    return connect
