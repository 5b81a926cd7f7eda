"""A worker that is killed after the reply was written and before it was marked as sent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys


def die_between(environment: dict[str, str], room: str) -> int:
    """Let a process of its own die there; return how it ended."""
    return subprocess.run([sys.executable, __file__, room], env=environment, check=False).returncode


def main() -> None:
    import importlib

    import django

    django.setup()
    from escalera.core.tickets.actions import reply
    from tests.cast import later

    room = importlib.import_module(sys.argv[1])

    def written_and_gone(**given: object) -> None:
        reply(**given)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)

    room.__dict__["reply"] = written_and_gone
    room.leave_due(at=later(1))


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
