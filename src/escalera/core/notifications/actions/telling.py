"""Telling people: one row for what repeats itself until it is seen, and a time for each way out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from escalera.base.people.models import Agent
from escalera.base.storage.together import together
from escalera.core.notifications.actions.bell import count_again, locked_reach
from escalera.core.notifications.choices import ALWAYS
from escalera.core.notifications.models import Notification
from escalera.core.notifications.policies import Person, mail_at, push_at
from escalera.core.notifications.queries import wanted_by
from escalera.core.tickets.policies import visible_to

Key = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class Call:
    """Something that one person should know. `late`: it is old news: into the list, but nobody is disturbed."""

    agent_id: int
    kind: str
    ticket_id: int | None
    event_id: int
    at: datetime
    who: str = ""
    about: str = ""
    message_id: int | None = None
    late: bool = False


@together()
def tell(*, calls: Sequence[Call], at: datetime) -> int:
    """Tell everybody who may see the ticket and wants to hear of it; return how many calls were heard.

    Nobody is told anything about a ticket that they may not see (any more)."""
    by_agent: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        by_agent[call.agent_id].append(call)
    agents = Agent.objects.filter(pk__in=by_agent, is_active=True).select_related("calendar").order_by("pk")
    return sum(_tell_one(agent, by_agent[agent.pk], at) for agent in agents)


def _tell_one(agent: Agent, calls: list[Call], at: datetime) -> int:
    numbers = {call.ticket_id for call in calls if call.ticket_id is not None}
    seen: set[int | None] = {None, *visible_to(agent).filter(pk__in=numbers).values_list("pk", flat=True)}
    wanted = wanted_by(agent)
    heard = [call for call in calls if call.ticket_id in seen and any(wanted[call.kind].ways)]
    if not heard:
        return 0
    reach = locked_reach(agent.pk)
    person = Person.read(agent, reach, min(call.at for call in heard))
    known = _unseen(agent, heard)
    for call in heard:
        row = known.get(_key(call)) or _new(agent, call)
        known[_key(call)] = row
        _add(row, call, person, wanted[call.kind].app, wanted[call.kind].push, wanted[call.kind].mail)
    for row in known.values():
        row.save()
    count_again(reach)
    return len(heard)


def _unseen(agent: Agent, calls: Iterable[Call]) -> dict[Key, Notification]:
    keys = {_key(call) for call in calls}
    about = Q(ticket__in={number for _kind, number, _about in keys if number is not None})
    if any(number is None for _kind, number, _about in keys):
        about |= Q(ticket__isnull=True)
    rows = Notification.objects.filter(about, agent=agent, seen_at__isnull=True)
    return {key: row for row in rows if (key := _key(row)) in keys}


def _key(one: Call | Notification) -> Key:
    """What is about no ticket is told apart by what it is about."""
    return one.kind, one.ticket_id, "" if one.ticket_id is not None else one.about


def _new(agent: Agent, call: Call) -> Notification:
    return Notification(
        agent=agent,
        kind=call.kind,
        ticket_id=call.ticket_id,
        about=call.about[:200],
        message_id=call.message_id,
        count=0,
        first_at=call.at,
        in_app=False,
    )


def _add(row: Notification, call: Call, person: Person, app: bool, push: bool, mail: bool) -> None:
    """Count the call on its row; what is still to go out keeps its time, what went out goes again."""
    row.count += 1
    row.event_id, row.who, row.last_at, row.about = call.event_id, call.who[:120], call.at, call.about[:200]
    row.in_app = row.in_app or app
    if call.late:
        return
    if push and row.push_due_at is None:
        row.push_due_at = push_at(person, call.kind, call.at)
    if mail and row.mail_due_at is None and call.kind not in ALWAYS:  # those have a mail of their own
        row.mail_due_at = mail_at(person, call.kind, call.at)
