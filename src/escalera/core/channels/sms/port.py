"""The port of a provider of text messages: one file under `providers` says all of this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel, MediaFetch, Thread
from escalera.core.channels.shared.doors import Answer, Knock, Refused
from escalera.core.channels.shared.heard import Event
from escalera.core.channels.shared.kinds import Field, Finding, Words
from escalera.core.channels.shared.sending import Part
from escalera.core.tickets.actions import NewFile

LARGEST = 25 * 1024 * 1024  # bytes of one file of an MMS


@dataclass(frozen=True, slots=True)
class Provider:
    """One company that carries text messages.

    `fields`: what it asks to be set up; `check(channel, knock)`: why a webhook is not its own; `read(raw)`: what it says,
    as events (Stopped and HELP come of `keywords`, unless the provider says so itself); `names(raw)`: its name of the
    delivery, "" for none; `send(channel, thread, part)`: hands one over, returns its name; `fetch`: a file of an MMS;
    `probe`, `connect`, `paused`: as `kinds.ChannelKind` has them."""

    code: str
    label: str
    fields: Sequence[Field]
    check: Callable[[Channel, Knock], Refused | None]
    read: Callable[[bytes], Sequence[Event]]
    send: Callable[[Channel, Thread | None, Part], str]
    fetch: Callable[[Channel, MediaFetch], NewFile]
    names: Callable[[bytes], str] = lambda raw: ""
    answer: Callable[[], Answer] = Answer
    probe: Callable[[Channel, datetime], Sequence[Finding]] | None = None
    connect: Callable[[Channel, str], str] | None = None
    paused: Words = ""
    check_settings: Callable[[Channel], None] = field(default=lambda channel: None)


_PROVIDERS: dict[str, Provider] = {}


def register_provider(provider: Provider) -> None:
    _PROVIDERS[provider.code] = provider


def all_providers() -> list[Provider]:
    return list(_PROVIDERS.values())


def provider_of(channel: Channel) -> Provider:
    """Return the channel's provider. Raises: BadInput for one that is not known."""
    code = str(channel.settings.get("provider") or "twilio")
    if (found := _PROVIDERS.get(code)) is None:
        raise BadInput(_("There is no SMS provider called “%(name)s”.") % {"name": code[:40]})
    return found


def file_of(ref: dict[str, Any], name: str, content: bytes, content_type: str) -> NewFile:
    """Return a fetched file; its own type counts where the provider named none."""
    return NewFile(name=name, content_type=content_type or str(ref.get("type") or ""), content=content)
