"""Slack at the ports of all channels: door, way out, files, what it takes to set it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.core.channels import gate
from escalera.core.channels.shared import capabilities, colleagues
from escalera.core.channels.shared.doors import Door, register_door
from escalera.core.channels.shared.files import register_fetcher
from escalera.core.channels.shared.kinds import ChannelKind, Field, register_kind
from escalera.core.channels.shared.sending import register_sender
from escalera.core.channels.slack import files, hearing, sending, setting_up, signing
from escalera.core.channels.slack.api import BASE_URL, TOKEN
from escalera.core.channels.slack.capabilities import KIND, SLACK

capabilities.register(SLACK)
register_door(
    Door(KIND, check=signing.check, greet=signing.greet, read=hearing.read, names=hearing.names,
         answer=hearing.answer, methods=("POST",), understand=hearing.understand)
)  # fmt: skip
gate.prepares(KIND, hearing.prepare)
register_sender(KIND, sending.send)
register_fetcher(KIND, files.fetch)
register_kind(
    ChannelKind(
        KIND,
        "Slack",
        _("The help desk inside your company: a message in a help channel becomes a ticket, its thread the answer."),
        _("Workspace"),
        [
            Field(TOKEN, _("Token of the bot"), _("Begins with xoxb-."), secret=True, required=True),
            Field(signing.SECRET, _("Signing secret"), _("Stands under “Basic Information” of the app."), secret=True,
                  required=True),
            Field("channels", _("Help channels"),
                  _("Their ids, one a line. Empty: every channel to which the app is invited."), kind="lines"),
            Field("names", _("Answers carry the name of who wrote them"), kind="yes_no", default=True),
            Field("assistant", _("The assistant answers first"), kind="yes_no", default=False),
            Field(
                colleagues.SETTING, _("What people of the desk write in a ticket's thread in Slack"),
                _("They are known by the address that the workspace has confirmed."), kind="choice",
                default=colleagues.REPLY,
                choices=[(colleagues.REPLY, _("An answer on the ticket")), (colleagues.NOTE, _("An internal note")),
                         (colleagues.HEARD, _("The same as what customers write"))],
            ),
            Field("base_url", _("Address of the provider"), kind="url", default=BASE_URL),
        ],
        check=setting_up.check,
        probe=setting_up.probe,
        paused=lambda channel: _(
            "Slack tries again for some six minutes; what people write during a longer pause stays in Slack and "
            "is not brought."
        ),  # https://api.slack.com/apis/events-api#retries
        steps=(
            _("Create an app at api.slack.com/apps, install it in the workspace and copy its token and signing secret."),
            _("Enter the webhook's address for events, interactivity and commands."),
            _("Invite the app to the help channel."),
        ),
    )
)  # fmt: skip
