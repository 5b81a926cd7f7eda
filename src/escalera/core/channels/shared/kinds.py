"""What it takes to set up a channel of a kind: the fields of its form, its checks, and how the provider is asked how
it is. The desk's page, the API and the doctor read it; a kind registers its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from escalera.core.channels.models import Channel

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. `secret`: sealed, never shown again, rotated with an overlap; `kind`: "text", "url",
    "number", "yes_no", "lines", "choice" or "json"; it stands in `channel.settings` under `name` (secrets: see
    `secrets.py`); `has_page`: people change it on a page of its own, so that the form leaves it out."""

    name: str
    label: Words
    help: Words = ""
    kind: str = "text"
    secret: bool = False
    required: bool = False
    default: Any = ""
    choices: Sequence[tuple[str, Words]] = ()
    has_page: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What asking the provider showed. `ends_at`: when a token runs out; `code`: "token", "webhook", "templates"…;
    `good` False is a trouble that stands on the channel. With `params` the words are a sentence of ours with places
    (`gettext_noop("Calls go to %(url)s.")`), which each reader then has in their language; without, they stay as they
    are."""

    code: str
    words: Words
    good: bool = True
    ends_at: datetime | None = None
    params: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """One kind. `address_label`: what its address is called ("Telephone number"); `checked_address` returns it in its
    one form, or raises BadInput; `check(channel)` raises BadInput for settings that can't work; `probe(channel, at)`
    asks the provider (time limit of its own) and returns findings; `connect(channel, url)` tells the provider where to
    call, and returns words of what was done; `sealed(settings)` takes secrets out of what was typed, for a kind that
    keeps its own; `hook`: there is a webhook address to show; `steps`: how it is set up at
    the provider, a sentence each; `paused(channel)` says what becomes of what people write while it is switched off."""

    kind: str
    label: Words
    about: Words
    address_label: Words
    fields: Sequence[Field]
    checked_address: Callable[[str], str] = lambda address: address.strip()[:254]
    check: Callable[[Channel], None] = lambda channel: None
    sealed: Callable[[dict[str, Any]], dict[str, Any]] = lambda settings: settings
    probe: Callable[[Channel, datetime], Sequence[Finding]] | None = None
    connect: Callable[[Channel, str], str] | None = None
    hook: bool = True
    steps: Sequence[Words] = ()
    paused: Callable[[Channel], Words] = lambda channel: ""
    address_is_own: bool = True  # False: we make the address (a chat, a form), nobody types it


_KINDS: dict[str, ChannelKind] = {}


def register_kind(kind: ChannelKind) -> None:
    _KINDS[kind.kind] = kind


def kind_of(code: str) -> ChannelKind | None:
    return _KINDS.get(code)


def all_kinds() -> list[ChannelKind]:
    return list(_KINDS.values())
