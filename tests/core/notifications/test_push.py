"""Messages to browsers, against a service that speaks the protocol and a browser that can read what it gets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from escalera.base.jobs.models import Job
from escalera.base.jobs.running import run_due
from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.notifications import actions, keys
from escalera.core.notifications.models import Notification, PushKey, PushSubscription, Reach
from escalera.core.notifications.tasks import carry_due
from escalera.core.tickets.actions import Content, receive_message, take
from tests.cast import Desk
from tests.peers.push_service import Browser, PushService

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def subscribed(agent: Agent, browser: Browser, session: str = "abc") -> PushSubscription:
    Reach.objects.update_or_create(agent=agent, defaults={"only_working_hours": False})
    Agent.objects.filter(pk=agent.pk).update(language="en")
    return actions.subscribe(
        endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth, browser="Firefox · Linux",
        session_key=session, by=agent, at=timezone.now(),
    )  # fmt: skip


def replied(desk: Desk, at: datetime, times: int = 1, subject: str = "No internet") -> int:
    number = desk.open(subject, at=at).ticket_id
    take(ticket_id=number, by=desk.amira, at=at)
    for _n in range(times):
        receive_message(ticket_id=number, contact=desk.farid, content=Content("Secret"), channel="email", at=at)
    return number


def carried(at: datetime) -> int:
    read_all()
    carry_due(at=at)
    while run_due():
        pass
    return Job.objects.filter(state=Job.State.WAITING).count()


def test_a_browser_reads_what_only_it_can_read(desk: Desk, service: PushService, now: datetime) -> None:
    browser = service.browser("amira")
    row = subscribed(desk.amira, browser)
    number = replied(desk, now, times=2)
    assert carried(now) == 0
    (taken,) = service.taken
    assert b"Secret" not in taken.body
    notice = Notification.objects.get(agent=desk.amira)
    assert browser.read(taken) == {
        "title": "A customer wrote", "body": f"#{number}", "tag": f"replied-{number}",
        "url": f"/desk/notifications/{notice.pk}/",
    }  # fmt: skip
    claims = service.claims(taken)
    assert (claims["aud"], claims["key"]) == (service.url, keys.public_key(now))
    assert {name: taken.headers[name] for name in ("content-encoding", "ttl", "urgency")} == {
        "content-encoding": "aes128gcm", "ttl": "43200", "urgency": "normal",
    }  # fmt: skip
    row.refresh_from_db()
    assert (row.trouble, row.worked_at is not None) == ("", True)
    assert carried(now) == 0
    assert len(service.taken) == 1


@pytest.mark.parametrize(
    ("how_much", "title", "body"),
    [
        ("little", "Something new on your desk", "127.0.0.1:8000"),
        ("number", "A customer wrote", "#{number}"),
        ("all", "Farid Haddad wrote", "#{number} · No internet"),
    ],
)
def test_a_lock_screen_says_as_much_as_the_person_wants(
    desk: Desk, service: PushService, now: datetime, how_much: str, title: str, body: str
) -> None:
    browser = service.browser("amira")
    subscribed(desk.amira, browser)
    Reach.objects.update_or_create(agent=desk.amira, defaults={"lock_screen": how_much})
    number = replied(desk, now)
    carried(now)
    said = browser.read(service.taken[0])
    assert (said["title"], said["body"]) == (title, body.format(number=number))


def test_many_things_at_once_ring_once_in_the_persons_language(
    desk: Desk, service: PushService, now: datetime
) -> None:
    browser = service.browser("amira")
    subscribed(desk.amira, browser)
    Agent.objects.filter(pk=desk.amira.pk).update(language="es")
    for place in range(5):
        replied(desk, now, subject=f"No. {place}")
    carried(now)
    (taken,) = service.taken
    assert browser.read(taken)["title"] == "5 novedades en su mesa"


def test_a_browser_that_is_gone_is_forgotten(desk: Desk, service: PushService, now: datetime) -> None:
    subscribed(desk.amira, service.browser("one"))
    subscribed(desk.amira, service.browser("two"))
    service.answers = [410, 404]
    replied(desk, now)
    assert carried(now) == 0
    assert PushSubscription.objects.count() == 0


def test_a_service_in_trouble_is_asked_again_later(desk: Desk, service: PushService, now: datetime) -> None:
    row = subscribed(desk.amira, service.browser("amira"))
    service.answers = [503]
    replied(desk, now)
    assert carried(now) == 1
    row.refresh_from_db()
    assert row.trouble == "503"
    assert service.taken == []
    Job.objects.filter(state=Job.State.WAITING).update(due_at=now)
    assert carried(now) == 0
    assert len(service.taken) == 1


@pytest.mark.parametrize("status", [400, 413, 302])
def test_what_no_second_try_can_mend_is_not_tried_again(
    desk: Desk, service: PushService, now: datetime, status: int
) -> None:
    row = subscribed(desk.amira, service.browser("amira"))
    service.answers = [status]
    replied(desk, now)
    assert carried(now) == 0
    row.refresh_from_db()
    assert row.trouble == str(status)
    assert service.taken == []


def test_what_was_seen_meanwhile_does_not_ring(desk: Desk, service: PushService, now: datetime) -> None:
    subscribed(desk.amira, service.browser("amira"))
    replied(desk, now)
    read_all()
    actions.see_all(by=desk.amira, at=now)
    carried(now)
    assert service.taken == []


def test_quiet_that_began_meanwhile_holds_it_back_until_it_ends(
    desk: Desk, service: PushService, now: datetime
) -> None:
    subscribed(desk.amira, service.browser("amira"))
    replied(desk, now)
    read_all()
    until = now + timedelta(hours=1)
    actions.be_quiet(until=until, by=desk.amira, at=now)
    carried(now)
    assert service.taken == []
    carried(until)
    assert len(service.taken) == 1


def test_signing_out_ends_the_messages_to_that_browser(desk: Desk, service: PushService, now: datetime) -> None:
    subscribed(desk.amira, service.browser("here"), session="here")
    subscribed(desk.amira, service.browser("there"), session="there")
    assert actions.forget_session(session_key="here") == 1
    assert actions.forget_session(session_key="") == 0
    replied(desk, now)
    carried(now)
    assert [taken.path for taken in service.taken] == ["/push/there"]


def test_a_browser_tells_only_who_signed_in_there_last(desk: Desk, service: PushService) -> None:
    browser = service.browser("shared")
    subscribed(desk.amira, browser)
    subscribed(desk.sara, browser)
    assert [row.agent for row in PushSubscription.objects.all()] == [desk.sara]
    assert actions.unsubscribe(endpoint=browser.endpoint, by=desk.amira, at=timezone.now()) == 0
    assert actions.unsubscribe(endpoint=browser.endpoint, by=desk.sara, at=timezone.now()) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/x", "https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x",
        "https://push.example:8443/x", "https://u@push.example/x", "ftp://push.example", "", "https://[", "x" * 1001,
    ],
)  # fmt: skip
def test_only_push_services_are_taken(desk: Desk, endpoint: str) -> None:
    browser = Browser(endpoint)
    with pytest.raises(BadInput):
        subscribed(desk.amira, browser)


@pytest.mark.parametrize(("p256dh", "auth"), [("AAAA", None), (None, "AAAA"), ("!" * 87, None), ("x" * 5000, None)])
def test_keys_that_cannot_be_read_are_refused(desk: Desk, p256dh: str | None, auth: str | None) -> None:
    browser = Browser("https://push.example/x")
    with pytest.raises(BadInput):
        actions.subscribe(
            endpoint=browser.endpoint, p256dh=p256dh or browser.p256dh, auth=auth or browser.auth, browser="",
            session_key="a", by=desk.amira, at=timezone.now(),
        )  # fmt: skip


def test_the_desks_key_is_made_once_and_kept_sealed(db: None, now: datetime, settings: Any) -> None:
    public = keys.public_key(now)
    assert keys.public_key(now) == public
    (row,) = PushKey.objects.all()
    assert "PRIVATE KEY" not in row.secret
    assert keys.private_key(now).startswith(b"-----BEGIN PRIVATE KEY-----")
    settings.SECRET_KEY = "another"
    with pytest.raises(keys.KeyUnreadable):
        keys.private_key(now)
