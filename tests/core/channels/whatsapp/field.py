"""Every kind of thing that the Cloud API is known to send, by its name: what brings words, and what does not."""

from __future__ import annotations

from typing import Any

from tests.cast import NOON
from tests.core.channels.meta_doors import message, whatsapp

Piece = dict[str, Any]
USER, PARENT = "US.13491208655302741918", "US.ENT.11815799212886844830"
ERROR = {"code": 131051, "title": "Message type unknown", "error_data": {"details": "Not supported."}}
MEDIA = {"id": "1234567890", "sha256": "m04pFf2ERdaopTyFkGPA0+bX3i+YY2dYgVFwOgDLSDI="}
CARD = {
    "name": {"formatted_name": "Eva Roe", "first_name": "Eva", "last_name": "Roe", "prefix": "Dr."},
    "birthday": "2000-01-31", "org": {"company": "Acme", "department": "Care", "title": "Lead"},
    "phones": [{"phone": "+1 650 555 1234", "type": "CELL", "wa_id": "16505551234"}, {"type": "HOME"}],
    "emails": [{"email": "eva@example.com", "type": "WORK"}], "urls": [{"url": "https://a.example", "type": "WORK"}],
    "addresses": [{"street": "1 Way", "city": "Lima", "country_code": "pe", "type": "HOME"}],
}  # fmt: skip
FLOW = {"name": "flow", "body": "Sent", "response_json": '{"flow_token": "t", "a": ["x", {"y": 1}], "b": null}'}
PRODUCT = {"catalog_id": "1", "product_retailer_id": "SHOE-1"}
AD = {"source_url": "https://fb.me/x", "source_id": "1", "source_type": "ad", "headline": "Ad", "ctwa_clid": "c"}


def interactive(kind: str, content: Piece) -> Piece:
    return message("interactive", interactive={"type": kind, kind: content})


SAYING: dict[str, Piece] = {
    "text": message(),
    "text in an answer": message(context={"from": "972123456789", "id": "wamid.unknown"}),
    "text from an advertisement": message(referral={**AD, "welcome_message": {"text": "Hi"}}),
    "text about a product": message(context={"from": "1", "id": "x", "referred_product": PRODUCT}),
    "forwarded": message(context={"forwarded": True}),
    "forwarded many times": message(context={"frequently_forwarded": True}),
    "image": message("image", image={**MEDIA, "mime_type": "image/jpeg"}),
    "image with words": message("image", image={**MEDIA, "mime_type": "image/jpeg", "caption": "Look"}),
    "image that could not be taken": message("image", image={**MEDIA, "mime_type": "image/jpeg"}, errors=[ERROR]),
    "video": message("video", video={**MEDIA, "mime_type": "video/mp4"}),
    "audio": message("audio", audio={**MEDIA, "mime_type": "audio/mpeg", "voice": False}),
    "voice": message("audio", audio={**MEDIA, "mime_type": "audio/ogg; codecs=opus", "voice": True}),
    "document": message("document", document={**MEDIA, "mime_type": "application/pdf", "filename": "a.pdf"}),
    "document without a name": message("document", document={**MEDIA, "mime_type": "application/pdf"}),
    "sticker": message("sticker", sticker={**MEDIA, "mime_type": "image/webp", "animated": False}),
    "sticker that moves": message("sticker", sticker={**MEDIA, "mime_type": "image/webp", "animated": True}),
    "file by its address": message(
        "image", image={**MEDIA, "url": "https://lookaside.fbsbx.com/a", "mime_type": "x"}
    ),
    "place": message("location", location={"latitude": -12.05, "longitude": "-77.04", "name": "Lima", "url": "x"}),
    "cards": message("contacts", contacts=[CARD, {"org": {"company": "Acme"}}, {"phones": [{"phone": "+1"}]}]),
    "card that was asked for": message(
        "contacts", contacts=[{"vcard": "BEGIN:VCARD", "phones": [{"phone": "1555"}]}]
    ),
    "order": message("order", order={"catalog_id": "1", "text": "", "product_items": [{"quantity": 2}]}),
    "button of a template": message("button", button={"payload": "p", "text": "Yes"}),
    "button": interactive("button_reply", {"id": "1", "title": "Yes"}),
    "choice of a list": interactive("list_reply", {"id": "1", "title": "A", "description": "B"}),
    "form": interactive("nfm_reply", FLOW),
    "address": interactive("nfm_reply", {**FLOW, "name": "address_message"}),
    "product": interactive("product", PRODUCT),
    "interactive without content": message("interactive"),
    "unsupported": message("unsupported", errors=[ERROR]),
    "unsupported by name": message("unsupported", errors=[ERROR], unsupported={"type": "poll_creation"}),
    "unknown": message("unknown", errors=[{"code": 501, "details": "Unsupported"}]),
    "kind that is not named": {**message(), "type": None},
    "number that is kept back": {**message(), "from": None, "from_user_id": USER, "from_parent_user_id": PARENT},
    "sender who stands beside it": {key: one for key, one in message().items() if key != "from"},
    "stamp that is a number": {**message(), "timestamp": int(NOON.timestamp())},
    "stamp that is none": {**message(), "timestamp": "TIMESTAMP"},
    "without a name of its own": {key: one for key, one in message().items() if key != "id"},
}


