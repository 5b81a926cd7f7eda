"""The names of things: messages are numbered in each chat, and a topic of a forum is a conversation of its own."""

from __future__ import annotations

from typing import Any

from escalera.core.channels.shared.payloads import object_in, text_in


def chat_address(message: dict[str, Any]) -> str:
    """Return the conversation: the chat, or "chat/topic" in a forum."""
    chat = text_in(object_in(message, "chat"), "id", 40)
    topic = text_in(message, "message_thread_id", 40) if message.get("is_topic_message") is True else ""
    return f"{chat}/{topic}" if topic else chat


def split_address(address: str) -> tuple[str, str]:
    """Return chat and topic, "" for none."""
    chat, _slash, topic = address.partition("/")
    return chat, topic


def message_name(message: dict[str, Any]) -> str:
    """Return "chat:number", "" if it has none."""
    chat, number = text_in(object_in(message, "chat"), "id", 40), text_in(message, "message_id", 40)
    return f"{chat}:{number}" if chat and number else ""


def number_in_chat(name: str) -> int | None:
    number = name.rpartition(":")[2]
    return int(number) if number.isdigit() and len(number) < 16 else None
