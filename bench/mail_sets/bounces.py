"""Scores the recognition of bounces on two public sets: Sisimai's (292 mails) and flufl.bounce's (113).

Two notions meet. Sisimai's "hard" asks whether to stop sending there: `FailedRecipient.permanent`. flufl's permanent
and temporary ask whether delivery was given up: the kinds BOUNCE and DELAY; its expectations here name every
address as permanent, the warnings too, so `hard_soft` is judged on Sisimai's set alone.

`answers` counts reports and automatic mail that would get an automatic answer; `answers_to_people` the person's mails
that stand among flufl's with no address expected.
"""

import argparse
import email
import email.message
import json
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from escalera.core.channels.email.automatic import Kind, Verdict, recognise

_NAMED = re.compile(
    rb"^(?:Final-Recipient|Original-Recipient):[^;\n]{0,20};\s*<?([^\s<>;]+@[^\s<>;]+?)>?\s*$", re.I | re.M
)
_FAILURES = (Kind.BOUNCE, Kind.DELAY)


@dataclass
class _Tally:
    total: int = 0
    recognised: int = 0
    right_recipient: int = 0
    judged: int = 0
    hard_soft: int = 0
    vacations: int = 0
    abuse: int = 0
    answers: int = 0
    answers_to_people: int = 0
    crashes: int = 0
    false_bounces: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def score(data: Path) -> dict[str, Any]:
    """This function will run both sets under `data` and give shares (0 to 1), counts and what failed."""
    tally = _Tally()
    sisimai, flufl = data / "bounces_sisimai", data / "bounces_flufl"
    for name, expected in json.loads((sisimai / "expected.json").read_text()).items():
        _judge_sisimai(sisimai / "mails" / name, expected, tally)
    for path in sorted((sisimai / "not_a_bounce").glob("*.eml")):
        tally.false_bounces += _run(path, tally, counts_answer=False)[1].kind in _FAILURES
    for name, wanted in json.loads((flufl / "expected.json").read_text()).items():
        _judge_flufl(flufl / "mails" / name, wanted, tally)
    return {
        "messages": len(tally.seconds),
        "bounces_expected": tally.total,
        "recognised": tally.recognised / tally.total,
        "right_recipient": tally.right_recipient / tally.total,
        "hard_soft": tally.hard_soft / tally.judged,
        "vacations_as_bounce": tally.vacations,
        "abuse_as_bounce": tally.abuse,
        "people_as_bounce": tally.false_bounces,
        "answers": tally.answers,
        "answers_to_people": tally.answers_to_people,
        "crashes": tally.crashes,
        "slowest_s": max(tally.seconds),
        "mean_s": sum(tally.seconds) / len(tally.seconds),
        "missed": tally.missed,
    }


def _run(path: Path, tally: _Tally, *, counts_answer: bool = True) -> tuple[bytes, Verdict]:
    raw = path.read_bytes()
    message = email.message_from_bytes(raw)
    begun = time.perf_counter()
    verdict = recognise(message)
    tally.seconds.append(time.perf_counter() - begun)
    tally.crashes += verdict.why.startswith("not understood")
    if verdict.may_answer and counts_answer:
        tally.answers += 1
    elif verdict.may_answer:
        tally.answers_to_people += 1
    return raw, verdict


def _judge_sisimai(path: Path, expected: list[dict[str, Any]], tally: _Tally) -> None:
    raw, verdict = _run(path, tally)
    failed = verdict.kind in _FAILURES
    if (reason := expected[0]["reason"]) in ("vacation", "feedback"):
        tally.vacations += failed and reason == "vacation"
        tally.abuse += failed and reason == "feedback"
        return
    tally.total += 1
    tally.judged += 1
    tally.recognised += failed
    named = {match.decode("latin-1").lower() for match in _NAMED.findall(raw)}
    message = email.message_from_bytes(raw)
    named |= {one.strip().lower() for value in message.get_all("X-Failed-Recipients", []) for one in value.split(",")}
    found = [recipient.address.lower() for recipient in verdict.recipients]
    right = failed and len(found) == len(expected) and (not named or set(found) <= named)
    tally.right_recipient += right
    hard = failed and sorted(one["hardbounce"] for one in expected) == sorted(
        one.permanent for one in verdict.recipients
    )
    tally.hard_soft += hard
    tally.missed.extend(
        f"{path.name}: {what}" for what, good in (("recipient", right), ("hard/soft", hard)) if not good
    )


def _judge_flufl(path: Path, wanted: dict[str, Any], tally: _Tally) -> None:
    expected = {address.lower() for address in [*wanted["permanent"], *wanted["temporary"]]}
    _, verdict = _run(path, tally, counts_answer=bool(expected))
    if not expected:  # upstream keeps a few mails that are no bounces, or name nobody
        return
    tally.total += 1
    failed = verdict.kind in _FAILURES
    right = failed and {recipient.address.lower() for recipient in verdict.recipients} == expected
    tally.recognised += failed
    tally.right_recipient += right
    if not right:
        tally.missed.append(f"{path.name}: recipient")


def main() -> None:
    """This function will print the score as JSON."""
    here = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[3] / "shared" / "data"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=here)
    print(json.dumps(score(parser.parse_args().data), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
