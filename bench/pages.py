"""W2 to W5: what people and programs ask of the server, with the same SQL alone beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import load, raw, server, words
from bench.cpu import Meter
from bench.desk import Desk
from bench.report import Report, percentile

CREATE_LIMIT_MS = 4.0
RAW_LIMIT = 4.0
QUEUE_LIMIT_MS = 9.0
TICKET_LIMIT_MS = 9.0
RARE_LIMIT_MS = 6.0
COMMON_LIMIT_MS = 30.0
MESSAGES_ON_PAGE = 20
WARM_UP = 40
EIGHT = 8


def create(report: Report, desk: Desk, count: int) -> None:
    """W2: open a ticket for a new or known customer by the API."""
    headers = _token(desk)
    with server.web() as running:
        load.run(running.port, _creates(0, WARM_UP), headers=headers, concurrency=EIGHT)
        for concurrency in (EIGHT, 1):
            watch = raw.Watch()
            requests = _creates(concurrency * 1_000_000, count)
            used = _load(report, "create", running, requests, headers, concurrency, CREATE_LIMIT_MS)
    limit = raw.write(watch.written(count))
    report.add("the same rows by the bare driver", limit, "ms CPU", note="one transaction a ticket")
    report.add("create against the bare driver (c=1)", used / limit, "times", limit=RAW_LIMIT)


def queue(report: Report, desk: Desk, count: int) -> None:
    """W3: the first page of a team's open tickets, last updated first: the desk's page and the API's list."""
    newest = _newest(desk)
    page = load.Request("GET", f"/desk/?view=team-{desk.team_id}", has=newest[:3] + newest[-3:])
    listed = load.Request(
        "GET", f"/api/tickets?team={desk.team_id}", has=newest[:3], times={'"snippet":': len(newest)}
    )  # fmt: skip
    _pages(report, desk, count, {"queue page": (page, QUEUE_LIMIT_MS)}, {"API list": (listed, QUEUE_LIMIT_MS)})
    report.add("the list's SQL alone", raw.statement_cpu(*_list_sql(desk)), "ms CPU")


def ticket(report: Report, desk: Desk, count: int) -> None:
    """W4: the desk's page of a ticket with 20 messages; the API's too."""
    number, said = _long_ticket(desk, report.size)
    page = load.Request("GET", f"/desk/tickets/{number}/", has=[f"#{number}", *said])
    read = load.Request("GET", f"/api/tickets/{number}", has=[f'"id":{number},'], times={'"text":': MESSAGES_ON_PAGE})
    _pages(report, desk, count, {"ticket page": (page, TICKET_LIMIT_MS)}, {"API ticket": (read, TICKET_LIMIT_MS)})
    total = sum(raw.statement_cpu(*one, seconds=1) for one in _ticket_sql(number))
    report.add("the page's SQL alone", total, "ms CPU")


def search(report: Report, desk: Desk, count: int) -> None:
    """W5: search a rare and a common word, as the desk shows it and as the API lists it."""
    from urllib.parse import quote

    by_desk: dict[str, tuple[load.Request, float]] = {}
    by_api: dict[str, tuple[load.Request, float]] = {}
    for name, word, limit in (("rare", words.RARE, RARE_LIMIT_MS), ("common", words.COMMON, COMMON_LIMIT_MS)):
        rows = min(50, words.RARE_TICKETS) if word == words.RARE else 50
        rows = min(rows, report.size)
        by_desk[f"search page, {name} word"] = (load.Request("GET", f"/desk/?q={quote(word)}", has=[word]), limit)
        by_api[f"API search, {name} word"] = (
            load.Request("GET", f"/api/tickets?state=all&q={quote(word)}", times={'"snippet":': rows}), limit
        )  # fmt: skip
    _pages(report, desk, count, by_desk, by_api)
    for name, word in (("rare", words.RARE), ("common", words.COMMON)):
        report.add(f"the search's SQL alone, {name} word", raw.statement_cpu(*_search_sql(word)), "ms CPU")


def _pages(
    report: Report,
    desk: Desk,
    count: int,
    by_desk: dict[str, tuple[load.Request, float]],
    by_api: dict[str, tuple[load.Request, float]],
) -> None:
    session, token = _session(desk), _token(desk)
    with server.web() as running:
        for headers, requests in ((session, by_desk), (token, by_api)):
            for name, (request, limit) in requests.items():
                load.run(running.port, [request] * WARM_UP, headers=headers, concurrency=EIGHT)
                for concurrency in (1, EIGHT):
                    _load(report, name, running, [request] * count, headers, concurrency, limit)


