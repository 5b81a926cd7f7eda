"""A person of the desk who writes in a ticket's thread in Slack itself."""

from __future__ import annotations

import time
from typing import Any

import pytest

from escalera.base.people.models import Agent, Contact, Role
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import Channel, Delivery, InboundItem, Outcome, Thread
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.slack import people
from escalera.core.channels.slack.people import DIRECTORY
from escalera.core.tickets.models import Attachment, Message, Sight, Ticket
from tests.cast import Desk, later
from tests.core.channels.slack.conftest import person
from tests.core.channels.slack.workspace import changed, deliver, said, ts, wrapped
from tests.core.clocks.agreed import agree, clocks, target
from tests.peers.slack_api import SlackApi


@pytest.fixture(autouse=True)
def amira_in_slack(slack: SlackApi) -> None:
    slack.people["U777"] = member("Amira S.", "Amira@desk.example")


def member(name: str, email: str, **more: Any) -> dict[str, Any]:
    return {**person(name, email, team_id="T111", is_email_confirmed=True), **more}


def ask(channel: Channel) -> Ticket:
    deliver(channel, said(1, "My VPN is down"))
    return Ticket.objects.get()


def answer(channel: Channel, number: int = 2, text: str = "Is it blinking?", **more: Any) -> None:
    deliver(channel, said(number, text, **{"user": "U777", "thread_ts": ts(1), **more}))


def words() -> list[tuple[str, str, str]]:
    """Return kind, author and text of each message."""
    rows = Message.objects.order_by("pk").select_related("agent", "contact")
    return [(one.kind, str(one.agent or one.contact), one.text) for one in rows]


CUSTOMERS = ("message", "Ana Ruiz", "My VPN is down")


def test_their_words_are_the_answer_and_go_nowhere_again(channel: Channel, desk: Desk, slack: SlackApi) -> None:
    agree(target("first_reply", 60))
    ticket = ask(channel)
    answer(channel)
    assert words() == [CUSTOMERS, ("message", "Amira", "Is it blinking?")]
    message = Message.objects.get(agent=desk.amira)
    assert (message.channel, (message.extra or {})["written_in"]) == ("slack", "slack")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee, ticket.customer_waits_since) == ("open", desk.amira, None)
    assert clocks(ticket.pk) == [("first_reply", "met")]
    assert [(one.outcome, one.reason) for one in InboundItem.objects.order_by("pk")][1] == (
        Outcome.MESSAGE, "a colleague's answer",
    )  # fmt: skip
    send_messages(now=later(10))
    assert (Delivery.objects.count(), slack.posted) == (0, [])
    assert list(Contact.objects.filter(identities__channel="slack").values_list("name", flat=True)) == ["Ana Ruiz"]
    deliver(channel, said(3, "Yes, it is", thread_ts=ts(1)))
    assert words()[2:] == [("message", "Ana Ruiz", "Yes, it is")]


def test_twice_is_once_also_when_the_app_is_called_by_name(channel: Channel) -> None:
    ask(channel)
    answer(channel, text="<@UBOT> look at this")
    answer(channel, text="<@UBOT> look at this")
    call = {"type": "app_mention", "user": "U777", "text": "<@UBOT> look at this", "ts": ts(2), "thread_ts": ts(1),
            "channel": "C111", "event_ts": ts(2)}  # fmt: skip
    deliver(channel, wrapped(call))
    assert words() == [CUSTOMERS, ("message", "Amira", "look at this")]


def test_what_they_edit_and_take_back_stays_theirs(channel: Channel, desk: Desk) -> None:
    ask(channel)
    deliver(channel, changed(2, "Is it on?", 10, before="Is it of?", user="U777", thread_ts=ts(1)))
    answer(channel, text="Is it of?")
    deliver(channel, changed(2, "Is it on, Ana?", 20, before="Is it on?", user="U777", thread_ts=ts(1)))
    assert words() == [CUSTOMERS, ("message", "Amira", "Is it on, Ana?")]
    gone = {"type": "message", "subtype": "message_deleted", "channel": "C111", "ts": ts(30), "event_ts": ts(30),
            "deleted_ts": ts(2), "previous_message": {"user": "U777", "text": "x", "ts": ts(2), "thread_ts": ts(1)}}  # fmt: skip
    deliver(channel, wrapped(gone))
    extra = Message.objects.get(agent=desk.amira).extra or {}
    assert (extra["edited"]["first"], "taken_back" in extra) == ("Is it of?", True)


def test_their_files_hang_on_the_answer(channel: Channel, desk: Desk, slack: SlackApi) -> None:
    ask(channel)
    slack.files = {"/files-pri/how.pdf": ("application/pdf", b"%PDF")}
    file = {
        "id": "F1",
        "name": "how.pdf",
        "mimetype": "application/pdf",
        "url_private": f"{slack.url}/files-pri/how.pdf",
    }
    answer(channel, text="", subtype="file_share", files=[file])
    fetch_due(now=later(6))
    found = Attachment.objects.get()
    assert (found.name, found.message.agent, found.message.text) == ("how.pdf", desk.amira, "(…)")


@pytest.mark.parametrize(
    ("change", "event"),
    [
        ({"is_restricted": True}, {}),
        ({"is_ultra_restricted": True}, {}),
        ({"is_stranger": True}, {}),
        ({"is_bot": True}, {}),
        ({"is_email_confirmed": False}, {}),
        ({"is_email_confirmed": "yes"}, {}),
        ({"is_email_confirmed": None}, {}),
        ({"deleted": True}, {}),
        ({"team_id": "T999"}, {}),
        ({"team_id": None}, {}),
        ({"profile": {"real_name": "Amira S.", "email": "amira@desk.example.evil"}}, {}),
        ({}, {"team": "T999"}),
        ({}, {"user_team": "T999"}),
    ],
)
def test_nobody_else_can_pass_for_them(
    channel: Channel, slack: SlackApi, change: dict[str, Any], event: dict[str, Any]
) -> None:
    slack.people["U777"].update(change)
    ask(channel)
    answer(channel, text="Send me your password", **event)
    assert words() == [CUSTOMERS, ("message", "Amira S.", "Send me your password")]
    assert Message.objects.filter(agent__isnull=False).count() == 0


