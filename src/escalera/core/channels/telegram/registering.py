"""Telegram at the ports of all channels: door, way out, files, what it takes to set it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.shared import capabilities
from escalera.core.channels.shared.doors import Door, register_door
from escalera.core.channels.shared.files import register_fetcher
from escalera.core.channels.shared.kinds import ChannelKind, Field, register_kind
from escalera.core.channels.shared.sending import register_sender
from escalera.core.channels.telegram import files, hearing, reading, sending, setting_up, signing
from escalera.core.channels.telegram.api import BASE_URL, TOKEN
from escalera.core.channels.telegram.capabilities import KIND, TELEGRAM

capabilities.register(TELEGRAM)
register_door(
    Door(KIND, check=signing.check, read=reading.read, names=hearing.names, answer=hearing.answer, methods=("POST",),
         understand=hearing.understand)
)  # fmt: skip
register_sender(KIND, sending.send)
register_fetcher(KIND, files.fetch)
register_kind(
    ChannelKind(
        KIND,
        "Telegram",
        _("A bot of yours on Telegram: customers write to it, and you answer from here."),
        _("Name of the bot"),
        [
            Field(TOKEN, _("Token of the bot"), _("@BotFather gives it."), secret=True, required=True),
            Field("greeting", _("Greeting"), _("What the bot says when somebody presses Start."), kind="text"),
            Field("groups", _("Also listen in groups"), _("Each group is one conversation."), kind="yes_no",
                  default=False),
            Field("assistant", _("The assistant answers first"), kind="yes_no", default=False),
            Field("base_url", _("Address of the provider"), _("Only for a Bot API server of your own."), kind="url",
                  default=BASE_URL),
        ],
        checked_address=setting_up.checked_address,
        probe=setting_up.probe,
        connect=setting_up.connect,
        paused=lambda channel: _(
            "Telegram keeps what people write for 24 hours and brings it when the channel is on again; what is "
            "older is lost."
        ),  # https://core.telegram.org/bots/api#getting-updates
        steps=(
            _("Write to @BotFather on Telegram, send /newbot, and follow it."),
            _("Write down the bot's name and its token here."),
            _("Press Connect: Telegram is told where to call."),
        ),
    )
)  # fmt: skip
