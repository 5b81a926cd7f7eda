"""One mail, read: from raw bytes to what a support desk shows, files and threads."""

import logging
from email.message import Message

from .addresses import addresses
from .armor import inline_pgp
from .attachments import attachments
from .bodies import Division, divide, html_body, part_text, plain_body
from .fields import decoded_value, first_raw, raw_values
from .identifiers import identifiers, moment
from .inline_files import take_inline_files
from .invitations import invitations
from .part import Part
from .shapes import Address, Invitation, ParsedMail
from .tree import read_tree
from .wrapped import unwrapped

MAX_FORWARDED = 20  # nested messages read in one mail, all levels together
MAX_FORWARD_DEPTH = 5
MAX_BYTES = 100_000_000
_DELIVERED = ("delivered-to", "x-original-to", "x-delivered-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
_log = logging.getLogger(__name__)


def parse(raw: bytes) -> ParsedMail:
    """Read any bytes as a mail; never raises.

    Bounded: 1,000 parts, 30 levels, 256 kB of header in a part, 20 nested messages. What was repaired or given up
    stands in ``defects``. The sender is the first From address; without one Sender, then Return-Path.
    """
    defects: list[str] = []
    if len(raw) > MAX_BYTES:
        raw = raw[:MAX_BYTES]
        defects.append("message cut at its size limit")
    try:
        root, repaired = read_tree(raw)
        return _Reader().mail(root, defects + repaired)
    except Exception as error:  # noqa: BLE001 a mail must never be lost to a parser's mistake
        _log.exception("mail parser failed")
        return _bare(raw, f"parser failed: {type(error).__name__}")


def _bare(raw: bytes, defect: str) -> ParsedMail:
    """Return a mail of which only the characters are known."""
    root = Part()
    root.kind = "text/plain"
    root.body = raw
    root.set_payload(raw.decode("ascii", "surrogateescape"))
    return ParsedMail(
        root=root, message_id=None, in_reply_to=(), references=(), date=None, subject="", sender=None, reply_to=(),
        to=(), cc=(), delivered_to=(), text=part_text(root), html=None, attachments=(), invitations=(), forwarded=(),
        security=None, defects=(defect,),
    )  # fmt: skip


class _Reader:
    """Reads one mail and the messages nested in it, counting them."""

    def __init__(self) -> None:
        self.forwarded = 0

    def mail(self, root: Part, defects: list[str], depth: int = 0) -> ParsedMail:
        body, security = unwrapped(root)
        division = divide(body)
        take_inline_files(division)
        text, inline_security = inline_pgp(plain_body(division))
        ids = identifiers(first_raw(root, "message-id"))
        sender = _sender(root)
        return ParsedMail(
            root=root,
            message_id=ids[0] if ids else None,
            in_reply_to=identifiers(first_raw(root, "in-reply-to")),
            references=identifiers(first_raw(root, "references")),
            date=moment(first_raw(root, "date")),
            subject=decoded_value(first_raw(root, "subject")),
            sender=sender,
            reply_to=_all(root, ("reply-to",)),
            to=_all(root, ("to",)),
            cc=_all(root, ("cc",)),
            delivered_to=_all(root, _DELIVERED),
            text=text,
            html=html_body(division),
            attachments=attachments(division.files),
            invitations=_invitations(division),
            forwarded=self._forwarded(division, depth),
            security=security or inline_security,
            defects=tuple(defects) if sender or depth else (*defects, "no sender"),
        )

    def _forwarded(self, division: Division, depth: int) -> tuple[ParsedMail, ...]:
        found: list[ParsedMail] = []
        for part in division.files:
            if depth >= MAX_FORWARD_DEPTH or self.forwarded >= MAX_FORWARDED:
                break
            if part.kind not in ("message/rfc822", "message/global") or not part.children:
                continue
            inside = part.children[0]
            if inside.fields:
                self.forwarded += 1
                found.append(self.mail(inside, [], depth + 1))
        return tuple(found)


def _sender(root: Message) -> Address | None:
    """Return who wrote: From, else Sender, else Return-Path; a name without address takes the fallback's address."""
    for name in ("from", "sender", "return-path"):
        for value in raw_values(root, name):
            found = addresses(value)
            if found:
                return _named(found[0], root)
    return None


def _named(sender: Address, root: Message) -> Address:
    if sender.name:
        return sender
    written = decoded_value(first_raw(root, "from"))
    if "@" in written or not written:
        return sender
    return Address(written.strip('"<> ')[:500], sender.address)


def _all(root: Message, names: tuple[str, ...]) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for name in names:
        for value in raw_values(root, name)[:50]:
            for address in addresses(value):
                found.setdefault(address.key, address)
    return tuple(found.values())


def _invitations(division: Division) -> tuple[Invitation, ...]:
    found: list[Invitation] = []
    for part in division.files[:50]:
        if part.kind == "text/calendar" and len(found) < 20:
            found += invitations(part_text(part), part.parameters.get("method", ""))
    return tuple(found)