def status(state: str, **more: Any) -> Piece:
    one = {"id": "wamid.ours", "status": state, "timestamp": str(int(NOON.timestamp())), "recipient_id": "1", **more}
    return whatsapp(statuses=[one])


def change(field: str, **value: Any) -> Piece:
    return whatsapp(field=field, **value)


PRICED = {
    "conversation": {"id": "1", "expiration_timestamp": "1", "origin": {"type": "service"}},
    "pricing": {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"},
}
SILENT: dict[str, Piece] = {
    "reaction": whatsapp(message("reaction", reaction={"message_id": "wamid.x", "emoji": "👍"})),
    "reaction taken off": whatsapp(message("reaction", reaction={"message_id": "wamid.x", "emoji": ""})),
    "edit": whatsapp(message("edit", edit={"original_message_id": "a", "message": {"text": {"body": "x"}}})),
    "revoke": whatsapp(message("revoke", revoke={"original_message_id": "wamid.x"})),
    "number changed": whatsapp(message("system", system={"type": "user_changed_number", "wa_id": "1"}), contacts=[]),
    "ID changed": whatsapp(
        {"id": "a", "type": "system", "system": {"type": "user_changed_user_id", "user_id": USER}}, contacts=[]
    ),
    "identity changed": whatsapp(message("system", system={"type": "customer_identity_changed", "identity": "x"})),
    "first opened": whatsapp(message("request_welcome")),
    "ephemeral": whatsapp(message("ephemeral", errors=[ERROR])),
    "in a group": whatsapp(message(group_id="120363418770915618@g.us")),
    "call permission": whatsapp(interactive("call_permission_reply", {"response": "accept"})),
    "of tomorrow": whatsapp(message("hologram", hologram={"id": "1"})),
    "sent": status("sent", **PRICED),
    "delivered": status("delivered", **PRICED),
    "read": status("read", recipient_user_id=USER),
    "played": status("played"),
    "failed": status("failed", errors=[{**ERROR, "code": 131047, "href": "https://a"}]),
    "failed without a reason": status("failed"),
    "deleted": status("deleted"),
    "warning": status("warning", errors=[ERROR]),
    "payment": status("failed", type="payment", payment={"reference_id": "1"}),
    "call status": whatsapp(field="calls", statuses=[{"id": "w", "type": "call", "status": "RINGING"}]),
    "read in a group": status("read", recipient_type="group", recipient_participant_id="1"),
    "errors of the account": whatsapp(errors=[ERROR]),
    "call": change("calls", calls=[{"id": "wacid.1", "event": "connect", "from": "1", "to": "2"}]),
    "echo": change("smb_message_echoes", message_echoes=[{**message(), "to": "1"}]),
    "echo of an edit": change("smb_message_echoes", message_echoes=[message("edit")]),
    "echo of another sender": change("standby", message_echoes=[{**message(), "to": "1"}]),
    "status of another sender": change("standby", statuses=[{"id": "wamid.other", "status": "read"}]),
    "handover": change("messaging_handovers", control_passed={"new_owner": {"id": "1"}}),
    "history": change("history", history=[{"threads": [{"id": "1", "messages": [message()]}]}]),
    "history that is not shared": change("history", history=[{"errors": [{"code": 2593109}]}]),
    "address book": change("smb_app_state_sync", state_sync=[{"type": "contact", "action": "add", "contact": {}}]),
    "wish": change("user_preferences", user_preferences=[{"wa_id": "1", "value": "stop"}]),
    "another ID": change("user_id_update", user_id_update=[{"user_id": {"previous": "US.1", "current": "US.2"}}]),
    "account": change("account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": ["DISABLE"]}),
    "account alert": change("account_alerts", entity_type="BUSINESS", alert_info={"alert_type": "X"}),
    "account review": change("account_review_update", decision="APPROVED"),
    "capability": change("business_capability_update", max_daily_conversation_per_phone=-1),
    "quality": change("phone_number_quality_update", event="FLAGGED", current_limit="TIER_1K"),
    "name": change("phone_number_name_update", decision="APPROVED", requested_verified_name="x"),
    "security": change("security", event="PIN_CHANGED", requester="1"),
    "template": change("message_template_status_update", event="APPROVED", message_template_name="a"),
    "template's quality": change("message_template_quality_update", new_quality_score="RED"),
    "template's category": change("template_category_update", new_category="MARKETING", previous_category="UTILITY"),
    "template's parts": change("message_template_components_update", message_template_element="x"),
    "form changed": change("flows", event="FLOW_STATUS_CHANGE", flow_id="1"),
    "payment settings": change("payment_configuration_update", configuration_name="x", status="ACTIVE"),
    "partners": change("partner_solutions", event="SOLUTION_CREATED"),
    "group": change("group_lifecycle_update", groups=[{"group_id": "1", "type": "group_create"}]),
    "username": change("business_username_update", username="x", status="approved"),
    "what is not known yet": change("of_tomorrow", anything=[1, {"x": None}]),
    "no value": {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages"}]}]},
    "no changes": {"object": "whatsapp_business_account", "entry": [{"id": "1"}]},
}  # fmt: skip
