"""What people put on a ticket and do with it: sleep, due date, hands, fields, checklists, time, spam, people."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Segment
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels.gate import store, understand
from escalera.core.channels.models import InboundItem
from escalera.core.ladder.models import Stay
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content, keeping_fields
from escalera.core.tickets.actions.keeping_fields import FieldWords
from escalera.core.tickets.filling import filled_of, values_of
from escalera.core.tickets.models import Snooze, Status, Ticket, TimeEntry, Timer
from tests.cast import NOON, Desk, later


def get(number: int) -> Ticket:
    return Ticket.objects.get(pk=number)


def last_words(number: int, who: str = "Amira") -> str:
    event = Event.objects.filter(ticket_id=number).order_by("-id").first()
    assert event is not None
    return event.fact.sentence(who)


def add_field(desk: Desk, **words: object) -> int:
    made = FieldWords(**{"label": "Line", "kind": "text", **words})  # type: ignore[arg-type]
    return keeping_fields.save_field(words=made, by=desk.sara, at=NOON).pk


class TestSleep:
    def test_a_ticket_wakes_when_its_time_comes(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        actions.take(ticket_id=number, by=desk.amira, at=later(1))
        actions.snooze(ticket_id=number, until=later(60), by=desk.amira, at=later(2))
        assert (get(number).status, get(number).snoozed_until) == (Status.SCHEDULED, later(60))
        assert actions.wake_due(at=later(59)) == 0
        assert (actions.wake_due(at=later(60)), actions.wake_due(at=later(61))) == (1, 0)
        assert (get(number).status, get(number).snoozed_until) == (Status.OPEN, None)
        assert Snooze.objects.get().woken == "time"

    @pytest.mark.parametrize("until", [None, later(600)])
    def test_a_customers_word_wakes_at_once_and_a_machines_does_not(self, desk: Desk, until: object) -> None:
        number = desk.open().ticket_id
        actions.snooze(ticket_id=number, until=until, by=desk.amira, at=later(2))  # type: ignore[arg-type]
        words = {"ticket_id": number, "contact": desk.farid, "channel": "email"}
        actions.receive_message(**words, content=Content("Away"), at=later(3), automatic=True)  # type: ignore[arg-type]
        asleep = get(number).status
        actions.receive_message(**words, content=Content("Well?"), at=later(4))  # type: ignore[arg-type]
        assert (asleep, get(number).status, get(number).snoozed_until) == (Status.SCHEDULED, Status.OPEN, None)
        assert last_words(number, "Farid Haddad") == "The ticket is back: Farid Haddad wrote"

    def test_sleep_again_moves_the_moment_and_keeps_where_it_came_from(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        for until in (later(10), later(20)):
            actions.snooze(ticket_id=number, until=until, by=desk.amira, at=later(2))
        actions.wake(ticket_id=number, by=desk.amira, at=later(3))
        assert (get(number).status, Snooze.objects.filter(woken_at=None).count()) == (Status.NEW, 0)

    @pytest.mark.parametrize("until", [NOON, NOON + timedelta(days=400)])
    def test_a_moment_must_be_ahead_and_not_too_far(self, desk: Desk, until: object) -> None:
        with pytest.raises(BadInput):
            actions.snooze(ticket_id=desk.open().ticket_id, until=until, by=desk.amira, at=NOON)  # type: ignore[arg-type]

    def test_ending_ends_the_sleep(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        actions.snooze(ticket_id=number, until=later(10), by=desk.amira, at=later(2))
        actions.resolve(ticket_id=number, by=desk.amira, at=later(3))
        assert (get(number).snoozed_until, Snooze.objects.get().woken) == (None, "ended")
        with pytest.raises(actions.HasEnded):
            actions.snooze(ticket_id=number, until=later(10), by=desk.amira, at=later(4))


class TestHands:
    def test_a_colleague_gets_it_and_the_stay_is_accepted(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        actions.assign(ticket_id=number, to=desk.sara, by=desk.amira, at=later(1))
        ticket = get(number)
        assert (ticket.assignee, ticket.owner, ticket.status) == (desk.sara, desk.sara, Status.OPEN)
        assert Stay.objects.get(ticket=number).accepted_by == desk.sara
        assert last_words(number) == "Amira gave it to Sara"

    def test_another_team_of_the_level_gets_it_in_its_queue(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        actions.assign(ticket_id=number, team=desk.sales, by=desk.amira, at=later(1))
        assert (get(number).team, get(number).assignee) == (desk.sales, None)
        assert list(Stay.objects.order_by("pk").values_list("team", "left_because")) == [
            (desk.front.pk, "rerouted"),
            (desk.sales.pk, ""),
        ]

    def test_another_level_goes_by_the_ladder(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        for change in ({"team": desk.networks}, {"to": desk.bruno}, {"to": desk.bruno, "team": desk.front}):
            with pytest.raises(BadInput):
                actions.assign(ticket_id=number, by=desk.amira, at=later(1), **change)

    def test_due_subject_and_requester(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        actions.set_due(ticket_id=number, due=later(90), by=desk.amira, at=later(1))
        actions.rename(ticket_id=number, subject=" Fibre \n cut ", by=desk.amira, at=later(1))
        actions.change_requester(ticket_id=number, contact=desk.eve, by=desk.amira, at=later(1))
        ticket = get(number)
        assert (ticket.due_at, ticket.subject, ticket.requester) == (later(90), "Fibre cut", desk.eve)
        assert list(ticket.participants.values_list("contact__name", flat=True)) == ["Farid Haddad"]
        with pytest.raises(NotAllowed):
            actions.set_due(ticket_id=number, due=None, by=desk.omar, at=later(2))


class TestFields:
    @pytest.mark.parametrize(
        ("kind", "given", "held"),
        [
            ("text", "  a  b ", "a b"),
            ("long", "a\nb", "a\nb"),
            ("number", "1 200,5", Decimal("1200.5")),
            ("flag", "sí", True),
            ("choice", "y", "y"),
            ("multi", ["y", "x", "y", ""], ("y", "x")),
        ],
    )
    def test_each_kind_holds_its_own_type(self, desk: Desk, kind: str, given: str, held: object) -> None:
        key = add_field(desk, kind=kind, choices=["x", "y"])
        number = desk.open().ticket_id
        actions.set_fields(ticket_id=number, values={"line": given}, by=desk.amira, at=later(1))
        assert values_of(number) == {key: held}
        actions.set_fields(ticket_id=number, values={"line": ""}, by=desk.amira, at=later(2))
        assert values_of(number) == {}

    @pytest.mark.parametrize(
        ("kind", "given"),
        [("number", "much"), ("number", "9" * 30), ("number", "NaN"), ("date", "2026-13-01"), ("flag", "maybe"),
         ("choice", "z"), ("multi", ["x", "z"]), ("text", "a" * 401)],
    )  # fmt: skip
    def test_what_is_no_such_thing_is_refused_by_name(self, desk: Desk, kind: str, given: str) -> None:
        add_field(desk, kind=kind, choices=["x", "y"])
        with pytest.raises(actions.BadFields) as refused:
            actions.set_fields(ticket_id=desk.open().ticket_id, values={"line": given}, by=desk.amira, at=later(1))
        assert list(refused.value.errors) == ["line"]

    def test_a_field_applies_by_kind_segment_and_condition(self, desk: Desk) -> None:
        gold = Segment.objects.create(code="gold", name="Gold")
        asked = add_field(desk, label="Fibre", kind="flag", kinds=["incident"])
        loss = add_field(desk, label="Loss", kind="number", shown_if=asked, shown_if_values=["yes"])
        add_field(desk, label="Manager", segments=[gold.pk])
        number = desk.open().ticket_id
        before = [one.field.key for one in filled_of(get(number)) if one.applies]
        actions.set_fields(ticket_id=number, values={"fibre": "yes", "loss": "3"}, by=desk.amira, at=later(1))
        during = [one.field.key for one in filled_of(get(number)) if one.applies]
        actions.classify(ticket_id=number, kind="question", priority=2, by=desk.amira, at=later(2))
        after = [(one.field.pk, one.applies) for one in filled_of(get(number))]
        assert (before, during) == (["fibre"], ["fibre", "loss"])
        assert after == [(asked, False), (loss, False)]

    def test_what_is_required_is_named_when_resolving(self, desk: Desk) -> None:
        add_field(desk, label="Cause", required_at="resolve")
        add_field(desk, label="Line", required_at="open")
        add_field(desk, label="Only of questions", required_at="resolve", kinds=["question"])
        number = desk.open().ticket_id
        with pytest.raises(actions.MissingFields, match=r"Fill in first: Cause, Line\.") as refused:
            actions.resolve(ticket_id=number, by=desk.amira, at=later(1), anyway=True)
        assert refused.value.keys == ["cause", "line"]
        actions.set_fields(ticket_id=number, values={"cause": "x", "line": "y"}, by=desk.amira, at=later(2))
        actions.resolve(ticket_id=number, by=desk.amira, at=later(3))

    def test_a_customer_fills_in_only_what_is_theirs(self, desk: Desk) -> None:
        add_field(desk, label="Line", customer_edits=True, required_at="open")
        add_field(desk, label="Cause")
        number = desk.open().ticket_id
        with pytest.raises(actions.BadFields):
            actions.fill_form(ticket_id=number, values={}, by=desk.farid, at=later(1))
        actions.fill_form(ticket_id=number, values={"line": "7"}, by=desk.farid, at=later(1))
        for by, values in ((desk.farid, {"cause": "me"}), (desk.eve, {"line": "8"})):
            with pytest.raises(NotAllowed):
                actions.set_fields(ticket_id=number, values=values, by=by, at=later(2))


class TestSteps:
    def test_open_steps_warn_when_resolving(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        made = actions.add_checklist(ticket_id=number, name="X", steps=["One", "Two"], by=desk.amira, at=later(1))
        one, two = made.items.order_by("order")
        actions.tick(item_id=one.pk, done=True, by=desk.amira, at=later(2))
        with pytest.raises(actions.StillOpen, match="1 step of the checklist is still open"):
            actions.resolve(ticket_id=number, by=desk.amira, at=later(3))
        actions.reorder(checklist_id=made.pk, item_ids=[two.pk, one.pk], by=desk.amira, at=later(3))
        assert list(made.items.values_list("text", "done_by__name")) == [("Two", None), ("One", "Amira")]
        actions.resolve(ticket_id=number, by=desk.amira, at=later(3), anyway=True)


class TestTime:
    def test_only_ones_own_time_is_changed(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        entry = actions.add_time(ticket_id=number, minutes=15, note="Call", by=desk.amira, at=later(1))
        with pytest.raises(NotAllowed):
            actions.edit_time(entry_id=entry.pk, minutes=1, note="", by=desk.sara, at=later(2))
        with pytest.raises(BadInput):
            actions.add_time(ticket_id=number, minutes=0, by=desk.amira, at=later(1))
        actions.edit_time(entry_id=entry.pk, minutes=20, note="Long", by=desk.amira, at=later(2))
        assert last_words(number) == "Amira changed 15 min of work to 20"
        actions.drop_time(entry_id=entry.pk, by=desk.amira, at=later(3))
        assert not TimeEntry.objects.exists()

    def test_a_timer_on_another_ticket_stops_the_first_and_writes_it_down(self, desk: Desk) -> None:
        one, two = desk.open().ticket_id, desk.open().ticket_id
        actions.start_timer(ticket_id=one, by=desk.amira, at=later(0))
        actions.start_timer(ticket_id=two, by=desk.amira, at=later(10.5))
        actions.stop_timer(by=desk.amira, at=later(11))
        assert list(TimeEntry.objects.order_by("pk").values_list("ticket", "minutes")) == [(one, 11), (two, 1)]
        assert not Timer.objects.exists()


class TestSpam:
    def test_spam_ends_without_being_solved_and_undoing_gives_it_back(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        actions.mark_spam(ticket_id=number, by=desk.amira, at=later(1))
        ended = get(number)
        actions.undo_spam(ticket_id=number, by=desk.amira, at=later(2))
        again = get(number)
        assert (ended.status, ended.customer_waits_since) == (Status.CANCELLED, None)
        assert (again.status, again.customer_waits_since) == (Status.NEW, NOON)
        assert Stay.objects.get(ticket=number).left_at is None

    def test_a_blocked_senders_mail_is_put_aside_with_the_reason(self, desk: Desk) -> None:
        actions.mark_spam(ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1), block=True)
        raw = b"From: Farid <FARID@customer.example>\r\nTo: help@desk.example\r\nSubject: Hi\r\n\r\nBuy!\r\n"
        item = store(kind="email", source="test", raw=raw, at=later(2))
        understand(item.pk, at=later(2))
        found = InboundItem.objects.get(pk=item.pk)
        assert (found.outcome, found.reason) == ("ignored", "blocked sender: FARID@customer.example")


class TestPeople:
    def test_somebody_is_brought_in_by_address_and_taken_out(self, desk: Desk) -> None:
        number = desk.open().ticket_id
        pia = actions.bring_in(ticket_id=number, address="Pia <PIA@x.example>", by=desk.amira, at=later(1))
        answer = actions.reply(ticket_id=number, content=Content("Hi"), by=desk.amira, at=later(2))
        assert answer.delivery.cc == ["pia@x.example"]
        actions.take_out(ticket_id=number, contact_id=pia.pk, by=desk.amira, at=later(3))
        assert not get(number).participants.exists()
        for address in ("pia", "farid@customer.example"):
            with pytest.raises(BadInput):
                actions.bring_in(ticket_id=number, address=address, by=desk.amira, at=later(4))


def test_a_tag_is_the_same_without_accents_and_new_ones_need_permission(desk: Desk) -> None:
    number = desk.open().ticket_id
    with pytest.raises(NotAllowed):
        actions.tag(ticket_id=number, names=["Avería"], by=desk.amira, at=later(1))
    actions.tag(ticket_id=number, names=["Avería"], by=desk.sara, at=later(1))
    assert actions.tag(ticket_id=number, names=["AVERIA", "averÍa"], by=desk.amira, at=later(2)) == []
    actions.untag(ticket_id=number, tag_ids=[get(number).tags.get().tag_id], by=desk.amira, at=later(3))
    assert last_words(number) == "Amira took the tag Avería off"


def test_what_came_back_after_it_was_spam_can_be_spam_again(desk: Desk) -> None:
    number = desk.open().ticket_id
    actions.mark_spam(ticket_id=number, by=desk.sara, at=later(1))
    actions.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Buy!"), channel="email", at=later(2)
    )
    ended = actions.mark_spam(ticket_id=number, by=desk.sara, at=later(3))
    assert (ended.is_open, Ticket.objects.get(pk=number).spam.count()) == (False, 1)
