"""Calling colleagues by name, following, reading."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.feed import actions
from escalera.core.feed.mentions import called_in, plain
from escalera.core.feed.models import Follower, Mention
from escalera.core.feed.queries import called_to, followers_of, open_mentions, unread
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.policies import visible_to
from escalera.core.tickets.queries import find_ticket
from tests.cast import Desk, later


def tag(agent: Agent) -> str:
    return f"@[{agent.name}](agent:{agent.pk})"


def write_note(desk: Desk, number: int, text: str, by: Agent | None = None, minute: float = 1) -> Message:
    return tickets.note(ticket_id=number, content=Content(text), by=by or desk.amira, at=later(minute))


def test_a_text_says_whom_it_calls() -> None:
    found = called_in("@[Bruno](agent:2) and @[Redes](team:3), @[Bruno](agent:2) @[No one](group:1) @[](agent:4)")
    assert (found.agents, found.teams) == ((2,), (3,))
    assert plain("Ask @[Bruno Díaz](agent:2)!") == "Ask @Bruno Díaz!"


def test_a_note_calls_a_colleague_who_sees_the_ticket_from_then_on(desk: Desk) -> None:
    number = desk.open().ticket_id
    assert list(visible_to(desk.bruno)) == []
    note = write_note(desk, number, f"{tag(desk.bruno)}, what is this light?")
    assert [ticket.pk for ticket in visible_to(desk.bruno)] == [number]
    assert find_ticket(desk.bruno, number).only_seen is True
    assert list(Mention.objects.values_list("agent", "message", "by", "answered_at")) == [
        (desk.bruno.pk, note.pk, desk.amira.pk, None)
    ]
    assert (open_mentions(desk.bruno), called_to(desk.bruno)) == (1, [number])
    assert followers_of(number) == [(desk.bruno.pk, "Bruno")]
    fact = Event.objects.latest("id").fact
    assert fact.sentence("Amira") == "Amira called Bruno in"


def test_who_was_called_may_answer_inside_but_not_work_on_it(desk: Desk) -> None:
    number = desk.open().ticket_id
    write_note(desk, number, tag(desk.bruno))
    with pytest.raises(NotAllowed):
        tickets.reply(ticket_id=number, content=Content("Hello"), by=desk.bruno, at=later(2))
    with pytest.raises(NotAllowed):
        tickets.resolve(ticket_id=number, by=desk.bruno, at=later(2))
    write_note(desk, number, "The fibre is cut.", by=desk.bruno, minute=2)
    assert (open_mentions(desk.bruno), called_to(desk.bruno)) == (0, [])


def test_nobody_else_sees_it(desk: Desk) -> None:
    number = desk.open().ticket_id
    write_note(desk, number, tag(desk.bruno))
    assert list(visible_to(desk.chen)) == []
    with pytest.raises(Ticket.DoesNotExist):
        find_ticket(desk.chen, number)
    with pytest.raises(NotAllowed):
        write_note(desk, number, "Me too", by=desk.chen)


def test_a_team_is_called_and_one_answers_for_all(desk: Desk) -> None:
    desk.chen.teams.add(desk.networks)
    number = desk.open().ticket_id
    write_note(desk, number, f"@[Networks](team:{desk.networks.pk})")
    assert (open_mentions(desk.bruno), open_mentions(desk.chen)) == (1, 1)
    assert followers_of(number) == []
    actions.put_away(ticket_id=number, by=desk.chen, at=later(2))
    assert (open_mentions(desk.bruno), open_mentions(desk.chen)) == (0, 0)


def test_calling_oneself_or_nobody_that_exists_calls_nobody(desk: Desk) -> None:
    number = desk.open().ticket_id
    write_note(desk, number, f"{tag(desk.amira)} @[Ghost](agent:999999) @[Gone](team:999999)")
    assert not Mention.objects.exists()


def test_a_reply_never_calls_anybody(desk: Desk) -> None:
    number = desk.open().ticket_id
    tickets.reply(ticket_id=number, content=Content(f"Hello {tag(desk.bruno)}"), by=desk.amira, at=later(1))
    assert not Mention.objects.exists()


def test_one_follows_what_one_replies_to_unless_one_does_not_want_to(desk: Desk) -> None:
    first, second = desk.open().ticket_id, desk.open().ticket_id
    tickets.reply(ticket_id=first, content=Content("Hello"), by=desk.amira, at=later(1))
    actions.follow_on_reply(wanted=False, by=desk.amira, at=later(2))
    tickets.reply(ticket_id=second, content=Content("Hello"), by=desk.amira, at=later(3))
    assert (followers_of(first), followers_of(second)) == ([(desk.amira.pk, "Amira")], [])


def test_who_left_by_hand_is_not_brought_back_by_a_reply(desk: Desk) -> None:
    number = desk.open().ticket_id
    actions.follow(ticket_id=number, by=desk.amira, at=later(1))
    actions.unfollow(ticket_id=number, by=desk.amira, at=later(2))
    tickets.reply(ticket_id=number, content=Content("Hello"), by=desk.amira, at=later(3))
    assert followers_of(number) == []
    actions.follow(ticket_id=number, by=desk.amira, at=later(4))
    assert followers_of(number) == [(desk.amira.pk, "Amira")]
    assert Follower.objects.get().because == "hand"


def test_only_who_sees_it_follows_it(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        actions.follow(ticket_id=desk.open().ticket_id, by=desk.bruno, at=later(1))


def test_what_others_said_is_unread_until_it_was_read(desk: Desk) -> None:
    first = desk.open()
    number, other = first.ticket_id, desk.open().ticket_id
    assert unread(desk.amira, [number, other]) == {number, other}
    actions.look(ticket_id=number, tab="a", typing="", read_to=first.pk, by=desk.amira, at=later(1))
    assert unread(desk.amira, [number, other]) == {other}
    tickets.reply(ticket_id=number, content=Content("Hello"), by=desk.amira, at=later(2))
    assert unread(desk.amira, [number]) == set()
    write_note(desk, number, "Look", by=desk.sara, minute=3)
    assert unread(desk.amira, [number]) == {number}
    assert unread(desk.amira, []) == set()


def test_reading_goes_forward_only_and_not_past_the_end(desk: Desk) -> None:
    first = desk.open()
    number = first.ticket_id
    actions.look(ticket_id=number, tab="a", typing="", read_to=2**62, by=desk.amira, at=later(1))
    second = write_note(desk, number, "Look", by=desk.sara, minute=2)
    assert unread(desk.amira, [number]) == {number}
    actions.look(ticket_id=number, tab="a", typing="", read_to=second.pk, by=desk.amira, at=later(3))
    actions.look(ticket_id=number, tab="a", typing="", read_to=first.pk, by=desk.amira, at=later(4))
    assert unread(desk.amira, [number]) == set()


def test_a_mention_is_seen_when_its_note_was_read(desk: Desk) -> None:
    number = desk.open().ticket_id
    note = write_note(desk, number, tag(desk.bruno))
    actions.look(ticket_id=number, tab="b", typing="", read_to=note.pk, by=desk.bruno, at=later(2))
    assert Mention.objects.get().seen_at == later(2)
    assert open_mentions(desk.bruno) == 1
