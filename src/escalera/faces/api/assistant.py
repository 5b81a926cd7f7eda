"""The assistant for channels that live outside of the desk: a widget of one's own, a messenger, a kiosk."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from escalera.base.people.actions import meet
from escalera.base.people.models.helpers import WORK
from escalera.base.people.queries import contact_at
from escalera.base.refusals import NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.tickets.actions import is_blocked
from escalera.faces.api.errors import answer
from escalera.faces.api.inputs import Asked, Introduced
from escalera.faces.api.keys import WRITE, Key, agent_of
from escalera.faces.api.once import once_key
from escalera.faces.api.outputs import HeardOut, answers
from escalera.levels.selfservice import port, queries
from escalera.levels.selfservice.port import Heard

router = Router(tags=["assistant"])


class AssistantOff(Refusal):
    """The company has switched its assistant off."""


class Blocked(Refusal):
    """Nothing is taken from this address."""


@router.post("/assistant/messages", auth=Key(WRITE), response=answers(HeardOut))
def hear(request: HttpRequest, body: Asked) -> HttpResponse:
    """Hear one message of a channel and return what to say to it: texts, and short answers to offer as buttons.

    `says` is empty where the assistant is silent, because a person was asked for or goes on. `wants_person` asks who
    they are: send it to `/assistant/introductions`. Honours `Idempotency-Key`: the same message is heard once."""
    _require(request)
    contact = contact_at("email", body.email) if body.email else None
    key = once_key(request)
    heard = port.hear(
        channel=body.channel, sender=body.sender, text=body.text, language=body.language, at=timezone.now(),
        contact=contact, key=key.removeprefix("api:") if key else "",
    )  # fmt: skip
    return answer(_out(heard))


@router.post("/assistant/introductions", auth=Key(WRITE), response=answers(HeardOut))
def introduce(request: HttpRequest, body: Introduced) -> HttpResponse:
    """Say who wants a person: a ticket is opened with everything that was said. The same again changes nothing."""
    _require(request)
    if is_blocked("email", body.requester.email):
        raise Blocked(_("Requests from this address are not taken here."))
    return answer(_out(_introduced(body, timezone.now())))


@together()
def _introduced(body: Introduced, at: datetime) -> Heard:
    contact = meet(channel="email", address=body.requester.email, name=body.requester.name, at=at)
    return port.introduce(channel=body.channel, sender=body.sender, contact=contact, at=at, more=body.more)


def _require(request: HttpRequest) -> None:
    """Raises: NotAllowed, AssistantOff."""
    if not agent_of(request).may(WORK):
        raise NotAllowed(_("Your role can read tickets but not work on them."))
    if not queries.assistant().is_on:
        raise AssistantOff(_("The assistant is switched off."))


def _out(heard: Heard) -> dict[str, object]:
    return {
        "says": list(heard.says),
        "buttons": list(heard.buttons),
        "wants_person": heard.wants_person,
        "ticket": heard.ticket_id,
    }
