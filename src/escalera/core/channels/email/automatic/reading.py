"""Reads a message once, within limits, into the few texts the recognisers look at."""

import binascii
import email.errors
import email.header
import html
import quopri
import re
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parseaddr
from functools import lru_cache

LIMIT = 100_000  # characters of one part
MAX_PARTS = 60
MAX_DEPTH = 8
MAX_LINES = 1500
_RETURNED_TEXT = frozenset({"text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers"})
_RETURNED = frozenset({"message/rfc822", "message/global", "message/partial", "message/news", "message/rfc-822"})
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MDN = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]{0,100}>", re.IGNORECASE)
_TAG = re.compile(r"<[!/]?[a-z][^<>]{0,1000}>", re.IGNORECASE)
_FIELD = re.compile(r"^[ \t>]{0,8}([A-Za-z][A-Za-z0-9-]{2,40})[ \t]{0,4}:(.*)$")

Fields = dict[str, str]


@dataclass(slots=True)
class Reading:
    """The parts of a mail, sorted by what they are."""

    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    status: list[Fields] = field(default_factory=list)  # blocks of delivery-status parts
    has_status: bool = False
    feedback: list[Fields] = field(default_factory=list)
    has_feedback: bool = False
    receipt: list[Fields] = field(default_factory=list)
    has_receipt: bool = False
    attached: list[Message] = field(default_factory=list)  # whole messages returned or forwarded
    returned: list[str] = field(default_factory=list)  # header texts returned
    parts: int = 0

    @property
    def text(self) -> str:
        """What the sender says in words: plain text, else the rich text without its marks."""
        plain = "\n".join(text for text in self.plain if text.strip())
        return plain or "\n".join(_without_marks(text) for text in self.rich)

    @property
    def lines(self) -> list[str]:
        return [line[:1000] for line in self.text.splitlines()[:MAX_LINES]]


def read(root: Message) -> Reading:
    """This function will walk a message, not into the messages attached to it, and sort its parts."""
    reading = Reading()
    _walk(root, reading, 0)
    return reading


def _walk(part: Message, reading: Reading, depth: int) -> None:
    reading.parts += 1
    if reading.parts > MAX_PARTS or depth > MAX_DEPTH:
        return
    kind = part.get_content_type()
    payload = part.get_payload()
    if kind in _STATUS or kind in _MDN or kind == "message/feedback-report":
        _take_fields(part, kind, reading)
    elif kind in _RETURNED and isinstance(payload, list):
        reading.attached.extend(child for child in payload[:1] if isinstance(child, Message))
    elif isinstance(payload, list):
        for child in payload[:MAX_PARTS]:
            if isinstance(child, Message):
                _walk(child, reading, depth + 1)
    elif kind in _RETURNED_TEXT or kind in _RETURNED:
        reading.returned.append(text_of(part))
    elif kind == "text/html":
        reading.rich.append(text_of(part))
    elif kind.startswith(("text/", "multipart/")):  # a multipart without parts has lost its boundary: raw text
        reading.plain.append(text_of(part))


def _take_fields(part: Message, kind: str, reading: Reading) -> None:
    blocks = _blocks(part)
    if kind in _STATUS:
        reading.has_status = True
        reading.status.extend(blocks)
    elif kind in _MDN:
        reading.has_receipt = True
        reading.receipt.extend(blocks)
    else:
        reading.has_feedback = True
        reading.feedback.extend(blocks)


def _blocks(part: Message) -> list[Fields]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return parse_blocks(text_of(part))
    found = []
    for block in payload[:200]:
        if not isinstance(block, Message):
            continue
        fields = {name.lower(): _plain(" ".join(str(value).split())[:1000]) for name, value in block.items()}
        body = block.get_payload()
        if fields:
            found.append(fields)
        elif isinstance(body, str):  # lines the parser could not take for headers
            found.extend(parse_blocks(body[:LIMIT]))
    return found


