"""Whose telephone rings hears of it on their screens too, until the call is taken or gone."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from escalera.base.log.readers import read_all
from escalera.base.people.actions import meet
from escalera.base.people.models import Agent
from escalera.core.channels.models import Call, Channel
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.notifications.models import Notification, Preference, Reach
from escalera.core.notifications.words import settings_name
from tests.cast import NOON, Desk, later
from tests.core.channels.voice.conftest import AMIRA, OURS, SARA, THEIRS, Caller, at
from tests.core.notifications.test_push import carried, subscribed
from tests.peers.push_service import Browser, PushService
from tests.peers.twilio import ROOT, SID, TOKEN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller(desk: Desk) -> Caller:
    Agent.objects.filter(pk=desk.amira.pk).update(telephone=AMIRA)
    Agent.objects.filter(pk=desk.sara.pk).update(telephone=SARA)
    settings: dict[str, Any] = {"provider": "twilio", "account_sid": SID, "public_url": ROOT}
    settings = with_secret(settings, "auth_token", TOKEN, NOON)
    line = Channel.objects.create(kind="voice", name="Line", address=OURS, team=desk.front, settings=settings)
    meet(channel="phone", address=THEIRS, name="Ana", at=NOON)
    return Caller(line)


def rings(caller: Caller) -> Element:
    twiml = caller.follow(caller.ask("", CallStatus="ringing"))
    for number in range(len(twiml.findall(".//Number"))):
        leg(caller, twiml, number, "ringing")
    return twiml


def leg(caller: Caller, twiml: Element, number: int, state: str) -> None:
    told = twiml.findall(".//Number")[number].attrib["statusCallback"]
    caller.ask(told, CallSid=f"CAleg{number}", CallStatus=state, ParentCallSid=caller.call)


def open_news() -> list[tuple[str, str]]:
    read_all()
    rows = Notification.objects.filter(kind="call", seen_at=None).order_by("agent__name")
    return [(row.agent.name, row.about) for row in rows]


def pushed(service: PushService, browser: Browser) -> list[dict[str, Any]]:
    return [browser.read(one) for one in service.taken]


def test_who_is_rung_is_told_on_their_screens(desk: Desk, caller: Caller, service: PushService) -> None:
    browser = service.browser("amira")
    subscribed(desk.amira, browser)
    rings(caller)
    assert carried(later(1)) == 0
    call = Call.objects.get()
    notice = Notification.objects.get(agent=desk.amira)
    assert (notice.ticket_id, notice.about) == (None, f"{call.pk}:Ana")
    assert pushed(service, browser) == [{
        "title": "A call rings for you", "body": settings_name(), "tag": f"call-{call.pk}",
        "url": f"/desk/notifications/{notice.pk}/", "lives_s": 60,
    }]  # fmt: skip
    assert {name: service.taken[0].headers[name] for name in ("ttl", "urgency")} == {"ttl": "60", "urgency": "high"}


@pytest.mark.parametrize(("how_much", "title"), [("little", "A call rings for you"), ("all", "Ana calls")])
def test_a_lock_screen_shows_as_much_as_was_chosen(
    desk: Desk, caller: Caller, service: PushService, how_much: str, title: str
) -> None:
    browser = service.browser("amira")
    subscribed(desk.amira, browser)
    Reach.objects.filter(agent=desk.amira).update(lock_screen=how_much)
    rings(caller)
    carried(later(1))
    assert [one["title"] for one in pushed(service, browser)] == [title]


def test_it_ends_for_everybody_when_one_takes_the_call(desk: Desk, caller: Caller, service: PushService) -> None:
    browser = service.browser("amira")
    subscribed(desk.amira, browser)
    twiml = rings(caller)
    key = Call.objects.get().pk
    assert open_news() == [("Amira", f"{key}:Ana"), ("Sara", f"{key}:Ana")]
    carried(later(1))
    leg(caller, twiml, 1, "in-progress")
    assert open_news() == []
    carried(later(1))
    told = pushed(service, browser)
    assert [(one["title"], one["tag"], one.get("silent", False)) for one in told] == [
        ("A call rings for you", f"call-{key}", False),
        ("The call does not ring any more", f"call-{key}", True),
    ]


def test_a_call_that_is_gone_before_it_was_told_rings_nowhere(
    desk: Desk, caller: Caller, service: PushService
) -> None:
    browser = service.browser("amira")
    subscribed(desk.amira, browser)
    rings(caller)
    caller.ask("status", CallStatus="completed")
    assert open_news() == []
    carried(later(1))
    assert service.taken == []


def test_whose_telephone_rings_no_more_is_told_no_more_until_it_rings_again(desk: Desk, caller: Caller) -> None:
    twiml = rings(caller)
    assert len(open_news()) == 2
    leg(caller, twiml, 0, "no-answer")
    caller.minute = 2
    twiml = caller.ask(at(twiml, "Dial", "action"), DialCallStatus="no-answer")
    assert open_news() == []
    twiml = caller.follow(caller.ask(at(twiml, "Enqueue", "action"), QueueResult="leave", QueueTime="30"))
    leg(caller, twiml, 0, "ringing")
    key = Call.objects.get().pk
    assert open_news() == [("Amira", f"{key}:Ana")]


def test_who_wants_no_such_news_gets_none(desk: Desk, caller: Caller) -> None:
    Preference.objects.create(agent=desk.amira, kind="call", app=False, push=False, mail=False)
    rings(caller)
    assert [name for name, _about in open_news()] == ["Sara"]


def test_from_the_list_one_comes_to_the_calls(desk: Desk, caller: Caller) -> None:
    rings(caller)
    open_news()
    notice = Notification.objects.get(agent=desk.amira)
    browser = Client()
    browser.force_login(desk.amira)
    assert "Llama Ana" in browser.get("/desk/notifications/").content.decode()
    assert browser.get(f"/desk/notifications/{notice.pk}/")["Location"] == "/desk/calls/"
