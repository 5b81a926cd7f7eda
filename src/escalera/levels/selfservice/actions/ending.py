"""How conversations end: with a person, in silence; and what is noted of an end later."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.models import Contact, Team
from escalera.base.people.queries import robot, segment_of
from escalera.base.refusals import BadInput
from escalera.base.storage.together import together
from escalera.core.channels.shared import placing
from escalera.core.knowledge.actions import count_use
from escalera.core.knowledge.models import Article
from escalera.core.tickets.actions import Content, NewFile, open_ticket, receive_message, set_fields
from escalera.core.tickets.models import Message
from escalera.levels.selfservice import queries, scripts
from escalera.levels.selfservice.actions.judging import join_ticket, unsettle
from escalera.levels.selfservice.choices import GOES_ON, Reason, Side, State
from escalera.levels.selfservice.facts import AssistantHandedOver, AssistantLeft
from escalera.levels.selfservice.models import Conversation, Turn

RETURN = timedelta(days=7)  # who comes again within it was not helped for good
FOLD = "assistant"  # the kind of the folded part that holds the transcript
AT_ONCE = 500  # rows that one run of a task looks at
NEW = placing.Place(None, "new")


@together()
def hand_over(
    *,
    conversation_id: int,
    contact: Contact,
    at: datetime,
    more: str = "",
    files: Sequence[NewFile] = (),
    extra: dict[str, Any] | None = None,
    channel: str = "portal",
    team: Team | None = None,
    place: placing.Place = NEW,
) -> Message:
    """Open a ticket with everything that was said, tried and asked, and be silent from now on; return its message.

    The customer's own words are the message; the whole conversation is folded under it. `more`: what they add at the
    end; `team`: where the channel's new tickets go; `place`: what the rule of reopen, append or new says of it: the
    words may go on in a ticket that is there. A conversation that was handed over gives the same message again.
    Raises: BadInput, DoesNotExist."""
    talk = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation_id)
    key = f"assistant:{talk.key}"
    if talk.ticket_id is not None:
        given = Message.objects.filter(key=key).first()
        return given or Message.objects.filter(ticket=talk.ticket_id).order_by("pk")[0]
    turns = queries.turns_of(talk.pk)
    content = _content(talk, turns, more, files, {"placed": place.words or {"code": "handed"}, **(extra or {})})
    if place.ticket_id is not None:
        message = receive_message(
            ticket_id=place.ticket_id, contact=contact, content=content, channel=channel, at=at, key=key
        )
    else:
        message = open_ticket(
            requester=contact, subject=_subject(turns), content=content, channel=channel, at=at, key=key,
            language=talk.language, team=team,
        )  # fmt: skip
        placing.begin_after(place, message, at)
    talk.reason = talk.reason or Reason.ASKED
    talk.contact, talk.segment_id = contact, segment_of(contact)
    talk.ticket_id, talk.state, talk.last_at, talk.ended_at = message.ticket_id, State.HANDED, at, at
    talk.save()
    if place.ticket_id is None:  # what somebody has written on a ticket that goes on is not overwritten
        _fill_fields(talk, message.ticket_id, at)
    for article, how in _uses(turns):
        count_use(article_id=article, ticket_id=message.ticket_id, how=how, at=at)
    join_ticket(turns, message.ticket_id)
    fact = AssistantHandedOver(ticket_id=message.ticket_id, conversation_id=talk.pk, reason=talk.reason)
    record(fact, actor=contact.actor, at=at)
    return message


def note_person(*, ticket_id: int, at: datetime) -> None:
    """Note that a person answered a ticket to which the assistant had proposed an answer by mail."""
    open_ones = Conversation.objects.filter(ticket=ticket_id, state__in=[*GOES_ON, State.LEFT])
    open_ones.update(state=State.HANDED, reason=Reason.MAIL, ended_at=at)


def note_reopened(*, ticket_id: int, at: datetime) -> None:
    """Note that a request that an answer by mail had solved was opened again within a week."""
    solved = Conversation.objects.filter(ticket=ticket_id, state=State.HELPED, returned_at=None)
    keys = list(solved.filter(ended_at__gt=at - RETURN).values_list("pk", flat=True))
    for turn in Turn.objects.filter(conversation__in=keys, helped=True):
        unsettle(turn)
    Conversation.objects.filter(pk__in=keys).update(returned_at=at)


def note_return(
    *, at: datetime, contact: Contact | None = None, visitor: str = "", not_ticket: int | None = None
) -> None:
    """Note that somebody came again: what ended without a person within the last week did not hold.

    `not_ticket`: the ticket with which they came, whose own conversation is not meant."""
    if contact is None and not visitor:
        return
    same = Q(contact=contact) if contact is not None else Q(pk=None)
    if visitor:
        same |= Q(visitor=visitor)
    before = Conversation.objects.filter(same, last_at__gt=at - RETURN, last_at__lt=at, returned_at=None)
    ended = before.exclude(state=State.HANDED)
    if not_ticket is not None:
        ended = ended.filter(Q(ticket=None) | ~Q(ticket=not_ticket))
    ended.update(returned_at=at)


def leave_quiet(*, at: datetime) -> int:
    """End the conversations in which nobody has said a word for a while; return how many."""
    quiet = at - timedelta(minutes=queries.assistant().quiet_minutes)
    rows = Conversation.objects.filter(state__in=GOES_ON, last_at__lte=quiet).exclude(channel="email")
    numbers = list(rows.order_by("last_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_leave(number, quiet, at) for number in numbers)


@together()
def _leave(conversation_id: int, quiet: datetime, at: datetime) -> bool:
    rows = Conversation.objects.select_for_update().filter(pk=conversation_id, state__in=GOES_ON)
    talk = rows.filter(last_at__lte=quiet).first()
    if talk is None:
        return False
    talk.state, talk.ended_at = State.LEFT, talk.last_at
    talk.save(update_fields=["state", "ended_at"])
    record(AssistantLeft(conversation_id=talk.pk, best=talk.best), actor=SYSTEM, at=at)
    return True


def _subject(turns: Sequence[Turn]) -> str:
    return " ".join(own_words(turns)[0].split())[:120] if own_words(turns) else ""


def _fill_fields(talk: Conversation, ticket_id: int, at: datetime) -> None:
    """Put what a script asked into the company's fields; what does not fit stands in the conversation all the same."""
    fields = {
        target[6:]: text for target, text in scripts.fills(talk.procedure).items() if target.startswith("field:")
    }
    for key, text in fields.items():
        with contextlib.suppress(BadInput), transaction.atomic():
            set_fields(ticket_id=ticket_id, values={key: text}, by=robot(_("Assistant")), at=at)


