"""A worker that is killed, without warning, while it handles a batch."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import django


def main() -> None:
    django.setup()
    from escalera.base.log import readers
    from escalera.base.log.models import Event
    from tests.base.probe import Probe

    readers._READERS.clear()
    handled, kill_after = 0, int(sys.argv[1])

    def keep(events: Sequence[Event]) -> None:
        nonlocal handled
        for event in events:
            Probe().add("kept", event.data.get("number", 0))
            handled += 1
            if handled == kill_after:
                os.kill(os.getpid(), signal.SIGKILL)

    readers.reader("counts")(keep)
    readers.read_all(limit=4)


if __name__ == "__main__":
    main()
