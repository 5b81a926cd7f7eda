"""Forgetting what was said: after the time that the company keeps it, or because whose words they are wants it so.

The counts stay, without anybody's name: figures that change afterwards are none. What went to a person as a ticket is
the ticket's, and is kept or deleted with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.people.models import Agent, Contact
from escalera.base.people.policies import why_not_change_customers
from escalera.base.refusals import NotAllowed
from escalera.base.storage.together import together
from escalera.levels.selfservice import queries
from escalera.levels.selfservice.choices import GOES_ON, State
from escalera.levels.selfservice.facts import AssistantForgot
from escalera.levels.selfservice.models import Conversation, Turn

AT_ONCE = 500  # rows that one run of a task looks at
VISITOR = Actor("contact", None, "")  # somebody who asks without telling who they are


def forget_words(*, at: datetime) -> int:
    """Delete what was said in conversations that are older than the company keeps them; their counts stay.

    Returns how many were forgotten."""
    old = at - timedelta(days=queries.assistant().kept_days)
    rows = Conversation.objects.filter(forgotten_at=None, last_at__lte=old).order_by("last_at")
    return _forget(list(rows.values_list("pk", flat=True)[:AT_ONCE]), at)


@together()
def forget_talk(*, conversation_id: int, at: datetime) -> bool:
    """Delete what was said in one conversation, for whoever holds its address; say whether there was anything.

    Raises: Conversation.DoesNotExist."""
    talk = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation_id)
    if talk.forgotten_at is not None:
        return False
    _forget([talk.pk], at)
    record(AssistantForgot(conversations=1), actor=VISITOR, at=at)
    return True


@together()
def forget_contact(*, contact: Contact, by: Agent, at: datetime) -> int:
    """Delete everything that a customer said to the assistant, and that it was they; return how many conversations.

    Raises: NotAllowed."""
    if refusal := why_not_change_customers(by):
        raise NotAllowed(refusal)
    keys = list(Conversation.objects.filter(contact=contact, forgotten_at=None).values_list("pk", flat=True))
    found = _forget(keys, at)
    if found:
        record(AssistantForgot(conversations=found, contact_id=contact.pk), actor=by.actor, at=at)
    return found


def _forget(keys: Collection[int], at: datetime) -> int:
    Turn.objects.filter(conversation__in=keys).delete()
    rows = Conversation.objects.filter(pk__in=keys)
    rows.filter(state__in=GOES_ON).update(state=State.LEFT, ended_at=at)
    return rows.update(forgotten_at=at, visitor="", procedure={}, contact=None)