def _load(
    report: Report,
    name: str,
    running: server.Running,
    requests: Sequence[load.Request],
    headers: dict[str, str],
    concurrency: int,
    limit: float,
) -> float:
    """Run one load and note its figures; return the CPU milliseconds of a request."""
    meter = Meter(running.pid)
    before = meter.read()
    done = load.run(running.port, requests, headers=headers, concurrency=concurrency)
    used = meter.read().since(before)
    each = used.total * 1000 / len(requests)
    split = f"database {used.database * 1000 / len(requests):.2f}; {done.bytes:,} bytes"
    name = f"{name} (c={concurrency})"
    report.add(f"{name}: CPU", each, "ms CPU", limit=limit, note=split)
    wall = f"p95 {percentile(done.walls, 95) * 1000:.1f} ms, {len(requests) / done.seconds:.0f}/s"
    report.add(f"{name}: wall p50", percentile(done.walls, 50) * 1000, "ms", note=wall)
    return each


def _creates(first: int, count: int) -> list[load.Request]:
    requests = []
    for number in range(first, first + count):
        unique = 10_000_000 + number
        known = words.people(100)[number % 100]
        name, address = known if number % 2 else ("Alba Ruiz", f"c{unique}@correo.example")
        body = {
            "subject": words.subject(unique),
            "text": words.question(unique),
            "requester": {"email": address, "name": name},
            "channel": "web",
        }
        has = ['"id":', '"status":"new"', '"follow_url":']
        requests.append(load.Request("POST", "/api/tickets", 201, json.dumps(body), has))
    return requests


def _token(desk: Desk) -> dict[str, str]:
    from escalera.base.people.actions import give_token
    from escalera.base.people.models import Agent

    agent = Agent.objects.get(email=desk.supervisor_email)
    key = give_token(agent=agent, name="bench", scopes=["*"], at=datetime.now(UTC))
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def _session(desk: Desk) -> dict[str, str]:
    """Sign an agent of the team in; their list is filtered by what they may see."""
    from django.test import Client

    from escalera.base.people.models import Agent

    client = Client()
    client.force_login(Agent.objects.get(email=desk.agent_email))
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


def _newest(desk: Desk) -> list[str]:
    """Return how the fifty newest open tickets of the team show themselves, newest first."""
    from escalera.core.tickets.models import Ticket

    found = Ticket.objects.filter(team=desk.team_id, is_open=True).order_by("-updated_at", "-id")
    return list(found.values_list("subject", flat=True)[:50])


def _list_sql(desk: Desk) -> tuple[str, list[Any]]:
    from django.db import connection

    from escalera.base.people.models import Agent
    from escalera.core.tickets.policies import visible_to
    from escalera.core.tickets.queries import _COLUMNS

    agent = Agent.objects.select_related("role").get(email=desk.agent_email)
    rows = visible_to(agent).filter(is_open=True, team=desk.team_id).order_by("-updated_at", "-id")
    return _driver_sql(connection, rows.values_list(*_COLUMNS)[:51])


def _ticket_sql(number: int) -> list[tuple[str, list[Any]]]:
    from django.db import connection

    from escalera.base.log.models import Event
    from escalera.core.tickets.models import Message, Ticket

    related = ("requester", "organization", "team__level", "owner", "assignee")
    return [
        _driver_sql(connection, Ticket.objects.select_related(*related).filter(pk=number)),
        _driver_sql(
            connection, Message.objects.filter(ticket=number).select_related("contact", "agent").order_by("id")
        ),
        _driver_sql(connection, Event.objects.filter(ticket_id=number).order_by("id")),
    ]


def _search_sql(word: str) -> tuple[str, list[Any]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from escalera.core.tickets import search as text_search

    with CaptureQueriesContext(connection) as caught:
        text_search.matching_tickets(word)
    return str(caught.captured_queries[-1]["sql"]).replace("%", "%%"), []


def _driver_sql(connection: Any, rows: Any) -> tuple[str, list[Any]]:
    sql, params = rows.query.sql_with_params()
    if connection.vendor == "sqlite":
        sql = sql.replace("%s", "?")
    return sql, list(params)


def _long_ticket(desk: Desk, size: int) -> tuple[int, list[str]]:
    """Let a customer and an agent talk until a ticket has 20 messages; return it and words of the last ones."""
    from escalera.base.people.models import Agent
    from escalera.core.tickets import actions
    from escalera.core.tickets.actions import Content
    from escalera.core.tickets.models import Message, Ticket

    agent = Agent.objects.get(email=desk.agent_email)
    own = Ticket.objects.filter(team=desk.team_id, is_open=True, pk__lte=size)
    found = own.select_related("requester").order_by("-id")[7]
    start = datetime.now(UTC) - timedelta(minutes=50)
    for place in range(Message.objects.filter(ticket=found).count(), MESSAGES_ON_PAGE):
        at = start + timedelta(minutes=2 * place)
        if place % 2:
            content = Content(words.answer(place) + f"\nRef. {words.code(place)}")
            actions.reply(ticket_id=found.pk, content=content, by=agent, at=at)
        else:
            content = Content(words.question(place))
            actions.receive_message(
                ticket_id=found.pk, contact=found.requester, content=content, channel="email", at=at
            )
    return found.pk, [words.code(place) for place in (17, 18, 19)]
