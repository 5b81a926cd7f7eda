"""What a draft would have meant for the tickets of the last weeks: counted, with examples to open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.models import Event
from escalera.base.people.models import Agent, Level, Team
from escalera.core.tickets.choices import Status
from escalera.core.tickets.conditions import CHANNELS
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import visible_to
from escalera.core.workflows.entering import entered_by
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.queries import flows

MOST = 2000  # tickets, the newest ones
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One ticket, and what would have been otherwise with it."""

    number: int
    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which tickets would have been served otherwise."""

    heading: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`tickets`: how many were looked at; `differing`: how many of these differ in anything. `whole`: none were left
    out for their number."""

    tickets: int
    differing: int
    differences: tuple[Difference, ...]
    whole: bool


Measure = Callable[[Sequence[Ticket], Flow, Flow], tuple[str, dict[int, str]]]
_MEASURES: list[Measure] = []


def register_measure(measure: Measure) -> None:
    """Let a room above say what a draft means for its things: given tickets, the flow as it is and as drafted, it
    returns a heading and, by ticket, the words for what differs."""
    if measure not in _MEASURES:
        _MEASURES.append(measure)


def preview(segment_id: int | None, draft: Flow, *, by: Agent, since: datetime, until: datetime) -> Preview:
    """Compare the draft with what counts now, over the tickets that were opened in the half-open period."""
    own = list(flows().by_segment)
    of = {"segment": segment_id} if segment_id is not None else {}
    found = visible_to(by).filter(opened_at__gte=since, opened_at__lt=until, **of)
    if segment_id is None:
        found = found.exclude(segment__in=own)
    tickets = list(found.select_related("team__level", "level").order_by("-updated_at", "-pk")[: MOST + 1])
    now = flows().of(segment_id)
    lines = list(_differences(tickets[:MOST], now, draft))
    numbers = {key for _heading, words in lines for key in words}
    return Preview(
        tickets=min(len(tickets), MOST),
        differing=len(numbers),
        differences=tuple(_difference(tickets, heading, words) for heading, words in lines if words),
        whole=len(tickets) <= MOST,
    )


def _differences(tickets: Sequence[Ticket], now: Flow, draft: Flow) -> Iterator[tuple[str, dict[int, str]]]:
    yield _("They would have begun elsewhere"), _beginnings(tickets, now, draft)
    yield _("They stand, or ended, on a level that the path leaves out"), _off_path(tickets, now, draft)
    yield _("They came by a channel that is not offered"), _channels(tickets, now, draft)
    yield _("Customers would read other words for how it stands"), _words(tickets, now, draft)
    for measure in _MEASURES:
        yield measure(tickets, now, draft)


def _beginnings(tickets: Sequence[Ticket], now: Flow, draft: Flow) -> dict[int, str]:
    """Say of each ticket where it began and where it would have, by what the log says of its opening."""
    opened = Event.objects.filter(name="ticket.opened", ticket_id__in=[one.pk for one in tickets])
    began = {ticket: data.get("team_id") for ticket, data in opened.values_list("ticket_id", "data")}
    teams = {team.pk: team for team in Team.objects.select_related("level")}
    found = {}
    for ticket in tickets:
        team = teams.get(began.get(ticket.pk) or 0)
        if team is None or team.archived_at is not None:
            continue
        before, after = entered_by(now, team), entered_by(draft, team)
        if before.pk != after.pk:
            words = _("with %(after)s (%(to)s) in place of %(before)s (%(from)s)")
            found[ticket.pk] = words % {
                "after": after.name, "to": after.level.code, "before": before.name, "from": before.level.code,
            }  # fmt: skip
    return found


def _off_path(tickets: Sequence[Ticket], now: Flow, draft: Flow) -> dict[int, str]:
    codes = {level.pk: level.code for level in Level.objects.all()}
    return {
        one.pk: codes[one.level_id]
        for one in tickets
        if now.allows_level(one.level_id) and not draft.allows_level(one.level_id)
    }


def _channels(tickets: Sequence[Ticket], now: Flow, draft: Flow) -> dict[int, str]:
    return {
        one.pk: str(CHANNELS.get(one.channel, one.channel))
        for one in tickets
        if now.offers_channel(one.channel) and not draft.offers_channel(one.channel)
    }


def _words(tickets: Sequence[Ticket], now: Flow, draft: Flow) -> dict[int, str]:
    found = {}
    for one in tickets:
        before = now.words_for(one.status), now.seen_as(one.status)
        after = draft.words_for(one.status), draft.seen_as(one.status)
        if before != after:
            found[one.pk] = after[0] or str(Status(after[1]).label)
    return found


def _difference(tickets: Sequence[Ticket], heading: str, words: dict[int, str]) -> Difference:
    shown = [one for one in tickets if one.pk in words][:EXAMPLES]
    return Difference(heading, len(words), tuple(Example(one.pk, one.subject, words[one.pk]) for one in shown))
