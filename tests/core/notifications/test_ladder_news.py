"""What rules, clocks, offers and pages tell people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from django.utils import timezone

from escalera.base.calendars.models import Calendar, Interval
from escalera.base.jobs.running import run_due
from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.log.readers import read_all
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.base.people.queries import robot
from escalera.base.storage.together import together
from escalera.core.clocks.facts import ClockBreached, ClockWarned
from escalera.core.deeds.registry import Turn, checked, run
from escalera.core.notifications.actions import be_quiet, choose
from escalera.core.notifications.actions.carrying import claim_rings
from escalera.core.notifications.actions.choosing import Choices
from escalera.core.notifications.choices import Wanted
from escalera.core.notifications.models import Notification, PushSubscription, Reach
from escalera.core.notifications.queries import kinds_for, wanted_by
from escalera.core.oncall.actions import acknowledge, page
from escalera.core.oncall.links import call_at
from escalera.core.oncall.models import PageCall, Rotation
from escalera.core.routing.facts import OfferExpired, OfferMade
from escalera.core.rules.facts import RuleSwitchedOff
from escalera.core.tickets.actions import take
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.notifications.conftest import Told
from tests.core.oncall.conftest import rotation as rotation
from tests.peers.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sink(settings: Any) -> Iterator[SmtpSink]:
    sink = SmtpSink()
    sink.start()
    settings.SMTP_URL = sink.url
    yield sink
    sink.stop()


@together()
def happens(fact: Any, minute: float = 1) -> None:
    record(fact, actor=SYSTEM, at=later(minute))


def warned(number: int, percent: int = 75) -> ClockWarned:
    return ClockWarned(ticket_id=number, clock_id=1, kind="resolution", percent=percent, due=later(60).isoformat())


def breached(number: int) -> ClockBreached:
    return ClockBreached(ticket_id=number, clock_id=1, kind="resolution", due=later(60).isoformat())


def test_a_warning_tells_who_works_on_it_and_while_nobody_does_the_team(desk: Desk, told: Told) -> None:
    held, free = desk.open().ticket_id, desk.open().ticket_id
    take(ticket_id=held, by=desk.amira, at=NOON)
    happens(warned(held))
    happens(warned(free))
    assert told(desk.amira) == [("clock-warned", held, 1), ("clock-warned", free, 1)]
    assert told(desk.sara) == [("clock-warned", free, 1)]
    assert told(desk.omar) == []


def test_several_warnings_are_one_line_until_it_was_seen(desk: Desk, told: Told) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=NOON)
    happens(warned(number, 50), 1)
    happens(warned(number, 75), 2)
    assert told(desk.amira) == [("clock-warned", number, 2)]


def test_warnings_at_night_wait_for_the_morning(desk: Desk, told: Told) -> None:
    """Elsewhere they come by mail at midnight."""
    hours = Calendar.objects.create(name="Day", time_zone="UTC")
    Interval.objects.create(calendar=hours, weekday=1, from_min=540, to_min=1080)  # Tuesdays
    desk.amira.calendar = hours
    desk.amira.save()
    number = desk.open().ticket_id  # a Monday
    take(ticket_id=number, by=desk.amira, at=NOON)
    happens(breached(number), 600)
    assert told(desk.amira) == [("clock-over", number, 1)]
    row = Notification.objects.get()
    opening = NOON.replace(day=3, hour=9)
    assert (row.push_due_at, row.mail_due_at) == (opening, opening)


def test_offered_work_is_told_to_one_and_rests_when_the_offer_is_over(desk: Desk, told: Told) -> None:
    number = desk.open().ticket_id
    fields: dict[str, Any] = {"ticket_id": number, "offer_id": 1, "agent_id": desk.amira.pk, "agent": "Amira"}
    happens(OfferMade(**fields))
    assert (told(desk.amira), told(desk.sara)) == ([("work-offered", number, 1)], [])
    happens(OfferExpired(**fields), 2)
    assert told(desk.amira) == []


def test_a_rule_that_was_switched_off_is_told_to_who_can_mend_it(desk: Desk, told: Told) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[])
    happens(RuleSwitchedOff(rule_id=1, rule="Thanks", because="x"), 1)
    happens(RuleSwitchedOff(rule_id=2, rule="Night", because="y"), 2)
    happens(RuleSwitchedOff(rule_id=1, rule="Thanks", because="x"), 3)
    assert told(owner) == [("rule-off", None, 2), ("rule-off", None, 1)]
    assert told(desk.amira) == []
    assert "rule-off" in kinds_for(owner)
    assert not {"rule-off", "page-lost"} & set(kinds_for(desk.amira))


def test_the_deed_tells_people_of_the_ticket_and_lets_them_see_it(desk: Desk, told: Told) -> None:
    number = desk.open().ticket_id
    deeds = checked([{"do": "notify", "whom": ["holder", "lead"], "agents": [str(desk.chen.pk)], "words": "Look"}])
    with together():
        run(deeds, Turn(number, robot("Rule"), later(1)))
    assert told(desk.amira) == [("told", number, 1)]  # nobody holds it: its team
    assert told(desk.sara) == [("told", number, 1)]
    assert told(desk.chen) == [("told", number, 1)]
    assert told(desk.bruno) == []


def _chen_is_asleep(desk: Desk) -> None:
    Agent.objects.update(language="en")
    desk.chen.refresh_from_db()
    hours = Calendar.objects.create(name="Never", time_zone="UTC")
    desk.chen.calendar = hours
    desk.chen.save()
    be_quiet(until=timezone.now() + timedelta(hours=8), by=desk.chen, at=timezone.now())
    off = Wanted(app=False, push=False, mail=False)
    choose(
        choices=Choices("daily", 540, "little", only_working_hours=True, urgent_always=False, kinds={"page": off}),
        by=desk.chen, at=timezone.now(),
    )  # fmt: skip


def test_a_page_passes_quiet_time_and_hours_and_cannot_be_switched_off(
    desk: Desk, rotation: Rotation, told: Told
) -> None:
    _chen_is_asleep(desk)
    assert wanted_by(desk.chen)["page"] == Wanted(app=True, push=True, mail=True)
    browser = PushSubscription.objects.create(
        agent=desk.chen, endpoint="https://x.example", endpoint_hash="x", p256dh="", auth="", session_hash="",
        created_at=NOON,
    )  # fmt: skip
    number = desk.open().ticket_id
    one = page(rotation_id=rotation.pk, ticket_id=number, by=robot("Night"), at=NOON)
    assert told(desk.chen) == [("page", number, 1)]
    rings = claim_rings(agent_id=desk.chen.pk, at=NOON)
    assert [(ring.subscription_id, ring.urgent) for ring in rings] == [(browser.pk, True)]
    assert rings[0].payload | {"url": ""} == {
        "title": "You are on call and paged", "body": f"#{number}", "tag": f"page-{number}", "url": "", "always": True,
    }  # fmt: skip
    acknowledge(page_id=one.pk, by=desk.chen, at=later(1))
    assert told(desk.chen) == []


def test_a_page_comes_by_mail_at_once_with_a_link_that_answers_it(
    desk: Desk, rotation: Rotation, sink: SmtpSink
) -> None:
    _chen_is_asleep(desk)
    number = desk.open("Core router down").ticket_id
    page(rotation_id=rotation.pk, ticket_id=number, by=robot("Night"), at=timezone.now())
    read_all()
    run_due()
    mail = _only_mail(sink)
    call = PageCall.objects.get()
    assert (mail["To"], mail["Subject"]) == (
        f"{call.agent.name} <{call.agent.email}>",
        f"Page: #{number} Core router down",
    )
    text = mail.get_body(("plain",))
    assert text is not None
    link = next(word for word in text.get_content().split() if "/answer/" in word)
    assert call_at(link.split("/answer/")[1].strip("/")) == call
    assert call_at("forged") is None


def test_an_answered_page_is_not_mailed_any_more(desk: Desk, rotation: Rotation, sink: SmtpSink) -> None:
    one = page(rotation_id=rotation.pk, ticket_id=desk.open().ticket_id, by=robot("N"), at=timezone.now())
    read_all()
    acknowledge(page_id=one.pk, by=one.calls.get().agent, at=timezone.now())
    run_due()
    assert sink.mails == []


def test_a_page_that_nobody_answers_is_told_to_the_supervisors(desk: Desk, rotation: Rotation, told: Told) -> None:
    Reach.objects.get_or_create(agent=desk.sara)
    rotation.layers.get().places.all().delete()
    number = desk.open().ticket_id
    page(rotation_id=rotation.pk, ticket_id=number, by=robot("Night"), at=NOON)
    assert told(desk.sara) == [("page-lost", number, 1)]
    assert told(desk.chen) == []
    assert Ticket.objects.get(pk=number).is_open


def _only_mail(sink: SmtpSink) -> EmailMessage:
    [one] = sink.mails
    return BytesParser(policy=policy.default).parsebytes(one.content)
