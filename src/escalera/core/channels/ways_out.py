"""What is on its way to customers, and what did not arrive: pages of deliveries, and of the product's own words."""

from __future__ import annotations

from django.db.models import QuerySet

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.channels.models import Delivery, Saying
from escalera.core.channels.policies import why_not_manage

PAGE = 50
SHOWS = ("failed", "on_the_way", "sent")


def deliveries(
    by: Agent, *, show: str = "failed", channel: int | None = None, before: int | None = None, limit: int = PAGE
) -> tuple[list[Delivery], int | None]:
    """Return a page of them, the newest first, and the key to ask the next page with (None at the end).

    `show`: "failed", "on_the_way" or "sent". Raises: NotAllowed."""
    if refusal := why_not_manage(by):
        raise NotAllowed(refusal)
    rows = _shown(show)
    if channel is not None:
        rows = rows.filter(channel=channel)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("message__ticket__requester", "message__agent", "channel", "thread")
    found = list(rows.order_by("-id")[: limit + 1])
    page = found[:limit]
    return page, page[-1].pk if len(found) > limit else None


def failed_sayings(
    by: Agent, *, channel: int | None = None, before: int | None = None, limit: int = PAGE
) -> tuple[list[Saying], int | None]:
    """Return a page of the product's own words that did not arrive where there is no ticket yet (the assistant's, a
    greeting), the newest first, and the key to ask the next page with. Raises: NotAllowed."""
    if refusal := why_not_manage(by):
        raise NotAllowed(refusal)
    rows = Saying.objects.extra(where=["channels_saying.state = 'failed'"])  # the very words of its index
    if channel is not None:
        rows = rows.filter(thread__channel=channel)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("thread__channel", "thread__contact").order_by("-id")[: limit + 1])
    page = found[:limit]
    return page, page[-1].pk if len(found) > limit else None


def number_failed() -> int:
    """Return how many stand as failed or came back."""
    return Delivery.objects.failed().count()


def _shown(show: str) -> QuerySet[Delivery]:
    if show == "on_the_way":
        return Delivery.objects.on_the_way()
    if show == "sent":
        return Delivery.objects.filter(state="sent")
    return Delivery.objects.failed()
