"""What must never happen: a word too many outside, a coin too many, a socket too many."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connections

from escalera.base.people.models import Agent
from escalera.core.llm.actions import (
    CapReached,
    ModelUnavailable,
    Source,
    agree,
    settle_lost,
    switch,
    translate,
    withdraw,
    word_answer,
)
from escalera.core.llm.actions.configuring import Wanted, save_endpoint
from escalera.core.llm.models import MILLION, Call, Endpoint, Spending
from escalera.core.llm.queries import day_of, month_of
from tests.cast import NOON, Desk
from tests.peers.model_server import ModelServer, say, trouble, wait_until

Setup = Callable[..., None]
MONTH, DAY = month_of(NOON), day_of(NOON)


def echo(turn: Any) -> None:
    turn.say({"text": turn.material()["The text"]})


def translated(by: Agent, text: str = "The red light of the box is on since this morning.") -> str:
    return translate(text=text, language="en", by=by, at=NOON).value


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Let host names have these addresses; whoever asks for a name that is not there is told."""
    names: dict[str, str] = {}

    def getaddrinfo(host: str, port: int, **_more: object) -> list[Any]:
        if host not in names:
            raise OSError(f"{host} was looked up")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names[host], port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


def outside(setup: Setup, server: ModelServer, lookups: dict[str, str], **change: object) -> str:
    """Set a host outside up, which is our server all the same: near is only what its address says."""
    port = server.url.split(":")[2].split("/")[0]
    lookups["model.example"] = "93.184.216.34"
    setup(url=f"http://model.example:{port}/v1", **change)
    return f"model.example:{port}"


def test_no_socket_without_an_endpoint(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("somebody opened a socket")

    monkeypatch.setattr(socket.socket, "connect", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    assert word_answer(question="¿?", passages=[Source("a", "b")], language="es", at=NOON) is None
    with pytest.raises(ModelUnavailable, match="No language model is set up"):
        translated(desk.amira)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/v1",
        "http://0.0.0.0/v1",
        "http://224.0.0.1/v1",
        "http://[::ffff:169.254.169.254]/v1",
        "http://[fd00:ec2::254]/v1",
        "http://100.100.100.200/v1",
    ],
)
def test_addresses_that_are_nobody_s_are_never_called(url: str, desk: Desk, setup: Setup) -> None:
    setup(url=url)
    with pytest.raises(ModelUnavailable, match="may not be called"):
        translated(desk.amira)


