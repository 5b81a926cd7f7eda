"""What the rooms around know of the chat: registered when the app is ready."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.utils.translation import gettext_lazy as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.core.channels.chat import setup
from escalera.core.channels.chat.capabilities import CHAT, KIND
from escalera.core.channels.chat.sending import send
from escalera.core.channels.facts import ChatSpoke
from escalera.core.channels.models import DeliveryState, Saying
from escalera.core.channels.shared import capabilities
from escalera.core.channels.shared.kinds import ChannelKind, Field, register_kind
from escalera.core.channels.shared.robot import register_hearer
from escalera.core.channels.shared.sending import register_sender


def stands(saying: Saying, at: datetime) -> None:
    """Words of the product have arrived as soon as they are here; open streams are told."""
    saying.state = DeliveryState.SENT
    saying.save(update_fields=["state"])
    record(ChatSpoke(thread_id=saying.thread_id, line=f"s{saying.pk}"), actor=SYSTEM, at=at)


FIELDS = (
    Field("title", _("Title"), _("At the head of the window.")),
    Field("greeting", _("Greeting"), _("The first words, before anybody has written.")),
    Field("color", _("Color"), _("Of the button and of the visitor's words: #0b6e4f."), default="#0b6e4f"),
    Field("theme", _("Light or dark"), kind="choice", default="auto",
          choices=(("auto", _("As the browser wants it")), ("light", _("Light")), ("dark", _("Dark")))),
    Field("position", _("Side"), kind="choice", default="right",
          choices=(("right", _("On the right")), ("left", _("On the left")))),
    Field("origins", _("Sites that may show it"), _("One address a line: https://www.example.com. Empty: all."),
          kind="lines"),
    Field("assistant", _("The assistant answers first"), kind="yes_no", default=True),
    Field("asks", _("What is asked before a person takes over"), _("One a line: name, email."), kind="lines",
          default=["name", "email"]),
    Field("questions", _("Questions before the chat"), kind="json", default=[]),
    Field("rules", _("Messages that come by themselves"), kind="json", default=[]),
    Field("mail_after", _("Minutes after which unread answers go by mail"), _("0: never."), kind="number", default=5),
    Field("idle_after", _("Minutes without a sign of life after which a chat ends"), _("0: never."), kind="number",
          default=60),
    Field("sound", _("A sound with each answer"), kind="yes_no", default=True),
    Field("identity", _("Secret for signed-in visitors"), _("Your site signs who is signed in with it."), secret=True),
    Field("identity_required", _("Only for who is signed in"), kind="yes_no", default=False),
)  # fmt: skip

register_kind(
    ChannelKind(
        kind=KIND,
        label=_("Chat on a website"),
        about=_("A window on your site: assistant first, then people; who has gone is answered by mail."),
        address_label=_("Name of the chat"),
        fields=FIELDS,
        check=setup.check,
        hook=False,
        address_is_own=False,
        paused=lambda channel: _(
            "The window is not shown on your sites, and nothing is taken from chats that are open."
        ),
        steps=(
            _("Copy the line of HTML into the pages of your site, before </body>."),
            _("If your site has sign-in: sign who is signed in with the secret."),
        ),
    )
)
import_module("escalera.core.channels.chat.tasks")  # its schedule registers itself
import_module("escalera.core.channels.chat.packet")
capabilities.register(CHAT)
register_sender(KIND, send)
register_hearer(KIND, stands)
