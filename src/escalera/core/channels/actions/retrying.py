"""Trying to understand again what is in quarantine."""

from __future__ import annotations

from datetime import datetime

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed, Refusal
from escalera.core.channels import gate, policies
from escalera.core.channels.models import InboundItem


class CannotRetry(Refusal):
    """The item is not in quarantine."""


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
