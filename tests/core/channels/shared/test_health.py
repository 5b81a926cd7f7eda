"""How channels are watched: asked in time, alarms told once and taken back, no door held up by another's flood."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.translation import gettext_noop, override

from escalera.base.calendars.actions import add_calendar, set_day
from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.people.actions import add_agent
from escalera.core.channels import actions, alarms, outbox, probing
from escalera.core.channels.health import note_trouble, note_working
from escalera.core.channels.models import (
    Channel,
    ChannelAlarm,
    ChannelFinding,
    ChannelHour,
    ChannelWatch,
    Delivery,
    DeliveryState,
    InboundItem,
    Thread,
)
from escalera.core.channels.shared.kinds import Finding
from escalera.core.channels.shared.robot import say
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.traffic import traffic_of
from escalera.core.notifications.models import Notification
from escalera.core.notifications.words import headline
from tests.cast import NOON, Desk, later
from tests.core.channels.shared.plain import KIND, Provider, door

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def channel(provider: Provider, desk: Desk) -> Channel:
    return door(desk, "plain")


def findings(channel: Channel) -> list[tuple[str, str, bool]]:
    return [(one.code, one.sentence, one.good) for one in ChannelFinding.objects.filter(channel=channel)]


def alarms_told() -> list[tuple[str, str, int | None]]:
    kept = Event.objects.filter(name__in=("channel.alarmed", "channel.recovered")).order_by("pk")
    return [(one.name, one.data["code"], one.data.get("days")) for one in kept]


def notices(desk: Desk) -> list[tuple[str, bool]]:
    """What Sara, who looks after channels, has in her list, and whether it still waits for her."""
    read_all()
    rows = Notification.objects.filter(agent=desk.sara).order_by("pk")
    return [(headline(row), row.seen_at is None) for row in rows]


def test_each_channel_is_asked_when_its_time_has_come(channel: Channel, provider: Provider) -> None:
    provider.findings = [Finding("token", "Good."), Finding("webhook", "It calls elsewhere.", good=False)]
    asked = [probing.probe_due(now=later(minutes)) for minutes in (0, 1, 12, 13)]
    assert asked == [1, 0, 1, 0]
    assert findings(channel) == [("token", "Good.", True), ("webhook", "It calls elsewhere.", False)]
    assert ChannelFinding.objects.get(code="webhook").bad_since == NOON
    provider.findings = [Finding("token", "Good.")]
    asked = [probing.probe_due(now=later(minutes)) for minutes in (25, 70, 100)]
    assert (asked, findings(channel)) == ([1, 0, 1], [("token", "Good.", True)])


def test_one_that_stalls_holds_up_no_other(channel: Channel, desk: Desk, provider: Provider) -> None:
    other = door(desk, "other")
    provider.findings = [Finding("token", "Good.")]
    stall = provider.stalls["plain"] = threading.Event()
    try:
        assert probing.probe_due(now=NOON, limit_s=0.3) == 2
    finally:
        stall.set()
    assert findings(other) == [("token", "Good.", True)]
    assert findings(channel) == [("answer", "no answer within 0 seconds", False)]


@pytest.mark.parametrize(
    ("error", "words"),
    [(NotSent("The token was revoked."), "The token was revoked."), (KeyError("x"), "KeyError: 'x'")],
)
def test_whatever_asking_raises_is_a_finding(
    channel: Channel, provider: Provider, error: Exception, words: str
) -> None:
    provider.findings = [Finding("token", "Good.", ends_at=NOON + DAY * 9)]
    probing.probe_due(now=NOON)
    provider.findings = [error]
    probing.probe_due(now=later(200))
    assert findings(channel) == [("token", "Good.", True), ("answer", words, False)]


def test_words_of_ours_are_read_in_each_language(channel: Channel, provider: Provider) -> None:
    source = gettext_noop("no answer within %(seconds)d seconds")
    provider.findings = [Finding("token", source, params={"seconds": 3}), Finding("x", "100 %\x00", params=None)]
    probing.probe_due(now=NOON)
    shown = []
    for language in ("en", "es"):
        with override(language):
            shown.append([words for _code, words, _good in findings(channel)])
    assert shown == [["no answer within 3 seconds", "100 %"], ["sin respuesta en 3 segundos", "100 %"]]


def test_what_is_switched_off_is_asked_nothing(channel: Channel, desk: Desk, provider: Provider) -> None:
    actions.pause_channel(channel_id=channel.pk, by=desk.sara, at=NOON)
    assert (probing.probe_due(now=later(1)), provider.asked) == (0, [])


@pytest.mark.django_db(transaction=True)  # a reader sees only what was committed
def test_trouble_is_told_once_when_it_lasts_and_taken_back(channel: Channel, desk: Desk) -> None:
    for minute in (0, 3, 9, 11, 12, 60):
        note_trouble(channel.pk, "messages out", "502", at=later(minute))
        alarms.watch_channels(now=later(minute))
    assert alarms_told() == [("channel.alarmed", "trouble", None)]
    assert notices(desk) == [("Plain: The connection does not work", True)]
    note_working(channel.pk, "messages out", at=later(61))
    for minute in (61, 62):
        alarms.watch_channels(now=later(minute))
    assert alarms_told()[1:] == [("channel.recovered", "trouble", None)]
    assert notices(desk) == [("Plain: The connection does not work", False), ("Plain works again", True)]
    assert Notification.objects.exclude(agent=desk.sara).count() == 0


def test_trouble_that_is_over_soon_is_told_to_nobody(channel: Channel) -> None:
    note_trouble(channel.pk, "messages out", "502", at=NOON)
    alarms.watch_channels(now=later(1))
    note_working(channel.pk, "messages out", at=later(2))
    alarms.watch_channels(now=later(3))
    note_trouble(channel.pk, "messages out", "502", at=later(30))
    alarms.watch_channels(now=later(31))
    assert alarms_told() == []
    assert ChannelAlarm.objects.filter(ended_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_token_is_told_at_each_step(channel: Channel, desk: Desk, provider: Provider) -> None:
    ends_at = NOON + DAY * 20
    provider.findings = [Finding("token", "Good.", ends_at=ends_at)]
    for days in (20, 15, 14, 13, 8, 7, 7, 6, 3, 2, 1, 0, -1):
        now = ends_at - DAY * days
        probing.probe_due(now=now)
        alarms.watch_channels(now=now)
        waiting = [words for words, is_new in notices(desk) if is_new]
        assert len(waiting) == (days < 15)
    assert [days for _name, _code, days in alarms_told()] == [14, 7, 3, 1, 0]
    assert [words for words, _new in notices(desk)] == [
        "Plain: The access runs out in 14 days",
        "Plain: The access runs out in 7 days",
        "Plain: The access runs out in 3 days",
        "Plain: The access runs out in 1 day",
        "Plain: The access has run out or was revoked",
    ]
    provider.findings = [Finding("token", "Good.", ends_at=ends_at + DAY * 60)]
    probing.probe_due(now=ends_at + DAY * 2)
    alarms.watch_channels(now=ends_at + DAY * 2)
    assert alarms_told()[-1][:2] == ("channel.recovered", "token")
    assert [new for _words, new in notices(desk)] == [False] * 5 + [True]


def test_a_revoked_token_is_told_at_once_and_anything_else_when_it_lasts(
    channel: Channel, provider: Provider
) -> None:
    provider.findings = [
        Finding("token", "It was revoked.", good=False),
        Finding("certificate", "Good.", ends_at=NOON + DAY * 5),
        Finding("webhook", "None is set.", good=False),
    ]
    probing.probe_due(now=NOON)
    alarms.watch_channels(now=NOON)
    assert alarms_told() == [("channel.alarmed", "token", 0)]
    alarms.watch_channels(now=later(10))
    assert alarms_told()[1:] == [("channel.alarmed", "finding", None)]


def test_what_waits_too_long_to_leave_is_told(channel: Channel, desk: Desk) -> None:
    thread = Thread.objects.create(channel=channel, address="+34600", begun_at=NOON)
    saying = say(thread, "Hello", NOON)
    for minute in (14, 15, 16):
        alarms.watch_channels(now=later(minute))
    assert alarms_told() == [("channel.alarmed", "queue", None)]
    saying.delete()
    alarms.watch_channels(now=later(17))
    assert alarms_told()[1:] == [("channel.recovered", "queue", None)]


def test_an_alarm_of_a_channel_that_is_switched_off_ends_without_a_word(channel: Channel, desk: Desk) -> None:
    note_trouble(channel.pk, "messages out", "502", at=NOON)
    alarms.watch_channels(now=later(11))
    actions.pause_channel(channel_id=channel.pk, by=desk.sara, at=later(12))
    alarms.watch_channels(now=later(13))
    assert len(alarms_told()) == 1
    assert ChannelAlarm.objects.get().ended_at == later(13)


def test_an_idle_look_writes_nothing(channel: Channel, provider: Provider) -> None:
    note_trouble(channel.pk, "messages out", "502", at=NOON)
    provider.findings = [Finding("token", "Good.", ends_at=NOON + DAY * 5)]
    probing.probe_due(now=NOON)
    for _again in range(2):
        alarms.watch_channels(now=later(11))
    with connection.execute_wrapper(_no_writing):
        alarms.watch_channels(now=later(12))
        assert probing.probe_due(now=later(12)) == 0


def _no_writing(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    assert sql.lstrip().upper().startswith(("SELECT", "WITH"))
    return execute(sql, params, many, context)


def bring(channel: Channel, *hours: float) -> None:
    """Six things an hour, counted in hours from noon."""
    InboundItem.objects.bulk_create(
        InboundItem(
            channel=channel, kind=KIND, source="hook", size=1, arrived_at=later(hour * 60 + 5 * n), outcome="x"
        )
        for hour in hours
        for n in range(6)
    )


def test_silence_at_hours_that_are_never_silent_is_told(channel: Channel) -> None:
    weeks = [-week * 168 + hour for week in range(1, 5) for hour in range(10)]
    bring(channel, *weeks, 0)
    told = [alarms.silent_since(channel.pk, now=later(60)) for _nothing_counted in range(1)]
    alarms.watch_channels(now=later(65))
    assert (told, alarms_told()) == ([None], [])
    alarms.watch_channels(now=later(200))
    assert alarms_told() == [("channel.alarmed", "silence", None)]
    bring(channel, 3.5)
    alarms.watch_channels(now=later(240))
    assert alarms_told()[1:] == [("channel.recovered", "silence", None)]


@pytest.mark.parametrize(
    ("weeks", "rate"),
    [
        ([1, 2], range(10)),  # too young to know
        ([1, 2, 3, 4], range(1, 2)),  # it never brings much
        ([1, 3, 4], range(10)),  # two weeks ago it was as silent
    ],
)
def test_silence_that_may_be_usual_is_no_alarm(channel: Channel, weeks: list[int], rate: range) -> None:
    bring(channel, *[-week * 168 + hour for week in weeks for hour in rate], 0)
    alarms.watch_channels(now=later(240))
    assert alarms_told() == []


def test_on_a_holiday_silence_is_no_alarm(channel: Channel, desk: Desk) -> None:
    owner = add_agent(email="o@desk.example", name="Olga", password=None, role="owner", teams=[desk.front])
    calendar = add_calendar(name="Office", time_zone="UTC", by=owner, at=NOON - WEEK * 9)
    bring(channel, *[-week * 168 + hour for week in range(1, 5) for hour in range(6)], 0)
    set_day(calendar_id=calendar.pk, day=NOON.date(), name="A day off", by=owner, at=NOON - WEEK)
    alarms.watch_channels(now=later(200))
    assert alarms_told() == []


def test_hours_are_counted_once_and_the_last_day_is_exact(channel: Channel, desk: Desk) -> None:
    bring(channel, -30, -20, -1, 0)
    alarms.watch_channels(now=later(30))
    kept = list(ChannelHour.objects.order_by("hour").values_list("came", flat=True))
    assert (kept, traffic_of([channel.pk], now=later(30))) == ([6, 6, 6], {channel.pk: (18, 0)})
    InboundItem.objects.filter(arrived_at__lt=NOON).delete()
    alarms.watch_channels(now=later(70))
    assert traffic_of([channel.pk], now=later(70)) == {channel.pk: (18, 0)}
    assert ChannelWatch.objects.get(channel=channel).counted_until == later(60)


def test_an_answer_that_waits_at_a_door_that_is_off_waits(channel: Channel, desk: Desk) -> None:
    thread = Thread.objects.create(channel=channel, address="+34600", begun_at=NOON, last_in_at=NOON)
    saying = say(thread, "Hello", NOON)
    Channel.objects.filter(pk=channel.pk).update(is_active=False)
    assert outbox.send_messages(now=later(1), clock=lambda: later(1)) == 0
    saying.refresh_from_db()
    assert (saying.state, Delivery.objects.count()) == (DeliveryState.QUEUED, 0)
