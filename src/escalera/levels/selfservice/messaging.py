"""The assistant in every channel of messages: it answers first, hands over with all that was said, then is silent.

It runs in the transaction that understands the message; an answer that a language model words is said by a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from escalera.base.people.models import Contact
from escalera.core.channels.models import Thread
from escalera.core.channels.shared import placing
from escalera.core.channels.shared.files import files_of
from escalera.core.channels.shared.heard import Person, Said
from escalera.core.channels.shared.robot import Answered, register_robot
from escalera.core.llm.choices import Purpose
from escalera.core.llm.queries import offered
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.models import Message
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.choices import Said as Kind
from escalera.levels.selfservice.models import Conversation, Turn
from escalera.levels.selfservice.port import heard_turn, visitor_of
from escalera.levels.selfservice.speaking import chosen, speak
from escalera.levels.selfservice.tasks import say_in_words


class Assistant:
    """Who answers first in the conversations of channels."""

    def hear(self, thread: Thread, said: Said, contact: Contact | None, at: datetime) -> Answered | None:
        """Answer in the conversation; None where people go on: with a ticket that ended lately, with files, with more
        than a question."""
        if contact is not None and placing.place(thread, contact, said, at).ticket_id is not None:
            return None
        text = chosen(thread, said.text)
        if said.files or not text.strip() or len(text) > actions.LONGEST:
            return self._give_to_people(thread, said, contact, at)
        try:
            talk, turn = heard_turn(
                channel=thread.channel.kind, sender=sender_of(thread), text=text, language=_language(said, contact),
                at=at, contact=contact, key=f"{thread.channel_id}:{said.external_id}",
            )  # fmt: skip
        except actions.HasEnded:
            return self._give_to_people(thread, said, contact, at)
        if turn is not None:
            _speak(thread, talk, turn, at)
        if not talk.wants_person:
            return Answered("answered by the assistant")
        if contact is None:
            return Answered("asks for a person", wants_person=True)
        message = self.hand_over(thread, contact, at, extra=_extra(thread, said))
        return Answered("handed over by the assistant", message)

    def hand_over(
        self,
        thread: Thread,
        contact: Contact,
        at: datetime,
        *,
        more: str = "",
        files: Sequence[NewFile] = (),
        extra: dict[str, Any] | None = None,
    ) -> Message | None:
        """Give what was said here so far to people, where the rule says that it belongs; None if nothing was, or if it
        was handed over before."""
        kind = thread.channel.kind
        talk = queries.going_on(channel=kind, visitor=visitor_of(kind, sender_of(thread)), at=at)
        if talk is None or talk.ticket_id is not None:
            return None
        words = Said(Person(thread.address), "", more or (extra or {}).get("more", ""))
        message = actions.hand_over(
            conversation_id=talk.pk, contact=contact, at=at, more=more, files=files, extra=extra, channel=kind,
            team=thread.channel.team, place=placing.place(thread, contact, words, at),
        )  # fmt: skip
        thread.ticket = message.ticket
        thread.save(update_fields=["ticket"])
        return message

    def _give_to_people(self, thread: Thread, said: Said, contact: Contact | None, at: datetime) -> Answered | None:
        if contact is None:
            return None
        extra = {**_extra(thread, said), "more": said.text}
        message = self.hand_over(thread, contact, at, more=said.text, files=files_of(said.files), extra=extra)
        return Answered("handed over by the assistant", message) if message is not None else None


def sender_of(thread: Thread) -> str:
    """Return what stays the same for one matter in a conversation: after a ticket, or when they begin anew, it is
    another."""
    return f"{thread.channel_id}:{thread.address}:{thread.data.get('talk', 0)}:{thread.ticket_id or 0}"


def _speak(thread: Thread, talk: Conversation, turn: Turn, at: datetime) -> None:
    if turn.said == Kind.ANSWER and Purpose.ANSWER in offered():
        say_in_words.enqueue(thread.pk, talk.pk)
    else:
        speak(thread, talk, turn, at)


def _language(said: Said, contact: Contact | None) -> str:
    return said.person.language or (contact.language if contact is not None else "")


def _extra(thread: Thread, said: Said) -> dict[str, Any]:
    return {"rule": "assistant", "from": said.person.address[:254], "door": thread.channel_id, **said.extra}


def register() -> None:
    register_robot(Assistant())
