"""Words of the assistant that did not arrive stand among the deliveries, with the reason and a way to send them again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.core.channels import actions, ways_out
from escalera.core.channels.models import Channel, DeliveryState, Saying, Thread
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.overview import channel_state
from escalera.core.channels.shared.robot import say
from escalera.core.channels.shared.sending import NotSent
from tests.cast import NOON, Desk, later
from tests.core.channels.shared.plain import Provider, plain_kind
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts
from tests.faces.desk.test_channels_pages import OUT, door

HEAD = "Words of the assistant where there is no ticket yet"


@pytest.fixture
def provider(db: None) -> Iterator[Provider]:
    with plain_kind() as provider:
        yield provider


@pytest.fixture
def channel(provider: Provider, desk: Desk) -> Channel:
    return door(desk, "plain")


def failed(desk: Desk, channel: Channel, provider: Provider, text: str = "How can I help?", **thread: Any) -> Saying:
    """Have the assistant say something that the provider does not take."""
    address = thread.pop("address", "+34600")
    values = {"contact": desk.farid, "begun_at": NOON, "last_in_at": NOON, **thread}
    where, _made = Thread.objects.get_or_create(channel=channel, address=address, defaults=values)
    saying = say(where, text, NOON)
    provider.answers = [NotSent("no such number", permanent=True)]
    send_messages(now=later(1))
    saying.refresh_from_db()
    assert saying.state == DeliveryState.FAILED
    return saying


def test_they_stand_there_with_the_reason_and_go_again_by_one_click(
    desk: Desk, channel: Channel, provider: Provider, enter: Enter
) -> None:
    browser = enter(desk.sara)
    assert HEAD not in texts(browser.get(OUT), "h2")
    saying = failed(desk, channel, provider)
    page = browser.get(OUT)
    assert (texts(page, "#deliveries h2"), texts(page, "tbody td:nth-child(2)"), texts(page, "tbody td:nth-child(3)")) == (
        [HEAD], ["Farid Haddad +34600 How can I help?"], ["Failed no such number 1 try"],
    )  # fmt: skip
    assert HEAD not in texts(browser.get(f"{OUT}?show=on_the_way"), "h2")
    done = browser.post(f"{OUT}said/{saying.pk}/again/?channel={channel.pk}")
    assert (done.status_code, done["Location"]) == (302, f"{OUT}?show=failed&channel={channel.pk}")
    saying.refresh_from_db()
    assert (saying.state, saying.attempts) == (DeliveryState.QUEUED, 0)
    assert Event.objects.get(name="saying.retried").data == {"saying_id": saying.pk}
    send_messages(now=saying.next_try_at)
    saying.refresh_from_db()
    assert (saying.state, [part.text for part in provider.sent]) == (DeliveryState.SENT, ["How can I help?"])
    again = browser.post(f"{OUT}said/{saying.pk}/again/", headers={"hx-request": "true", "hx-target": "deliveries"})
    assert (again.status_code, texts(again, "p.notice[role=alert]")) == (
        409, ["Only an answer that failed or came back can be sent again."],
    )  # fmt: skip


def test_what_can_not_leave_any_more_says_why(desk: Desk, channel: Channel, provider: Provider, enter: Enter) -> None:
    saying = failed(desk, channel, provider)
    Thread.objects.update(stopped_at=NOON)
    refused = enter(desk.sara).post(f"{OUT}said/{saying.pk}/again/")
    assert (refused.status_code, texts(refused, "p.notice[role=alert]")) == (
        422, ["The customer does not want messages here any more."],
    )  # fmt: skip
    assert Saying.objects.get().state == DeliveryState.FAILED


def test_only_who_looks_after_channels_may(desk: Desk, channel: Channel, provider: Provider, enter: Enter) -> None:
    saying = failed(desk, channel, provider)
    assert enter(desk.amira).post(f"{OUT}said/{saying.pk}/again/").status_code == 403
    assert enter(desk.sara).post(f"{OUT}said/{saying.pk + 1}/again/").status_code == 404
    assert enter(desk.sara).get(f"{OUT}said/{saying.pk}/again/").status_code == 405


def test_they_are_chosen_by_channel_and_paged(desk: Desk, channel: Channel, provider: Provider, enter: Enter) -> None:
    other = door(desk, "other")
    words = [failed(desk, channel, provider, f"w{n}") for n in range(3)]
    failed(desk, other, provider, "elsewhere")
    actions.pause_channel(channel_id=other.pk, by=desk.sara, at=NOON)
    page = enter(desk.sara).get(f"{OUT}?channel={other.pk}")
    assert texts(page, "tbody td:nth-child(3)") == ["Failed Its channel is switched off. no such number 1 try"]
    found, more = ways_out.failed_sayings(desk.sara, channel=channel.pk, limit=2)
    assert ([one.pk for one in found], more) == ([words[2].pk, words[1].pk], words[1].pk)
    found, more = ways_out.failed_sayings(desk.sara, channel=channel.pk, before=more, limit=2)
    assert ([one.pk for one in found], more) == ([words[0].pk], None)
    page = enter(desk.sara).get(f"{OUT}?said_before={words[1].pk}")
    assert texts(page, "tbody td:nth-child(2)") == ["Farid Haddad +34600 w0"]


def test_the_channel_counts_them_among_what_did_not_arrive(desk: Desk, channel: Channel, provider: Provider) -> None:
    failed(desk, channel, provider)
    assert channel_state(channel.pk, desk.sara, now=later(2)).failed == 1


@pytest.mark.parametrize("count", [1, 3, 9])
def test_many_cost_no_more(
    desk: Desk, channel: Channel, provider: Provider, enter: Enter, count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:  # fmt: skip
    for number in range(count):
        failed(desk, channel, provider, address=f"+3460{number}")
    browser = enter(desk.sara)
    with django_assert_num_queries(6):
        browser.get(OUT)
