"""The guard of the whole suite; see `sitecustomize`, which children find by themselves."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def stand() -> Path:
    """Guard this process and those that it starts; return the file in which everything that was turned away stands."""
    handle, name = tempfile.mkstemp(prefix="escaped-")
    os.close(handle)
    os.environ["ESCAPED_TO"] = name
    atexit.register(_remove, Path(name), os.getpid())
    path = os.environ.get("PYTHONPATH", "")
    if str(HERE) not in path.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), *([path] if path else [])])
    from tests.guard import sitecustomize  # noqa: F401 - it installs itself, now that it knows where to write

    return Path(name)


def _remove(path: Path, starter: int) -> None:
    if os.getpid() == starter:
        path.unlink(missing_ok=True)
