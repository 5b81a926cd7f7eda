"""Asking a provider how a channel is, and telling it where to call."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed, Refusal
from escalera.core.channels import policies, probing
from escalera.core.channels.facts import ChannelChanged
from escalera.core.channels.models import Channel, ChannelFinding
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.channels.shared.sending import NotSent, is_practice


class CannotConnect(Refusal):
    """The provider did not take our address; the text is its words."""


def try_connection(
    *, channel_id: int, by: Agent, at: datetime, limit_s: float = probing.LIMIT_S
) -> list[ChannelFinding]:
    """Ask the provider now, keep what it says, and return it. Raises: NotAllowed, Channel.DoesNotExist."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    channel = Channel.objects.get(pk=channel_id)
    kind = kind_of(channel.kind)
    if kind is not None and kind.probe is not None:
        for _channel, findings in probing.ask([channel], at=at, limit_s=limit_s):
            probing.note_findings(channel.pk, findings, at=at)
    return list(ChannelFinding.objects.filter(channel=channel).order_by("good", "code"))


def connect_channel(*, channel_id: int, by: Agent, at: datetime) -> str:
    """Tell the provider where to call, and return what was done in its words.

    Raises: NotAllowed, CannotConnect, Channel.DoesNotExist."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    channel = Channel.objects.get(pk=channel_id)
    kind = kind_of(channel.kind)
    if kind is None or kind.connect is None:
        raise CannotConnect(_("This provider is told our address on its own pages."))
    if is_practice(channel):
        raise CannotConnect(_("For practice: nothing leaves by this channel."))
    try:
        words = kind.connect(channel, hook_url(channel))
    except NotSent as trouble:
        raise CannotConnect(str(trouble)) from trouble
    with transaction.atomic():
        fact = ChannelChanged(channel_id=channel.pk, address=channel.address, what="webhook")
        record(fact, actor=by.actor, at=at)
    return words


def hook_url(channel: Channel) -> str:
    """Return the whole address that the provider calls."""
    return f"{settings.BASE_URL}{reverse('hook', args=[channel.kind, channel.hook_key])}"
