"""What a webhook of text messages says: the provider's own words, and of a person's, the few that mean something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalera.base.refusals import BadInput
from escalera.core.channels.gate import Understood
from escalera.core.channels.models import Channel, InboundItem, Mark, Thread
from escalera.core.channels.shared.doors import Answer, Knock, Refused
from escalera.core.channels.shared.heard import Event, Said, StatusChanged, Stopped
from escalera.core.channels.shared.robot import say
from escalera.core.channels.shared.understanding import hear_all
from escalera.core.channels.sms.keywords import keyword_of
from escalera.core.channels.sms.port import provider_of

STOP_CODES = frozenset({"21610", "1430"})  # the provider says that the person had said STOP


def check(channel: Channel, knock: Knock) -> Refused | None:
    try:
        return provider_of(channel).check(channel, knock)
    except BadInput as refusal:
        return Refused(str(refusal), status=503)


def answer(channel: Channel, knock: Knock, item: InboundItem) -> Answer:
    return provider_of(channel).answer()


def envelope(knock: Knock) -> dict[str, Any]:
    return {}


def read(item: InboundItem, raw: bytes) -> Sequence[Event]:
    """Return the events of a stored webhook. Raises: what the reading of rubbish raises."""
    if item.channel is None:
        return []
    return [_meant(item.channel, event) for event in provider_of(item.channel).read(raw)]


def _meant(channel: Channel, event: Event) -> Event:
    """STOP and START are no messages; whoever asks for help is heard, and told who we are."""
    if not isinstance(event, Said) or event.files or event.button:
        return event
    thread = event.thread or event.person.address
    match keyword_of(event.text):
        case "stop":
            return Stopped(thread)
        case "start":
            return Stopped(thread, stopped=False)
        case "yes" if Thread.objects.filter(channel=channel, address=thread, stopped_at__isnull=False).exists():
            return Stopped(thread, stopped=False)
        case "help":
            return replace(event, extra={**event.extra, "asks_help": True})
    return event


def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Hear all that is in it; then answer HELP, and remember whom the provider may not write to."""
    events = read(item, raw)
    understood = hear_all(item, events, at)
    for event in events:
        if isinstance(event, Said) and event.extra.get("asks_help") and item.channel is not None:
            _help(item.channel, event, at)
        if isinstance(event, StatusChanged) and event.code in STOP_CODES and item.channel is not None:
            threads = Thread.objects.filter(mark__channel=item.channel, mark__external_id=event.external_id)
            threads.filter(stopped_at=None).update(stopped_at=at)
    return understood


def _help(channel: Channel, event: Said, at: datetime) -> None:
    words = str(channel.settings.get("help_words") or "").strip()
    mark = Mark.objects.filter(channel=channel, external_id=event.external_id[:200]).select_related("thread").first()
    if words and mark is not None and mark.thread is not None and not event.extra.get("help_answered"):
        say(mark.thread, words, at, key=f"sms-help:{mark.pk}")
