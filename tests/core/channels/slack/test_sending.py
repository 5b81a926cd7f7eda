"""Answers by Slack, to a Web API on this machine."""

from __future__ import annotations

import json

import pytest

from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import Channel, Delivery, DeliveryState, FetchState, Mark, MediaFetch
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.tickets.actions import Content, NewFile, reply
from escalera.core.tickets.models import Attachment, Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.slack.test_door import COMMAND
from tests.core.channels.slack.workspace import deliver, form, make_channel, said, ts
from tests.peers.slack_api import SlackApi


def answer(desk: Desk, content: Content) -> Delivery:
    at = later(10)
    ticket = Ticket.objects.order_by("-pk")[0]
    message = reply(ticket_id=ticket.pk, content=content, by=desk.amira, at=at)
    send_messages(now=at, clock=lambda: at)
    return Delivery.objects.get(message=message)


@pytest.fixture
def ticket(channel: Channel) -> Ticket:
    deliver(channel, said(1, "Hello"))
    return Ticket.objects.get()


def test_an_answer_stands_in_the_thread_under_the_name_of_its_author(
    ticket: Ticket, desk: Desk, slack: SlackApi
) -> None:
    delivery = answer(desk, Content("Is it <on> & <!channel> blinking?"))
    assert delivery.state == DeliveryState.SENT
    assert slack.posted == [
        {"channel": "C111", "thread_ts": ts(1), "unfurl_links": "false", "unfurl_media": "false", "mrkdwn": "false",
         "text": "Is it &lt;on&gt; &amp; &lt;!channel&gt; blinking?", "username": desk.amira.name}
    ]  # fmt: skip
    assert Mark.objects.get(is_outgoing=True).external_id == "C111:1772452800.000001"


def test_our_own_words_that_come_back_are_no_message(channel: Channel, ticket: Ticket, desk: Desk) -> None:
    answer(desk, Content("Hi"))
    deliver(channel, said(9, "Hi", user="UBOT", bot_id="BBOT", thread_ts=ts(1), app_id="A111"))
    assert ticket.messages.count() == 2


def test_where_names_may_not_be_set_they_stand_before_the_words(ticket: Ticket, desk: Desk, slack: SlackApi) -> None:
    slack.scopes = slack.scopes.replace("chat:write.customize,", "")
    answer(desk, Content("Hi"))
    assert [(one["text"], "username" in one) for one in slack.posted] == [(f"{desk.amira.name}:\nHi", False)]


def test_buttons_hang_under_the_words(ticket: Ticket, desk: Desk, slack: SlackApi) -> None:
    answer(desk, Content("Is it on? " * 350, extra={"buttons": ["Yes", "No"]}))
    blocks = json.loads(slack.posted[0]["blocks"])
    assert [block["type"] for block in blocks] == ["section", "section", "actions"]
    assert [(one["action_id"], one["value"]) for one in blocks[2]["elements"]] == [
        ("escalera-0", "Yes"), ("escalera-1", "No"),
    ]  # fmt: skip


def test_a_command_is_answered_in_a_direct_message_with_its_file(
    channel: Channel, desk: Desk, slack: SlackApi
) -> None:
    deliver(channel, form(**COMMAND, text="help me"))
    delivery = answer(desk, Content("See this", files=[NewFile("how.pdf", "application/pdf", b"%PDF-1.7")]))
    assert delivery.state == DeliveryState.SENT
    assert [(one["channel"], "thread_ts" in one) for one in slack.posted] == [("U222", False)]
    assert [(one["channel_id"], one["files"]) for one in slack.shared] == [
        ("D222", [{"id": "F1", "title": "how.pdf"}]),
    ]  # fmt: skip
    assert slack.laid_down == {"F1": b"%PDF-1.7"}


