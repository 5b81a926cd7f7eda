"""Files that lie with a provider: what is fetched, from where, and who hears our password."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.translation import override

from escalera.core.channels.shared import pulling
from escalera.core.channels.shared.files import NotFetched
from tests.peers.serving import serve


class Store(ThreadingHTTPServer):
    """Two servers in one: `localhost` is another host than `127.0.0.1`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.heard: list[tuple[str, str, bool]] = []
        self.own, self.other = (f"http://{host}:{self.server_address[1]}" for host in ("127.0.0.1", "localhost"))


class _Answering(BaseHTTPRequestHandler):
    server: Store

    def do_GET(self) -> None:
        host = self.headers["host"].partition(":")[0]
        self.server.heard.append((host, self.path, "authorization" in self.headers))
        onward = {"/on": f"{self.server.other}/file", "/off": "https://evil.example/file", "/round": "/round"}
        if self.path in onward:
            self.send_response(302)
            self.send_header("location", onward[self.path])
            self.send_header("content-length", "0")
            self.end_headers()
            return
        content = b"x" * 1000
        self.send_response(200 if self.path == "/file" else int(self.path[1:]))
        self.send_header("content-type", "image/png; charset=binary")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as server:
        serve(server)
        yield server
        server.shutdown()


def pulled(store: Store, path: str, most: int = 1000) -> tuple[bytes, str]:
    return pulling.pull(
        store.own + path if path.startswith("/") else path,
        is_ours=lambda url: pulling.lies_at(url, store.own),
        may_go_on=lambda url: pulling.lies_at(url, store.other),
        most=most,
        auth=("us", "secret"),
    )


def trouble(store: Store, path: str, most: int = 1000) -> tuple[str, bool]:
    with pytest.raises(NotFetched) as caught:
        pulled(store, path, most)
    return str(caught.value), caught.value.permanent


def test_only_the_provider_itself_hears_our_password(store: Store) -> None:
    assert pulled(store, "/file") == (b"x" * 1000, "image/png")
    assert pulled(store, "/on") == (b"x" * 1000, "image/png")
    assert store.heard == [("127.0.0.1", "/file", True), ("127.0.0.1", "/on", True), ("localhost", "/file", False)]


def test_what_lies_elsewhere_is_not_asked_for(store: Store) -> None:
    not_ours = "The file lies at %s, which is not the provider."
    asked = [f"{store.other}/file", "http://169.254.169.254/latest", "file:///etc/passwd", "https://[::1/a", ""]
    assert [trouble(store, one or " ") for one in asked] == [
        (not_ours % host, True) for host in (store.other[7:], "169.254.169.254", "?", "?", "?")
    ]
    assert trouble(store, "/off") == (
        "The provider sent us on to evil.example, which is not one of its own.", True,
    )  # fmt: skip
    assert [path for _host, path, _secret in store.heard] == ["/off"]


def test_limits_of_size_of_time_and_of_ways(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trouble(store, "/file", most=999) == ("The file is larger than 0 MB.", True)
    assert trouble(store, "/round") == ("The provider sends us round in circles.", True)
    assert len(store.heard) == 1 + pulling.MOST_HOPS
    monkeypatch.setattr(pulling, "LIMIT_S", -1.0)
    assert trouble(store, "/file") == ("The file came too slowly.", False)


def test_what_may_come_later_is_asked_for_again(store: Store) -> None:
    answers = {code: trouble(store, f"/{code}")[1] for code in (400, 401, 404, 410, 429, 500, 503)}
    assert [code for code, is_permanent in answers.items() if is_permanent] == [400, 410]


@pytest.mark.parametrize(
    ("url", "is_there"),
    [
        ("https://api.provider.example/a", True),
        ("https://files.api.provider.example:443/a", True),
        ("https://api.provider.example./a", True),
        ("http://api.provider.example/a", False),
        ("https://api.provider.example:8443/a", False),
        ("https://user@api.provider.example/a", False),
        ("https://evilapi.provider.example/a", False),
        ("https://api.provider.example.evil.example/a", False),
        ("http://10.0.0.5:8080/a", True),
        ("http://us@10.0.0.5:8080/a", False),
        ("http://10.0.0.5/a", False),
        ("https://10.0.0.5:8080/a", False),
        ("", False),
    ],
)
def test_where_a_file_may_lie(url: str, is_there: bool) -> None:
    assert pulling.lies_at(url, "http://10.0.0.5:8080/base", ("api.provider.example",)) is is_there
    assert pulling.lies_at(url, "", ()) is False
