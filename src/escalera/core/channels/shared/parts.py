"""What is to be said, cut into what a provider takes as one message each."""

from __future__ import annotations

from typing import Any

from escalera.base.storage import files as file_store
from escalera.core.channels.models import Delivery, Saying
from escalera.core.channels.shared.capabilities import Capabilities
from escalera.core.channels.shared.sending import Part, split_text

Going = Delivery | Saying


def parts_of(one: Going, can: Capabilities) -> list[Part]:
    """Cut what is to be said into what the provider takes as one message each: texts first, then each file."""
    if isinstance(one, Saying):
        to, payload = one.thread.address, one.payload
        texts = split_text(str(payload.get("text", "")), can.longest)
        buttons = tuple(payload.get("buttons", ()))
        return [
            Part(key=f"s{one.pk}.{n}", to=to, text=text, buttons=buttons if n == len(texts) - 1 else ())
            for n, text in enumerate(texts)
        ]
    message = one.message
    extra = message.extra or {}
    to = one.to[0] if one.to else ""
    author = message.agent.name if message.agent else ""
    common: dict[str, Any] = {"to": to, "author": author, "message_id": message.pk, "subject": message.ticket.subject}
    if template := extra.get("template"):
        return [Part(key=f"{_name(one)}.0", template=template, text=message.text, **common)]
    buttons = tuple(extra.get("buttons", ()))
    texts = split_text(message.text, can.longest)
    reply_to = str(extra.get("reply_to") or "")
    parts = [
        Part(
            key=f"{_name(one)}.{n}",
            text=text,
            html=message.html if len(texts) == 1 else None,
            reply_to=reply_to if n == 0 else "",
            buttons=buttons if n == len(texts) - 1 else (),
            **common,
        )
        for n, text in enumerate(texts)
    ]
    for attachment in message.attachments.order_by("pk"):
        content = file_store.load(attachment.sha256)
        parts.append(Part(key=f"{_name(one)}.{len(parts)}", file=attachment, content=content, **common))
    return parts


def _name(one: Delivery) -> str:
    """What was sent anew from its first part has other names than before, else the provider would know them."""
    return f"d{one.pk}r{one.resent}" if one.resent else f"d{one.pk}"
