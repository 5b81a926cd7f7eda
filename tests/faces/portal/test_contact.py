"""Writing to us through the form: people pass, floods do not."""

from __future__ import annotations

import hashlib
import re
import time
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from escalera.base.log.readers import read_once
from escalera.core.channels.models import Delivery
from escalera.core.tickets.links import tracking_key
from escalera.core.tickets.models import Attachment, Field, FieldValue, Form, FormField, Message, Ticket
from tests.cast import Desk
from tests.faces.portal.conftest import ENGLISH, published, signed_in, words

GOOD = {"about": "incident", "text": "The light is red.", "name": "Nora", "email": "nora@new.example"}


def sheet(client: Client, *, age_s: float = 30) -> str:
    """The token of a form that was opened so many seconds ago."""
    given_at = time.time() - age_s
    with patch("django.core.signing.time.time", return_value=given_at):
        page = client.get("/help/contact/").content.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: Client, *, age_s: float = 30, token: str | None = None, **form: Any) -> Any:
    token = sheet(client, age_s=age_s) if token is None else token
    return client.post("/help/contact/", {**GOOD, "token": token, **form})


def test_a_stranger_writes_and_gets_number_and_key(desk: Desk, visitor: Client) -> None:
    response = send(visitor, files=[SimpleUploadedFile("a.txt", b"hello")])
    ticket = Ticket.objects.get()
    after = words(visitor.get(response["Location"]))
    assert (f"Number {ticket.pk}" in after, tracking_key(ticket.pk) in after) == (True, True)
    message = Message.objects.get()
    assert (ticket.requester.name, ticket.channel, ticket.subject, message.text, Attachment.objects.get().name) == (
        "Nora", "portal", "The light is red.", "The light is red.", "a.txt",
    )  # fmt: skip
    assert message.extra == {"from": "nora@new.example", "reply_to": "nora@new.example", "rule": "portal-unproven"}


@pytest.mark.django_db(transaction=True)
def test_the_acknowledgement_goes_to_the_typed_address_with_the_key(desk: Desk, visitor: Client) -> None:
    send(visitor)
    read_once("acknowledge")
    delivery = Delivery.objects.select_related("message").get()
    number = Ticket.objects.get().pk
    assert (delivery.to, tracking_key(number) in delivery.message.text) == (["nora@new.example"], True)


def test_the_same_form_twice_is_one_request(desk: Desk, visitor: Client) -> None:
    token = sheet(visitor)
    places = {send(visitor, token=token)["Location"].split(":")[0] for _n in range(2)}
    assert (Ticket.objects.count(), len(places)) == (1, 1)