def test_a_purpose_that_is_not_ticked_is_refused(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(purposes=["summary"])
    with pytest.raises(ModelUnavailable, match="not used for this"):
        translated(desk.amira)
    assert server.turns == []


def test_the_switch_stops_everything(desk: Desk, olga: Agent, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [echo]
    switch(on=False, by=olga, at=NOON)
    with pytest.raises(ModelUnavailable, match="switched off"):
        translated(desk.amira)
    switch(on=True, by=olga, at=NOON)
    assert translated(desk.amira) == "The red light of the box is on since this morning."
    assert len(server.turns) == 1


def test_nothing_goes_outside_before_somebody_has_agreed_to_host_model_and_purpose(
    desk: Desk, olga: Agent, setup: Setup, server: ModelServer, lookups: dict[str, str]
) -> None:
    host = outside(setup, server, lookups)
    with pytest.raises(ModelUnavailable, match="Nobody has agreed"):
        translated(desk.amira)
    agree(host=host, model="tiny", purposes=["summary"], by=olga, at=NOON)
    with pytest.raises(ModelUnavailable, match="Nobody has agreed"):
        translated(desk.amira)
    agree(host=host, model="tiny", purposes=["translation"], by=olga, at=NOON)
    lookups["model.example"] = "127.0.0.1"  # so that the call arrives; the consent is what let it through
    server.plays = [echo]
    assert translated(desk.amira) == "The red light of the box is on since this morning."
    assert server.turns[0].headers["host"] == host
    lookups["model.example"] = "93.184.216.34"
    withdraw(by=olga, at=NOON)
    with pytest.raises(ModelUnavailable, match="Nobody has agreed"):
        translated(desk.amira)
    assert len(server.turns) == 1


@pytest.mark.parametrize("change", [{"url": "http://other.example/v1"}, {"model": "larger"}])
def test_another_host_or_model_ends_the_consent_and_another_host_never_sees_the_key(
    change: dict[str, str], olga: Agent, setup: Setup, server: ModelServer, lookups: dict[str, str]
) -> None:
    host = outside(setup, server, lookups, key="sk-1")
    agree(host=host, model="tiny", purposes=["summary"], by=olga, at=NOON)
    given = {"url": f"http://{host}/v1", "model": "tiny", "purposes": ["summary"], **change}
    save_endpoint(wanted=Wanted(**given), by=olga, at=NOON)  # type: ignore[arg-type]
    endpoint = Endpoint.objects.get()
    assert (endpoint.consent_at, endpoint.consent_host, endpoint.consent_purposes) == (None, "", [])
    assert (endpoint.secret == "") == ("url" in change)


def test_the_key_goes_to_the_endpoint_and_is_stored_sealed(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(key="sk-very-secret")
    server.plays = [echo]
    translated(desk.amira)
    assert server.turns[0].headers["authorization"] == "Bearer sk-very-secret"
    assert "sk-very-secret" not in Endpoint.objects.get().secret
    assert "sk-very-secret" not in Call.objects.get().prompt


CARDS = ("4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "4111\u00a01111\u00a01111\u00a01111")
NAMES = ("Farid Haddad", "Farid", "Haddad")


def mail(number: int) -> str:
    """Return the words of a mail with things that must not leave."""
    draw = random.Random(number)
    card = draw.choice(CARDS)
    said = draw.choice(
        ("Mi DNI es 12345678Z", "my card's cvv 123", "mi correo es ana@casa.example", "DNI: 12345678-Z")
    )
    return f"Hola, soy {draw.choice(NAMES)}. Pagué con {card} el recibo {number}. {said}. Gracias."


@pytest.mark.slow
def test_of_a_thousand_mails_no_card_identity_number_address_or_name_leaves(
    desk: Desk, setup: Setup, server: ModelServer
) -> None:
    setup(cap_tokens=0, day_calls=0, ticket_calls=0)
    server.plays = [say({"text": "x"})]
    ticket = desk.open().ticket_id
    for start in range(0, 1000, 10):
        text = "\n\n".join(mail(number) for number in range(start, start + 10))
        with pytest.raises(ModelUnavailable):  # the answer drops the numbers
            translate(text=text, language="es", by=desk.amira, at=NOON, ticket_id=ticket)
    assert len(server.raw) == 100
    sent = [raw.decode().replace("\\u00a0", " ") for raw in server.raw]
    bare = ["".join(char for char in one if char.isalnum()) for one in sent]
    for secret in ("4111111111111111", "5555555555554444", "378282246310005", "12345678Z", "anacasaexample"):
        assert not [one for one in bare if secret in one], secret
    assert not [one for one in sent if "Farid" in one or "Haddad" in one or "cvv 123" in one]


def test_what_was_masked_comes_back_for_the_agent(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [echo]
    text = "The card 4111 1111 1111 1111 was charged twice for the same order."
    assert translated(desk.amira, text) == text
    assert "4111" not in server.raw[0].decode()
    assert "4111" not in Call.objects.get().prompt


def test_a_made_up_placeholder_is_refused(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [say({"text": "The red light [CARD_1] of the box is on since this morning."})]
    with pytest.raises(ModelUnavailable, match="numbers, links or placeholders"):
        translated(desk.amira)


def test_after_five_failures_it_is_left_alone_for_five_minutes(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [trouble("status_500")]
    for _time in range(5):
        with pytest.raises(ModelUnavailable, match="answered with an error"):
            translated(desk.amira)
    asked = len(server.turns)
    with pytest.raises(ModelUnavailable, match="does not answer at the moment"):
        translated(desk.amira)
    assert len(server.turns) == asked
    server.plays = [echo]
    later = NOON + timedelta(minutes=5)
    assert (
        translate(text="The red light is on.", language="en", by=desk.amira, at=later).value == "The red light is on."
    )
    assert Endpoint.objects.get().rests_until is None


def test_a_price_without_a_cap_is_no_permission_to_spend(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(price_in=3 * MILLION, price_out=9 * MILLION)
    with pytest.raises(CapReached, match="limit"):
        translated(desk.amira)
    assert server.turns == []


def test_a_call_costs_what_the_endpoint_says(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(price_in=2 * MILLION, price_out=10 * MILLION, cap_money=MILLION)
    server.plays = [echo]
    translated(desk.amira)
    call = Call.objects.get()
    turn = server.turns[0]
    assert (call.tokens_in, call.tokens_out) == (len(turn.system + turn.user) // 4, 16)
    assert call.cost == 2 * call.tokens_in + 10 * call.tokens_out
    now = Spending.objects.get(period=MONTH)
    assert (now.spent, now.reserved, now.tokens, now.calls) == (call.cost, 0, call.tokens_in + call.tokens_out, 1)


def test_a_day_has_its_own_limit_of_calls_and_of_money(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(day_calls=2)
    server.plays = [echo]
    translated(desk.amira)
    translated(desk.amira)
    with pytest.raises(CapReached, match="Today's limit"):
        translated(desk.amira)
    assert (len(server.turns), Spending.objects.get(period=MONTH).calls) == (2, 2)
    tomorrow = NOON + timedelta(days=1)
    assert translate(text="The red light is on.", language="en", by=desk.amira, at=tomorrow).value
    setup(price_in=MILLION, price_out=MILLION, cap_money=MILLION * 100, day_money=10)
    with pytest.raises(CapReached, match="Today's limit"):
        translate(text="The red light is on.", language="en", by=desk.amira, at=tomorrow)
    now = Spending.objects.get(period=day_of(tomorrow))
    assert (now.calls, now.reserved, now.tokens_reserved) == (1, 0, 0)
    assert Spending.objects.get(period=MONTH).reserved == 0


def test_one_ticket_has_its_limit_of_a_day(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(ticket_calls=1)
    server.plays = [echo]
    first, second = desk.open().ticket_id, desk.open().ticket_id
    for number in (first, second):
        translate(text="It is red.", language="en", by=desk.amira, at=NOON, ticket_id=number)
    with pytest.raises(CapReached, match="often enough about this"):
        translate(text="It is red.", language="en", by=desk.amira, at=NOON, ticket_id=first)
    assert translated(desk.amira)
    assert translate(
        text="It is red.", language="en", by=desk.amira, at=NOON + timedelta(days=1), ticket_id=first
    ).value  # fmt: skip


def test_a_conversation_of_the_assistant_has_five_calls(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(ticket_calls=0)
    server.plays = [say({"answerable": False, "sentences": []})]
    for _time in range(7):
        word_answer(question="¿?", passages=[Source("a", "b")], language="es", at=NOON, about="talk 1")
    word_answer(question="¿?", passages=[Source("a", "b")], language="es", at=NOON, about="talk 2")
    assert len(server.turns) == 6


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_never_spend_more_than_the_cap(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup(price_in=MILLION, price_out=MILLION, cap_money=12_000, at_once=20, timeout_s=20)
    server.plays = [echo]
    outcomes = _at_once(desk.amira, 20)
    now = Spending.objects.get(period=MONTH)
    assert (now.reserved, now.tokens_reserved, now.running) == (0, 0, 0)
    assert now.spent == sum(Call.objects.values_list("cost", flat=True)) <= 12_000
    assert 0 < outcomes.count("ok") == len(server.turns) == now.calls
    assert outcomes.count("ok") + outcomes.count("This month's limit for the language model is reached.") == 20


@pytest.mark.django_db(transaction=True)
def test_no_more_than_two_are_on_their_way(desk: Desk, setup: Setup, server: ModelServer) -> None:
    gate = threading.Event()

    def held(turn: Any) -> None:
        gate.wait(10)
        echo(turn)

    setup(timeout_s=20)
    server.plays = [held]
    first = [threading.Thread(target=_one, args=(desk.amira, [])) for _ in range(2)]
    for thread in first:
        thread.start()
    wait_until(lambda: len(server.turns) == 2)
    third: list[str] = []
    _one(desk.amira, third)
    gate.set()
    for thread in first:
        thread.join()
    assert third == ["The language model is busy. Try again in a moment."]
    assert server.most_at_once == 2


def test_a_call_whose_process_ended_counts_in_full_and_frees_its_place(
    desk: Desk, setup: Setup, server: ModelServer
) -> None:
    setup()
    server.plays = [echo]
    translated(desk.amira)
    Call.objects.update(state="running", tokens_reserved=500)
    Spending.objects.filter(period=MONTH).update(running=1, tokens_reserved=500, tokens=0)
    Spending.objects.exclude(period=MONTH).update(tokens_reserved=500, tokens=0)
    assert settle_lost(at=NOON + timedelta(minutes=5)) == 0
    assert settle_lost(at=NOON + timedelta(minutes=11)) == 1
    now = Spending.objects.get(period=MONTH)
    assert (now.running, now.tokens_reserved, now.tokens) == (0, 0, 500)


def _at_once(by: Agent, many: int) -> list[str]:
    outcomes: list[str] = []
    threads = [threading.Thread(target=_one, args=(by, outcomes)) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _one(by: Agent, outcomes: list[str]) -> None:
    from django.utils.translation import override

    close_old_connections()
    try:
        with override("en"):
            translated(by)
        outcomes.append("ok")
    except CapReached as refusal:
        outcomes.append(str(refusal))
    finally:
        connections.close_all()
