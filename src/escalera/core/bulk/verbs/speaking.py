"""The same words to many customers. They can be dropped until the run begins; what has left has left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.bulk.verbs.verb import Before, Given, Step, Verb
from escalera.core.tickets import actions
from escalera.core.tickets.leaving import reply_channel
from escalera.core.tickets.models import Ticket

LONGEST = 50_000  # characters
THEN = ("", "wait", "resolve")

Fill = Callable[[str, Ticket, Agent], str]
_fill: list[Fill] = []


def fill_with(fill: Fill) -> None:
    """Let a room above fill in the places of a text ({cliente}…) for each ticket."""
    _fill[:] = [fill]


class Reply(Verb):
    name = "reply"
    label = gettext_lazy("Reply")
    waits_for_undo = True

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        text, then = str(given.get("text") or "").strip(), str(given.get("then") or "")
        if not text:
            raise BadInput(_("Write something, or attach a file."))
        if len(text) > LONGEST or then not in THEN:
            raise BadInput(_("The text is too long: at most %(limit)d characters.") % {"limit": LONGEST})
        return {"text": text, "then": then}

    def do(self, step: Step) -> Before | None:
        text = _fill[0](step.given["text"], step.ticket, step.by) if _fill else step.given["text"]
        actions.reply(
            ticket_id=step.ticket.pk, content=actions.Content(text), by=step.by, at=step.at, key=step.key,
            then=step.given["then"], channel=reply_channel(step.ticket),
        )  # fmt: skip
        return {}


class Note(Verb):
    name = "note"
    label = gettext_lazy("Internal note")
    waits_for_undo = True

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        text = str(given.get("text") or "").strip()
        if not text or len(text) > LONGEST:
            raise BadInput(_("Write something, or attach a file."))
        return {"text": text}

    def do(self, step: Step) -> Before | None:
        content = actions.Content(step.given["text"])
        actions.note(ticket_id=step.ticket.pk, content=content, by=step.by, at=step.at, key=step.key)
        return {}


VERBS: tuple[type[Verb], ...] = (Reply, Note)
