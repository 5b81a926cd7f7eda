"""Every kind of thing that Messenger and Instagram are known to send, by its name: what brings words, what does not."""

from __future__ import annotations

from typing import Any

from tests.core.channels.meta_doors import talk

Piece = dict[str, Any]
FILE = "https://scontent.xx.fbcdn.net/v/a.jpg"
STORY = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1"
PAGE = "117172741761305"
AD = {"ref": "x", "source": "ADS", "type": "OPEN_THREAD", "ad_id": "1", "ads_context_data": {"ad_title": "Ad"}}


def said(text: str = "Hello", mid: str = "m_1", **more: Any) -> Piece:
    return {"message": {"mid": mid, **({"text": text} if text else {}), **more}}


def attached(*kinds: str, **payload: Any) -> Piece:
    return said("", attachments=[{"type": kind, "payload": payload} for kind in kinds])


SAYING: dict[str, Piece] = {
    "text": said(),
    "text with what Meta made of it": said(nlp={"entities": {}}, seq=73, tags={"source": "customer_chat_plugin"}),
    "commands": said("/start", commands=[{"name": "start"}]),
    "quick reply": said("Yes", quick_reply={"payload": "YES"}),
    "answer": said(reply_to={"mid": "m_unknown", "is_self_reply": False}),
    "answer to a story": said(reply_to={"story": {"id": "1", "url": STORY}}),
    "from an advertisement": said(referral=AD),
    "about a product": said(referral={"product": {"id": "1"}}),
    "after an earlier message": {**said(), "prior_message": {"source": "checkbox_plugin", "identifier": "1"}},
    "image": attached("image", url=FILE),
    "images": attached("image", "image", url=FILE),
    "video": attached("video", url=FILE),
    "audio": attached("audio", url=FILE),
    "file": attached("file", url=FILE),
    "sticker as an image": said("", sticker_id=369239263222822, attachments=[{"type": "image", "payload": {"url": FILE, "sticker_id": 1}}]),
    "sticker": attached("sticker", sticker_id=1, url=FILE),
    "sticker and its image": attached("image", "sticker", url=FILE, sticker_id=1),
    "sticker without an address": attached("sticker", sticker_id=1),
    "place": said("", attachments=[{"type": "location", "title": "Lima", "payload": {"coordinates": {"lat": -12.05, "long": -77.04}}}]),
    "link": said("", attachments=[{"type": "fallback", "title": "A page", "url": "https://a.example", "payload": None}]),
    "link without anything": said("", attachments=[{"type": "fallback"}]),
    "link whose payload is a text": said("", attachments=[{"type": "fallback", "payload": "BLOB", "title": "Old"}]),
    "template": said("", attachments=[{"type": "template", "payload": {"template_type": "generic", "elements": [{"title": "A"}]}}]),
    "product": said("", attachments=[{"type": "template", "payload": {"product": {"elements": [{"id": "1", "title": "Shoe", "subtitle": "9 €"}]}}}]),
    "reel": attached("reel", url="https://www.facebook.com/reel/1", title="Reel", reel_video_id=1),
    "reel of Instagram": attached("ig_reel", url=STORY, title="Reel", reel_video_id="1"),
    "post": attached("post", url="https://www.facebook.com/1"),
    "post of Instagram": attached("ig_post", url=STORY, ig_post_media_id="1", title="Post"),
    "post and its share": attached("share", "ig_post", url=STORY, ig_post_media_id="1", title="Post"),
    "share": attached("share", url="https://a.example"),
    "story": attached("ig_story", story_media_id="1", story_media_url=STORY),
    "mention": attached("story_mention", url=STORY),
    "appointment": attached("appointment_booking", title="Tuesday"),
    "once only": attached("ephemeral", url=STORY),
    "heart": attached("like_heart"),
    "of tomorrow": attached("hologram", anything=[1]),
    "unsupported": said("", is_unsupported=True),
    "unsupported by name": attached("unsupported_type"),
    "nothing in it": said(""),
    "without a name": {"message": {"text": "Hello"}},
    "button": {"postback": {"mid": "m_1", "title": "Start", "payload": "START"}},
    "button without a name": {"postback": {"title": "Start", "payload": "START"}},
    "button without a title": {"postback": {"payload": "START"}},
    "button from an advertisement": {"postback": {"title": "Start", "payload": "START", "referral": AD}},
    "stamp that is none": {**said(), "timestamp": "TIMESTAMP"},
    "stamp in words": {**said(), "timestamp": "2021-09-08T06:34:04+0000"},
    "stamp of seconds": {**said(), "timestamp": "1527459824"},
    "sender as a number": {**said(), "sender": {"id": 987654321432, "user_ref": "x"}},
}  # fmt: skip

