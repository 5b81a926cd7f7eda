"""The names of things: messages are numbered in each chat, and a topic of a forum is a conversation of its own."""

from __future__ import annotations

from typing import Any

from escalera.core.channels.shared.payloads import object_in, text_in

BUSINESS = "business:"  # stands before the connection by which the bot speaks for a business account


def chat_address(message: dict[str, Any]) -> str:
    """Return the conversation: the chat, "chat/topic" in a forum, "chat/business:connection" with a business account."""
    chat = text_in(object_in(message, "chat"), "id", 40)
    if connection := text_in(message, "business_connection_id", 100):
        return f"{chat}/{BUSINESS}{connection}"
    topic = text_in(message, "message_thread_id", 40) if message.get("is_topic_message") is True else ""
    return f"{chat}/{topic}" if topic else chat


def split_address(address: str) -> tuple[str, str]:
    """Return chat and topic (or the business connection), "" for none."""
    chat, _slash, topic = address.partition("/")
    return chat, topic


def message_name(message: dict[str, Any]) -> str:
    """Return "chat:number", "" if it has none. A business account counts its messages for itself."""
    number = text_in(message, "message_id", 40)
    return name_of_number(message, number) if number else ""


def name_of_number(message: dict[str, Any], number: str) -> str:
    chat = text_in(object_in(message, "chat"), "id", 40)
    connection = text_in(message, "business_connection_id", 100)
    return "" if not chat else f"{connection}@{chat}:{number}" if connection else f"{chat}:{number}"


def number_in_chat(name: str) -> int | None:
    number = name.rpartition(":")[2]
    return int(number) if number.isdigit() and len(number) < 16 else None
