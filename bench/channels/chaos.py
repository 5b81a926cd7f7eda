"""Twenty thousand messages both ways while the product is killed at random points and its provider fails one call in
five. Afterwards every message that was taken stands on exactly one ticket, once; and every answer has arrived once, or
stands before a person who is asked about it. Lost: neither. Doubled: arrived twice."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

from bench.channels import cast, folder
from bench.channels.product import Product, wait_until
from bench.channels.provider import Provider
from bench.desk import Desk
from bench.report import Report

MESSAGES = 20_000
SHARE_IN = 0.6
CHATS, BOTS, CLIENTS = 400, 4, 4
KILL_EVERY_S = (3.0, 9.0)
TWICE = 0.1
PATIENCE_S = 900.0


def measure(report: Report, desk: Desk, operations: int) -> None:
    """Run it all and count."""
    messages = operations or MESSAGES
    dice = random.Random(20261123)
    began = time.monotonic()
    with Provider(dice) as provider, Product(folder()) as product:
        bots = [cast.channel("telegram", f"bot{n}", team_id=desk.team_id, base_url=provider.url) for n in range(BOTS)]
        customers = _Customers(product, bots, int(messages * SHARE_IN), dice)
        repliers = _Repliers(desk, messages - int(messages * SHARE_IN), customers)
        killer = _Killer(product, dice)
        for one in (customers, repliers, killer):
            one.start()
        customers.join()
        repliers.join()
        killer.stop()
        provider.is_kind = False
        wait_until(_is_drained, PATIENCE_S, 1.0)
    counted = _count(customers, repliers, provider)
    for name, value, unit, limit in counted:
        report.add(name, value, unit, limit=limit)
    report.add("killed", killer.kills, "times")
    failed = sum(provider.faults.values())
    report.add(
        "calls that the provider failed",
        100 * failed / max(1, provider.calls),
        "%",
        note=f"{failed:,} of {provider.calls:,}",
    )
    report.add(
        "all of it",
        time.monotonic() - began,
        "s",
        note=f"{messages:,} messages, {customers.twice:,} hooks sent twice",
    )


class _Customers:
    """Threads that write to the bots, each chat in its order; a call is made again until it is answered with 200."""

    def __init__(self, product: Product, bots: list[Any], count: int, dice: random.Random) -> None:
        self._product, self._bots, self._dice = product, bots, random.Random(dice.random())
        self._count = count
        self.taken: list[int] = []
        self.twice = 0
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(CLIENTS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self, part: int) -> None:
        for number in range(self._count):
            chat = 1 + number % CHATS
            if chat % CLIENTS != part:
                continue
            call = cast.telegram_call(self._bots[chat % BOTS], number + 1, chat, f"M:{number + 1}")
            while not self._send(call):
                time.sleep(0.1)
            self.taken.append(number + 1)
            if self._dice.random() < TWICE:
                self.twice += 1
                self._send(call)

    def _send(self, call: Any) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._product.port, timeout=10)
        try:
            connection.request("POST", call.path, call.body, call.headers)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class _Repliers:
    """A thread that answers tickets, each answer numbered; `written`: number of the answer → chat."""

    def __init__(self, desk: Desk, count: int, customers: _Customers) -> None:
        self._desk, self.count, self._customers = desk, count, customers
        self.written: dict[int, str] = {}
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _work(self) -> None:
        from django.db import connection

        from escalera.base.people.models import Agent
        from escalera.core.channels.models import Thread
        from escalera.core.tickets.actions import Content, reply

        agent = Agent.objects.get(email=self._desk.supervisor_email)
        number = 0
        while number < self.count:
            threads = list(
                Thread.objects.filter(ticket__isnull=False, channel__kind="telegram").values_list("ticket", "address")
            )
            if len(threads) < CHATS / 2:
                time.sleep(0.5)
                continue
            for ticket_id, chat in threads:
                if number >= self.count:
                    break
                number += 1
                reply(
                    ticket_id=ticket_id, content=Content(f"R:{number}"), by=agent, at=datetime.now(UTC),
                    key=f"chaos:{number}",
                )  # fmt: skip
                self.written[number] = chat
                time.sleep(0.01)
        connection.close()


class _Killer:
    def __init__(self, product: Product, dice: random.Random) -> None:
        self._product, self._dice = product, random.Random(dice.random())
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.kills = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.wait(self._dice.uniform(*KILL_EVERY_S)):
            self._product.kill_and_restart()
            self.kills += 1


def _is_drained() -> bool:
    from django.db import connection

    from escalera.core.channels.models import Delivery, InboundItem

    waiting = InboundItem.objects.filter(outcome="").exists() or Delivery.objects.on_the_way().exists()
    connection.close()
    return not waiting


def _count(
    customers: _Customers, repliers: _Repliers, provider: Provider
) -> list[tuple[str, float, str, float | None]]:
    from escalera.core.channels.models import Delivery, DeliveryState
    from escalera.core.tickets.models import Message

    heard = Counter(Message.objects.filter(text__startswith="M:").values_list("text", flat=True))
    texts = {f"M:{number}" for number in customers.taken}
    arrived = Counter(text for _chat, text in provider.took)
    rows = Delivery.objects.filter(message__text__startswith="R:")
    asked = set(rows.filter(state=DeliveryState.FAILED).values_list("message__text", flat=True))
    answers = {f"R:{number}" for number in repliers.written}
    lost_out = [text for text in answers if not arrived[text] and text not in asked]
    if len(answers) < repliers.count:
        raise AssertionError(f"only {len(answers):,} of {repliers.count:,} answers were written")
    return [
        ("messages in, lost", len(texts - set(heard)), "", 0),
        ("messages in, doubled", sum(count - 1 for count in heard.values()), "", 0),
        ("answers out, lost", len(lost_out), "", 0),
        ("answers out, doubled", sum(count - 1 for count in arrived.values()), "", 0),
        ("answers that a person is asked about", len(asked), "", None),
        ("conversations whose answers came in another order", _disordered(provider), "", None),
    ]


def _disordered(provider: Provider) -> int:
    chats: dict[str, list[int]] = defaultdict(list)
    for chat, text in provider.took:
        chats[chat].append(int(text[2:]))
    return sum(numbers != sorted(numbers) for numbers in chats.values())
