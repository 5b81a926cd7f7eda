"""Keep a ticket's clocks true in the transaction of each fact. A ticket without clocks costs one look-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from escalera.base.calendars.facts import CalendarAdded, CalendarChanged, CalendarRemoved
from escalera.base.log.actions import on, to_many
from escalera.base.log.facts import Fact, TicketFact
from escalera.base.log.models import Event
from escalera.base.people.facts import LevelAdded, LevelChanged
from escalera.core.clocks import choosing
from escalera.core.clocks.choosing import Choice, Policies, choice_for
from escalera.core.clocks.engine import Engine, State
from escalera.core.clocks.facts import ClocksRemeasured, PolicyMoved
from escalera.core.clocks.models import Standing
from escalera.core.clocks.reading import CHOOSES, CHOOSES_IF_ASKED, changed, stay_finder, turn_of, turns_of
from escalera.core.clocks.storing import Stored, load, note_choice, recompute, save, standing_of, stopped_of
from escalera.core.clocks.targets import Target
from escalera.core.ladder import facts as ladder
from escalera.core.tickets import facts as tickets

HEARD: tuple[type[TicketFact], ...] = (
    tickets.TicketOpened, tickets.MessageReceived, tickets.ReplyWritten, tickets.TicketTaken, tickets.TicketReleased,
    tickets.TicketAssigned, tickets.TicketWaits, tickets.TicketSnoozed, tickets.TicketWoken, tickets.TicketResolved,
    tickets.TicketClosed, tickets.TicketCancelled, tickets.TicketReopened, tickets.TicketMerged, tickets.TicketAbsorbed,
    tickets.TicketUnmerged, tickets.TicketMarkedSpam, tickets.SpamUndone, tickets.TicketClassified,
    tickets.RequesterChanged, tickets.DueChanged, ladder.EscalationOffered, ladder.EscalationAccepted,
    ladder.EscalationRejected, ladder.EscalationExpired, ladder.TicketReturned, ladder.HigherAsked, PolicyMoved,
    ClocksRemeasured,
)  # fmt: skip

WRITES_DUE = (tickets.DueChanged.name, tickets.TicketAbsorbed.name, tickets.TicketUnmerged.name)


def hear(fact: TicketFact, event: Event) -> None:
    """Let the ticket's clocks follow a fact."""
    if event.name == tickets.TicketOpened.name:
        _begin(fact.ticket_id, event)
        return
    row = standing_of(fact.ticket_id)
    if row is not None:
        _go_on(row, event)
    elif event.name in CHOOSES or fact.__class__ is tickets.DueChanged:
        _begin(fact.ticket_id, event)


def hear_if_asked(fact: TicketFact, event: Event) -> None:
    """Let the choice of policies follow a fact about something that one of them asks for."""
    known = choosing.policies()
    if not known.ask_for(CHOOSES_IF_ASKED[event.name]):
        return
    row = standing_of(fact.ticket_id)
    if row is None:
        _begin(fact.ticket_id, event)
    else:
        _go_on(row, event)


@to_many(hear)
def hear_many(pairs: Sequence[tuple[TicketFact, Event]]) -> None:
    """Let many tickets' clocks follow: those without clocks, where no policy is in force, cost one look for all."""
    if choosing.policies().is_empty and all(event.name == tickets.TicketAssigned.name for _fact, event in pairs):
        numbers = [fact.ticket_id for fact, _event in pairs]
        clocked = set(Standing.objects.filter(ticket__in=numbers).values_list("ticket", flat=True))
        pairs = [pair for pair in pairs if pair[0].ticket_id in clocked]
    for fact, event in pairs:
        hear(fact, event)


for _fact in HEARD:
    on(_fact)(hear)
for _fact in (tickets.TagsChanged, tickets.SubjectChanged, tickets.FieldsSet):
    on(_fact)(hear_if_asked)


def forget(fact: Fact, event: Event) -> None:
    """What processes keep of calendars and levels is no longer current."""
    choosing.touch()


for _change in (CalendarAdded, CalendarChanged, CalendarRemoved, LevelAdded, LevelChanged):
    on(_change)(forget)


def _begin(ticket_id: int, event: Event) -> None:
    """Give a ticket its first clocks, if anything applies to it. They measure from where they should have begun."""
    known = choosing.policies()
    choice = None if known.is_empty else choice_for(ticket_id, event.at, known)
    promised = event.name == tickets.DueChanged.name and bool(event.data.get("due"))
    if choice is not None and choice.targets:
        _note(ticket_id, event, choice)
    elif not promised:
        return
    if event.name == tickets.TicketOpened.name and choice is not None:
        stored = Stored(ticket_id, None, State(), {})
        turn = turn_of(event, stay_finder(ticket_id, None))
        assert turn is not None
        Engine(stored.state, known.versions).take(replace(turn, targets=tuple(choice.targets)))
    else:
        stored = Stored(ticket_id, None, recompute(ticket_id, known), {})
    save(stored, event.pk)


def _go_on(row: Standing, event: Event) -> None:
    known = choosing.policies()
    stored = load(row)
    turn = turn_of(event, stay_finder(row.ticket_id, stored.state.memory.last_stay))
    targets = _new_targets(stored, event, known)
    if turn is None and targets is None:
        return
    turn = turn or changed(event)
    engine = Engine(
        stored.state,
        known.versions,
        find=lambda key: stopped_of(row.ticket_id, key),
        history=lambda: turns_of(row.ticket_id, before=event.pk),
    )
    engine.take(turn if targets is None else replace(turn, targets=targets))
    save(stored, event.pk, due_anew=event.name in WRITES_DUE)


def _new_targets(stored: Stored, event: Event, known: Policies) -> tuple[Target, ...] | None:
    """Return the targets that apply from here on, noted; None if they are those that applied before."""
    if event.name not in CHOOSES and event.name not in CHOOSES_IF_ASKED:
        return None
    choice = choice_for(stored.ticket_id, event.at, known)
    same = {target.key: target for target in choice.targets} == stored.state.targets
    if same and event.name != ClocksRemeasured.name:
        return None
    _note(stored.ticket_id, event, choice)
    return tuple(choice.targets)


def _note(ticket_id: int, event: Event, choice: Choice) -> None:
    note_choice(ticket_id, event.pk, event.at, choice.targets, choice.considered, choice.seen)
