"""Switching a channel off and on, and giving it a new address for its webhooks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.wake import ring
from escalera.core.channels import policies
from escalera.core.channels.email.doors import forget_doors
from escalera.core.channels.facts import ChannelChanged, ChannelPaused, ChannelResumed
from escalera.core.channels.models import Channel, ChannelWatch, Delivery, DeliveryState, RetiredHook
from escalera.core.channels.models.gate import new_hook_key
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.channels.shared.secrets import OVERLAP


def locked_channel(channel_id: int, by: Agent) -> Channel:
    """Return the channel, locked. Raises: NotAllowed, Channel.DoesNotExist."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    return Channel.objects.select_for_update(of=("self",)).get(pk=channel_id)


@transaction.atomic
def pause_channel(*, channel_id: int, by: Agent, at: datetime) -> Channel:
    """Switch a channel off: its door is closed, and what waits to leave by it waits. Nothing happens if it is off.

    Raises: NotAllowed, Channel.DoesNotExist."""
    channel = locked_channel(channel_id, by)
    if channel.is_active:
        _turn(channel, active=False)
        record(ChannelPaused(channel_id=channel.pk, address=channel.address), actor=by.actor, at=at)
    return channel


@transaction.atomic
def resume_channel(*, channel_id: int, by: Agent, at: datetime) -> Channel:
    """Switch a channel on again: what waited leaves at once, and the provider is asked how it is.

    Raises: NotAllowed, Channel.DoesNotExist."""
    channel = locked_channel(channel_id, by)
    if not channel.is_active:
        _turn(channel, active=True)
        stir(channel, at)
        record(ChannelResumed(channel_id=channel.pk, address=channel.address), actor=by.actor, at=at)
    return channel


@transaction.atomic
def rotate_hook(*, channel_id: int, by: Agent, at: datetime, at_once: bool = False) -> Channel:
    """Give the channel a new webhook address; the old one is taken for a day more, or no more with `at_once`.

    Raises: NotAllowed, BadInput (it has none), Channel.DoesNotExist."""
    channel = locked_channel(channel_id, by)
    kind = kind_of(channel.kind)
    if kind is None or not kind.hook:
        raise BadInput(_("This kind of channel has no webhook."))
    RetiredHook.objects.filter(channel=channel, until__lte=at).delete()
    if at_once:
        RetiredHook.objects.filter(channel=channel).delete()
    else:
        RetiredHook.objects.create(channel=channel, key=channel.hook_key, until=at + OVERLAP)
    channel.hook_key = new_hook_key()
    channel.save(update_fields=["hook_key"])
    record(ChannelChanged(channel_id=channel.pk, address=channel.address, what="hook_key"), actor=by.actor, at=at)
    return channel


@transaction.atomic
def end_overlap(*, channel_id: int, by: Agent, at: datetime) -> Channel:
    """Let nothing old count any more: neither replaced secrets nor replaced webhook addresses.

    Raises: NotAllowed, Channel.DoesNotExist."""
    channel = locked_channel(channel_id, by)
    RetiredHook.objects.filter(channel=channel).delete()
    kept = {name: rows[:1] for name, rows in (channel.settings.get("secrets") or {}).items() if rows}
    if kept:
        channel.settings = {**channel.settings, "secrets": kept}
        channel.save(update_fields=["settings"])
    record(ChannelChanged(channel_id=channel.pk, address=channel.address, what="overlap"), actor=by.actor, at=at)
    return channel


def stir(channel: Channel, at: datetime) -> None:
    """Try at once what waits to leave, and ask the provider soon."""
    Delivery.objects.filter(channel=channel, state=DeliveryState.QUEUED).update(next_try_at=at)
    ChannelWatch.objects.update_or_create(channel=channel, defaults={"next_probe_at": at})
    ring()


def _turn(channel: Channel, *, active: bool) -> None:
    channel.is_active = active
    channel.save(update_fields=["is_active"])
    transaction.on_commit(forget_doors)
