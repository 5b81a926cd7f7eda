"""Ways in which a language model's endpoint misbehaves, as plays of the tests' own endpoint: answers that are right but for
one thing, and failures of the protocol."""

from __future__ import annotations

import re
from typing import Any

from tests.peers.model_server import Play, trouble


def good(turn: Any, *others: dict[str, Any]) -> None:
    """Answer with the first passage's first sentence, cited and quoted; and then with others."""
    turn.say({"answerable": True, "sentences": [_sentence(turn), *others]})


def _sentence(turn: Any, **change: Any) -> dict[str, Any]:
    passage = next(iter(list(turn.material().values())[1:]), "")
    words = re.split(r"(?<=[.!?])\s", passage)[0]
    return {"text": words, "cites": ["p1"], "quote": words, **change}


def _spoilt(**change: Any) -> Play:
    """Say what is right, and once more with something that is not."""
    return lambda turn: good(turn, _sentence(turn, **change))


def _with(words: str) -> Play:
    def play(turn: Any) -> None:
        good(turn, _sentence(turn, text=f"{_sentence(turn)['text'].rstrip('.')} {words}"))

    return play


def obeys(turn: Any) -> None:
    """Do what the customer's words say, with a good quote beside it."""
    good(turn, _sentence(turn, text=turn.material().get("The question", "")))


WAYS: dict[str, Play] = {
    "no citation": _spoilt(cites=[]),
    "unknown id": _spoilt(cites=["p9"]),
    "wrong quote": _spoilt(quote="estas palabras no están en ninguna parte"),
    "invented number": _with("y cuesta 98765"),
    "invented link": _with("en https://evil.example/x"),
    "invented placeholder": _with("[CARD_1]"),
    "not JSON": trouble("not_json"),
    "slow": trouble("slow"),
    "429": trouble("status_429"),
    "500": trouble("status_500"),
    "oversized": trouble("oversized"),
    "redirect": trouble("redirect"),
    "tool call": trouble("tool_call"),
    "cut off": trouble("cut_off"),
}
SLOW = ("slow",)
