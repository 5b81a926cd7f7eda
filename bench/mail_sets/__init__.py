"""Every real mail through the gate, and what was understood of it against what is expected.

The sets stand in the folder of the environment variable ESCALERA_DATA_SETS; by default, ../shared/data."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DATA_SETS = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[3] / "shared" / "data"))
BOUNCES = ("bounces_sisimai", "bounces_flufl")


class NoMails(RuntimeError):
    """The folder of real mails is not there."""


@dataclass(slots=True)
class Passage:
    """What became of all mails: the items in the ledger, by outcome, and what went wrong."""

    messages: int = 0
    items: int = 0
    lost: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)
    answered_reports: list[str] = field(default_factory=list)


def run(data: Path | None = None) -> dict[str, Any]:
    """Send every mail through the gate of the connected, empty desk; return counts and one score for each set.

    Raises: NoMails."""
    from bench import desk
    from bench.mail_sets import bounces, helpdesk, mime, replies

    data = data or DATA_SETS
    if not (data / "mime").is_dir():
        raise NoMails(
            f"there are no mails in {data}: set ESCALERA_DATA_SETS to the folder that holds mime/ and others"
        )
    desk.found(at=datetime.now(UTC), acknowledges=True)
    expected = helpdesk.score(data)  # first: it wants a desk that knows nothing
    passage = pass_all(data)
    parsed, reports, folded = mime.score(data / "mime"), bounces.score(data), replies.score(data)
    return {
        "messages": passage.messages,
        "items": passage.items,
        "lost": len(passage.lost),
        "crashes": len(passage.crashes),
        "slowest_s": round(passage.slowest_s, 3),
        "mime": round(min(parsed[name] for name in ("sender", "subject", "text", "attachments")), 4),
        "bounces": round(reports["right_recipient"], 4),
        "reply_extraction": round(_share(folded), 4),
        "helpdesk": round(expected["met"] / expected["of"], 4),
        "answers_to_bounces": len(passage.answered_reports),
        "answered_reports": passage.answered_reports,
        "slowest": passage.slowest,
        "lost_mails": passage.lost,
        "crashed_mails": passage.crashes,
        "outcomes": dict(passage.outcomes),
        "mime_details": parsed,
        "bounces_details": reports,
        "reply_extraction_details": folded,
        "helpdesk_details": expected,
    }


def pass_all(data: Path) -> Passage:
    """Send every mail of every set through the gate, one after the other, and read the log to its end."""
    from bench import mails
    from escalera.base.log.readers import read_all
    from escalera.core.channels import gate
    from escalera.core.channels.models import InboundItem

    now = datetime.now(UTC)
    passage = Passage()
    names: dict[int, str] = {}
    for path in all_mails(data):
        raw, name = path.read_bytes(), str(path.relative_to(data))
        passage.messages += 1
        began = time.perf_counter()
        item = gate.store(raw, kind="email", source="bench", at=now, envelope={"to": [mails.DESK]})
        gate.understand(item.pk, at=now)
        if (seconds := time.perf_counter() - began) > passage.slowest_s:
            passage.slowest_s, passage.slowest = seconds, name
        names[item.pk] = name
    read_all()
    for item in InboundItem.objects.defer("raw").filter(pk__in=names):
        passage.items += 1
        passage.outcomes[item.outcome or "waiting"] += 1
        if item.outcome == "quarantine":
            passage.crashes.append(f"{names[item.pk]}: {item.reason}")
        if item.outcome == "":
            passage.lost.append(names[item.pk])
    passage.lost += [name for pk, name in names.items() if not InboundItem.objects.filter(pk=pk).exists()]
    people = _written_by_people(data)
    reports = {pk: name for pk, name in names.items() if name.startswith(BOUNCES) and name not in people}
    passage.answered_reports = _answered(reports)
    return passage


def all_mails(data: Path) -> list[Path]:
    """Return every mail of every set, in the order of their names."""
    from bench.mail_sets import mime

    found = mime.messages(data / "mime")
    for folder, pattern in (
        ("bounces_sisimai", "**/*.eml"), ("bounces_flufl", "mails/*"), ("reply_extraction", "**/*.eml"),
        ("helpdesk_mails_chatwoot", "mails/*.eml"), ("helpdesk_mails_django_helpdesk", "mails/*.eml"),
    ):  # fmt: skip
        found += sorted(path for path in (data / folder).glob(pattern) if path.is_file())
    return found


def _written_by_people(data: Path) -> set[str]:
    """Return the mails of the sets of bounces that are none: a person wrote them, and may be answered."""
    expected = json.loads((data / "bounces_flufl" / "expected.json").read_text())
    nobody_failed = {n for n, e in expected.items() if not e.get("permanent") and not e.get("temporary")}
    found = {str(p.relative_to(data)) for p in (data / "bounces_sisimai" / "not_a_bounce").glob("*")}
    return found | {f"bounces_flufl/mails/{name}" for name in nobody_failed}


def _answered(reports: dict[int, str]) -> list[str]:
    """Return the reports on whose tickets the product wrote something by itself."""
    from escalera.core.channels.models import InboundItem
    from escalera.core.tickets.models import Message, MessageKind

    answered = Message.objects.filter(kind=MessageKind.BOT, contact=None, agent=None).values("ticket")
    items = InboundItem.objects.filter(pk__in=reports, outcome="ticket", ticket__in=answered)
    return [reports[pk] for pk in items.values_list("pk", flat=True)]


def _share(folded: dict[str, Any]) -> float:
    """Return the share of all checks on new texts that were met exactly: crisp, mail_parser_reply and talon."""
    exact = folded["crisp"] + folded["mail_parser_reply"]
    of = folded["crisp_of"] + folded["mail_parser_reply_of"]
    return float(min(exact / of, folded["talon"]))