def test_another_apps_message_in_their_name_is_nobodys(channel: Channel) -> None:
    ask(channel)
    answer(channel, bot_id="B9", app_id="A9")
    assert words() == [CUSTOMERS]


def test_in_a_company_with_several_workspaces_ours_must_be_one_of_theirs(channel: Channel, slack: SlackApi) -> None:
    slack.people["U777"].update({"team_id": "T555", "enterprise_user": {"id": "W1", "teams": ["T555", "T111"]}})
    ask(channel)
    answer(channel, team="T555")
    assert words()[1] == ("message", "Amira", "Is it blinking?")


def test_who_left_the_desk_is_no_colleague(channel: Channel, desk: Desk) -> None:
    ask(channel)
    answer(channel)
    Agent.objects.filter(pk=desk.amira.pk).update(is_active=False)
    answer(channel, 3, "And now?")
    assert words()[1:] == [("message", "Amira", "Is it blinking?"), ("message", "Amira S.", "And now?")]


def test_on_a_ticket_of_their_own_they_are_the_customer(channel: Channel, desk: Desk, slack: SlackApi) -> None:
    slack.people["U888"] = member("Sara", "sara@desk.example")
    deliver(channel, said(1, "My mouse is gone", user="U777"))
    answer(channel, 2, "It was grey")
    answer(channel, 3, "Take this one", user="U888")
    assert words() == [
        ("message", "Amira S.", "My mouse is gone"), ("message", "Amira S.", "It was grey"),
        ("message", "Sara", "Take this one"),
    ]  # fmt: skip
    assert list(Message.objects.order_by("pk").values_list("agent", flat=True)) == [None, None, desk.sara.pk]


def test_what_they_ask_in_the_channel_or_in_private_is_a_ticket_of_theirs(channel: Channel) -> None:
    deliver(channel, said(1, "My mouse is gone", user="U777"))
    deliver(channel, said(2, "Hello?", user="U777", place="D7"))
    assert (Ticket.objects.count(), Message.objects.filter(agent__isnull=False).count()) == (2, 0)


def test_who_may_not_answer_there_leaves_a_note(channel: Channel, desk: Desk, slack: SlackApi) -> None:
    slack.people["U666"] = member("Omar S.", "omar@desk.example")
    ticket = ask(channel)
    answer(channel, text="Of another team", user="U666")
    Sight.objects.create(ticket=ticket, agent=desk.omar, since=later(1))
    answer(channel, 3, "Called in", user="U666")
    Role.objects.filter(pk=desk.omar.role_id).update(permissions=[])
    answer(channel, 4, "May only read", user="U666")
    assert words()[1:] == [
        ("message", "Omar S.", "Of another team"), ("note", "Omar", "Called in"), ("message", "Omar S.", "May only read"),
    ]  # fmt: skip
    assert InboundItem.objects.order_by("pk")[2].reason == "a colleague's note: This ticket stands with another team."


@pytest.mark.parametrize(
    ("way", "kind", "agent", "reason"),
    [("note", "note", "Amira", "a colleague's note"), ("heard", "message", "None", "append"),
     ("reply", "message", "Amira", "a colleague's answer"), ("", "message", "Amira", "a colleague's answer")],
)  # fmt: skip
def test_the_channel_says_what_their_words_are(
    channel: Channel, way: str, kind: str, agent: str, reason: str
) -> None:
    Channel.objects.filter(pk=channel.pk).update(settings={**channel.settings, "colleagues": way})
    ask(channel)
    answer(channel)
    message = Message.objects.order_by("pk")[1]
    assert (message.kind, str(message.agent), InboundItem.objects.order_by("pk")[1].reason) == (kind, agent, reason)


def test_what_slack_would_not_take_from_us_stands_there_already(channel: Channel) -> None:
    ask(channel)
    answer(channel, text="long " * 4000)
    assert words()[1][:2] == ("message", "Amira")


def test_a_merged_ticket_goes_on_where_it_went(channel: Channel, desk: Desk) -> None:
    ticket = ask(channel)
    deliver(channel, said(5, "The VPN again"))
    other = Ticket.objects.exclude(pk=ticket.pk).get()
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=other)
    answer(channel)
    assert Message.objects.get(agent=desk.amira).ticket_id == other.pk


def test_who_they_are_is_asked_again_and_counts_no_longer_than_a_day(
    channel: Channel, slack: SlackApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(channel)
    answer(channel)
    clock = time.monotonic() + people.MEMBER_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    slack.people["U777"]["is_restricted"] = True
    answer(channel, 3, "A guest by now")
    slack.people["U777"]["is_restricted"] = False
    clock += people.KEPT_S + 1
    answer(channel, 4, "A member again")
    slack.errors["users.info"] = [500] * 9
    clock += people.MEMBER_S + 1
    answer(channel, 5, "Slack does not answer, and it was known lately")
    clock += people.KEPT_S
    answer(channel, 6, "Nobody has said so for a day")
    authors = [bool(one.agent_id) for one in Message.objects.order_by("pk")[1:]]
    assert authors == [True, False, True, True, False]


def test_a_conversation_knows_when_it_was_answered(channel: Channel) -> None:
    ask(channel)
    answer(channel)
    assert Thread.objects.get().last_out_at == later(5)
    assert DIRECTORY.member(channel, "U222") == ""
