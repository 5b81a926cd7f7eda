"""A PostgreSQL of the test run's own: made in a temporary folder, thrown away at the end, without a password."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
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


def start_cluster(*, durable: bool = False) -> str:
    """Start a server on a free port of 127.0.0.1 and return its URL; it ends with this process.

    `durable`: keep fsync and synchronous commits, for measurements."""
    programs, port = find_programs(), _free_port()
    folder = Path(tempfile.mkdtemp(prefix="escalera-postgres-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    user = _server_user()
    if user is not None:
        shutil.chown(folder, user)
        shutil.chown(data, user)
    atexit.register(_throw_away, programs, folder, os.getpid())
    _run(user, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = {**({} if durable else FAST), "port": str(port), "unix_socket_directories": str(folder)}
    settings = " ".join(f"-c {name}={value}" for name, value in options.items()) + " -c listen_addresses=127.0.0.1"
    pg_ctl = str(programs / "pg_ctl")
    _run(user, pg_ctl, "-D", str(data), "-l", str(folder / "log"), "-o", settings, "-w", "-t", "30", "start")
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _throw_away(programs: Path, folder: Path, starter: int) -> None:
    if os.getpid() != starter:  # a forked child must not stop its parent's server
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