def _uses(turns: Sequence[Turn]) -> list[tuple[int, str]]:
    """Return what the articles that were shown did for the ticket: shown, and failed where the customer said so."""
    uses: dict[tuple[int, str], None] = {}
    for turn in turns:
        for one in (*turn.data.get("quotes", ()), *turn.data.get("offers", ())):
            uses[one["article"], "shown"] = None
            if turn.helped is False:
                uses[one["article"], "failed"] = None
    known = set(Article.objects.filter(pk__in=[key for key, _how in uses]).values_list("pk", flat=True))
    return [(key, how) for key, how in uses if key in known]


def own_words(turns: Sequence[Turn]) -> list[str]:
    """Return what the customer said of their matter: neither the wish for a person, nor yes and no, nor hello."""
    mine = [one for one in turns if one.side == Side.CUSTOMER]
    matter = [one.text for one in mine if not one.data.get("means")]
    return matter or [one.text for one in mine]


def _content(
    talk: Conversation,
    turns: Sequence[Turn],
    more: str,
    files: Sequence[NewFile],
    extra: dict[str, Any] | None,
) -> Content:
    with override(talk.language or settings.LANGUAGE_CODE):
        said = own_words(turns)
        text = "\n\n".join([*said, *([more.strip()] if more.strip() else [])]) or _("I want to talk to a person.")
        folded = [{"kind": FOLD, "header": "", "text": queries.transcript(turns)}] if turns else []
    return Content(text, folded=folded, files=files, extra={**(extra or {}), "assistant": talk.pk})
