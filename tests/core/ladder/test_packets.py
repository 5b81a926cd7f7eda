"""What a hand-over must say, what is known of it already, and what a rejection says back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.base.calendars.actions import add_calendar
from escalera.base.log.models import Event
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder.actions import (
    CannotEscalate,
    Handover,
    drop_handover,
    escalate,
    expire_due,
    reject,
    save_handover,
    set_moves,
)
from escalera.core.ladder.models import Escalation, Stay
from escalera.core.ladder.packets import fields_between, known
from escalera.core.ladder.queries import moves, teams_above
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content, NewFile
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.models import Category, Ticket
from escalera.levels.frontline.actions import NewMacro, add_macro, run_macro
from tests.cast import NOON, Desk, later

pytestmark = pytest.mark.django_db


def up(desk: Desk, number: int, handover: Handover, **more: object) -> Escalation:
    values = {"to_team": desk.networks, "by": desk.amira, "at": later(10)}
    return escalate(ticket_id=number, handover=handover, **{**values, **more})  # type: ignore[arg-type]


def needs(desk: Desk, *keys: str, **more: object) -> None:
    fields = [{"key": key, "required": True} for key in keys]
    save_handover(fields=fields, by=robot(), at=NOON, **more)  # type: ignore[arg-type]


def category(name: str, parent: Category | None = None) -> Category:
    return save_category(name=name, parent=parent, by=robot(), at=NOON)


def test_without_any_setup_only_the_summary_is_required(desk: Desk) -> None:
    number = desk.open().ticket_id
    with pytest.raises(BadInput):
        up(desk, number, Handover("  "))

    offer = up(desk, number, Handover("Drops", service="Fibre 300", own={"serial": "X1"}))

    assert offer.handover == {"summary": "Drops", "tried": "", "question": "", "service": "Fibre 300", "serial": "X1"}


def test_what_a_pair_of_levels_needs_is_named_as_it_is_missing(desk: Desk) -> None:
    needs(desk, "service", "tried", from_level=desk.front.level, to_level=desk.networks.level)
    number = desk.open().ticket_id

    with pytest.raises(BadInput, match=r"needs this too: Affected service or device, What was tried\."):
        up(desk, number, Handover("Drops"))
    assert up(desk, number, Handover("Drops", tried="All", service="Fibre")).state == "offered"


def test_the_nearest_template_counts_by_category_then_by_pair(desk: Desk) -> None:
    network = category("Network")
    wifi, billing = category("Wi-Fi", network), category("Billing")
    here, there = desk.front.level, desk.networks.level
    needs(desk, "promise")
    needs(desk, "service", from_level=here, to_level=there)
    needs(desk, "evidence", category=network)

    def required(one: Category | None) -> list[str]:
        return [f.key for f in fields_between(here, there, one.pk if one else None) if f.required]

    assert required(wifi) == ["summary", "evidence"]
    assert required(billing) == ["summary", "service"]
    assert [f.key for f in fields_between(there, desk.experts.level, None) if f.required] == ["summary", "promise"]


def test_a_company_asks_for_fields_of_its_own(desk: Desk) -> None:
    made = save_handover(
        fields=[{"key": "", "label": "Serial number", "required": True}, {"key": "symptom", "required": True}],
        from_level=desk.front.level, by=robot(), at=NOON,
    )  # fmt: skip
    number = desk.open().ticket_id

    with pytest.raises(BadInput, match="Serial number"):
        up(desk, number, Handover("Drops", symptom="Red light"))
    up(desk, number, Handover.of({"summary": "Drops", "symptom": "Red light", "serial-number": "A1"}))
    drop_handover(template_id=made.pk, by=robot(), at=NOON)
    with pytest.raises(NotAllowed):
        save_handover(fields=[], by=desk.amira, at=NOON)
    assert up(desk, desk.open().ticket_id, Handover("Drops")).state == "offered"


def test_what_the_desk_knows_already_is_written_before_anybody_begins(desk: Desk) -> None:
    file = NewFile("lamp.png", "image/png", b"x")
    number = desk.open(content=Content("The light is red.", files=[file])).ticket_id
    tickets.note(
        ticket_id=number, content=Content("@[Bruno](agent:2) Line measured: -40 dBm"), by=desk.amira, at=later(1)
    )
    tickets.add_checklist(
        ticket_id=number, name="Line", steps=["Restart", "Change cable"], by=desk.amira, at=later(2)
    )
    first = Ticket.objects.get(pk=number).checklists.get().items.order_by("pk")[0]
    tickets.tick(item_id=first.pk, done=True, by=desk.amira, at=later(3))
    tickets.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Still red!"), channel="email", at=later(4)
    )
    tickets.set_due(ticket_id=number, due=later(600), by=desk.amira, at=later(5))

    found = known(Ticket.objects.get(pk=number))

    assert found["summary"] == "No internet"
    assert found["symptom"] == "The light is red.\n\nStill red!"
    assert found["tried"] == "✓ Restart\nAmira: @Bruno Line measured: -40 dBm"
    assert found["evidence"] == "lamp.png"
    assert found["promise"].startswith("Promised for ")


def test_missing_information_names_the_fields_and_the_senders_stay_goes_on(desk: Desk) -> None:
    number = desk.open().ticket_id
    offer = up(desk, number, Handover("Drops"))

    reject(
        escalation_id=offer.pk,
        code="missing_information",
        missing=["service", "evidence"],
        by=desk.bruno,
        at=later(20),
    )

    first, second, third = Stay.objects.filter(ticket=number).order_by("pk")
    fact = Event.objects.get(name="escalation.rejected")
    offer.refresh_from_db()
    assert (offer.code, offer.missing) == ("missing_information", ["service", "evidence"])
    assert (third.continues, third.team, third.accepted_by, second.continues) == (first, desk.front, desk.amira, None)
    assert (fact.data["code"], fact.data["missing"]) == ("missing_information", ["service", "evidence"])
    assert fact.fact.sentence("Bruno") == "Bruno needs to know more: back from N2 Specialists to N1 Front line"


def test_any_other_rejection_begins_a_new_stay_and_needs_words(desk: Desk) -> None:
    offer = up(desk, desk.open().ticket_id, Handover("Drops"))
    with pytest.raises(BadInput):
        reject(escalation_id=offer.pk, code="wrong_team", by=desk.bruno, at=later(20))
    with pytest.raises(BadInput):
        reject(escalation_id=offer.pk, code="nonsense", reason="No", by=desk.bruno, at=later(20))
    with pytest.raises(BadInput):
        reject(escalation_id=offer.pk, code="missing_information", missing=["nose"], by=desk.bruno, at=later(20))

    reject(escalation_id=offer.pk, code="wrong_team", reason="Ask sales", by=desk.bruno, at=later(20))

    assert Stay.objects.filter(continues__isnull=False).count() == 0


def test_a_rejected_packet_can_be_offered_again_at_once(desk: Desk) -> None:
    number = desk.open().ticket_id
    one = up(desk, number, Handover("Drops"))
    reject(escalation_id=one.pk, code="missing_information", missing=["service"], by=desk.bruno, at=later(20))

    up(desk, number, Handover("Drops", service="Fibre"), at=later(30))

    found = Ticket.objects.get(pk=number)
    assert [stay.bounces for stay in Stay.objects.filter(ticket=number).order_by("pk")] == [0, 0, 1, 2]
    assert (found.bounces, found.team) == (2, desk.networks)


def test_allowed_moves_narrow_where_a_level_may_send(desk: Desk) -> None:
    ticket = desk.open().ticket
    assert desk.experts in teams_above(ticket)

    set_moves(level_id=desk.front.level_id, to=[desk.networks.level_id], by=robot(), at=NOON)

    assert list(teams_above(ticket)) == [desk.networks]
    with pytest.raises(CannotEscalate, match="can't go to N3"):
        up(desk, ticket.pk, Handover("Drops"), to_team=desk.experts)
    up(desk, ticket.pk, Handover("Drops"), to_team=desk.experts, unbound=True)
    set_moves(level_id=desk.front.level_id, to=[], by=robot(), at=later(1))
    assert moves() == {}


def test_an_offer_ends_after_working_minutes_of_the_team_that_was_asked(desk: Desk) -> None:
    nights = add_calendar(
        name="Days", time_zone="UTC", week=[[(540, 780)]] * 5 + [[], []], by=robot(), at=NOON
    )  # 9 to 13
    type(desk.networks).objects.filter(pk=desk.networks.pk).update(calendar=nights)
    desk.networks.refresh_from_db()
    assert desk.networks.level.accept_within_min == 240

    offer = up(desk, desk.open().ticket_id, Handover("Drops"), at=NOON)  # Monday at noon: one hour is left today

    assert offer.expires_at == NOON + timedelta(days=1)
    assert (expire_due(at=NOON + timedelta(hours=20)), expire_due(at=NOON + timedelta(days=1))) == (0, 1)


def test_the_macros_that_were_run_are_part_of_what_was_tried(desk: Desk) -> None:
    macro = add_macro(macro=NewMacro("Line test", deeds=[{"do": "take"}]), by=desk.sara)
    number = desk.open().ticket_id
    for minute in (1, 2):
        run_macro(macro_id=macro.pk, ticket_id=number, by=desk.amira, at=later(minute))
    assert known(Ticket.objects.get(pk=number))["tried"].splitlines()[-1] == "✓ Line test"
