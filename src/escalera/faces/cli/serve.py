"""`escalera demo`, `start`, `web` and `work`: the product as processes."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from escalera.faces.cli.beside import Beside
from escalera.faces.cli.main import set_up_django, stop
from escalera.faces.cli.services import CannotStart, Services
from escalera.faces.cli.words import _

T = TypeVar("T")

DEFAULT_PORT = 8000
# A page that computes must not keep a writer, who has the database's only pen, from going on: with Python's 5 ms the
# slowest hundredth of writes took 101 ms beside one busy thread, with this 16 ms (`./run bench tail`).
SWITCH_S = 0.0005
LOCK_S = 15.0  # how long a worker waits for the one before, whose pages' process was killed


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    if command != "work":
        parser.add_argument(
            "--host", default="127.0.0.1", help=_("the address to listen on (default: this machine only)")
        )
        parser.add_argument(
            "--port", type=int, help=_("the port of the pages (default %(port)d)") % {"port": DEFAULT_PORT}
        )
    if command == "demo":
        parser.add_argument("--fresh", action="store_true", help=_("throw the sample data away and make it anew"))
        parser.add_argument("--tickets", type=int, default=200, help=_("how many sample tickets to make"))


def run(arguments: argparse.Namespace) -> int:
    if arguments.command == "work":
        return _work()
    demo = arguments.command == "demo"
    port = _port(arguments.host, arguments.port)
    if demo:
        _demo_environment(arguments)
    if demo or "ESCALERA_BASE_URL" not in os.environ:
        os.environ["ESCALERA_BASE_URL"] = f"http://{_shown_host(arguments.host)}:{port}"
    if arguments.command != "web":
        set_up_django()
        _take_lock("running.lock")
    _ready()
    if demo:
        from escalera.faces.cli.sample import fill_sample

        fill_sample(tickets=arguments.tickets, say=print)
    _serve(arguments.host, port, demo=demo, alone=arguments.command == "web")
    return 0


def _serve(host: str, port: int, *, demo: bool, alone: bool) -> None:
    worker = None if alone else Beside(_prepare_worker)
    try:
        from escalera.faces.live.server import serve

        _greet(demo=demo, lines=_started(worker.describe) if worker else [])
        serve(host, port)
    finally:
        if worker:
            worker.stop()


def _ready() -> None:
    from escalera.faces.cli.database import migrate

    set_up_django()
    migrate()
    from escalera.base.log.restored import renumber

    renumber()
    sys.setswitchinterval(SWITCH_S)


def _prepare_worker() -> None:
    set_up_django()
    _take_lock("working.lock", wait_s=LOCK_S)
    sys.setswitchinterval(SWITCH_S)


def _work() -> int:
    _ready()
    _take_lock("working.lock")
    services = _started(Services)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    print(
        "\n".join([_("The worker is running. Ctrl-C ends it."), *(f"  {line}" for line in services.describe())]),
        flush=True,
    )
    stop.wait()
    services.stop()
    return 0


def _started(make: Callable[[], T]) -> T:
    try:
        return make()
    except CannotStart as problem:
        stop(str(problem))


def _greet(*, demo: bool, lines: list[str]) -> None:
    from django.conf import settings
    from django.utils import timezone

    from escalera.base.people.actions import new_owner_link
    from escalera.base.people.models import Agent

    lines = [_("Escalera is ready: %(url)s") % {"url": settings.BASE_URL}, *(f"  {line}" for line in lines)]
    if demo:
        lines += ["", _("Sample people, each with the same password:")]
        lines += [
            f"  {name:<22} {role:<34} {email}  {password}" for name, role, email, password in settings.DEMO_LOGINS
        ]
    elif not Agent.objects.filter(is_robot=False).exists():
        key = new_owner_link(at=timezone.now())
        lines += ["", _("Nobody is here yet. Open this link within 24 hours to become the owner:")]
        lines += [f"  {settings.BASE_URL}/first-owner/{key}/"]
    print("\n".join(lines), flush=True)


def _demo_environment(arguments: argparse.Namespace) -> None:
    data = Path(os.environ.get("ESCALERA_DATA_DIR") or _demo_dir())
    if arguments.fresh and data.exists():
        _throw_away(data)
    os.environ["ESCALERA_DATA_DIR"] = str(data)
    os.environ["ESCALERA_DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)  # the demo never touches a real desk
    if "ESCALERA_GATE_SMTP" not in os.environ:
        os.environ["ESCALERA_GATE_SMTP"] = f"127.0.0.1:{_port('127.0.0.1', None, first=2525)}"


def _throw_away(data: Path) -> None:
    """Remove the sample's own files only; the folder may have been named by mistake."""
    import shutil

    for name in ("escalera.sqlite3", "escalera.sqlite3-wal", "escalera.sqlite3-shm"):
        (data / name).unlink(missing_ok=True)
    for name in ("files", "outbox"):
        shutil.rmtree(data / name, ignore_errors=True)


def _demo_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "escalera-demo"


def _port(host: str, wanted: int | None, *, first: int = DEFAULT_PORT) -> int:
    """Return the wanted port, or the first free one from `first` on, or any."""
    if wanted is not None:
        if wanted and not _is_free(host, wanted):
            stop(_("Port %(port)d is taken; choose another with --port.") % {"port": wanted})
        return wanted or _any_port(host)
    return next((port for port in range(first, first + 20) if _is_free(host, port)), 0) or _any_port(host)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _any_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _shown_host(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound


_LOCKS: list[Any] = []


def _take_lock(name: str, *, wait_s: float = 0.0) -> None:
    """Refuse a second process of a kind on one SQLite data folder; the kernel frees the lock if this process dies."""
    from django.conf import settings

    if settings.ENVIRONMENT.on_postgres:
        return
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        return
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    file = (data / name).open("w")
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            if time.monotonic() >= until:
                stop(_("Another Escalera is already running on %(folder)s.") % {"folder": data})
            time.sleep(0.05)
    _LOCKS.append(file)
