"""Runs a benchmark as people do, and gives what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.database import KIND

ROOT = Path(__file__).resolve().parents[2]


def bench(workload: str, *arguments: str, timeout_s: float = 400.0) -> Any:
    """Return the JSON of `python -m bench WORKLOAD` on the kind of database that the suite runs on."""
    command = [sys.executable, "-m", "bench", workload, "--db", KIND, "--json", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ESCALERA_TEST")}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=timeout_s
    )
    return json.loads(done.stdout)
