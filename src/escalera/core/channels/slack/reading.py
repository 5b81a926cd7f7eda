"""From the body of a webhook to our events; forms (commands, buttons) stand in `forms.py`.

https://api.slack.com/apis/events-api · https://api.slack.com/events/message"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from escalera.core.channels.models import Channel, InboundItem, Thread
from escalera.core.channels.shared.heard import Edited, Event, Person, Reacted, RemoteFile, Said, TakenBack, Unheard
from escalera.core.channels.shared.payloads import moment_in, number_in, object_in, objects_in, read_json, text_in
from escalera.core.channels.slack import emoji, mrkdwn
from escalera.core.channels.slack.people import DIRECTORY

SAID = ("", "file_share", "me_message", "thread_broadcast")  # the kinds of message in which somebody says something
SLACKBOT = "USLACKBOT"
LINKS = ("external", "email")  # modes of files that lie elsewhere
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known besides the event: the door, and the ids by which the app is called."""

    channel: Channel | None
    called: frozenset[str] = field(default_factory=frozenset)

    def is_own(self, user: str) -> bool:
        """Say whether it is the app itself that speaks: a file of ours comes back without its mark of a bot."""
        return bool(user) and user == DIRECTORY.own(self.channel)

    def named(self, user: str) -> str:
        return DIRECTORY.of(self.channel, user).name

    def person(self, user: str, said: Body) -> Person:
        profile, told = DIRECTORY.of(self.channel, user), object_in(said, "user_profile")
        name = profile.name or text_in(told, "real_name", 120) or text_in(told, "display_name", 120)
        return Person(user, name or text_in(said, "username", 120), profile.language, profile.email)

    def colleague(self, user: str, message: Body) -> str:
        """Return the address by which somebody may be one of the desk: only of who wrote it in the app's own workspace."""
        address = DIRECTORY.member(self.channel, user)
        home = text_in(message, "user_team", 40) or text_in(message, "team", 40)
        return address if not home or home in DIRECTORY.of(self.channel, user).teams else ""

    def hears(self, place: str, root: str, *, called: bool = False) -> bool:
        """Say whether words there are for us: a direct message, a help channel, a thread we were called into."""
        listed = {str(one).split()[0] for one in self._listed() if str(one).strip()}
        if called or is_direct(place) or not listed or place in listed:
            return True
        return Thread.objects.filter(channel=self.channel, address=f"{place}:{root}").exists()

    def _listed(self) -> list[Any]:
        listed = self.channel.settings.get("channels") if self.channel else None
        return listed if isinstance(listed, list) else []


def is_direct(place: str) -> bool:
    return place.startswith("D")


def read_event(item: InboundItem, raw: bytes) -> Sequence[Event]:
    """Return the events of a JSON body. Raises: ValueError for what is none."""
    body = read_json(raw)
    if body.get("type") != "event_callback":
        return [Unheard(f"no event: {text_in(body, 'type', 60) or 'nothing'}")]
    event = object_in(body, "event")
    kind = text_in(event, "type", 60)
    reader = _READERS.get(kind)
    return [reader(event, around(item.channel, body))] if reader else [Unheard(f"event: {kind or 'nothing'}")]


def around(channel: Channel | None, body: Body) -> Around:
    bots = (one for one in objects_in(body, "authorizations") if one.get("is_bot") is True)
    return Around(channel, frozenset([DIRECTORY.own(channel), *(text_in(one, "user_id", 40) for one in bots)]) - {""})


def people_in(body: Body) -> list[str]:
    """Return whose names an event needs: its author's, and those of people whom it speaks of."""
    event = object_in(body, "event")
    said = object_in(event, "message") or event
    user = text_in(said, "user", 40)
    return [one for one in (user, *mrkdwn.people_in(text_in(said, "text"))) if one and one != SLACKBOT]


def _message(event: Body, near: Around, *, called: bool = False) -> Event:
    kind = text_in(event, "subtype", 60)
    if kind == "message_changed":
        return _changed(event, near)
    if kind == "message_deleted":
        return _deleted(event, near)
    if kind not in SAID:
        return Unheard("message of a bot" if kind == "bot_message" else f"message: {kind}")
    place, stamp = text_in(event, "channel", 40), text_in(event, "ts", 40)
    if why_not := _why_not(event, near) or ("" if place and stamp else "a message without a place"):
        return Unheard(why_not)
    if not near.hears(place, text_in(event, "thread_ts", 40) or stamp, called=called):
        return Unheard("not a help channel")
    said = said_in(event, place, near)
    return said if said.text or said.files else Unheard("an empty message")


def _called(event: Body, near: Around) -> Event:
    """They spoke to the app by its name; the same words come as a message too, under the same name."""
    return _message(event, near, called=True)


