"""A database with every table and nothing of any desk, made once and copied: the migrations take half a minute of a
slow machine, and a run needs dozens of empty desks.

It is kept beside pytest's own cache under a name that says what it was made of; whoever changes a migration gets a new
one. Each copy is still brought up to date by whoever opens it, so a copy is never behind the code."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from tests.postgres import find_programs, keep_cluster

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "escalera"
KEPT = ROOT / ".pytest_cache" / "tables"
KEEP = 4  # of each kind: branches and people take turns


def empty_file() -> Path:
    """Return a SQLite file to copy."""
    return _kept("sqlite", "", _make_file)


def empty_cluster() -> Path:
    """Return the data folder of a PostgreSQL server to copy; its database `postgres` has the tables."""
    return _kept("postgres", str(find_programs()), lambda folder: keep_cluster(folder, _migrate))


def empty_desk(folder: Path) -> Path:
    """Put an empty desk on SQLite where `ESCALERA_DATA_DIR=folder` finds it. Returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_file(), folder / "escalera.sqlite3")
    return folder


def _kept(kind: str, more: str, make: Callable[[Path], None]) -> Path:
    place = KEPT / f"{kind}-{_made_of(more)}"
    with _alone():
        if not place.exists():
            with tempfile.TemporaryDirectory(prefix="making-", dir=KEPT) as folder:
                made = Path(folder) / place.name
                make(made)
                made.rename(place)
        os.utime(place)
        for old in sorted(KEPT.glob(f"{kind}-*"), key=lambda one: one.stat().st_mtime)[:-KEEP]:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    return place


@contextmanager
def _alone() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made_of(more: str) -> str:
    sum_ = hashlib.sha256(f"{sys.version}\n{version('django')}\n{more}\n".encode())
    for path in sorted([SOURCE / "config" / "settings.py", *SOURCE.glob("*/*/migrations/*.py")]):
        sum_.update(f"{path.relative_to(SOURCE)}\n".encode() + path.read_bytes())
    return sum_.hexdigest()[:24]


def _make_file(place: Path) -> None:
    _migrate(f"sqlite:///{place}")


def _migrate(url: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ESCALERA_", "DJANGO_"))}
    with tempfile.TemporaryDirectory(prefix="escalera-tables-") as folder:
        given = {
            "ESCALERA_DATA_DIR": folder,
            "ESCALERA_SECRET_KEY": "only-for-tests-" + "0" * 40,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "escalera.config.settings",
        }
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--no-input"]
        done = subprocess.run(command, env={**kept, **given}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The tables could not be made:\n{done.stderr[-4000:]}")
