"""The telephone at the ports of all channels: door, recordings, what it takes to set one up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.channels.models import Channel, InboundItem, MediaFetch
from escalera.core.channels.shared import capabilities, twilio
from escalera.core.channels.shared.doors import Door, register_door
from escalera.core.channels.shared.files import register_fetcher
from escalera.core.channels.shared.heard import Event
from escalera.core.channels.shared.kinds import ChannelKind, Field, Finding, register_kind
from escalera.core.channels.shared.numbers import checked_number
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.voice import hearing
from escalera.core.channels.voice.capabilities import KIND, VOICE
from escalera.core.channels.voice.port import provider_of, register_provider
from escalera.core.channels.voice.providers import ALL
from escalera.core.channels.voice.settings import check_plan
from escalera.core.channels.voice.sweeping import sweep_step
from escalera.core.tickets.actions import NewFile


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    return provider_of(channel).fetch(channel, one)


def read(item: InboundItem, raw: bytes) -> Sequence[Event]:
    """Calls are no messages: see `hearing.understand`."""
    return []


def check(channel: Channel) -> None:
    provider_of(channel)
    check_plan(channel)


def probe(channel: Channel, at: datetime) -> list[Finding]:
    """Ask whether the account knows us and the number is its own."""
    try:
        found = twilio.api(channel, "GET", "IncomingPhoneNumbers.json", {"PhoneNumber": channel.address})
    except NotSent as trouble:
        return [Finding("token", str(trouble), good=False)]
    if not found.get("incoming_phone_numbers"):
        words = _("The account has no number %(number)s.")
        return [Finding("number", str(words % {"number": channel.address}), good=False)]
    return [
        Finding("token", str(_("Twilio knows the account %(sid)s.") % {"sid": channel.settings.get("account_sid")}))
    ]


def connect(channel: Channel, url: str) -> str:
    """Tell the provider where to call. Raises: NotSent."""
    told = provider_of(channel).connect
    if told is None:
        raise NotSent(str(_("Enter the webhook's address at the provider yourself.")), permanent=True)
    return told(channel, url)


_OF_ALL = (
    Field("languages", _("Languages"), _("Asked for at the start if there are several."), kind="json", has_page=True),
    Field("menus", _("Menus"), _("“main” is read first. See the page on connecting the telephone."), kind="json",
          has_page=True),
    Field("entry", _("Where there is no menu"), kind="json", has_page=True),
    Field("closed", _("Out of hours"), _("Voicemail, if nothing is said."), kind="json", has_page=True),
    Field("words", _("Words of your own"), kind="json", has_page=True),
    Field("record", _("Recording"), kind="choice", default="never",
          choices=[("never", _("Never")), ("ask", _("Announced; who presses 2 is not recorded"))]),
    Field("ring_s", _("Seconds that telephones ring"), kind="number", default=25),
    Field("max_wait_s", _("Seconds of waiting until the voicemail"), kind="number", default=900),
    Field("voicemail_s", _("Longest message, in seconds"), kind="number", default=180),
    Field("music", _("Music while waiting"), _("An https address of an mp3."), kind="url"),
    Field("transcribe", _("Have messages written down by the provider"), kind="yes_no", default=False),
    Field("public_url", _("Public address of this desk"),
          _("Only where the provider reaches it by another address than people."), kind="url"),
    Field("base_url", _("Address of the provider"), _("Only for another region or a trial."), kind="url"),
)  # fmt: skip

for _provider in ALL:
    register_provider(_provider)
capabilities.register(VOICE)
register_door(
    Door(KIND, check=hearing.check, read=read, names=hearing.names, answer=hearing.answer, envelope=hearing.envelope,
         methods=("POST",), understand=hearing.understand)
)  # fmt: skip
register_fetcher(KIND, fetch)
register_loop(Loop("calls", sweep_step, every_s=60.0, on_bell=False))
register_kind(
    ChannelKind(
        KIND,
        _("telephone"),
        _("Calls to and from a telephone number, with menu, queue, voicemail and calls back."),
        _("Telephone number"),
        (*ALL[0].fields, *_OF_ALL),
        checked_address=checked_number,
        check=check,
        probe=probe,
        connect=connect,
        paused=lambda channel: _(
            "Callers hear the provider's words that an error has occurred, and nothing of the call is kept."
        ),
        steps=(
            _("Rent a number that takes calls."),
            _("Write down account and token here."),
            _("Enter the webhook's address for incoming calls, and the same with status for changes of a call."),
            _("Let each agent enter their telephone number in their account."),
        ),
    )
)