def _why_not(message: Body, near: Around) -> str:
    user = text_in(message, "user", 40)
    if text_in(message, "bot_id") or user == SLACKBOT or near.is_own(user) or message.get("subtype") == "bot_message":
        return "message of a bot"
    return "" if user else "nobody said it"


def said_in(message: Body, place: str, near: Around) -> Said:
    """Return what is said in a message that stands at a place."""
    stamp, root = text_in(message, "ts", 40), text_in(message, "thread_ts", 40)
    user = text_in(message, "user", 40)
    files, beside = _files(message)
    words = "\n".join(part for part in (words_in(message, near), *beside) if part)
    is_answer = bool(root) and root != stamp
    direct = is_direct(place)
    return Said(
        near.person(user, message),
        f"{place}:{stamp}",
        words,
        thread=user if direct else f"{place}:{root or stamp}",
        files=files,
        reply_to=f"{place}:{root}" if direct and is_answer else "",
        said_at=moment_in(message, "ts"),
        extra={"place": place, **({"sent_to_channel": True} if message.get("subtype") == "thread_broadcast" else {})},
        data={"place": place, "thread_ts": root} if direct else {},
        colleague=near.colleague(user, message) if is_answer and not direct else "",
    )


def words_in(message: Body, near: Around) -> str:
    """Return the words without the app's own name before them, unless there is nothing else."""
    text = text_in(message, "text")
    for name in near.called:
        text = text.lstrip().removeprefix(f"<@{name}>")
    return mrkdwn.words_of({**message, "text": text}, near.named) or mrkdwn.words_of(message, near.named)


def _files(message: Body) -> tuple[list[RemoteFile], list[str]]:
    """Return the files that can be fetched, and words for those that cannot."""
    found, beside = [], []
    for one in objects_in(message, "files")[:20]:
        name = text_in(one, "name", 200) or text_in(one, "title", 200) or "file"
        url = text_in(one, "url_private_download", 2000) or text_in(one, "url_private", 2000)
        mode = text_in(one, "mode", 40)
        if one.get("is_external") is True or mode in LINKS:
            beside.append(f"{name}: {text_in(one, 'external_url', 2000) or url}".strip(": "))
        elif mode in ("tombstone", "hidden_by_limit") or not (url or text_in(one, "id")):
            beside.append(f"[{name}]")
        else:
            ref = {"url": url, "id": text_in(one, "id", 40), "size": number_in(one, "size") or 0}
            found.append(RemoteFile(ref, name, text_in(one, "mimetype", 100)))
    return found, beside


def _changed(event: Body, near: Around) -> Event:
    said, before = object_in(event, "message"), object_in(event, "previous_message")
    place, stamp = text_in(event, "channel", 40), text_in(said, "ts", 40)
    if not place or not stamp:
        return Unheard("a change of nothing")
    if text_in(said, "subtype") == "tombstone":  # deleted, but others had answered it
        return TakenBack(f"{place}:{stamp}", at=moment_in(event, "event_ts"))
    if why_not := _why_not(said, near):
        return Unheard(why_not)
    if text_in(said, "text") == text_in(before, "text") and before:
        return Unheard("a change without new words")
    if not near.hears(place, text_in(said, "thread_ts", 40) or stamp):
        return Unheard("not a help channel")
    words = words_in(said, near)
    at = moment_in(object_in(said, "edited"), "ts") or moment_in(event, "event_ts")
    return Edited(f"{place}:{stamp}", words, at=at) if words else Unheard("an edit without words")


def _deleted(event: Body, near: Around) -> Event:
    place, stamp = text_in(event, "channel", 40), text_in(event, "deleted_ts", 40)
    before = object_in(event, "previous_message")
    if not place or not stamp:
        return Unheard("a deletion of nothing")
    if before and (why_not := _why_not(before, near)):
        return Unheard(why_not)
    if not near.hears(place, text_in(before, "thread_ts", 40) or stamp):
        return Unheard("not a help channel")
    return TakenBack(f"{place}:{stamp}", at=moment_in(event, "event_ts"))


def _reacted(event: Body, near: Around) -> Event:
    item, user = object_in(event, "item"), text_in(event, "user", 40)
    place, stamp, name = text_in(item, "channel", 40), text_in(item, "ts", 40), text_in(event, "reaction", 60)
    if text_in(item, "type") != "message" or not (place and stamp and user and name):
        return Unheard("a reaction to no message")
    if near.is_own(user):
        return Unheard("reaction of a bot")
    if not near.hears(place, stamp):
        return Unheard("not a help channel")
    shown = emoji.character(name) if event.get("type") == "reaction_added" else ""
    return Reacted(f"{place}:{stamp}", shown, f"{user}:{name}"[:80], at=moment_in(event, "event_ts"))


_READERS: dict[str, Callable[[Body, Around], Event]] = {
    "message": _message,
    "app_mention": _called,
    "reaction_added": _reacted,
    "reaction_removed": _reacted,
}
