"""What is stored is understood: as in every channel, and /start besides, which is no message but a beginning."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from escalera.core.channels.gate import Understood
from escalera.core.channels.models import Channel, InboundItem, Thread
from escalera.core.channels.shared.doors import Answer, Knock
from escalera.core.channels.shared.heard import Event, Said, Unheard
from escalera.core.channels.shared.meeting import meet_person
from escalera.core.channels.shared.payloads import object_in, read_json, text_in
from escalera.core.channels.shared.robot import say
from escalera.core.channels.shared.understanding import hear_all
from escalera.core.channels.telegram.capabilities import KIND
from escalera.core.channels.telegram.reading import START, read, start_word
from escalera.core.tickets.actions import is_blocked


def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Hear all that is in it; /start makes the conversation and is greeted. Raises: what rubbish raises."""
    channel = item.channel
    events: list[Event] = []
    for event in read(item, raw):
        word = start_word(event) if isinstance(event, Said) else None
        if channel is None or word is None or not isinstance(event, Said) or is_blocked(KIND, event.person.address):
            events.append(event)
            continue
        _begin(channel, event, word, at)
        events.append(Unheard(START))
    return hear_all(item, events, at)


def _begin(channel: Channel, event: Said, word: str, at: datetime) -> None:
    """Know them from now on, remember by which link they came, and greet them if the channel has a greeting."""
    contact = meet_person(KIND, event.person, at)
    thread, _made = Thread.objects.select_for_update(of=("self",)).get_or_create(
        channel=channel, address=event.thread[:200], defaults={"contact": contact, "begun_at": at}
    )
    thread.channel = channel
    heard_at = min(event.said_at or at, at)
    thread.last_in_at = max(heard_at, thread.last_in_at or heard_at)  # by this they have let us write
    thread.contact_id = thread.contact_id or contact.pk
    thread.data = {**thread.data, **event.data, **({"start": word} if word else {})}
    thread.save(update_fields=["last_in_at", "contact", "data"])
    greeting = str(channel.settings.get("greeting") or "").strip()
    if greeting and thread.ticket_id is None:
        say(thread, greeting, at, key=f"start:{channel.pk}:{event.external_id}"[:64])


def names(knock: Knock) -> str:
    """Return the update's number, by which it is known if it comes again."""
    return text_in(_update(knock.body), "update_id", 40)


def answer(channel: Channel, knock: Knock, item: InboundItem) -> Answer:
    """Take the waiting sign off a button at once: Telegram lets a webhook's answer be a call."""
    query = text_in(object_in(_update(knock.body), "callback_query"), "id", 80)
    if not query:
        return Answer()
    call: dict[str, Any] = {"method": "answerCallbackQuery", "callback_query_id": query}
    return Answer(json.dumps(call).encode(), "application/json")


def _update(body: bytes) -> dict[str, Any]:
    try:
        return read_json(body)
    except (ValueError, RecursionError):
        return {}