EVENTS: dict[str, Piece] = {
    "echo": {"sender": {"id": PAGE}, "recipient": {"id": "1"}, **said(is_echo=True, app_id=1, metadata="x")},
    "echo of a file": said("", is_echo=True, attachments=[{"type": "template", "payload": {}}]),
    "own words without a mark": {"sender": {"id": PAGE}, "recipient": {"id": "1"}, **said(mid="m_own")},
    "to oneself": said(is_self=True),
    "taken back": said("", is_deleted=True),
    "edited": {"message_edit": {"mid": "m_x", "text": "Hello!", "num_edit": 1}},
    "not edited": {"message_edit": {"mid": "m_x", "num_edit": 0}},
    "reaction": {"reaction": {"mid": "m_x", "action": "react", "reaction": "love", "emoji": "❤"}},
    "reaction taken off": {"reaction": {"mid": "m_x", "action": "unreact"}},
    "delivered": {"delivery": {"mids": ["m_ours"], "watermark": 1458668856253, "seq": 37}},
    "delivered without names": {"delivery": {"watermark": "1458668856253"}},
    "read": {"read": {"watermark": 1458668856253, "seq": 38}},
    "read by name": {"read": {"mid": "m_x"}},
    "referral": {"referral": AD},
    "opt-in": {"optin": {"ref": "x", "user_ref": "y"}},
    "opt-in to news": {"optin": {"type": "notification_messages", "payload": "x", "notification_messages_token": "t"}},
    "opt-in of nobody": {"sender": None, "optin": {"user_ref": "y"}},
    "account": {"account_linking": {"status": "linked", "authorization_code": "x"}},
    "passed on": {"pass_thread_control": {"new_owner_app_id": "1", "metadata": "x"}},
    "taken": {"take_thread_control": {"previous_owner_app_id": "1"}},
    "asked for": {"request_thread_control": {"requested_owner_app_id": "1"}},
    "roles": {"app_roles": {"1": ["primary_receiver"]}},
    "policy": {"policy_enforcement": {"action": "block", "reason": "x"}},
    "policy as it was": {"policy-enforcement": {"action": "unblock"}},
    "survey": {"messaging_feedback": {"feedback_screens": []}},
    "payment": {"payment": {"payload": "x", "amount": {"amount": "1"}}},
    "checkout": {"checkout_update": {"payload": "x"}},
    "game": {"game_play": {"game_id": "1"}},
    "cart": {"order": {"products": []}},
    "of tomorrow": {"hologram": {"id": "1"}},
}  # fmt: skip


def changed(field: str, value: object, kind: str = "page") -> Piece:
    return {"object": kind, "entry": [{"id": PAGE, "time": 1, "changes": [{"field": field, "value": value}]}]}


SILENT: dict[str, Piece] = {
    **{name: talk(piece) for name, piece in EVENTS.items()},
    "post on the page": changed("feed", {"item": "post", "verb": "add", "from": {"id": "1"}, "message": "x"}),
    "comment on the page": changed("feed", {"item": "comment", "sender_id": "1", "message": "x", "verb": "edited"}),
    "conversation": changed("conversations", {"thread_id": "t_1", "page_id": 1}),
    "rating": changed("ratings", {"item": "rating", "review_text": "x", "rating": 5}),
    "mention on a page": changed("mention", {"item": "post", "sender_id": "1"}),
    "form of an advertisement": changed("leadgen", {"leadgen_id": "1", "form_id": "1"}),
    "labels": changed("inbox_labels", {"action": "add", "user": {"id": "1"}, "label": {"id": "2"}}),
    "comment": changed("comments", {"id": "1", "from": {"id": "2", "username": "x"}, "text": "x"}, "instagram"),
    "live comment": changed("live_comments", {"id": "1", "text": "x"}, "instagram"),
    "mention": changed("mentions", {"media_id": "1", "comment_id": "2"}, "instagram"),
    "figures of a story": changed("story_insights", {"media_id": "1", "reach": 7}, "instagram"),
    "no value": {"object": "page", "entry": [{"id": PAGE, "changes": [{"field": "feed"}]}]},
    "nothing": {"object": "page", "entry": [{"id": PAGE, "time": 1}]},
    "empty": {"object": "page", "entry": [{"id": PAGE, "messaging": []}]},
}
