"""`./run check`: what a change must pass besides the tests. Runs every part and fails if one failed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: list[tuple[str, list[str]]] = [
    ("format", [str(BIN / "ruff"), "format", "--check", "-q", "."]),
    ("lint", [str(BIN / "ruff"), "check", "-q", "."]),
    ("imports", [str(BIN / "lint-imports")]),
    ("migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", "-v", "1"]),
    ("system", [sys.executable, "-m", "django", "check", "--fail-level", "WARNING"]),
    ("translations", [sys.executable, "tools/check_messages.py"]),
    ("types", [str(BIN / "mypy")]),
]


def main() -> int:
    wanted = set(sys.argv[1:])
    failed = []
    with tempfile.TemporaryDirectory() as data:
        environ = {**os.environ, "ESCALERA_DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "escalera.config.settings"}
        environ.pop("DATABASE_URL", None)
        for name, command in CHECKS:
            if wanted and name not in wanted:
                continue
            started = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
            good = done.returncode == 0
            print(f"{'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
            if not good:
                failed.append(name)
                print((done.stdout + done.stderr).strip()[-12000:], flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
