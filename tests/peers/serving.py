"""How peers that speak HTTP stand up and go."""

from __future__ import annotations

import threading
from socketserver import BaseServer

LOOK_S = 0.01  # how long an end may take: it is paid by every test


def serve(server: BaseServer) -> None:
    """Let a server answer, in a thread of its own."""
    threading.Thread(target=server.serve_forever, args=(LOOK_S,), daemon=True).start()


def end(server: BaseServer) -> None:
    server.shutdown()
    server.server_close()
