"""Opening, changing and closing channels of every kind."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels import policies
from escalera.core.channels.actions.turning import locked_channel, stir
from escalera.core.channels.email.doors import forget_doors
from escalera.core.channels.facts import ChannelAdded, ChannelChanged, ChannelRemoved
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.filled import check_required, check_server, filled, with_secrets
from escalera.core.channels.shared.kinds import ChannelKind, kind_of
from escalera.core.channels.shared.sending import is_practice

CHANGEABLE = frozenset({"name", "address", "team", "is_active", "acknowledges", "settings", "secrets"})


@transaction.atomic
def add_channel(
    *,
    name: str,
    address: str = "",
    by: Agent,
    kind: str = "email",
    team: Team | None = None,
    acknowledges: bool = True,
    settings: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str | None] | None = None,
    at: datetime | None = None,
) -> Channel:
    """Open a door of a registered kind; secrets are sealed before they are stored.

    Raises: NotAllowed, BadInput."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    at = at or timezone.now()
    sort = _known(kind)
    channel = Channel(kind=kind, team=team, acknowledges=acknowledges)
    channel.address = _address(sort, address)
    channel.name = _name(name, channel, sort)
    given = {key: value for key, value in filled(sort, settings or {}).items() if value is not None}
    channel.settings = sort.sealed(given)
    channel.settings = with_secrets(channel, sort, secrets or {}, at)
    check_required(channel, sort)
    sort.check(channel)
    _saved(channel)
    stir(channel, at)
    record(ChannelAdded(channel_id=channel.pk, address=channel.address), actor=by.actor, at=at)
    return channel


@transaction.atomic
def edit_channel(*, channel_id: int, by: Agent, at: datetime, changes: Mapping[str, Any]) -> Channel:
    """Change a channel: name, address, team, is_active, acknowledges, settings, secrets. Settings are laid over the
    present ones; None takes one away. A new secret counts at once, the one before it for a day more; "" leaves it.
    What waited for a way out is tried at once.

    Raises: NotAllowed, BadInput, Channel.DoesNotExist."""
    channel = locked_channel(channel_id, by)
    if unknown := set(changes) - CHANGEABLE:
        raise BadInput(_("A channel has no “%(name)s”.") % {"name": ", ".join(sorted(unknown))})
    sort = _known(channel.kind)
    before = channel.settings
    for name, value in changes.items():
        if name == "settings":
            merged = {**channel.settings, **filled(sort, value)}
            channel.settings = sort.sealed({k: v for k, v in merged.items() if v is not None})
        elif name == "address":
            channel.address = _address(sort, value, channel.address)
        elif name == "name":
            channel.name = _name(value, channel, sort)
        elif name != "secrets":
            setattr(channel, name, value)
    new_secrets = changes.get("secrets") or {}
    channel.settings = with_secrets(channel, sort, new_secrets, at)
    check_server(before, channel.settings, new_secrets)
    if not is_practice(channel):
        check_required(channel, sort)
    sort.check(channel)
    _saved(channel)
    stir(channel, at)
    fact = ChannelChanged(channel_id=channel.pk, address=channel.address, what=" ".join(sorted(changes)))
    record(fact, actor=by.actor, at=at)
    return channel


@transaction.atomic
def remove_channel(*, channel_id: int, by: Agent, at: datetime) -> None:
    """Close a door for good: what came in by it stays; mail that waits to leave leaves by the desk's own way.

    Raises: NotAllowed, Channel.DoesNotExist."""
    channel = locked_channel(channel_id, by)
    record(ChannelRemoved(channel_id=channel.pk, address=channel.address), actor=by.actor, at=at)
    channel.delete()
    transaction.on_commit(forget_doors)


def _known(code: str) -> ChannelKind:
    if (kind := kind_of(code)) is None:
        raise BadInput(_("There is no kind of channel “%(kind)s”.") % {"kind": str(code)[:40]})
    return kind


def _address(kind: ChannelKind, typed: str, present: str = "") -> str:
    """Return the address in its one form; one that is ours to make is made once and stays."""
    if not kind.address_is_own:
        return present or f"{kind.kind}-{randomness.token_hex(4)}"
    address = kind.checked_address(str(typed).replace("\x00", ""))[:254]
    if not address:
        raise BadInput(_("“%(field)s” is missing.") % {"field": kind.address_label})
    return address


def _name(typed: str, channel: Channel, kind: ChannelKind) -> str:
    plain = str(typed).replace("\x00", "").strip()[:80]
    return plain or (channel.address[:80] if kind.address_is_own else str(kind.label)[:80])


def _saved(channel: Channel) -> Channel:
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        raise BadInput(_("There is a channel with this address already.")) from None
    transaction.on_commit(forget_doors)
    return channel
