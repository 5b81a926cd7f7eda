"""The server as it really runs: `escalera mcp` in a process of its own, over HTTP and over standard input and output,
asked by the client of the official SDK."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import httpx2
import pytest
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from escalera.base.people.actions import give_token, revoke_token
from escalera.base.people.models import Token, TokenUse
from escalera.core.tickets.models import Message
from tests.cast import NOON, Desk

pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]
COMMAND = ["-m", "escalera.faces.cli.main", "mcp"]
READERS = {"search_kb", "get_article", "search_tickets", "get_ticket", "similar_tickets", "queue_stats"}
WRITERS = {"draft_reply", "add_internal_note", "create_ticket"}
PATIENCE_S = 60


@pytest.fixture
def url(child_environment: dict[str, str]) -> Iterator[str]:
    """Serve the test's desk over HTTP; return the address that assistants type."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    child = subprocess.Popen([sys.executable, *COMMAND, "--http", f"127.0.0.1:{port}"], env=child_environment)
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and child.poll() is None:
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/mcp"
    child.terminate()
    child.wait(20)


async def _tools(server: Any) -> set[str]:
    async with Client(server) as client:
        return {one.name for one in (await client.list_tools()).tools}


async def _call(server: Any, name: str, given: dict[str, object]) -> dict[str, Any]:
    async with Client(server) as client:
        answer = await client.call_tool(name, given)
    if answer.is_error:
        return {"error": "".join(getattr(one, "text", "") for one in answer.content)}
    return dict(answer.structured_content or {})


def over_http(url: str, key: str) -> Any:
    return streamable_http_client(url, http_client=httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}))


def test_over_http_a_token_is_its_agent_and_each_call_is_noted(desk: Desk, url: str) -> None:
    number = desk.open(text="My card 4111 1111 1111 1111 was charged.").ticket_id
    reads = give_token(agent=desk.amira, name="reads", scopes=["tickets:read"], at=NOON)
    writes = give_token(agent=desk.amira, name="writes", scopes=["tickets:read", "mcp:write"], at=NOON)
    stranger = give_token(agent=desk.omar, name="other", scopes=["*"], at=NOON)

    assert asyncio.run(_tools(over_http(url, reads))) == READERS
    assert asyncio.run(_tools(over_http(url, writes))) == READERS | WRITERS
    found = asyncio.run(_call(over_http(url, reads), "get_ticket", {"number": number}))
    assert [one["text"] for one in found["said"]] == ["My card •••• 1111 was charged."]
    gone = asyncio.run(_call(over_http(url, stranger), "get_ticket", {"number": number}))
    assert gone["error"].endswith("There is nothing here, or it is not yours to see.")

    given = {"number": number, "text": "The cable is new."}
    refused = asyncio.run(_call(over_http(url, reads), "add_internal_note", given))
    assert refused["error"].endswith("This token lacks the scope “mcp:write”.")
    asked = asyncio.run(_call(over_http(url, writes), "add_internal_note", given))
    done = asyncio.run(_call(over_http(url, writes), "add_internal_note", {**given, "confirm": asked["confirm"]}))
    assert (asked["done"], done["done"]) == (False, True)
    assert Message.objects.latest("pk").agent == desk.amira

    assert list(TokenUse.objects.order_by("pk").values_list("token__name", "what", "ticket_id", "state")) == [
        ("reads", "get_ticket", number, "done"), ("other", "get_ticket", number, "refused"),
        ("reads", "add_internal_note", number, "refused"), ("writes", "add_internal_note", number, "done"),
        ("writes", "add_internal_note", number, "done"),
    ]  # fmt: skip


def test_over_http_nobody_comes_in_without_a_token_or_from_another_page(desk: Desk, url: str) -> None:
    key = give_token(agent=desk.amira, name="reads", scopes=["tickets:read"], at=NOON)
    hello = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    kinds = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}

    def status(**more: str) -> int:
        return httpx.post(url, json=hello, headers={**kinds, **more}, trust_env=False).status_code

    assert [status(), status(Authorization="Bearer esc_wrong")] == [401, 401]
    good = {"Authorization": f"Bearer {key}"}
    assert status(**good, Origin="https://evil.example") == 403
    assert status(**good, Host="evil.example") == 421
    revoke_token(token_id=Token.objects.get().pk, by=desk.amira, at=NOON)
    assert status(**good) == 401


def test_beside_the_assistant_it_speaks_over_standard_input_and_output(
    desk: Desk, child_environment: dict[str, str]
) -> None:
    number = desk.open().ticket_id
    key = give_token(agent=desk.amira, name="reads", scopes=["tickets:read"], at=NOON)
    environment = {**child_environment, "ESCALERA_MCP_TOKEN": key, "PATH": os.environ.get("PATH", "")}
    server = StdioServerParameters(command=sys.executable, args=COMMAND, env=environment)
    assert asyncio.run(_tools(server)) == READERS
    found = asyncio.run(_call(server, "search_tickets", {}))
    assert [one["number"] for one in found["tickets"]] == [number]
    assert [one.what for one in TokenUse.objects.all()] == ["search_tickets"]