@pytest.mark.parametrize(
    "form",
    [
        {"text": " "}, {"text": "x" * 20_001}, {"email": "nora"}, {"email": "a@b.example\nBcc: x@y.example"},
        {"name": ""}, {"about": "nothing"}, {"website": "https://buy.example"}, {"token": ""}, {"token": "1:2:3"},
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_and_not_lost(desk: Desk, visitor: Client, form: dict[str, Any]) -> None:
    response: HttpResponse = send(visitor, **{"subject": "Kept", **form})
    assert (response.status_code, 'value="Kept"' in response.content.decode(), Ticket.objects.count()) == (
        422,
        True,
        0,
    )


@pytest.mark.parametrize(("age_s", "status"), [(0, 422), (3, 302), (11 * 3600, 302), (13 * 3600, 422)])
def test_neither_faster_than_people_nor_from_yesterday(
    desk: Desk, visitor: Client, age_s: float, status: int
) -> None:
    assert send(visitor, age_s=age_s).status_code == status


def solve(token: str) -> str:
    numbers = (str(n) for n in range(10_000_000))
    return next(n for n in numbers if hashlib.sha256(f"{token}.{n}".encode()).digest()[:2] < b"\x00\x04")


def test_a_busy_network_has_to_work_and_then_to_wait(desk: Desk, visitor: Client) -> None:
    free = [send(visitor, email=f"n{n}@new.example").status_code for n in range(3)]
    lazy = send(visitor, email="n3@new.example")
    assert (free, lazy.status_code, b"<proof-of-work" in lazy.content) == ([302] * 3, 429, True)
    done = []
    for n in range(4, 13):
        token = sheet(visitor)
        done.append(send(visitor, token=token, nonce=solve(token), email=f"n{n}@new.example").status_code)
    assert done == [302] * 8 + [429]


def test_one_address_is_not_flooded_from_many_networks(desk: Desk) -> None:
    codes = [send(Client(REMOTE_ADDR=f"10.0.0.{n}")).status_code for n in range(7)]
    assert codes == [302] * 6 + [429]


def test_somebody_signed_in_writes_as_themselves(desk: Desk) -> None:
    client = signed_in(desk.farid)
    response = send(client, name="Eve", email="eve@elsewhere.example")
    ticket = Ticket.objects.get()
    assert (ticket.requester, response["Location"]) == (desk.farid, f"/help/requests/{ticket.pk}/?sent=1")


def test_a_known_address_tells_nothing_of_its_owner(desk: Desk, visitor: Client) -> None:
    response = send(visitor, name="Mallory", email="farid@customer.example")
    sent = visitor.get(response["Location"]).content.decode()
    link = re.search(r'href="[^"]*(/t/[^"]+)"', sent)
    assert link is not None
    followed = visitor.get(link[1]).content.decode()
    assert ("Farid" in sent, "Farid" in followed, "Haddad" in followed) == (False, False, False)


def make_form(desk: Desk) -> Form:
    form = Form.objects.create(name="Move house", kind="request", team=desk.sales, is_public=True, intro="Two weeks.")
    for place, (key, kind, needed, edits) in enumerate(
        [("street", "text", True, True), ("floor", "number", False, True), ("secret", "text", False, False)]
    ):
        one = Field.objects.create(
            key=key, label=key.capitalize(), kind=kind, customer_edits=edits, customer_sees=edits, kinds=["request"]
        )
        FormField.objects.create(form=form, field=one, order=place, is_required=needed)
    return form


def test_a_public_form_asks_its_fields_and_fills_them_in(desk: Desk, visitor: Client) -> None:
    form = make_form(desk)
    page = visitor.get("/help/contact/").content.decode()
    assert [f'name="field_{key}"' in page for key in ("street", "floor", "secret")] == [True, True, False]
    assert send(visitor, about=f"f{form.pk}").status_code == 422  # the street is needed
    response = send(visitor, about=f"f{form.pk}", field_street="Calle 1", field_floor="3,5")
    ticket = Ticket.objects.get()
    values = {value.field.key: value.text or value.number for value in FieldValue.objects.select_related("field")}
    assert (response.status_code, ticket.team, ticket.kind, str(values["floor"])[:3], values["street"]) == (
        302, desk.sales, "request", "3.5", "Calle 1",
    )  # fmt: skip


def test_a_form_for_complaints_takes_nobodys_way_to_ask(desk: Desk, visitor: Client) -> None:
    form = Form.objects.create(name="Claims book", kind="complaint", team=desk.sales, is_public=True)
    page = visitor.get("/help/contact/").content.decode()
    assert re.findall(r'name="about" value="([^"]+)"', page) == ["incident", "request", "question", f"f{form.pk}"]
    send(visitor, about="incident")
    assert Ticket.objects.get().kind == "incident"


def test_a_wrong_answer_leaves_no_request_behind(desk: Desk, visitor: Client) -> None:
    form = make_form(desk)
    response = send(visitor, about=f"f{form.pk}", field_street="Calle 1", field_floor="many")
    assert (response.status_code, Ticket.objects.count()) == (422, 0)


def make_deciding_form(desk: Desk) -> Form:
    form = Form.objects.create(name="Move house", kind="request", team=desk.sales, is_public=True)
    lift = Field.objects.create(key="lift", label="Lift", kind="flag", customer_edits=True)
    size = Field.objects.create(
        key="size", label="Size", kind="choice", choices=["big", "small"], customer_edits=True, shown_if=lift,
        shown_if_values=["yes"],
    )  # fmt: skip
    weight = Field.objects.create(
        key="weight", label="Weight", kind="number", customer_edits=True, shown_if=size, shown_if_values=["big"]
    )
    for place, one in enumerate((lift, size, weight)):
        FormField.objects.create(form=form, field=one, order=place, is_required=one != size)
    return form


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, ["lift"]),
        ({"field_lift": "false", "field_size": "big"}, ["lift"]),
        ({"field_lift": "true"}, ["lift", "size"]),
        ({"field_lift": "true", "field_size": "small"}, ["lift", "size"]),
        ({"field_lift": "true", "field_size": "big"}, ["lift", "size", "weight"]),
    ],
)
def test_a_question_is_asked_only_while_its_condition_holds(
    desk: Desk, visitor: Client, given: dict[str, str], asked: list[str]
) -> None:
    make_deciding_form(desk)
    page = visitor.get("/help/contact/", given).content.decode()
    assert [key for key in ("lift", "size", "weight") if f' name="field_{key}"' in page] == asked


def test_without_script_a_question_that_comes_up_is_asked_before_it_is_sent(desk: Desk, visitor: Client) -> None:
    about = f"f{make_deciding_form(desk).pk}"
    first = send(visitor, about=about, field_lift="true")
    assert (first.status_code, "after what you chose: “Size”" in words(first), Ticket.objects.count()) == (
        422,
        True,
        0,
    )
    assert send(visitor, about=about, field_lift="true", field_size="big").status_code == 422  # the weight is needed
    done = send(visitor, about=about, field_lift="true", field_size="", asked="field_size")
    assert (done.status_code, FieldValue.objects.count()) == (302, 1)


def test_an_answer_to_what_is_no_longer_asked_is_left_out(desk: Desk, visitor: Client) -> None:
    about = f"f{make_deciding_form(desk).pk}"
    send(visitor, about=about, field_lift="false", field_size="big", field_weight="many")
    assert list(FieldValue.objects.values_list("field__key", "flag")) == [("lift", False)]


def test_articles_are_proposed_while_one_writes_and_may_solve_it(desk: Desk, visitor: Client) -> None:
    one = published(desk, "VPN drops", "Reconnect.")
    part = visitor.get("/help/contact/proposals/", {"text": "since today my vpn drops"})
    assert "VPN drops Reconnect." in words(part)
    visitor.post("/help/articles/vpn-drops/solved/")
    one.refresh_from_db()
    assert one.solved == 1


def test_the_form_checks_where_it_came_from(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True, headers=ENGLISH)
    assert client.post("/help/contact/", GOOD).status_code == 403
