"""Every kind of update that Telegram has, as its documentation describes them. https://core.telegram.org/bots/api#update"""

from __future__ import annotations

from typing import Any

from tests.core.channels.telegram.bot import ANA, DATE, GROUP, PRIVATE, message

Held = dict[str, Any]
FILE = {"file_id": "AgACAgIAAxkB", "file_unique_id": "AQADu", "file_size": 1024}
BOT = {"id": 900, "is_bot": True, "first_name": "Help", "username": "escalera_bot"}
LUIS = {"id": 77, "is_bot": False, "first_name": "Luis"}
CHANNEL = {"id": -100200, "title": "News", "username": "news", "type": "channel"}
FORUM = {"id": -100300, "title": "Forum", "is_forum": True, "type": "supergroup"}
PHOTO = [{**FILE, "width": 90, "height": 67}, {**FILE, "file_id": "large", "width": 1280, "height": 960}]
STAR = {"type": "paid", "star_count": 3}

CONTENTS: dict[str, Held] = {
    "text": {"text": "My router is dead"},
    "text with entities": {"text": "🎉 @ana /help see #1 bold", "entities": [
        {"type": "mention", "offset": 3, "length": 4}, {"type": "bot_command", "offset": 8, "length": 5},
        {"type": "text_link", "offset": 14, "length": 3, "url": "https://x.es/"},
        {"type": "text_mention", "offset": 21, "length": 4, "user": LUIS}, {"type": "blockquote", "offset": 0, "length": 2},
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5"},
        {"type": "date_time", "offset": 0, "length": 2, "unix_time": DATE}]},
    "text with a preview": {"text": "https://x.es", "link_preview_options": {"url": "https://x.es"}},
    "photo": {"photo": PHOTO, "caption": "Look", "caption_entities": [{"type": "bold", "offset": 0, "length": 4}]},
    "photo without words": {"photo": PHOTO, "has_media_spoiler": True, "show_caption_above_media": True},
    "live photo": {"live_photo": {**FILE, "width": 9, "height": 9, "duration": 2}, "photo": PHOTO},
    "video": {"video": {**FILE, "width": 9, "height": 9, "duration": 3, "cover": PHOTO, "start_timestamp": 1,
                        "qualities": [{**FILE, "codec": "h264"}]}},
    "animation": {"animation": {**FILE, "duration": 1, "width": 9, "height": 9}, "document": FILE},
    "audio": {"audio": {**FILE, "duration": 200, "performer": "Ana", "title": "Song", "mime_type": "audio/mpeg"}},
    "voice": {"voice": {**FILE, "duration": 4, "mime_type": "audio/ogg"}},
    "video note": {"video_note": {**FILE, "duration": 4, "length": 240}},
    "document": {"document": {**FILE, "file_name": "bill.pdf", "mime_type": "application/pdf"}, "caption": "Bill"},
    "document without a name": {"document": FILE},
    "sticker": {"sticker": {**FILE, "type": "regular", "width": 512, "height": 512, "emoji": "👍", "set_name": "s"}},
    "contact": {"contact": {"phone_number": "34600111222", "first_name": "Eva", "user_id": 24}},
    "own contact": {"contact": {"phone_number": "+34 600 111 222", "first_name": "Ana", "user_id": 23}},
    "location": {"location": {"latitude": 37.5, "longitude": -122.25, "horizontal_accuracy": 12.5}},
    "live location": {"location": {"latitude": 37.5, "longitude": -122.25, "live_period": 900, "heading": 90}},
    "venue": {"venue": {"title": "Shop", "address": "1 Main St", "foursquare_id": "4", "location": {"latitude": 1.5, "longitude": 2}},
              "location": {"latitude": 1.5, "longitude": 2}},
    "poll": {"poll": {"id": "5", "question": "Which?", "options": [{"text": "This", "voter_count": 0}], "type": "quiz",
                      "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "allows_multiple_answers": False}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "game": {"game": {"title": "Lumberjack", "description": "Chop", "photo": PHOTO}},
    "story": {"story": {"chat": {**PRIVATE, "id": 77}, "id": 9}},
    "paid media": {"paid_media": {"star_count": 25, "paid_media": [{"type": "photo", "photo": PHOTO}, {"type": "preview"}]}},
    "invoice": {"invoice": {"title": "Socks", "description": "Two", "start_parameter": "s", "currency": "EUR", "total_amount": 900}},
    "checklist": {"checklist": {"title": "Moving", "tasks": [{"id": 1, "text": "Boxes"}, {"id": 2, "text": "Van"}]}},
    "web app data": {"web_app_data": {"data": '{"size": 4}', "button_text": "Order"}},
    "album, first": {"photo": PHOTO, "media_group_id": "1305", "caption": "Both"},
    "album, second": {"photo": PHOTO, "media_group_id": "1305"},
    "forward of a person": {"text": "x", "forward_origin": {"type": "user", "sender_user": LUIS, "date": DATE}},
    "forward of the hidden": {"text": "x", "forward_origin": {"type": "hidden_user", "sender_user_name": "Luz", "date": DATE}},
    "forward of a chat": {"text": "x", "forward_origin": {"type": "chat", "sender_chat": GROUP, "date": DATE}},
    "forward of a channel": {"text": "x", "forward_origin": {"type": "channel", "chat": CHANNEL, "message_id": 5, "date": DATE}},
    "forward of old": {"text": "x", "forward_from": LUIS, "forward_date": DATE},
    "answer with a quote": {"text": "this", "reply_to_message": message(9000, sender=BOT, text="We are on it"),
                            "quote": {"text": "on it", "position": 7, "is_manual": True}},
    "answer to elsewhere": {"text": "this", "external_reply": {"origin": {"type": "channel", "chat": CHANNEL, "message_id": 5, "date": DATE},
                                                               "chat": CHANNEL, "message_id": 5, "photo": PHOTO},
                            "quote": {"text": "News", "position": 0}},
    "answer to a story": {"text": "nice", "reply_to_story": {"chat": {**PRIVATE, "id": 900}, "id": 4}},
    "by way of a bot": {"text": "gif", "via_bot": BOT},
    "in a topic of one's own": {"text": "x", "message_thread_id": 11, "is_topic_message": True},
    "with an effect": {"text": "x", "effect_id": "5104841245755180586"},
    "protected": {"text": "x", "has_protected_content": True, "is_from_offline": True},
    "to a business account": {"business_connection_id": "bc", "text": "Hello, shop"},
    "with stars paid": {"text": "x", "paid_star_count": 4},
}  # fmt: skip

SERVICE: dict[str, Held] = {
    "new_chat_members": {"new_chat_members": [LUIS], "new_chat_participant": LUIS},
    "left_chat_member": {"left_chat_member": LUIS},
    "new_chat_title": {"new_chat_title": "New"},
    "new_chat_photo": {"new_chat_photo": PHOTO},
    "pinned_message": {"pinned_message": message(9000, sender=BOT, text="We are on it")},
    "pinned, out of reach": {"pinned_message": {"chat": PRIVATE, "message_id": 3, "date": 0}},
    "message_auto_delete_timer_changed": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "successful_payment": {"successful_payment": {"currency": "EUR", "total_amount": 900, "invoice_payload": "x"}},
    "refunded_payment": {"refunded_payment": {"currency": "XTR", "total_amount": 9, "invoice_payload": "x"}},
    "users_shared": {"users_shared": {"request_id": 1, "users": [{"user_id": 5}]}},
    "chat_shared": {"chat_shared": {"request_id": 1, "chat_id": -1}},
    "gift": {"gift": {"gift": {"id": "5", "star_count": 15}}},
    "unique_gift": {"unique_gift": {"origin": "upgrade"}},
    "connected_website": {"connected_website": "x.es"},
    "write_access_allowed": {"write_access_allowed": {"from_request": True}},
    "passport_data": {"passport_data": {"data": [], "credentials": {}}},
    "proximity_alert_triggered": {"proximity_alert_triggered": {"traveler": LUIS, "watcher": ANA, "distance": 9}},
    "boost_added": {"boost_added": {"boost_count": 1}},
    "chat_background_set": {"chat_background_set": {"type": {"type": "fill"}}},
    "checklist_tasks_done": {"checklist_tasks_done": {"marked_as_done_task_ids": [1]}},
    "checklist_tasks_added": {"checklist_tasks_added": {"tasks": [{"id": 3, "text": "Keys"}]}},
    "direct_message_price_changed": {"direct_message_price_changed": {"are_direct_messages_enabled": True}},
    "forum_topic_created": {"forum_topic_created": {"name": "New", "icon_color": 1}, "message_thread_id": 4},
    "forum_topic_edited": {"forum_topic_edited": {}},
    "giveaway": {"giveaway": {"chats": [CHANNEL], "winners_selection_date": DATE, "winner_count": 1}},
    "suggested_post_paid": {"suggested_post_paid": {"currency": "XTR"}},
    "video_chat_started": {"video_chat_started": {}},
    "video_chat_ended": {"video_chat_ended": {"duration": 4}},
    "chat_owner_left": {"chat_owner_left": {}},
    "group_chat_created": {"group_chat_created": True},
    "nothing at all": {},
}  # fmt: skip


def member(status: str, **more: Any) -> Held:
    return {"user": BOT, "status": status, **more}


def updates_beside() -> dict[str, Held]:
    """Return the updates that are no message of a customer's."""
    bot_said = message(9000, sender=BOT, text="Yes or no?")
    turned = {"chat": PRIVATE, "from": ANA, "date": DATE, "old_chat_member": member("member")}
    seen = {"chat": PRIVATE, "message_id": 9000, "user": ANA, "date": DATE, "old_reaction": []}
    return {
        "edited_message": {"edited_message": message(9001, text="Better words", edit_date=DATE + 60)},
        "edited, a caption": {"edited_message": message(9002, photo=PHOTO, caption="New", edit_date=DATE + 60)},
        "edited, a live location": {"edited_message": message(9003, location={"latitude": 1, "longitude": 2}, edit_date=DATE + 60)},
        "channel_post": {"channel_post": {"message_id": 1, "chat": CHANNEL, "sender_chat": CHANNEL, "date": DATE, "text": "News"}},
        "edited_channel_post": {"edited_channel_post": {"message_id": 1, "chat": CHANNEL, "date": DATE, "text": "News"}},
        "business_connection": {"business_connection": {"id": "bc", "user": LUIS, "user_chat_id": 77, "date": DATE, "is_enabled": True}},
        "deleted_business_messages": {"deleted_business_messages": {"business_connection_id": "bc", "chat": PRIVATE, "message_ids": [1, 2]}},
        "message_reaction": {"message_reaction": {**seen, "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
        "message_reaction, own": {"message_reaction": {**seen, "new_reaction": [{"type": "custom_emoji", "custom_emoji_id": "5"}, STAR]}},
        "message_reaction, off": {"message_reaction": {**seen, "new_reaction": []}},
        "message_reaction_count": {"message_reaction_count": {"chat": CHANNEL, "message_id": 1, "date": DATE, "reactions": []}},
        "inline_query": {"inline_query": {"id": "1", "from": ANA, "query": "x", "offset": ""}},
        "chosen_inline_result": {"chosen_inline_result": {"result_id": "1", "from": ANA, "query": "x"}},
        "callback of an inline message": {"callback_query": {"id": "c1", "from": ANA, "inline_message_id": "i", "chat_instance": "1", "data": "x"}},
        "callback of a game": {"callback_query": {"id": "c2", "from": ANA, "message": bot_said, "chat_instance": "1", "game_short_name": "g"}},
        "shipping_query": {"shipping_query": {"id": "1", "from": ANA, "invoice_payload": "x", "shipping_address": {}}},
        "pre_checkout_query": {"pre_checkout_query": {"id": "1", "from": ANA, "currency": "EUR", "total_amount": 1, "invoice_payload": "x"}},
        "purchased_paid_media": {"purchased_paid_media": {"from": ANA, "paid_media_payload": "x"}},
        "votes in a poll": {"poll": {"id": "1", "question": "x", "options": [], "total_voter_count": 0}},
        "poll_answer": {"poll_answer": {"poll_id": "1", "user": ANA, "option_ids": [0]}},
        "blocked": {"my_chat_member": {**turned, "new_chat_member": member("kicked", until_date=0)}},
        "let in again": {"my_chat_member": {**turned, "date": DATE + 9, "new_chat_member": member("member")}},
        "chat_member": {"chat_member": {**turned, "chat": GROUP, "new_chat_member": member("left")}},
        "chat_join_request": {"chat_join_request": {"chat": GROUP, "from": ANA, "user_chat_id": 23, "date": DATE}},
        "chat_boost": {"chat_boost": {"chat": CHANNEL, "boost": {"boost_id": "1"}}},
        "removed_chat_boost": {"removed_chat_boost": {"chat": CHANNEL, "boost_id": "1", "remove_date": DATE}},
        "managed_bot": {"managed_bot": {"user": ANA, "bot": BOT}},
        "a kind of tomorrow": {"hologram": {"from": ANA, "chat": PRIVATE}},
        "nothing": {},
        "in a group": {"message": message(9004, chat=GROUP, text="hello all")},
        "in a topic of a group": {"message": message(9005, chat=FORUM, text="x", message_thread_id=4, is_topic_message=True)},
        "of a bot": {"message": message(9006, sender=BOT, text="beep")},
        "of a channel in its group": {"message": message(9007, chat=GROUP, sender={"id": 777000, "is_bot": False, "first_name": "Telegram"},
                                                         sender_chat=CHANNEL, is_automatic_forward=True, text="News")},
        "a guest's": {"guest_message": message(9008, text="x", guest_query_id="q")},
    }  # fmt: skip
