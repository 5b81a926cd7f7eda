"""A company's site on an origin of its own, with styles that spoil whatever they reach and the strictest policy."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.peers.serving import end, serve

HOSTILE = """
* { all: unset !important; color: hotpink !important; font: italic 31px serif !important; letter-spacing: 9px !important; }
style, script, head, title { display: none !important; }
html, body, main, h1, p, button, textarea, div { display: block !important; }
div, section, button, textarea, svg, escalera-chat { opacity: .2 !important; transform: rotate(3deg) !important; z-index: -1 !important; }
button { border: 9px dotted lime !important; position: static !important; }
main { height: 4000px !important; }
"""
KIND = """
body { font: 16px/1.6 Georgia, serif; margin: 0; color: #333; background: #fdfcf9; }
main { max-width: 900px; margin: 0 auto; padding: 60px 24px; min-height: 2400px; }
h1 { font-size: 44px; } a { color: #36c }
"""


class HostSite:
    """`url`: its address. A path that begins with /hostil has the spoiling styles, one with /caja
    may store nothing and lock nothing."""

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://localhost:{self.server.server_port}"

    def start(self) -> None:
        serve(self.server)

    def stop(self) -> None:
        end(self.server)

    def page(self, path: str) -> str:
        key = path.partition("chat=")[2].partition("&")[0] or "chat-open"
        sheet = "hostile.css" if path.startswith("/hostil") else "kind.css"
        return (
            '<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Planes de Telnor</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
            f'<link rel="stylesheet" href="/{sheet}">'
            f'<script async src="{self.desk}/widget.js" data-chat="{key}"></script></head>'
            '<body><main><h1>Internet para su casa</h1><p>Fibra hasta el escritorio.</p>'
            '<p><a href="#abajo">Precios</a></p><p><button id="own">Contratar</button></p></main></body></html>'
        )  # fmt: skip

    @property
    def policy(self) -> str:
        return f"default-src 'self'; script-src {self.desk}; connect-src {self.desk}; img-src {self.desk}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith(".css"):
                    body, kind = (HOSTILE if "hostile" in self.path else KIND), "text/css"
                else:
                    body, kind = site.page(self.path), "text/html; charset=utf-8"
                content = body.encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                if kind.startswith("text/html"):
                    sandbox = "; sandbox allow-scripts" if self.path.startswith("/caja") else ""
                    self.send_header("Content-Security-Policy", site.policy + sandbox)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
