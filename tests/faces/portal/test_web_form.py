"""The form in a frame of another site, without a cookie."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.core.channels.actions import add_channel
from escalera.core.channels.models import Channel, Delivery
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.choices import Kind
from escalera.core.tickets.models import Form, Ticket
from escalera.faces.portal.contact import guard
from tests.cast import Desk


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return Channel.objects.create(
        kind="form", name="Shop", address="shop", team=desk.sales,
        settings={"title": "Talk to the shop", "thanks": "See you", "origins": ["https://shop.example"]},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "FASTEST", timedelta(0))


def visitor() -> Client:
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})


def send(channel: Channel, **change: Any) -> Any:
    browser = visitor()
    page = browser.get(f"/form/{channel.hook_key}/", {"page": "https://shop.example/help"}).content.decode()
    given = {
        "token": re.search(r'name="token" value="([^"]+)"', page)[1],  # type: ignore[index]
        "about": Kind.QUESTION, "text": "Do you ship to Lima?", "name": "Ana", "email": "ana@elsewhere.example",
        "page": "https://shop.example/help",
    }  # fmt: skip
    browser.cookies.clear()  # a browser brings none into a frame of another site
    return browser.post(f"/form/{channel.hook_key}/", {**given, **change})


def test_what_is_sent_is_a_ticket_of_the_forms_team_and_is_answered_by_mail(desk: Desk, channel: Channel) -> None:
    answer = send(channel)
    ticket = Ticket.objects.get()
    message = ticket.messages.get()
    assert (answer.status_code, ticket.channel, ticket.team) == (302, "form", desk.sales)
    assert (message.extra or {})["page"] == "https://shop.example/help"
    thanks = visitor().get(answer["Location"]).content.decode()
    assert ["See you" in thanks, f"<dd>{ticket.pk}</dd>" in thanks] == [True, True]
    reply(ticket_id=ticket.pk, content=Content("We do"), by=desk.omar, at=timezone.now())
    read_all()
    assert set(Delivery.objects.values_list("kind", flat=True)) == {"email"}


def test_only_its_sites_may_hold_the_frame(channel: Channel) -> None:
    policies = []
    for origins in (["https://shop.example"], []):
        channel.settings["origins"] = origins
        channel.save()
        policy = visitor().get(f"/form/{channel.hook_key}/")["Content-Security-Policy"]
        policies.append(policy.partition("frame-ancestors ")[2])
    assert policies == ["https://shop.example", "*"]


def test_it_speaks_the_language_of_the_page_around_it(channel: Channel) -> None:
    page = visitor().get(f"/form/{channel.hook_key}/", {"language": "pt-BR"}).content.decode()
    assert ['<html lang="pt-br">' in page, "Talk to the shop" in page] == [True, True]


def test_it_asks_only_what_it_is_for(desk: Desk, channel: Channel) -> None:
    wanted = Form.objects.create(name="Delivery", kind=Kind.QUESTION, is_public=True)
    Form.objects.create(name="Invoices", kind=Kind.QUESTION, is_public=True)
    channel.settings["forms"] = [str(wanted.pk)]
    channel.save()
    assert send(channel, about="whatever").status_code == 302
    assert Ticket.objects.get().subject == "Delivery: Do you ship to Lima?"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"text": " "}, 422), ({"email": "ana"}, 422), ({"token": "x"}, 422), ({guard.TRAP: "buy"}, 422)],
)
def test_what_is_wrong_is_said_in_the_frame(channel: Channel, wrong: dict[str, str], status: int) -> None:
    answer = send(channel, **wrong)
    shown = answer.content.decode()
    assert (answer.status_code, Ticket.objects.count()) == (status, 0)
    assert ["data-framed" in shown, 'role="alert"' in shown] == [True, True]


def test_sent_twice_it_is_one(channel: Channel) -> None:
    browser = visitor()
    page = browser.get(f"/form/{channel.hook_key}/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]
    for _turn in range(2):
        send(channel, token=token)
    assert Ticket.objects.count() == 1


def test_a_channel_that_is_off_or_of_another_kind_is_no_form(desk: Desk, channel: Channel) -> None:
    keys = [desk.mailbox.hook_key, "nothing"]
    channel.is_active = False
    channel.save()
    assert [visitor().get(f"/form/{key}/").status_code for key in (*keys, channel.hook_key)] == [404] * 3


def test_the_line_of_html_has_its_script(channel: Channel) -> None:
    answer = visitor().get("/form.js")
    assert (answer.status_code, answer["Cross-Origin-Resource-Policy"]) == (200, "cross-origin")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"


def test_a_site_that_is_none_is_refused(desk: Desk) -> None:
    from escalera.base.refusals import BadInput

    desk.sara.role.permissions = [*desk.sara.role.permissions, "gate.manage"]
    with pytest.raises(BadInput):
        add_channel(kind="form", name="F", address="f", by=desk.sara, settings={"origins": ["https://a.example; *"]})
