"""What the first words of a message make: the line that lists show, the subject of a ticket that nobody named."""

from __future__ import annotations

SNIPPET = 110  # characters: what a line of a list shows
SUBJECT = 80


def line_of(text: str) -> str:
    """Return what a line of a list shows of a message."""
    return " ".join(text[: SNIPPET * 4].replace("\x00", "").split())[:SNIPPET]


def subject_from(text: str) -> str:
    """Return the first line as the ticket's name, cut where a word ends; "" of nothing."""
    line = text.strip().split("\n")[0].strip()
    if len(line) <= SUBJECT:
        return line
    cut = line[: SUBJECT - 1].rpartition(" ")[0] or line[: SUBJECT - 1]
    return f"{cut.rstrip(' ,;:.')}…"


def is_made_from(subject: str, text: str) -> bool:
    """Say whether a subject is nothing but the words with which the text begins."""
    words = " ".join(subject.split()).removesuffix("…")
    return bool(words) and " ".join(text[:1000].replace("\x00", "").split()).startswith(words)
