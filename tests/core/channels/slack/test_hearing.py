"""What Slack brings, through the webhook's address."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.people.actions import meet
from escalera.base.people.models import Contact
from escalera.core.channels.models import Channel, InboundItem, MediaFetch, Outcome, Thread
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, Desk
from tests.core.channels.slack.workspace import changed, deliver, make_channel, said, ts, wrapped
from tests.peers.slack_api import SlackApi


def outcomes() -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in InboundItem.objects.order_by("pk")]


def texts() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))


def test_each_message_in_the_channel_is_a_ticket_and_its_thread_goes_on(channel: Channel) -> None:
    first = said(1, "My <https://vpn.acme.example|VPN> is down &amp; slow")
    for one in (first, said(2, "Need a mouse", user="U333"), said(3, "Since today", thread_ts=ts(1)), first):
        assert deliver(channel, one).status_code == 200
    vpn, mouse = Ticket.objects.order_by("pk")
    assert (vpn.subject, vpn.requester.name, vpn.language) == (
        "My VPN (https://vpn.acme.example) is down & slow", "Ana Ruiz", "es",
    )  # fmt: skip
    assert [one.text for one in vpn.messages.order_by("pk")] == [vpn.subject, "Since today"]
    assert mouse.requester.name == "Luis Vega"
    assert list(Thread.objects.order_by("pk").values_list("address", flat=True)) == [f"C111:{ts(1)}", f"C111:{ts(2)}"]
    assert outcomes() == [(Outcome.TICKET, "new"), (Outcome.TICKET, "new"), (Outcome.MESSAGE, "append")]


def test_a_confirmed_address_says_who_it_is_and_a_strangers_does_not(channel: Channel) -> None:
    ana = meet(channel="email", address="ana@acme.example", name="Ana R.", at=NOON)
    meet(channel="email", address="guest@elsewhere.example", name="Known guest", at=NOON)
    deliver(channel, said(1, "Hello"))
    deliver(channel, said(2, "Hello", user="U444"))
    assert [ticket.requester.name for ticket in Ticket.objects.order_by("pk")] == ["Ana R.", "Guest"]
    assert set(ana.identities.values_list("channel", "address")) == {("email", "ana@acme.example"), ("slack", "U222")}


@pytest.mark.parametrize("error", [500, "ratelimited", "token_revoked", "user_not_found"])
def test_no_word_is_lost_where_slack_says_nothing_of_its_author(
    channel: Channel, slack: SlackApi, error: str | int
) -> None:
    slack.errors["users.info"] = [error, error]
    deliver(channel, said(1, "Hello <@U333>"))
    deliver(channel, said(2, "Again"))  # the door rests: it is not asked again for every message
    assert (texts(), slack.calls.count("users.info") <= 2) == (["Hello @U333", "Again"], True)
    assert list(Contact.objects.filter(identities__channel="slack").values_list("name", flat=True)) == ["U222"]


def test_who_only_calls_the_app_is_heard(channel: Channel) -> None:
    deliver(channel, said(1, "<@UBOT>"))
    assert texts() == ["@UBOT"]


def test_somebody_is_asked_about_once(channel: Channel, slack: SlackApi) -> None:
    for number in range(1, 4):
        deliver(channel, said(number, "Hi <@U333>"))
    assert (texts(), slack.calls) == (["Hi @Luis Vega"] * 3, ["auth.test", *["users.info"] * 2])


def test_the_app_called_by_name_hears_it_once(channel: Channel) -> None:
    event = {"type": "app_mention", "user": "U222", "text": "<@UBOT> my screen is dark", "ts": ts(1), "channel": "C111",
             "event_ts": ts(1)}  # fmt: skip
    file = {
        "id": "F1",
        "name": "a.png",
        "mimetype": "image/png",
        "size": 3,
        "url_private": "https://files.slack.com/a",
    }
    deliver(channel, wrapped(event))
    deliver(channel, said(1, "<@UBOT> my screen is dark", subtype="file_share", files=[file]))
    assert (texts(), outcomes()[1]) == (["my screen is dark"], (Outcome.IGNORED, "known already"))
    assert list(MediaFetch.objects.values_list("name", flat=True)) == ["a.png"]


def test_a_direct_conversation_is_one_and_a_thread_in_it_answers(channel: Channel) -> None:
    deliver(channel, said(1, "Hello", place="D9"))
    deliver(channel, said(2, "Are you there?", place="D9"))
    deliver(channel, said(3, "To that", place="D9", thread_ts=ts(1)))
    thread = Thread.objects.get()
    assert (texts(), Ticket.objects.count()) == (["Hello", "Are you there?", "To that"], 1)
    assert (thread.address, thread.data["thread_ts"]) == ("U222", ts(1))
    assert (Message.objects.order_by("-pk")[0].extra or {})["answers"]["text"] == "Hello"


def test_only_the_help_channels_are_heard_where_they_are_named(desk: Desk, slack: SlackApi) -> None:
    channel = make_channel(desk, slack, channels=["C111 #help"])
    deliver(channel, said(1, "Chatter", place="C999"))
    call = {"type": "app_mention", "user": "U222", "text": "<@UBOT> please", "ts": ts(2), "channel": "C999"}
    deliver(channel, wrapped(call))
    deliver(channel, said(3, "More of it", place="C999", thread_ts=ts(2)))
    deliver(channel, said(4, "Help", place="C111"))
    deliver(channel, said(5, "Me too", place="D9"))
    assert texts() == ["please", "More of it", "Help", "Me too"]
    assert outcomes()[0] == (Outcome.IGNORED, "not a help channel")


def _story() -> list[dict[str, Any]]:
    reaction = {"type": "reaction_added", "user": "U333", "item": {"type": "message", "channel": "C111", "ts": ts(1)}}
    return [
        said(1, "Helo"),
        said(2, "Second", thread_ts=ts(1), user="U333"),
        changed(1, "Hello", 10, before="Helo"),
        changed(1, "Hello!", 20, before="Hello"),
        wrapped({**reaction, "reaction": "heart_eyes", "event_ts": ts(30)}),
        wrapped({**reaction, "reaction": "+1::skin-tone-2", "event_ts": ts(31)}),
        wrapped({**reaction, "type": "reaction_removed", "reaction": "heart_eyes", "event_ts": ts(32)}),
        wrapped({"type": "message", "subtype": "message_deleted", "channel": "C111", "ts": ts(40), "event_ts": ts(40),
                 "deleted_ts": ts(2), "previous_message": {"user": "U333", "text": "Second", "ts": ts(2)}}),
    ]  # fmt: skip


@pytest.mark.parametrize("order", ["as sent", "reversed", "twice"])
def test_any_order_ends_in_the_same_state(channel: Channel, order: str) -> None:
    story = _story()
    for one in {"as sent": story, "reversed": story[::-1], "twice": [*story, *story[::-1]]}[order]:
        deliver(channel, one)
    first, second = Message.objects.get(text="Hello!"), Message.objects.get(text="Second")
    extra = first.extra or {}
    assert (extra["reactions"], extra["edited"]["first"]) == ({"U333:+1::skin-tone-2": "👍"}, "Helo")
    assert ("taken_back" in (second.extra or {}), Ticket.objects.count(), Message.objects.count()) == (True, 1, 2)
    assert Outcome.QUARANTINE not in [outcome for outcome, _reason in outcomes()]


def test_files_are_awaited_and_what_lies_elsewhere_is_named(channel: Channel) -> None:
    files = [
        {"id": "F1", "name": "a.png", "mimetype": "image/png", "size": 3, "mode": "hosted",
         "url_private": "https://files.slack.com/a", "url_private_download": "https://files.slack.com/a/download"},
        {"id": "F2", "name": "Plan", "mode": "external", "is_external": True, "external_url": "https://docs.example/x"},
        {"id": "F3", "name": "gone.txt", "mode": "tombstone"},
        {"id": "F4", "name": "b.pdf", "mode": "file_access", "file_access": "check_file_info"},
    ]  # fmt: skip
    deliver(channel, said(1, "", subtype="file_share", files=files))
    assert texts() == ["Plan: https://docs.example/x\n[gone.txt]"]
    assert [(one.name, one.ref["url"], one.ref["id"]) for one in MediaFetch.objects.order_by("pk")] == [
        ("a.png", "https://files.slack.com/a/download", "F1"), ("b.pdf", "", "F4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"text": "<!here> see <#C1|general>, <!subteam^S1|@it>, <mailto:a@b.es|a@b.es>, <!date^1^{date}|Monday>"},
         "@here see #general, @it, a@b.es, Monday"),
        ({"text": "a &lt;b&gt; &amp;amp; c"}, "a <b> &amp; c"),
        ({"text": "", "attachments": [{"is_share": True, "text": "one\ntwo"}]}, "> one\n> two"),
        ({"text": "see", "attachments": [{"title": "an unfurled page", "text": "long"}]}, "see"),
        ({"text": "", "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "from "}, {"type": "text", "text": "blocks"}]}]}]}, "from blocks"),
        ({"text": "shrugs", "subtype": "me_message"}, "shrugs"),
        ({"text": "to all", "subtype": "thread_broadcast", "thread_ts": ts(0)}, "to all"),
    ],
)  # fmt: skip
def test_slacks_writing_becomes_plain_words(channel: Channel, event: dict[str, Any], text: str) -> None:
    deliver(channel, said(1, **event))
    assert texts() == [text]


UNHEARD: list[tuple[dict[str, Any], str]] = [
    (said(1, "echo", bot_id="B1"), "message of a bot"),
    (said(1, "echo", subtype="bot_message", user=""), "message of a bot"),
    (said(1, "echo", user="UBOT"), "message of a bot"),
    (said(1, "echo", user="USLACKBOT"), "message of a bot"),
    (said(1, "x", user=""), "nobody said it"),
    (said(1, ""), "an empty message"),
    (changed(1, "same", 9, before="same"), "a change without new words"),
    (changed(1, "other", 9, bot_id="B1"), "message of a bot"),
    *[(said(1, "x", subtype=kind), f"message: {kind}") for kind in (
        "channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive",
        "channel_unarchive", "channel_posting_permissions", "group_topic", "ekm_access_denied", "message_replied",
        "assistant_app_thread", "something_new")],
    (wrapped({"type": "member_joined_channel", "user": "U1", "channel": "C111"}), "event: member_joined_channel"),
    (wrapped({"type": "file_shared", "file_id": "F1"}), "event: file_shared"),
    (wrapped({"type": "what_comes_next"}), "event: what_comes_next"),
    (wrapped({}), "event: nothing"),
    (wrapped({"type": "reaction_added", "user": "U1", "item": {"type": "file"}, "reaction": "x"}),
     "a reaction to no message"),
    ({"type": "app_rate_limited", "minute_rate_limited": 1}, "no event: app_rate_limited"),
    ({}, "no event: nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "reason"), UNHEARD)
def test_what_is_no_message_is_kept_with_a_reason(channel: Channel, body: dict[str, Any], reason: str) -> None:
    assert deliver(channel, body).status_code == 200
    assert (outcomes(), Ticket.objects.count()) == ([(Outcome.IGNORED, reason)], 0)


def test_a_deleted_message_that_others_had_answered_was_taken_back(channel: Channel) -> None:
    deliver(channel, said(1, "Oops"))
    deliver(channel, changed(1, "This message was deleted.", 9, subtype="tombstone", user="USLACKBOT"))
    message = Message.objects.get()
    assert (message.text, "taken_back" in (message.extra or {})) == ("Oops", True)


def test_an_app_that_was_removed_shows_on_the_channel(channel: Channel) -> None:
    deliver(channel, wrapped({"type": "app_uninstalled"}))
    channel.refresh_from_db()
    assert channel.last_error == "messages out: The app was removed from Slack, or its token was revoked."


@pytest.mark.parametrize(
    "body", [b"{", b'{"a":', b'{"type": "event_callback", "x": ' + b"[" * 50_000, b"payload=%7B"]
)
def test_rubbish_waits_in_quarantine(channel: Channel, body: bytes) -> None:
    assert deliver(channel, body).status_code == 200
    assert [outcome for outcome, _reason in outcomes()] == [Outcome.QUARANTINE]


_STRANGE: list[Any] = [None, True, 0, -1, 1e300, "x\x00y", "\ud800", [], [None], {}, {"id": {}}, "9" * 400]


@pytest.mark.parametrize(
    "key", ["user", "text", "ts", "thread_ts", "channel", "files", "blocks", "attachments", "subtype"]
)
def test_no_strange_type_breaks_the_door(channel: Channel, key: str) -> None:
    for value in _STRANGE:
        body = said(1, "Hi")
        body["event"][key] = value
        assert deliver(channel, body).status_code == 200
    assert Outcome.QUARANTINE not in [outcome for outcome, _reason in outcomes()]
