"""Whose words they are: they follow a merge, they can be deleted, and what nobody needs is never kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import merge_contacts, part_contacts
from escalera.base.people.models import Role
from escalera.base.refusals import NotAllowed
from escalera.core.knowledge.models import Gap
from escalera.core.tickets.models import Message
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation, Turn
from tests.cast import Desk, later
from tests.levels.selfservice.conftest import begun, say

VPN = "my vpn drops every hour, what is wrong with the clock"
CARD = "4111 1111 1111 1111"


def whose() -> list[int | None]:
    return list(Conversation.objects.order_by("pk").values_list("contact_id", flat=True))


def test_conversations_follow_a_merge_and_come_back(help_pages: Desk) -> None:
    desk = help_pages
    for one in (desk.farid, desk.eve, None):
        begun(one)
    merge = merge_contacts(survivor_id=desk.farid.pk, absorbed_id=desk.eve.pk, by=desk.sara, at=later(1))
    begun(desk.farid)
    merged = whose()
    part_contacts(merge_id=merge.pk, by=desk.sara, at=later(2))
    farid, eve = desk.farid.pk, desk.eve.pk
    assert (merged, whose()) == ([farid, farid, None, farid], [farid, eve, None, farid])


def test_a_conversation_is_deleted_for_whoever_holds_it_and_its_counts_stay(help_pages: Desk) -> None:
    talk = begun(help_pages.farid, visitor="a" * 40)
    say(talk, VPN)
    assert [actions.forget_talk(conversation_id=talk.pk, at=later(n)) for n in (2, 3)] == [True, False]
    kept = Conversation.objects.get(pk=talk.pk)
    assert (Turn.objects.count(), kept.contact, kept.visitor, kept.state) == (0, None, "", "left")
    assert kept.best in ("answer", "offers")
    assert Event.objects.filter(name="assistant.forgot").count() == 1


def test_a_customers_words_are_deleted_at_once_by_who_may_change_customers(help_pages: Desk) -> None:
    desk = help_pages
    for one in (desk.farid, desk.farid, desk.eve):
        say(begun(one), VPN)
    desk.amira.role = Role.objects.create(code="reader", name="Reader", permissions=[])
    with pytest.raises(NotAllowed):
        actions.forget_contact(contact=desk.farid, by=desk.amira, at=later(2))
    assert [actions.forget_contact(contact=desk.farid, by=desk.sara, at=later(n)) for n in (3, 4)] == [2, 0]
    assert (whose(), Turn.objects.count()) == ([None, None, desk.eve.pk], 2)


def test_cards_and_secrets_are_kept_nowhere(help_pages: Desk) -> None:
    talk = begun(help_pages.farid)
    say(talk, f"zyxwv qponm {CARD} my password: hunter2000")
    actions.ask_for_person(conversation_id=talk.pk, at=later(2))
    say(talk, f"the other card is {CARD}", 3)
    message = actions.hand_over(conversation_id=talk.pk, contact=help_pages.farid, at=later(4))
    say(talk, f"once more {CARD}", 5)
    kept = [turn.text for turn in queries.turns_of(talk.pk)]
    kept += [str(one.folded) + one.text for one in Message.objects.filter(ticket=message.ticket_id)]
    kept += [f"{gap.text} {gap.samples}" for gap in Gap.objects.all()]
    assert [one for one in kept if "4111" in one or "hunter2000" in one] == []
    assert "•••• 1111" in message.text


def test_words_are_forgotten_after_a_year_with_whose_they_were(help_pages: Desk) -> None:
    say(begun(help_pages.farid), VPN)
    assert actions.forget_words(at=later(1) + timedelta(days=366)) == 1
    assert (whose(), Turn.objects.count()) == ([None], 0)
