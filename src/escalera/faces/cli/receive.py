"""`escalera receive email`: messages from files, folders or standard input, through the same gate as all others."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from escalera.faces.cli.words import _


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    parser.add_argument("kind", choices=["email"], help=_("what the messages are"))
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help=_("files or folders; none: one message on standard input")
    )
    parser.add_argument("--explain", action="store_true", help=_("also print what was understood"))
    parser.add_argument("--to", metavar="ADDRESS", help=_("the mailbox that it came to, if the message doesn't say"))


def run(arguments: argparse.Namespace) -> int:
    """Print one JSON line per message; exit 1 if a file couldn't be read."""
    from escalera.faces.cli.database import migrate
    from escalera.faces.cli.main import set_up_django

    set_up_django()
    migrate()
    unreadable = 0
    for name, raw in _messages(arguments.files):
        if isinstance(raw, OSError):
            print(f"{name}: {raw.strerror}", file=sys.stderr)
            unreadable += 1
            continue
        print(json.dumps(_receive(raw, name, arguments), ensure_ascii=False), flush=True)
    return 1 if unreadable else 0


def _receive(raw: bytes, name: str, arguments: argparse.Namespace) -> dict[str, Any]:
    from django.utils import timezone

    from escalera.core.channels import gate

    envelope = {"to": [arguments.to]} if arguments.to else None
    item = gate.store(raw, kind="email", source=f"pipe:{name}", at=timezone.now(), envelope=envelope)
    item, explanation = gate.understand(item.pk, at=timezone.now())
    line: dict[str, Any] = {
        "item": item.pk,
        "outcome": item.outcome,
        "ticket": item.ticket_id,
        "reason": item.reason,
    }
    if arguments.explain:
        line |= {"source": name, **explanation}
    return line


def _messages(names: list[str]) -> Iterator[tuple[str, bytes | OSError]]:
    """Yield (name, bytes) of each message: a folder gives every file in it and below, in order."""
    if not names:
        yield "-", sys.stdin.buffer.read()
        return
    for name in names:
        path = Path(name)
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            try:
                yield str(file), file.read_bytes()
            except OSError as error:
                yield str(file), error
