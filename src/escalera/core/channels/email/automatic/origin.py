"""Which mail came back: its Message-ID, what it answered, its subject and to whom it went."""

import re
from dataclasses import dataclass
from email.message import Message

from .addresses import addresses_in, unique
from .reading import Reading, header

_ID = re.compile(r"<([^<>\s@]{1,250}@[^<>\s]{1,250}|[^<>\s]{6,250})>")
_IN_TEXT = re.compile(
    r"^[>|\s]{0,12}(message-id|in-reply-to|references|subject|to)\s{0,3}:[ \t]*(.*(?:\n[ \t]+.*){0,20})",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = ("message-id", "in-reply-to", "references", "subject", "to")
MAX_IDS = 50


@dataclass(frozen=True, slots=True)
class Origin:
    """The mail that a report is about, as far as the report returns it."""

    ids: tuple[str, ...] = ()
    subject: str = ""
    recipients: tuple[str, ...] = ()


def find_origin(root: Message, reading: Reading, tail: str) -> Origin:
    """This function will gather the returned mail's identity: attached, returned headers, text, own references."""
    fields: list[tuple[str, str]] = []
    for attached in reading.attached[:3]:
        fields.extend((name, header(attached, name)) for name in _NAMES)
    for text in [*reading.returned[:3], tail]:
        fields.extend((name.lower(), value) for name, value in _IN_TEXT.findall(text[:30_000])[:60])
    ids = [found for name in ("message-id", "in-reply-to", "references") for found in _ids(fields, name)]
    for name in ("In-Reply-To", "References", "X-Original-Message-ID"):  # a report may answer the mail it is about
        ids.extend(_ID.findall(header(root, name)))
    subject = next((" ".join(value.split()) for name, value in fields if name == "subject" and value.strip()), "")
    to = next((addresses_in(value) for name, value in fields if name == "to" and "@" in value), [])
    return Origin(tuple(dict.fromkeys(ids))[:MAX_IDS], subject[:500], tuple(unique(to)))


def _ids(fields: list[tuple[str, str]], wanted: str) -> list[str]:
    return [found for name, value in fields if name == wanted for found in _ID.findall(value[:4000])]
