"""uvicorn in this process: one call serves pages, API and live streams. Import it once Django is set up."""

from __future__ import annotations

import signal
import socket

import uvicorn

from escalera.faces.live.hub import OPEN

APPLICATION = "escalera.config.asgi:application"
GRACE_S = 20
HEADERS_S = 75


class Server(uvicorn.Server):
    """A uvicorn server whose live streams end first when it stops; without that it would wait for them for ever.

    `run()` blocks until a signal comes or `should_exit` is set from another thread; `started` says that it serves.
    Port 0 takes a free one: see `port`."""

    def __init__(self, host: str, port: int, *, log_level: str = "warning") -> None:
        config = uvicorn.Config(
            APPLICATION,
            host=host,
            port=port,
            ws="none",
            lifespan="on",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            forwarded_allow_ips="",
            timeout_keep_alive=HEADERS_S,
            timeout_graceful_shutdown=GRACE_S,
            log_level=log_level,
            log_config=None,
        )
        super().__init__(config)

    @property
    def port(self) -> int:
        """Return the port that is listened on, once `started`."""
        return int(self.servers[0].sockets[0].getsockname()[1])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for hub in tuple(OPEN):
            hub.say_goodbye()
        await super().shutdown(sockets)


def serve(host: str, port: int) -> None:
    """Serve until the process is told to stop; then return, so that what else runs in the process ends properly too.

    uvicorn raises the signal that ended it once more when it is done: by default that would kill the process."""
    signal.signal(signal.SIGTERM, lambda *_: None)
    Server(host, port).run()
