"""`./run test`: the checks, then every test on every database found here; what can't run is named with its cure.

Options: --fast (no check, SQLite only, no browser), --strict (fail if anything was skipped; CI uses it), and anything
that pytest takes after `--`."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_COUNT = re.compile(r"(\d+) (passed|failed|skipped|error)")
_FAILED = re.compile(r"(?:FAILED|ERROR) (\S+\]|[\w/.-]+)")  # one of many by its name; of a story, the whole file
_WAITS = re.compile(r"mark\.(browser|peer)\b")
SECOND = "passed only at the second try"
SECOND_TRIES = 3  # more than these at once is no busy machine


@dataclass
class Part:
    name: str
    code: int
    counts: dict[str, int]
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("pytest", nargs="*")
    options = parser.parse_args()
    code = 0 if options.fast else subprocess.run([sys.executable, "tools/check.py"], cwd=ROOT, check=False).returncode
    parts = [run("sqlite", options)]
    missing = lacking()
    if "PostgreSQL" not in missing and not options.fast:
        parts.append(run("postgres", options))
    return report(parts, missing, code, strict=options.strict)


def lacking() -> dict[str, str]:
    """Return the system programs that tests want and this machine lacks, with the command that installs each."""
    from tests.postgres import NoPostgres, find_programs

    missing = {}
    try:
        find_programs()
    except NoPostgres:
        missing["PostgreSQL"] = "apt-get install postgresql"
    for name, programs, package in (
        ("Dovecot", ("dovecot", "/usr/sbin/dovecot"), "dovecot-imapd"),
        ("Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium"),
        ("gettext", ("xgettext",), "gettext"),
    ):
        if not any(shutil.which(program) for program in programs):
            missing[name] = f"apt-get install {package}"
    return missing


def run(database: str, options: argparse.Namespace) -> Part:
    print(f"\n=== tests on {database} ===", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        os.environ.get("ESCALERA_TEST_PROCESSES", "2"),
        "--dist=loadfile",
        "--no-loadscope-reorder",
    ]
    if options.fast:
        command += ["-m", "not browser and not slow"]
    environ = {**os.environ, "ESCALERA_TEST_DB": database}
    environ.pop("DATABASE_URL", None)
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    started = time.monotonic()
    code, lines = watch([*command, *options.pytest], environ)
    counts = counted(lines)
    failed = [found[1] for found in map(_FAILED.match, lines) if found]
    if 0 < len(failed) <= SECOND_TRIES and all(waits_for_others(name) for name in failed):
        code = try_again(sorted(set(failed)), environ, counts, len(failed))
    return Part(database, code, counts, time.monotonic() - started)


def waits_for_others(name: str) -> bool:
    """Say whether a failed test waits for a browser or a server: by its place, or by the marker in its file."""
    path = ROOT / name.split("::")[0]
    return name.startswith("tests/journeys/") or (path.is_file() and bool(_WAITS.search(path.read_text())))


def try_again(files: list[str], environ: dict[str, str], counts: dict[str, int], failed: int) -> int:
    """Run what failed and waits for others once more, alone: a window waits for the machine, which may have been busy.

    What passes only now is named in the report; what fails again has failed."""
    print(f"\nOnce more, with nothing beside it: {' '.join(files)}", flush=True)
    code, lines = watch([sys.executable, "-m", "pytest", "-q", "-n", "0", *files], environ)
    again = counted(lines)
    still = again.get("failed", 0) + again.get("error", 0)
    counts.pop("error", None)
    counts["failed"], counts["passed"] = still, counts.get("passed", 0) + failed - still
    if not code:
        counts[SECOND] = failed
    return code


def watch(command: list[str], environ: dict[str, str]) -> tuple[int, list[str]]:
    """Run, showing what it says as it says it. Returns the exit code and the lines."""
    lines: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, lines


def counted(lines: list[str]) -> dict[str, int]:
    return {word: int(number) for number, word in _COUNT.findall(lines[-1] if lines else "")}


def report(parts: list[Part], missing: dict[str, str], code: int, *, strict: bool) -> int:
    print()
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for part in parts:
        print(f"{part.name}: {part.counts} in {part.seconds:.0f} s")
        for word, number in part.counts.items():
            if word != SECOND:
                total["failed" if word == "error" else word] += number
    for name, cure in missing.items():
        print(f"Skipped for want of {name}: {cure}")
    failed = code or any(part.code for part in parts) or (strict and (missing or total["skipped"]))
    if strict and (missing or total["skipped"]):
        print("Something was skipped, and this run must not skip anything.")
    print(f"{total['passed']} passed, {total['failed'] + int(bool(code))} failed, {total['skipped']} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
