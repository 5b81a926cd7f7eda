"""The one entry for a server: the event loop answers `/live/…`, a chat's stream and `/health`, Django in its threads all
else."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Coroutine, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalera.config.settings")

from escalera.config.wsgi import application as django_application  # sets Django up; models come after

# isort: split
from django.conf import settings
from django.db import connection

from escalera.config.pool import Pool
from escalera.faces.live.hub import HUB
from escalera.faces.live.stream import LiveRoute
from escalera.faces.widget.hub import CHAT_HUB
from escalera.faces.widget.stream import PATH, ChatStream

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Coroutine[Any, Any, Message]]
Send = Callable[[Message], Coroutine[Any, Any, None]]
READY_WITHIN_S = 3


class Application:
    """Routes by the beginning of the path. One instance serves one run of the server."""

    def __init__(self) -> None:
        self.pool: Pool | None = None
        self.live = LiveRoute()
        self.chat = ChatStream()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_through(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/live/"):
            await self.live(scope, receive, send)
        elif path == PATH:
            await self.chat(scope, receive, send)
        elif path in ("/health", "/health/ready"):
            await self._say_health(send, with_database=path.endswith("ready"))
        elif self.pool is not None:
            await self.pool(scope, receive, send)

    async def _live_through(self, receive: Receive, send: Send) -> None:
        """Open the pool and the hub, wait for the end, close both."""
        await receive()
        self.pool = Pool(django_application, threads=settings.WEB_THREADS)
        HUB.start()
        CHAT_HUB.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await HUB.stop()
        await CHAT_HUB.stop()
        await asyncio.to_thread(self.pool.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _say_health(self, send: Send, *, with_database: bool) -> None:
        """Say that the loop turns and how full we are; `/health/ready` also asks the database, for at most 3 s."""
        status = "ok" if not with_database or await _database_answers() else "no_database"
        inside = self.pool.inside if self.pool else 0
        streams = len(HUB.clients) + len(CHAT_HUB.clients)
        body = json.dumps({"status": status, "requests": inside, "streams": streams}).encode()
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        code = 200 if status == "ok" else 503
        await send({"type": "http.response.start", "status": code, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _database_answers() -> bool:
    try:
        await asyncio.wait_for(HUB.ask(_ask_database), READY_WITHIN_S)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it does not answer
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


application = Application()
