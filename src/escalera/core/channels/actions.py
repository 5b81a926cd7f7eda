"""What people do at the gate: send again, try again, add and change channels."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.wake import ring
from escalera.core.channels import gate, policies
from escalera.core.channels.email import settings as mail_settings
from escalera.core.channels.email.doors import forget_doors
from escalera.core.channels.email.outgoing.addressing import OurDoors, requester_address
from escalera.core.channels.facts import ChannelAdded, ChannelChanged, ChannelRemoved, DeliveryRetried
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem

_ADDRESS = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,189}")


class CannotResend(Refusal):
    """The answer is on its way or has arrived."""


class CannotRetry(Refusal):
    """The item is not in quarantine."""


@transaction.atomic
def resend(*, delivery_id: int, by: Agent, at: datetime) -> Delivery:
    """Send an answer again that failed or came back; to where the customer is reached now.

    Raises: NotAllowed, CannotResend, BadInput (still no address), Delivery.DoesNotExist."""
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message__ticket", "message__agent")
        .get(pk=delivery_id)
    )
    if refusal := policies.why_not_resend(by, delivery):
        raise NotAllowed(refusal)
    if refusal := policies.why_not_again(delivery):
        raise CannotResend(refusal)
    delivery.to = delivery.to or _address_now(delivery)
    if not delivery.to:
        raise BadInput(_("The customer has no mail address."))
    delivery.state = DeliveryState.QUEUED
    delivery.attempts = 0
    delivery.queued_at = delivery.next_try_at = at
    delivery.sent_at = None
    delivery.save(update_fields=["to", "state", "attempts", "queued_at", "next_try_at", "sent_at"])
    fact = DeliveryRetried(
        ticket_id=delivery.message.ticket_id, delivery_id=delivery.pk, message_id=delivery.message_id
    )
    record(fact, actor=by.actor, at=at)
    ring()
    return delivery


def retry_item(*, item_id: int, by: Agent, at: datetime) -> InboundItem:
    """Understand a quarantined item again; one whose mail could not be fetched is fetched again soon.

    Raises: NotAllowed, CannotRetry, InboundItem.DoesNotExist."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    item = InboundItem.objects.get(pk=item_id)
    if refusal := policies.why_not_retry(item):
        raise CannotRetry(refusal)
    if not (item.envelope or {}).get("unfetched"):
        return gate.understand(item_id, at=at, again=True)[0]
    item.envelope = {**(item.envelope or {}), "fetch_again": True}
    item.save(update_fields=["envelope"])
    return item


@transaction.atomic
def add_channel(
    *,
    name: str,
    address: str,
    by: Agent,
    team: Team | None = None,
    acknowledges: bool = True,
    settings: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Channel:
    """Open a door for mail; passwords in the settings are sealed before they are stored.

    Raises: NotAllowed, BadInput."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    channel = Channel(
        kind="email",
        name=name.strip()[:80] or address.strip()[:80],
        address=_checked_address(address),
        team=team,
        acknowledges=acknowledges,
        settings=mail_settings.sealed(settings or {}),
    )
    _check_ways(channel)
    _saved(channel)
    record(ChannelAdded(channel_id=channel.pk, address=channel.address), actor=by.actor, at=at or timezone.now())
    return channel


@transaction.atomic
def edit_channel(*, channel_id: int, by: Agent, at: datetime, changes: dict[str, Any]) -> Channel:
    """Change a channel: name, address, team, is_active, acknowledges, settings. Settings are laid over the present
    ones; None takes one away. What waited for a way out is tried at once.

    Raises: NotAllowed, BadInput, Channel.DoesNotExist."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    channel = Channel.objects.select_for_update(of=("self",)).get(pk=channel_id)
    if unknown := set(changes) - {"name", "address", "team", "is_active", "acknowledges", "settings"}:
        raise BadInput(_("A channel has no “%(name)s”.") % {"name": ", ".join(sorted(unknown))})
    for name, value in changes.items():
        if name == "settings":
            merged = {**channel.settings, **value}
            channel.settings = mail_settings.sealed({k: v for k, v in merged.items() if v is not None})
        else:
            setattr(channel, name, _checked_address(value) if name == "address" else value)
    _check_ways(channel)
    Delivery.objects.filter(channel=channel, state=DeliveryState.QUEUED).update(next_try_at=at)
    ring()
    _saved(channel)
    fact = ChannelChanged(channel_id=channel.pk, address=channel.address, what=" ".join(sorted(changes)))
    record(fact, actor=by.actor, at=at)
    return channel


@transaction.atomic
def remove_channel(*, channel_id: int, by: Agent, at: datetime) -> None:
    """Close a door for good: what came in by it stays, what waits to leave leaves by the desk's own way.

    Raises: NotAllowed, Channel.DoesNotExist."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    channel = Channel.objects.select_for_update(of=("self",)).get(pk=channel_id)
    record(ChannelRemoved(channel_id=channel.pk, address=channel.address), actor=by.actor, at=at)
    channel.delete()
    transaction.on_commit(forget_doors)


def _saved(channel: Channel) -> Channel:
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        raise BadInput(_("There is a channel with this address already.")) from None
    transaction.on_commit(forget_doors)
    return channel


def _check_ways(channel: Channel) -> None:
    """Read the settings once as the loops will. Raises: BadInput."""
    mail_settings.mailbox_of(channel)
    mail_settings.sender_of(channel)
    if not isinstance(channel.settings.get("aliases") or [], list):
        raise BadInput(_("The other addresses of a channel are a list."))


def _checked_address(address: str) -> str:
    address = address.strip().lower()
    if not _ADDRESS.fullmatch(address):
        raise BadInput(_("“%(address)s” is not a mail address.") % {"address": address[:100]})
    return address


def _address_now(delivery: Delivery) -> list[str]:
    address = requester_address(delivery.message.ticket, OurDoors.read())
    return [address] if address else []
