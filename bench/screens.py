"""`./run bench pages`: what every page costs the server, the wire and the reader.

For each page: queries in a desk of 1, 50 and 500 tickets and of the whole size, server time, bytes; and from Chromium with
an empty cache: everything transferred, time until it can be used, layout shift, errors on the console."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench import load, server
from bench.desk import Desk
from bench.report import Report, percentile
from tests.journeys.screens import AGENT, CUSTOMER, NOBODY, OWNER, SCREENS, Screen

QUERIES = 12
P95_MS = {"inbox": 30.0, "inbox-all": 30.0, "ticket": 30.0}
FIRST_LOAD_KB = 150.0
SHIFT = 0.02
SMALL = (1, 50, 500)
WARM_UP = 10
FURNISHED = 60  # tickets on which something hangs
# what the list of screens has no need of, but a measure has
MORE = (
    Screen("inbox-saved", OWNER, "/desk/", "a[href*='view=v']"),
    Screen("ticket-furnished", OWNER, "/desk/?view=all", "a.ticket"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the browser measured on one page. Milliseconds, bytes."""

    transferred: int
    usable_ms: float
    shift: float
    errors: list[str]


def measure(report: Report, desk: Desk, count: int) -> None:
    """Visit every page that needs no click, as the agent or the owner who may see it."""
    screens = [*(one for one in SCREENS if not one.click), *MORE]
    _furnish(desk)
    addresses, queries = count_queries(desk, screens)
    small = {size: _queries_of(report.db, size) for size in SMALL}
    sessions = {who: _session(desk, who) for who in {one.who for one in screens}}
    with server.web() as running:
        seen = _browse(running.port, sessions, screens, addresses)
        for one in screens:
            flat = [small[size].get(one.name, 0) for size in SMALL] + [queries[one.name]]
            most, note = max(flat), "at 1, 50, 500, all: " + ", ".join(str(number) for number in flat)
            report.add(f"{one.name}: queries", most, "", limit=QUERIES, note=note)
            _server_time(report, running, one, addresses[one.name], sessions[one.who], count)
            _in_browser(report, one.name, seen[one.name])


def _furnish(desk: Desk) -> None:
    """Give the desk what a company has after its first weeks: views, tags, fields, articles, and what hangs on tickets."""
    from escalera.base.log.readers import read_all
    from escalera.core.tickets.models import Ticket
    from escalera.core.views.models import SavedView
    from escalera.faces.cli.sample.furniture import Habits, furnish
    from escalera.faces.cli.sample.help import make_help

    if SavedView.objects.exists():
        return
    owner, now = _agent(desk, OWNER), datetime.now(UTC)
    furnish(owner, now)
    make_help(owner, now)
    habits = Habits(owner, now)
    for number in Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:FURNISHED]:
        habits.after(number, now)
    read_all()