def test_a_file_goes_into_the_thread_and_to_nobody_but_slack(ticket: Ticket, desk: Desk, slack: SlackApi) -> None:
    file = NewFile("a.png", "image/png", b"png")
    answer(desk, Content("Look", files=[file]))
    assert (slack.shared[0]["channel_id"], slack.shared[0]["thread_ts"]) == ("C111", ts(1))
    slack.upload_host = "https://evil.example"
    delivery = answer(desk, Content("Again", files=[file]))
    assert (delivery.state, delivery.answer) == (
        DeliveryState.FAILED, "Slack wants the file laid down at evil.example, which is not Slack.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        ("channel_not_found", DeliveryState.FAILED,
         "Slack does not know this channel, or the app is not in it. (channel_not_found)"),
        ("not_in_channel", DeliveryState.FAILED, "The app is not in this channel: invite it. (not_in_channel)"),
        ("is_archived", DeliveryState.FAILED, "The channel is archived. (is_archived)"),
        ("something_new", DeliveryState.FAILED, "Slack refused it: something_new"),
        ("internal_error", DeliveryState.QUEUED, "Slack is out of order (internal_error)."),
        (503, DeliveryState.QUEUED, "Slack is out of order (503)."),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_plain_words(
    ticket: Ticket, desk: Desk, slack: SlackApi, error: str | int, state: str, words: str
) -> None:
    slack.errors["chat.postMessage"] = [error]
    delivery = answer(desk, Content("Hi"))
    assert (delivery.state, delivery.answer) == (state, words)


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth", "missing_scope"])
def test_a_token_that_is_no_good_is_the_doors_trouble(
    ticket: Ticket, desk: Desk, slack: SlackApi, error: str
) -> None:
    slack.errors["chat.postMessage"] = [error]
    delivery = answer(desk, Content("Hi"))
    assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 0)
    assert f"({error})" in Channel.objects.get(kind="slack").last_error


def test_a_rest_is_kept(ticket: Ticket, desk: Desk, slack: SlackApi) -> None:
    slack.errors["chat.postMessage"] = ["ratelimited"]
    delivery = answer(desk, Content("Hi"))
    assert (delivery.state, Channel.objects.get(kind="slack").paused_until) == (DeliveryState.QUEUED, later(10.5))
    assert [send_messages(now=later(10.4)), send_messages(now=later(10.6))] == [0, 1]
    assert [one["text"] for one in slack.posted] == ["Hi"]


def test_files_are_fetched_with_the_token_and_from_slack_alone(channel: Channel, desk: Desk, slack: SlackApi) -> None:
    slack.files = {"/files-pri/a.png": ("image/png", b"PNG"), "/files-pri/F4": ("application/pdf", b"%PDF")}
    slack.sends_on = {"/files-pri/b.png": "https://evil.example/b.png"}
    files = [
        {"id": "F1", "name": "a.png", "mimetype": "image/png", "url_private": f"{slack.url}/files-pri/a.png"},
        {"id": "F2", "name": "evil.png", "mimetype": "image/png", "url_private": "https://evil.example/a.png"},
        {"id": "F3", "name": "b.png", "mimetype": "image/png", "url_private": f"{slack.url}/files-pri/b.png"},
        {"id": "F4", "name": "c.pdf", "mimetype": "application/pdf", "file_access": "check_file_info"},
        {"id": "F5", "name": "huge.iso", "size": 10**10, "url_private": f"{slack.url}/files-pri/a.png"},
    ]  # fmt: skip
    deliver(channel, said(1, "", subtype="file_share", files=files))
    fetch_due(now=later(6))
    fetch_due(now=later(6))
    assert set(Attachment.objects.values_list("name", "size")) == {("a.png", 3), ("c.pdf", 4)}
    failed = MediaFetch.objects.filter(state=FetchState.FAILED).order_by("pk")
    assert [(one.name, one.error) for one in failed] == [
        ("evil.png", "The file lies at evil.example, which is not the provider."),
        ("b.png", "The provider sent us on to evil.example, which is not one of its own."),
        ("huge.iso", "The file is larger than 104 MB."),
    ]  # fmt: skip


def test_the_page_to_sign_in_is_not_taken_for_the_file(desk: Desk, slack: SlackApi) -> None:
    channel = make_channel(desk, slack)
    slack.scopes = slack.scopes.replace("files:read,", "")
    slack.files = {"/files-pri/a.png": ("image/png", b"PNG")}
    file = {"id": "F1", "name": "a.png", "mimetype": "image/png", "url_private": f"{slack.url}/files-pri/a.png"}
    deliver(channel, said(1, "", subtype="file_share", files=[file]))
    fetch_due(now=later(6))
    assert MediaFetch.objects.get().error == "The app may not read files: give it the permission files:read."
    assert _findings(channel)[1] == ("scopes", "The app lacks permissions: files:read.", False)


def _findings(channel: Channel) -> list[tuple[str, str, bool]]:
    kind = kind_of("slack")
    assert kind is not None
    assert kind.probe is not None
    return [(one.code, str(one.words) % (one.params or {}), one.good) for one in kind.probe(channel, NOON)]


def test_asked_how_it_is_slack_tells(channel: Channel, slack: SlackApi) -> None:
    assert _findings(channel) == [("token", "Slack knows the app as helpdesk in Acme.", True)]
    slack.errors["auth.test"] = ["account_inactive"]
    assert _findings(channel) == [
        ("token", "The app was removed from Slack, or its token was revoked. (account_inactive)", False),
    ]  # fmt: skip
