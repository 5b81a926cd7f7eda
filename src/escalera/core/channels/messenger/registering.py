"""Messenger says what it is: imported when the app is ready."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.channels.messenger.sending import send
from escalera.core.channels.shared import capabilities
from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts
from escalera.core.channels.shared.doors import Door, register_door
from escalera.core.channels.shared.files import register_fetcher
from escalera.core.channels.shared.kinds import ChannelKind, register_kind
from escalera.core.channels.shared.meta.door import check, greet
from escalera.core.channels.shared.meta.fields import ACCESS_TOKEN, APP_SECRET, AT_THE_END, check_base
from escalera.core.channels.shared.meta.talk import setup
from escalera.core.channels.shared.meta.talk.fetching import fetch
from escalera.core.channels.shared.meta.talk.names import names_step
from escalera.core.channels.shared.meta.talk.reading import understand
from escalera.core.channels.shared.meta.talk.sending import MOST_BUTTONS, window_of
from escalera.core.channels.shared.sending import register_sender

KIND = "messenger"
MB = 1024 * 1024
HEARD = (
    "messages", "messaging_postbacks", "message_deliveries", "message_reads", "message_reactions", "message_edits",
    "message_echoes", "messaging_referrals", "messaging_handovers", "standby",
)  # fmt: skip
NEEDED = ("pages_messaging", "pages_manage_metadata")

# https://developers.facebook.com/docs/messenger-platform/reference/send-api
CAPABILITIES = Capabilities(
    kind=KIND,
    label="Messenger",
    icon="messenger",
    identity=KIND,
    starts=Starts.CUSTOMER,
    longest=2000,
    files=(FileRule("image/", 8 * MB), FileRule("", 25 * MB)),
    replies_to=True,
    reads=True,
    reactions=True,
    edits=True,
    window=timedelta(hours=24),
    window_of=window_of,
    most_buttons=MOST_BUTTONS,
    per_second=100.0,
    assistant=True,
)

MESSENGER = ChannelKind(
    kind=KIND,
    label="Messenger",
    about=_("The messages that people send to a Facebook page."),
    address_label=_("Page ID"),
    fields=(ACCESS_TOKEN, APP_SECRET, *setup.FIELDS, *AT_THE_END),
    checked_address=setup.checked_id,
    check=check_base,
    probe=setup.prober(NEEDED),
    connect=setup.connector("page", HEARD, HEARD),
    paused=lambda channel: _(
        "Meta keeps trying with growing pauses. If it lasts for hours, it may stop and unsubscribe the app: press Connect "
        "after switching on."
    ),  # https://developers.facebook.com/docs/messenger-platform/faq
    steps=(
        _("At developers.facebook.com, create an app of the kind Business and add Messenger to it."),
        _("There, under Messenger, connect the page and generate its access token."),
        _("Enter the page's ID, the token, the app's ID and its secret here, and press Connect."),
    ),
)

register_kind(MESSENGER)
capabilities.register(CAPABILITIES)
register_door(Door(KIND, check=check, greet=greet, read=lambda item, raw: (), understand=understand))
register_sender(KIND, send)
register_fetcher(KIND, fetch)
register_loop(Loop("names at meta", names_step, every_s=60.0, on_bell=False))
