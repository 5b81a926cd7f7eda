"""A PostgreSQL of the test run's own: made in a temporary folder, thrown away at the end, without a password."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HOW_TO_INSTALL = "apt-get install postgresql"
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


class NoPostgres(RuntimeError):
    """The server's programs are not on this machine; the text says how to get them."""


def find_programs() -> Path:
    """Return the folder with `initdb` and `pg_ctl`, of the newest version found. Raises: NoPostgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]), reverse=True)
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise NoPostgres(f"PostgreSQL is not installed here ({HOW_TO_INSTALL})")
    return found[0].parent if found else Path(str(on_path)).resolve().parent


@dataclass(frozen=True)
class Cluster:
    """A server of one's own: its programs, its folder, who it runs as, its port."""

    programs: Path
    folder: Path
    user: str | None
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def initialize(self) -> None:
        self.data.mkdir(mode=0o700)
        if self.user is not None:
            shutil.chown(self.data, self.user)
        where = ("-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(self.user, str(self.programs / "initdb"), *where)

    def start(self, options: dict[str, str]) -> None:
        place = {"port": self.port, "unix_socket_directories": self.folder, "listen_addresses": "127.0.0.1"}
        settings = " ".join(f"-c {name}={value}" for name, value in {**options, **place}.items())
        self._control("-l", str(self.folder / "log"), "-o", settings, "-w", "-t", "30", "start")

    def stop(self) -> None:
        """End in order, so that the folder can be copied."""
        self._control("-m", "fast", "-w", "-t", "60", "stop")

    def _control(self, *words: str) -> None:
        _run(self.user, str(self.programs / "pg_ctl"), "-D", str(self.data), *words)


def start_cluster(*, durable: bool = False, of: Path | None = None) -> str:
    """Start a server on a free port of 127.0.0.1 and return its URL; it ends with this process.

    `durable`: keep fsync and synchronous commits, for measurements; `of`: begin with a copy of this data folder."""
    cluster = _new_cluster()
    if of is None:
        cluster.initialize()
    else:
        _run(None, "cp", "-a", str(of), str(cluster.data))
    cluster.start({} if durable else FAST)
    return cluster.url


def keep_cluster(place: Path, fill: Callable[[str], None]) -> None:
    """Make a server, let `fill` put something into it, and leave its data folder at `place`."""
    cluster = _new_cluster()
    cluster.initialize()
    cluster.start(FAST)
    fill(cluster.url)
    cluster.stop()
    _run(None, "cp", "-a", str(cluster.data), str(place))
    shutil.rmtree(cluster.folder, ignore_errors=True)


def _new_cluster() -> Cluster:
    programs, user = find_programs(), _server_user()
    folder = Path(tempfile.mkdtemp(prefix="escalera-postgres-"))
    folder.chmod(0o755)
    if user is not None:
        shutil.chown(folder, user)
    atexit.register(_throw_away, programs, folder, os.getpid())
    return Cluster(programs, folder, user, _free_port())


def _throw_away(programs: Path, folder: Path, starter: int) -> None:
    if os.getpid() != starter or not folder.exists():  # a forked child must not stop its parent's server
        return
    command = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"]
    subprocess.run(command, user=_server_user(), check=False, capture_output=True, cwd="/")
    shutil.rmtree(folder, ignore_errors=True)


def _run(user: str | None, *command: str) -> None:
    done = subprocess.run(command, user=user, check=False, capture_output=True, text=True, cwd="/", timeout=60)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def _server_user() -> str | None:
    """The server refuses to run as root; its package makes a user for it."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is no other user here: adduser postgres")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