def parse_blocks(text: str) -> list[Fields]:
    """This function will read blocks of "Name: value" lines parted by blank lines; lower-case names."""
    blocks: list[Fields] = [{}]
    name = ""
    for line in text[:LIMIT].splitlines()[:MAX_LINES]:
        match = _FIELD.match(line)
        if not line.strip():
            blocks.append({})
            name = ""
        elif match:
            name = match[1].lower()
            blocks[-1].setdefault(name, _plain(match[2].strip()[:1000]))
        elif name and line[:1] in " \t":
            blocks[-1][name] = (blocks[-1][name] + " " + line.strip())[:1000]
    return [block for block in blocks if block]


def _plain(value: str) -> str:
    """Japanese servers write ISO-2022-JP into the fields of a report, where only ASCII is allowed."""
    if "\x1b$" not in value:
        return value
    return value.encode("ascii", "ignore").decode("iso2022_jp", "ignore")


def text_of(part: Message) -> str:
    """This function will decode a part's text without ever raising; at most LIMIT characters."""
    payload = part.get_payload()
    if isinstance(payload, list):
        payload = "\n".join(str(child.get_payload()) for child in payload[:5] if isinstance(child, Message))
    raw = _bytes_of(str(payload)[: LIMIT * 2], str(part.get("Content-Transfer-Encoding", "")).strip().lower())
    return _decode(raw, part)[:LIMIT]


def _bytes_of(payload: str, encoding: str) -> bytes:
    try:
        raw = payload.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        raw = payload.encode("utf-8", "surrogateescape")
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    if encoding == "base64":
        packed = b"".join(raw.split())
        try:
            return binascii.a2b_base64(packed[: len(packed) // 4 * 4])
        except (binascii.Error, ValueError):
            return raw
    return raw


def _decode(raw: bytes, part: Message) -> str:
    try:
        charset = str(part.get_content_charset() or "utf-8")
    except (LookupError, ValueError, TypeError, AttributeError):
        charset = "utf-8"
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _without_marks(text: str) -> str:
    lowered = text.lower()
    start = lowered.find("<body")
    text = text[start:] if start > 0 else text
    return html.unescape(_TAG.sub("", _BREAKS.sub("\n", text))).replace("\xa0", " ")


def header(message: Message, name: str) -> str:
    """This function will give a header unfolded and decoded, "" when absent; at most 2000 characters."""
    value = message.get(name)
    if value is None:
        return ""
    return _decoded(" ".join(_unescaped(message, name, value)[:4000].split()))


def _unescaped(message: Message, name: str, value: object) -> str:
    """Headers in raw 8-bit text come out of the parser with their bytes hidden: UTF-8 mostly, Latin-1 for sure."""
    if isinstance(value, str) and value.isascii():
        return value
    raw = next((str(found) for key, found in message.raw_items() if key.lower() == name.lower()), str(value))
    try:
        held = raw[:8000].encode("utf-8", "surrogateescape")
        return held.decode("utf-8")
    except UnicodeEncodeError:
        return str(value)
    except UnicodeDecodeError:
        return held.decode("latin-1")


@lru_cache(maxsize=64)
def _decoded(plain: str) -> str:
    if "=?" not in plain:
        return plain[:2000]
    try:
        return str(email.header.make_header(email.header.decode_header(plain)))[:2000]
    except (LookupError, ValueError, email.errors.MessageError):
        return plain[:2000]


def sender(message: Message) -> tuple[str, str]:
    """This function will give the From header's name and address, both lower-case, either may be ""."""
    return _writer(" ".join(_unescaped(message, "From", message.get("From", ""))[:1000].split()))


@lru_cache(maxsize=64)
def _writer(value: str) -> tuple[str, str]:
    """Many questions about one mail ask for its writer: remembered by the header's text."""
    name, address = parseaddr(value)  # before decoding: an encoded name may hold a comma
    if not address and "=?" in value:
        name, address = parseaddr(_decoded(value)[:500])
    return _decoded(name or ("" if address else value)).lower(), address.strip("<>").lower()
