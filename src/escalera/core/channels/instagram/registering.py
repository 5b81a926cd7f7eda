"""Instagram says what it is: imported when the app is ready."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.channels.instagram.sending import send
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

KIND = "instagram"
MB = 1024 * 1024
HEARD = (
    "messages", "messaging_postbacks", "messaging_seen", "message_reactions", "message_edit", "messaging_referral",
    "messaging_handover", "standby",
)  # fmt: skip
NEEDED = ("instagram_manage_messages", "pages_manage_metadata")

# https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message
CAPABILITIES = Capabilities(
    kind=KIND,
    label="Instagram",
    icon="instagram",
    identity=KIND,
    starts=Starts.CUSTOMER,
    longest=500,  # Instagram counts 1,000 bytes; letters with accents have two
    most_parts=20,
    files=(
        *(FileRule(f"image/{kind}", 8 * MB) for kind in ("png", "jpeg", "gif")),
        FileRule("audio/", 25 * MB),
        FileRule("video/", 25 * MB),
        FileRule("application/pdf", 25 * MB),
    ),
    replies_to=False,
    reads=True,
    reactions=True,
    edits=True,
    window=timedelta(hours=24),
    window_of=window_of,
    most_buttons=MOST_BUTTONS,
    per_second=100.0,
    assistant=True,
)

INSTAGRAM = ChannelKind(
    kind=KIND,
    label="Instagram",
    about=_("The messages that people send to a professional account of Instagram."),
    address_label=_("Instagram account ID"),
    fields=(ACCESS_TOKEN, APP_SECRET, *setup.FIELDS, *AT_THE_END),
    checked_address=setup.checked_id,
    check=check_base,
    probe=setup.prober(NEEDED),
    connect=setup.connector("instagram", HEARD, ("messages", "messaging_postbacks", "message_reactions")),
    paused=lambda channel: _(
        "Meta keeps trying with growing pauses. If it lasts for hours, it may stop and unsubscribe the app: press Connect "
        "after switching on."
    ),
    steps=(
        _(
            "In Instagram, make the account a professional one, link it to a Facebook page, and let apps read its messages."
        ),
        _("At developers.facebook.com, create an app of the kind Business and add Messenger and Instagram to it."),
        _("There, generate the access token of the linked page."),
        _("Enter the account's ID, the token, the app's ID and its secret here, and press Connect."),
    ),
)

register_kind(INSTAGRAM)
capabilities.register(CAPABILITIES)
register_door(Door(KIND, check=check, greet=greet, read=lambda item, raw: (), understand=understand))
register_sender(KIND, send)
register_fetcher(KIND, fetch)
register_loop(Loop("names at meta", names_step, every_s=60.0, on_bell=False))