def count_queries(desk: Desk, screens: list[Screen]) -> tuple[dict[str, str], dict[str, int]]:
    """Return each page's address and how many queries it asks, by name."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from selectolax.lexbor import LexborHTMLParser

    addresses, queries = {}, {}
    for one in screens:
        client = _client(desk, one.who)
        address = one.path
        if one.follow:
            link = LexborHTMLParser(client.get(address).content).css_first(one.follow)
            address = (link.attributes.get("href") or "") if link else address
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        addresses[one.name], queries[one.name] = address, len(caught)
    return addresses, queries


def _queries_of(db: str, size: int) -> dict[str, int]:
    """Count the queries of every page in a small desk, in a process of its own."""
    command = [sys.executable, "-m", "bench.screens", db, str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _server_time(
    report: Report, running: server.Running, one: Screen, address: str, headers: dict[str, str], count: int
) -> None:
    status = 404 if one.name == "not-found" else 200
    request = load.Request("GET", address, status)
    load.run(running.port, [request] * WARM_UP, headers=headers, concurrency=1)
    done = load.run(running.port, [request] * count, headers=headers, concurrency=1)
    p50, p95 = (percentile(done.walls, part) * 1000 for part in (50, 95))
    note = f"p50 {p50:.1f} ms; {done.bytes:,} bytes of HTML"
    report.add(f"{one.name}: server p95", p95, "ms", limit=P95_MS.get(one.name), note=note)


def _in_browser(report: Report, name: str, seen: Seen) -> None:
    report.add(f"{name}: first load", seen.transferred / 1000, "kB", limit=FIRST_LOAD_KB)
    report.add(f"{name}: usable after", seen.usable_ms, "ms")
    report.add(f"{name}: layout shift", seen.shift, "", limit=SHIFT)
    report.add(f"{name}: errors", len(seen.errors), "", limit=0, note="; ".join(seen.errors)[:200])


def _browse(
    port: int, sessions: dict[str, dict[str, str]], screens: list[Screen], addresses: dict[str, str]
) -> dict[str, Seen]:
    """Look at the pages in a process of its own: Django does not like to share one with Playwright's loop."""
    job = {
        "port": port,
        "pages": [
            {"name": one.name, "address": addresses[one.name], "cookie": sessions[one.who]["Cookie"]}
            for one in screens
        ],
    }
    command = [sys.executable, "-m", "bench.browsing"]
    done = subprocess.run(command, input=json.dumps(job), stdout=subprocess.PIPE, text=True, check=True)
    return {name: Seen(**values) for name, values in json.loads(done.stdout).items()}


def _agent(desk: Desk, who: str) -> Any:
    from escalera.base.people.actions import add_agent
    from escalera.base.people.models import Agent

    if who == AGENT:
        return Agent.objects.get(email=desk.agent_email)
    owner = Agent.objects.filter(role__code="owner").first()
    return owner or add_agent(email="duena@escalera.example", name="Dueña", password=None, role="owner")


def _session(desk: Desk, who: str) -> dict[str, str]:
    """Return the headers of somebody's browser: their cookie, if they are anybody, and their language."""
    from django.conf import settings

    from escalera.faces.portal.session import COOKIE

    kept = _client(desk, who).cookies
    name = COOKIE if who == CUSTOMER else settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{name}={kept[name].value}" if name in kept else "", "Accept-Language": "es"}


def _client(desk: Desk, who: str) -> Any:
    """Return a browser of an agent, of a customer with requests, or of nobody."""
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

    from escalera.base.people.actions.portal import make_link, use_link
    from escalera.faces.portal import session

    client = Client(headers={"Host": "localhost", "Accept-Language": "es"})
    if who == CUSTOMER:
        at, response = datetime.now(UTC), HttpResponse()
        made = make_link(email=_customer_address(desk), at=at)
        session.come_in(response, use_link(key=made[1] if made else "", at=at), HttpRequest())
        client.cookies[session.COOKIE] = response.cookies[session.COOKIE].value
    elif who != NOBODY:
        client.force_login(_agent(desk, who))
    return client


def _customer_address(desk: Desk) -> str:
    """Return who asked last, of those whom the agent may have answered."""
    from escalera.base.people.models import Identity
    from escalera.core.tickets.models import Ticket

    asked = Ticket.objects.order_by("-pk").values_list("requester_id", flat=True)[0]
    return str(Identity.objects.filter(contact=asked, channel="email").values_list("address", flat=True)[0])


def main() -> None:
    """Fill a small desk and print how many queries each page asks there."""
    from bench import databases

    kind, size = sys.argv[1], int(sys.argv[2])
    databases.prepare(kind)
    from bench import desk, filler

    now = datetime.now(UTC)
    company = desk.found(at=now)
    filler.fill(company, size, now=now)
    _furnish(company)
    _addresses, queries = count_queries(company, [*(one for one in SCREENS if not one.click), *MORE])
    print(json.dumps(queries))


if __name__ == "__main__":
    main()
