"""Every kind of body that Slack sends, as its documentation describes them. https://docs.slack.dev/reference/events"""

from __future__ import annotations

from typing import Any

from tests.core.channels.slack.workspace import START, changed, form, interaction, said, ts, wrapped

Body = dict[str, Any]
FILE = {"id": "F1", "name": "screen.png", "title": "screen", "mimetype": "image/png", "filetype": "png", "mode": "hosted",
        "is_external": False, "size": 1024, "url_private": "https://files.slack.com/files-pri/T111-F1/screen.png",
        "url_private_download": "https://files.slack.com/files-pri/T111-F1/download/screen.png"}  # fmt: skip
RICH = [{"type": "rich_text", "block_id": "b", "elements": [
    {"type": "rich_text_section", "elements": [
        {"type": "text", "text": "It is ", "style": {"bold": True}}, {"type": "link", "url": "https://x.es", "text": "this"},
        {"type": "emoji", "name": "wave", "unicode": "1f44b"}, {"type": "user", "user_id": "U333"},
        {"type": "channel", "channel_id": "C111"}, {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": START, "format": "{date}"}, {"type": "color", "value": "#FF0000"}]},
    {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}]},
    {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
    {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]}]}]  # fmt: skip
SHARED = [{"is_share": True, "is_msg_unfurl": True, "text": "The printer burns", "author_id": "U333", "fallback": "x",
           "channel_id": "C9", "ts": ts(0), "message_blocks": []}]  # fmt: skip
LEGACY = [{"fallback": "Only a picture", "image_url": "https://x.es/a.png"}]


def told(**event: Any) -> Body:
    return wrapped({"event_ts": ts(900), **event})


def message(number: int, subtype: str, **more: Any) -> Body:
    return said(number, more.pop("text", "x"), subtype=subtype, **more)


def says() -> dict[str, Body]:
    """Return the bodies in which somebody says something, each a message of its own."""
    return {
        "plain": said(1, "My screen stays dark"),
        "rich": said(2, "It is <https://x.es|this> :wave: <@U333> <#C111|help> <!here>", blocks=RICH),
        "rich alone": said(3, blocks=RICH),
        "a file": message(4, "file_share", files=[FILE], text="", upload=False),
        "files of all kinds": message(5, "file_share", text="see", files=[
            FILE, {"id": "F2", "mode": "tombstone"}, {"id": "F3", "mode": "hidden_by_limit"}, {"id": "F4", "mode": "snippet", "name": "a.py"},
            {"id": "F5", "file_access": "check_file_info"}, {**FILE, "id": "F6", "is_external": True, "external_url": "https://x.es/d"},
            {"id": "F7", "mode": "canvas", "name": "plan", "url_private": "https://files.slack.com/x"}]),
        "me": message(6, "me_message", text="is lost"),
        "sent to the channel too": message(7, "thread_broadcast", thread_ts=ts(1), text="Still dark"),
        "an answer": said(8, "Any news?", thread_ts=ts(1), parent_user_id="U222"),
        "another's answer": said(9, "Same here", user="U333", thread_ts=ts(1)),
        "direct": said(10, "Quietly", place="D111"),
        "direct, in a thread": said(11, "Quietly on", place="D111", thread_ts=ts(10)),
        "of another company": said(12, "Hello from there", user="U444", user_team="T999", source_team="T999", is_ext_shared_channel=True),
        "shared from elsewhere": said(13, "", attachments=SHARED),
        "an old attachment": said(14, "", attachments=LEGACY),
        "by name": told(type="app_mention", user="U222", text="<@UBOT> help me", ts=ts(15), channel="C777", client_msg_id="m"),
        "only the name": told(type="app_mention", user="U222", text="<@UBOT>", ts=ts(16), channel="C777"),
        "to everybody": said(17, "<!channel> <!subteam^S1|@it> <!date^1392734382^{date}|then>"),
        "in a private channel": {**said(18, "x"), "event": {**said(18, "x")["event"], "channel": "G111", "channel_type": "group"}},
        "edited before it came": said(19, "x", edited={"user": "U222", "ts": ts(20)}),
        "a command": {"command": "/help", "text": "the lift is stuck", "user_id": "U222", "user_name": "ana", "team_id": "T111",
                      "channel_id": "C1", "channel_name": "general", "trigger_id": "1.2.3", "response_url": "https://hooks.slack.com/x"},
        "a message shortcut": {"type": "message_action", "callback_id": "ticket", "trigger_id": "4.5.6", "team": {"id": "T111"},
                               "user": {"id": "U333", "name": "luis"}, "channel": {"id": "C222", "name": "dev"}, "action_ts": "1",
                               "message": {"type": "message", "user": "U222", "text": "It burns", "ts": ts(21)}},
        "a button of ours": {"type": "block_actions", "user": {"id": "U222", "name": "ana"}, "trigger_id": "7.8.9",
                             "container": {"type": "message", "message_ts": ts(22), "channel_id": "C111"},
                             "channel": {"id": "C111"}, "message": {"ts": ts(22), "thread_ts": ts(1), "bot_id": "B1"},
                             "actions": [{"action_id": "escalera-0", "type": "button", "value": "Yes", "action_ts": "1",
                                          "text": {"type": "plain_text", "text": "Yes"}}]},
    }  # fmt: skip


SUBTYPES = (
    "bot_message", "channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive",
    "channel_unarchive", "channel_convert_to_private", "channel_posting_permissions", "group_join", "group_leave", "group_topic",
    "group_archive", "ekm_access_denied", "message_replied", "reply_broadcast", "pinned_item", "unpinned_item", "reminder_add",
    "bot_add", "bot_remove", "bot_enable", "bot_disable", "file_comment", "file_mention", "huddle_thread", "sh_room_created",
    "slackbot_response", "joiner_notification", "joiner_notification_for_inviter", "tombstone", "assistant_app_thread",
    "document_mention", "app_conversation_join", "tabbed_canvas_updated", "channel_canvas_updated", "of tomorrow",
)  # fmt: skip
EVENTS = (
    "app_uninstalled", "tokens_revoked", "app_home_opened", "app_rate_limited", "channel_created", "channel_rename",
    "channel_archive", "channel_shared", "channel_unshared", "channel_id_changed", "member_joined_channel", "member_left_channel",
    "team_join", "user_change", "user_huddle_changed", "file_created", "file_shared", "file_change", "file_deleted", "file_public",
    "link_shared", "pin_added", "pin_removed", "star_added", "emoji_changed", "dnd_updated", "subteam_updated", "im_created", "im_open",
    "shared_channel_invite_received", "shared_channel_invite_accepted", "assistant_thread_started", "function_executed",
    "assistant_thread_context_changed", "message_metadata_posted", "workflow_step_execute", "invite_requested", "of tomorrow",
)  # fmt: skip


def says_nothing() -> dict[str, Body]:
    """Return the bodies that are no message of anybody's."""
    unchanged = changed(1, "x", 40, before="x")
    event = unchanged["event"]
    return {
        **{f"subtype {name}": message(100 + at, name) for at, name in enumerate(SUBTYPES)},
        **{f"event {name}": told(type=name, user="U222", channel="C111", file_id="F1", file={"id": "F1"}, tokens={"bot": ["UBOT"]})
           for name in EVENTS},
        "of an app": said(50, "beep", bot_id="B1", app_id="A9"),
        "of Slackbot": said(51, "beep", user="USLACKBOT"),
        "our own": said(52, "We are on it", user="UBOT"),
        "empty": said(53, ""),
        "edited": changed(1, "My screen is dark, and hums", 30),
        "edited, with a file": changed(4, "Look", 31, files=[FILE]),
        "unfurled": {**unchanged, "event": {**event, "message": {**event["message"], "attachments": LEGACY}}},
        "answered": {**unchanged, "event_id": "Ev-a", "event": {**event, "message": {**event["message"], "reply_count": 1, "latest_reply": ts(8)}}},
        "our own edited": changed(52, "We were on it", 33, user="UBOT", bot_id="B1"),
        "deleted": told(type="message", subtype="message_deleted", hidden=True, channel="C111", ts=ts(60), deleted_ts=ts(17),
                        previous_message={"type": "message", "user": "U222", "text": "x", "ts": ts(17)}),
        "deleted, though answered": told(type="message", subtype="message_changed", hidden=True, channel="C111", ts=ts(61),
                                         message={"subtype": "tombstone", "user": "USLACKBOT", "ts": ts(19), "text": "This message was deleted."},
                                         previous_message={"user": "U222", "ts": ts(19), "text": "x"}),
        "a reaction": told(type="reaction_added", user="U333", reaction="thumbsup", item_user="U222",
                           item={"type": "message", "channel": "C111", "ts": ts(1)}),
        "a reaction off": told(type="reaction_removed", user="U333", reaction="custom-one", item_user="U222", event_ts=ts(901),
                               item={"type": "message", "channel": "C111", "ts": ts(1)}),
        "a reaction to a file": told(type="reaction_added", user="U333", reaction="eyes", item={"type": "file", "file": "F1"}),
        "too many": {"type": "app_rate_limited", "token": "t", "team_id": "T111", "minute_rate_limited": START, "api_app_id": "A111"},
        "nothing": {},
        "an event of nothing": wrapped({}),
        "a global shortcut": {"type": "shortcut", "callback_id": "x", "user": {"id": "U222"}, "trigger_id": "a"},
        "a form sent": {"type": "view_submission", "view": {"id": "V1", "state": {"values": {}}}, "user": {"id": "U222"}, "trigger_id": "b"},
        "a form closed": {"type": "view_closed", "view": {"id": "V1"}, "user": {"id": "U222"}, "is_cleared": False},
        "a question of a form": {"type": "block_suggestion", "action_id": "x", "value": "y", "user": {"id": "U222"}},
        "another's button": {"type": "block_actions", "trigger_id": "c", "user": {"id": "U222"}, "channel": {"id": "C111"},
                             "actions": [{"action_id": "other", "value": "x"}], "container": {"message_ts": ts(1)}},
        "an old button": {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a", "value": "b"}], "user": {"id": "U222"}},
        "an old form": {"type": "dialog_submission", "submission": {"a": "b"}, "user": {"id": "U222"}, "callback_id": "x"},
        "a step of a workflow": {"type": "workflow_step_edit", "callback_id": "x", "trigger_id": "d"},
        "an empty command": {"command": "/help", "text": " ", "user_id": "U222", "trigger_id": "e"},
    }  # fmt: skip


JSON_KINDS = ("event_callback", "app_rate_limited", "url_verification")


def raw(body: Any) -> Any:
    """Return a body as Slack sends it: events are JSON, commands forms, all else a form with JSON in it."""
    kind = body.get("type") if isinstance(body, dict) else None
    if kind is None and isinstance(body, dict) and "command" in body:
        return form(**{name: str(value) for name, value in body.items()})
    if kind is None or "event" in body or kind in JSON_KINDS:
        return body
    return interaction(body)
