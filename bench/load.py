"""The load: a client in another process that looks at what it gets. Reads a JSON job, writes a JSON result."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One request and what its answer must be: a status, texts that stand in it, texts that stand so often."""

    method: str
    path: str
    status: int = 200
    body: str = ""
    has: Sequence[str] = ()
    times: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loaded:
    """`walls`: seconds of each request; `bytes`: of one answer, on average."""

    walls: list[float]
    seconds: float
    bytes: int


def run(port: int, requests: Sequence[Request], *, headers: dict[str, str], concurrency: int) -> Loaded:
    """Send all requests, so many at a time, from another process.

    Raises: AssertionError with the first answer that is not what it must be."""
    job = {
        "port": port, "headers": headers, "concurrency": concurrency, "requests": [asdict(r) for r in requests]
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=json.dumps(job), stdout=subprocess.PIPE, text=True, check=True
    )
    result = json.loads(done.stdout)
    if result["wrong"]:
        raise AssertionError(result["wrong"][0])
    return Loaded(result["walls"], result["seconds"], result["bytes"])


class _Client:
    """Sends the requests of a job with a number of kept connections."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._job = job
        self._todo = list(reversed(job["requests"]))
        self._lock = threading.Lock()
        self.walls: list[float] = []
        self.wrong: list[str] = []
        self.bytes = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._job["port"], timeout=60)
        while (request := self._next()) is not None:
            began = time.perf_counter()
            connection.request(
                request["method"], request["path"], request["body"].encode() or None, self._job["headers"]
            )
            answer = connection.getresponse()
            raw = answer.read()
            wall = time.perf_counter() - began
            wrong = _why_wrong(request, answer.status, raw.decode("utf-8", "replace"))
            with self._lock:
                self.walls.append(wall)
                self.bytes += len(raw)
                if wrong:
                    self.wrong.append(wrong)
        connection.close()

    def _next(self) -> dict[str, Any] | None:
        with self._lock:
            return self._todo.pop() if self._todo and not self.wrong else None


def _why_wrong(request: dict[str, Any], status: int, text: str) -> str:
    where = f"{request['method']} {request['path']}"
    if status != request["status"]:
        return f"{where} answered {status}: {text[:600]}"
    for words in request["has"]:
        if words not in text:
            return f"{where} has no {words!r}: {text[:3000]}"
    for words, times in request["times"].items():
        if text.count(words) != times:
            return f"{where} has {words!r} {text.count(words)} times, not {times}"
    return ""


def main() -> None:
    """Do the job from standard input."""
    job = json.load(sys.stdin)
    client = _Client(job)
    threads = [threading.Thread(target=client.run) for _ in range(job["concurrency"])]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    result = {
        "walls": client.walls, "seconds": seconds, "wrong": client.wrong[:3],
        "bytes": client.bytes // max(1, len(client.walls)),
    }  # fmt: skip
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
