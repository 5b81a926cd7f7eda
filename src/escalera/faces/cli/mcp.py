"""`escalera mcp`: the desk for an assistant of an agent's own, over standard input and output, or over HTTP."""

from __future__ import annotations

import argparse
import os
import sys

from escalera.faces.cli.main import set_up_django
from escalera.faces.cli.words import _

KEY = "ESCALERA_MCP_TOKEN"


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    parser.add_argument("--http", metavar="HOST:PORT", help=_("listen there instead of standard input"))
    parser.add_argument("--url", metavar="URL", help=_("with --http: the address that assistants type"))


def run(arguments: argparse.Namespace) -> int:
    """Serve until the other side hangs up. Over standard input the token stands in ESCALERA_MCP_TOKEN."""
    set_up_django()
    try:
        from escalera.faces.mcp.callers import STDIO_KEY
        from escalera.faces.mcp.server import make_server
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        print(_("Install the extra first: pip install 'escalera[mcp]'"), file=sys.stderr)
        return 1
    if arguments.http:
        return _over_http(arguments)
    key = os.environ.get(KEY, "").strip()
    if not key:
        print(_("Put the token into %(name)s.") % {"name": KEY}, file=sys.stderr)
        return 2
    STDIO_KEY.set(key)
    make_server().run("stdio")
    return 0


def _over_http(arguments: argparse.Namespace) -> int:
    from mcp.server.transport_security import TransportSecuritySettings

    from escalera.faces.mcp.server import make_server

    host, _colon, port = arguments.http.rpartition(":")
    if not host or not port.isdecimal():
        print(_("--http: write it as 127.0.0.1:8765"), file=sys.stderr)
        return 2
    url = (arguments.url or f"http://{arguments.http}").rstrip("/")
    public = url.partition("://")[2].partition("/")[0]
    guard = TransportSecuritySettings(allowed_hosts=[public, arguments.http], allowed_origins=[url])
    make_server(f"{url}/mcp").run(
        "streamable-http",
        host=host,
        port=int(port),
        stateless_http=True,
        json_response=True,
        transport_security=guard,
    )
    return 0
