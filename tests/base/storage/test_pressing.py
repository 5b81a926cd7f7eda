"""What presses stands first in the line of SQLite's writers."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from escalera.base.storage.pressing import is_pressing, pressing
from escalera.base.storage.sqlite.write_queue import _LINES, WriteQueue


def test_it_is_over_after_the_block_and_of_one_thread_only() -> None:
    seen = []
    with pressing():
        thread = threading.Thread(target=lambda: seen.append(is_pressing()))
        thread.start()
        thread.join()
        seen.append(is_pressing())
    assert [*seen, is_pressing()] == [False, True, False]


def test_who_presses_is_next(tmp_path: Path) -> None:
    path, order = str(tmp_path / "queue"), []
    first = WriteQueue(path, 20.0)
    first.enter()

    def write(name: str, queue: WriteQueue) -> None:
        if name == "pressing":
            with pressing():
                queue.enter()
        else:
            queue.enter()
        order.append(name)
        queue.close()

    threads = []
    for place, name in enumerate(("early", "late", "pressing"), start=1):
        threads.append(threading.Thread(target=write, args=(name, WriteQueue(path, 20.0))))
        threads[-1].start()
        while len(_LINES[path]._waiting) < place:
            time.sleep(0.001)
    first.close()
    for thread in threads:
        thread.join()
    assert order == ["pressing", "early", "late"]
