"""The benchmarks: `python -m bench WORKLOAD [--db sqlite|postgres] [--size N] [--json]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bench import databases, report

WORKLOADS = {
    "ingest": "W1: mails in",
    "create": "W2: create a ticket by API, at concurrency 1 and 8",
    "list": "W3: first page of a team's open tickets",
    "ticket": "W4: ticket page with 20 messages",
    "search": "W5: search a rare and a common word",
    "footprint": "W6: memory of all processes, disk for 100,000 tickets",
    "pages": "every page: queries, server time, transfer, and in Chromium until it can be used",
    "streams": "live streams: memory of an idle one; from an action to another screen with 200 open",
    "channels": "every channel: webhooks at 200/s, 2,000 chats, a flood, 20,000 messages with kills and failures",
    "clocks": "100,000 running clocks on one worker: how late a due instant is said; the sweep from 10,000 to 1,000,000",
    "routing": "200 agents, 20,000 tickets that wait, four workers: assignments a second, and whether any came twice",
    "answers": "finding, answering, triage: on questions and requests that nobody here wrote, and on a full desk",
    "replay": "a real desk's history of 141,712 rows, beside its own audit columns",
    "mail-sets": "every real mail through the gate, against what is expected of it",
    "faults": "kill the product at random points and count what is lost or doubled",
}
OPERATIONS = {
    "ingest": 1000, "create": 1000, "list": 300, "ticket": 300, "search": 300, "footprint": 0, "pages": 60, "streams": 60,
}  # fmt: skip
SIZE = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run one workload; return 0, or 1 if it could not be measured."""
    options = _arguments(argv)
    if options.workload in ("mail-sets", "faults", "replay"):
        return _run_flat(options)
    if options.workload in ("clocks", "routing", "channels"):
        options.size = 0  # it makes its own tickets
    if not options.db:
        return _on_both(options)
    results = [_measure(options)]
    report.show(results, as_json=options.json)
    return 0


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    databases.prepare(options.db, url=options.url)
    from bench import answers, channels, clocks, desk, filler, routing, workloads
    from escalera.core.tickets.models import Ticket

    now = datetime.now(UTC)
    company = desk.found(at=now)
    if options.size and not Ticket.objects.exists():
        _say(f"filling {options.db} with {options.size:,} tickets …")
        filler.fill(company, options.size, now=now)
        databases.settle()
    _say("measuring …")
    result = report.Report(options.workload, options.db, options.size)
    own = {
        "answers": answers.measure,
        "clocks": clocks.measure,
        "routing": routing.measure,
        "channels": channels.measure,
    }
    measure = own.get(options.workload) or workloads.MEASURES[options.workload]
    measure(result, company, options.operations or OPERATIONS.get(options.workload, 0))
    return result.as_dict()


def _on_both(options: argparse.Namespace) -> int:
    """Measure on each database in a process of its own: Django holds its settings for life."""
    results = []
    for kind in databases.KINDS:
        command = [
            sys.executable,
            "-m",
            "bench",
            options.workload,
            "--db",
            kind,
            "--size",
            str(options.size),
            "--json",
        ]
        command += ["--operations", str(options.operations)] if options.operations else []
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            _say(f"{kind}: not measured (see above)")
            continue
        results += json.loads(done.stdout)["results"]
    report.show(results, as_json=options.json)
    return 0 if results else 1


def _run_flat(options: argparse.Namespace) -> int:
    folder = databases.prepare(options.db or "sqlite", url=options.url)
    if options.workload == "mail-sets":
        from bench import mail_sets

        values = mail_sets.run()
    elif options.workload == "replay":
        from bench import replay

        values = replay.run(most_cases=options.operations)
    else:
        from bench import faults

        values = faults.run(folder, mails=options.mails, replies=options.replies, kills=options.kills)
    report.show_flat({"db": options.db or "sqlite", **values}, as_json=options.json)
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    about = "\n".join(f"  {name:<10} {text}" for name, text in WORKLOADS.items())
    parser = argparse.ArgumentParser(
        prog="./run bench", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workload", choices=list(WORKLOADS), metavar="workload")
    parser.add_argument(
        "--db", choices=databases.KINDS, help="one database; without it both (mail-sets, faults: sqlite)"
    )
    parser.add_argument("--size", type=int, default=SIZE, help=f"tickets in the desk ({SIZE:,})")
    parser.add_argument("--operations", type=int, default=0, help="how many operations to measure")
    parser.add_argument("--url", default="", help="measure on this database and keep it; filled if it is empty")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--mails", type=int, default=2000, help="faults: mails sent in")
    parser.add_argument("--replies", type=int, default=500, help="faults: replies sent out")
    parser.add_argument("--kills", type=int, default=25, help="faults: how often the product is killed")
    return parser.parse_args(argv)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
