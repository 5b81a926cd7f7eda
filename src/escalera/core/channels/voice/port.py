"""The port of a provider of telephone calls: one file under `providers` says all of this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel, MediaFetch
from escalera.core.channels.shared.doors import Answer, Knock, Refused
from escalera.core.channels.shared.kinds import Field
from escalera.core.channels.voice.verbs import Step, Verb
from escalera.core.tickets.actions import NewFile


@dataclass(frozen=True, slots=True)
class Recording:
    """`url`: where it lies with the provider; `seconds`: how long it is."""

    external_id: str
    url: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a webhook says of a call, in our words. `call`: the provider's name of it; `state`: "ringing", "talking",
    "completed", "busy", "no_answer", "failed", "cancelled" or ""; `dialled`: the same of the telephones that rang;
    `left`: how waiting ended ("leave", "hangup", "bridged", "failed", …)."""

    call: str
    theirs: str = ""
    ours: str = ""
    digit: str = ""
    state: str = ""
    dialled: str = ""
    talked_s: int | None = None
    left: str = ""
    waited_s: int = 0
    place: int = 0
    recording: Recording | None = None
    transcription: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One company that carries calls.

    `check(channel, knock)`: why a webhook is not its own; `hear(raw)`: what it says; `answer(channel, verbs)`: what the
    caller hears next, in the provider's language; `place(channel, to, first, status)`: calls somebody, returns its name
    of the call; `lead(channel, call, step)`: takes a living call elsewhere; `record(channel, call, told)`: begins to
    record; `fetch`: a recording. All that call out raise NotSent."""

    code: str
    label: str
    fields: Sequence[Field]
    check: Callable[[Channel, Knock], Refused | None]
    hear: Callable[[bytes], Heard]
    answer: Callable[[Channel, Sequence[Verb]], Answer]
    place: Callable[[Channel, str, Step, Step], str]
    lead: Callable[[Channel, str, Step], None]
    record: Callable[[Channel, str, Step], None]
    fetch: Callable[[Channel, MediaFetch], NewFile]
    connect: Callable[[Channel, str], str] | None = None


_PROVIDERS: dict[str, Provider] = {}


def register_provider(provider: Provider) -> None:
    _PROVIDERS[provider.code] = provider


def provider_of(channel: Channel) -> Provider:
    """Return the channel's provider. Raises: BadInput for one that is not known."""
    code = str(channel.settings.get("provider") or "twilio")
    if (found := _PROVIDERS.get(code)) is None:
        raise BadInput(_("There is no telephone provider called “%(name)s”.") % {"name": code[:40]})
    return found
