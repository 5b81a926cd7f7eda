"""Text messages at the ports of all channels: door, way out, files, what it takes to set one up."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from escalera.core.channels.models import Channel, MediaFetch, Thread
from escalera.core.channels.shared import capabilities
from escalera.core.channels.shared.doors import Door, Knock, register_door
from escalera.core.channels.shared.files import register_fetcher
from escalera.core.channels.shared.kinds import ChannelKind, Field, Finding, Words, register_kind
from escalera.core.channels.shared.numbers import checked_number
from escalera.core.channels.shared.sending import NotSent, Part, register_sender
from escalera.core.channels.shared.twilio import TwilioTrouble
from escalera.core.channels.sms import hearing
from escalera.core.channels.sms.capabilities import KIND, SMS
from escalera.core.channels.sms.port import all_providers, provider_of, register_provider
from escalera.core.channels.sms.providers import ALL
from escalera.core.channels.sms.providers.twilio import STOPPED
from escalera.core.tickets.actions import NewFile


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    """Hand a text over. Who has said STOP to the provider is written to no more. Raises: NotSent."""
    try:
        return provider_of(channel).send(channel, thread, part)
    except TwilioTrouble as trouble:
        if trouble.code == STOPPED and thread is not None:
            Thread.objects.filter(pk=thread.pk, stopped_at=None).update(stopped_at=timezone.now())
        raise


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    return provider_of(channel).fetch(channel, one)


def probe(channel: Channel, at: datetime) -> list[Finding]:
    asked = provider_of(channel).probe
    return list(asked(channel, at)) if asked else []


def connect(channel: Channel, url: str) -> str:
    """Tell the provider where to call, if it can be told. Raises: NotSent."""
    told = provider_of(channel).connect
    if told is None:
        raise NotSent(str(_("Enter the webhook's address at the provider yourself.")), permanent=True)
    return told(channel, url)


def paused(channel: Channel) -> Words:
    """Say what becomes of messages that come while the channel is switched off."""
    code = channel.settings.get("provider") or "twilio"
    return next((one.paused for one in all_providers() if one.code == code), "")


def names(knock: Knock) -> str:
    """A provider's own name of the arrival. The channel is not known here, but the form tells whose it is."""
    is_form = knock.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    named = next((one.names for one in all_providers() if one.code == ("twilio" if is_form else "vonage")), None)
    try:
        return named(knock.body) if named else ""
    except (ValueError, RecursionError):
        return ""


def _fields() -> list[Field]:
    """Return what is asked: the provider, what each of them needs, and what holds for all."""
    choices = [(one.code, one.label) for one in ALL]
    found: dict[str, Field] = {}
    for provider in ALL:
        for field in provider.fields:
            known = found.get(field.name)
            found[field.name] = Field(
                field.name, field.label, known.help if known else f"{provider.label}. {field.help}".strip(),
                field.kind, field.secret,
            )  # fmt: skip
    return [
        Field("provider", _("Provider"), kind="choice", choices=choices, default="twilio", required=True),
        *found.values(),
        Field("help_words", _("Answer to HELP"), _("Who you are, and that STOP ends the messages.")),
        Field("public_url", _("Public address of this desk"),
              _("Only where the provider reaches it by another address than people."), kind="url"),
        Field("base_url", _("Address of the provider"), _("Only for another region or a trial."), kind="url"),
    ]  # fmt: skip


def check(channel: Channel) -> None:
    provider_of(channel).check_settings(channel)


for _provider in ALL:
    register_provider(_provider)
capabilities.register(SMS)
register_door(
    Door(KIND, check=hearing.check, read=hearing.read, names=names, answer=hearing.answer, methods=("POST",),
         understand=hearing.understand)
)  # fmt: skip
register_sender(KIND, send)
register_fetcher(KIND, fetch)
register_kind(
    ChannelKind(
        KIND,
        _("SMS"),
        _("Text messages to and from a telephone number: Twilio, Vonage or Bandwidth."),
        _("Telephone number"),
        _fields(),
        checked_address=checked_number,
        check=check,
        probe=probe,
        connect=connect,
        paused=paused,
        steps=(
            _("Rent a number that can send and receive messages."),
            _("Write down account and secrets here."),
            _(
                "Enter the webhook's address as the one for incoming messages, and for their status where it is asked."
            ),
        ),
    )
)
