"""What is stored is understood: as in every channel, and what concerns the app itself besides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from escalera.core.channels import gate
from escalera.core.channels.gate import Understood
from escalera.core.channels.health import MESSAGES_OUT, note_trouble
from escalera.core.channels.models import Channel, InboundItem, Mark, MediaFetch
from escalera.core.channels.shared.doors import Answer, Knock
from escalera.core.channels.shared.files import expect
from escalera.core.channels.shared.heard import Event, Said, Unheard
from escalera.core.channels.shared.payloads import read_json, text_in
from escalera.core.channels.shared.understanding import hear_all
from escalera.core.channels.slack import api, forms
from escalera.core.channels.slack.people import DIRECTORY
from escalera.core.channels.slack.reading import people_in, read_event

REMOVED = ("event: app_uninstalled", "event: tokens_revoked")


def is_json(raw: bytes) -> bool:
    return raw[:20].lstrip()[:1] == b"{"


def read(item: InboundItem, raw: bytes) -> Sequence[Event]:
    return read_event(item, raw) if is_json(raw) else forms.read_form(item, raw)


def names(knock: Knock) -> str:
    """Return Slack's own name of the arrival: it is called again under the same one."""
    if not is_json(knock.body):
        return forms.name_of(knock.body)
    try:
        return text_in(read_json(knock.body), "event_id", 80)
    except (ValueError, RecursionError):
        return ""


def answer(channel: Channel, knock: Knock, item: InboundItem) -> Answer:
    return Answer() if is_json(knock.body) else forms.answer_to(knock.body)


def prepare(items: Sequence[InboundItem]) -> None:
    """Ask Slack who it is that speaks in these items, as far as it is not known. Outside of any transaction."""
    wanted: dict[int, tuple[Channel, list[str]]] = {}
    for item in items:
        if item.channel is not None:
            wanted.setdefault(item.channel.pk, (item.channel, []))[1].extend(_people(gate.original(item)))
    for channel, users in wanted.values():
        DIRECTORY.learn(channel, users)


def _people(raw: bytes) -> list[str]:
    try:
        return people_in(read_json(raw)) if is_json(raw) else forms.people_in(raw)
    except (ValueError, RecursionError):
        return []


def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Hear all that is in it. Raises: what rubbish raises."""
    events = read(item, raw)
    understood = hear_all(item, events, at)
    for event in events:
        if item.channel is not None and isinstance(event, Said) and event.files:
            _late_files(item.channel, event, at)
        if item.channel is not None and isinstance(event, Unheard) and event.reason in REMOVED:
            note_trouble(item.channel.pk, MESSAGES_OUT, str(api.OF_DOOR["token_revoked"]), at=at)
    return understood


def _late_files(channel: Channel, said: Said, at: datetime) -> None:
    """The same words come twice where the app was called by name, the first time perhaps without their files."""
    mark = Mark.objects.filter(channel=channel, external_id=said.external_id[:200]).select_related("message").first()
    if mark is None or mark.message is None or MediaFetch.objects.filter(message=mark.message).exists():
        return
    expect(channel, mark.message, said.files, at)
