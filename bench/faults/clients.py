"""Those who use the product while it is being killed; each tries again until it has an answer that counts."""

from __future__ import annotations

import http.client
import json
import smtplib
import threading
import time
from datetime import UTC, datetime

from bench import mails, words
from bench.desk import Desk

THREADS = 2
PAUSE_S = 0.05
GIVE_UP_S = 600.0


class _Clients:
    """Threads that share a list of numbers to get done; `accepted`: those that were."""

    def __init__(self, count: int) -> None:
        self.accepted: list[int] = []
        self._todo = list(range(count, 0, -1))
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(THREADS)]
        self._end = time.monotonic() + GIVE_UP_S

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (number := self._next()) is not None:
            while not self._done(number):
                if time.monotonic() > self._end:
                    raise TimeoutError(f"{type(self).__name__} could not get {number} done")
                time.sleep(PAUSE_S)
            with self._lock:
                self.accepted.append(number)

    def _next(self) -> int | None:
        with self._lock:
            return self._todo.pop() if self._todo else None

    def _done(self, number: int) -> bool:
        raise NotImplementedError


class Mailers(_Clients):
    """Send mails through the gate, one after the other over a kept connection, each until it is answered 250."""

    def __init__(self, port: int, count: int) -> None:
        super().__init__(count)
        self._port = port
        self._own = threading.local()
        self.sent_again = 0

    def _done(self, number: int) -> bool:
        address = f"cliente{number % 400}@correo.example"
        raw = mails.new_mail(number, name=f"Cliente {number % 400}", address=address)
        try:
            client: smtplib.SMTP | None = getattr(self._own, "client", None)
            if client is None:
                client = self._own.client = smtplib.SMTP("127.0.0.1", self._port, timeout=20)
            client.sendmail(address, [mails.DESK], raw)
        except (OSError, smtplib.SMTPException):
            self._own.client = None
            with self._lock:
                self.sent_again += 1
            return False
        return True


class Repliers(_Clients):
    """Answer tickets by the API, each under a key of its own until it is answered 201 or 200."""

    def __init__(self, port: int, count: int, desk: Desk) -> None:
        from escalera.base.people.actions import give_token
        from escalera.base.people.models import Agent

        super().__init__(count)
        self._port = port
        agent = Agent.objects.get(email=desk.supervisor_email)
        self._key = give_token(agent=agent, name="faults", scopes=["*"], at=datetime.now(UTC))
        self._tickets: dict[int, int] = {}

    def _done(self, number: int) -> bool:
        """Answer one ticket, once a mail has opened it; the same one at every try."""
        with self._lock:
            ticket = self._tickets.get(number) or self._free_ticket()
            if ticket is None:
                return False
            self._tickets[number] = ticket
        text = f"{words.answer(number)}\n\n[respuesta {number}]"
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"reply-{number}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request("POST", f"/api/tickets/{ticket}/replies", json.dumps({"text": text}), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if answer.status not in (200, 201, 503):
            raise AssertionError(f"a reply was answered {answer.status}")
        return answer.status in (200, 201)

    def _free_ticket(self) -> int | None:
        """Return a ticket that none of us answers yet; on PostgreSQL numbers have gaps where a transaction died."""
        from django.db import connection

        from escalera.core.tickets.models import Ticket

        taken = list(self._tickets.values())
        ticket = Ticket.objects.exclude(pk__in=taken).order_by("pk").values_list("pk", flat=True).first()
        connection.close()
        return ticket
