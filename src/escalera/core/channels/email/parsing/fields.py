"""Header values: unfold, decode (RFC 2047 and raw 8-bit), and split parameters (RFC 2231), as senders write them."""

import base64
import binascii
import re
from email.message import Message
from urllib.parse import unquote_to_bytes

from escalera.base.text.charsets import decode

VALUE_LIMIT = 32_000  # characters of one header that are read; the rest is not a person's words
_FOLD = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t\r\n]*")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?]|\?(?!=)){0,3000})(?:\?=|\Z)")
_GLUED = ("]", ":")  # "[SPAM]=?utf-8?...": a gateway forgot the blank
_WORD_FOLD = re.compile(r"[ \t]*\n[ \t]*")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def raw_values(message: Message, name: str) -> list[str]:
    """Return the values of a header as they stand in the mail, folded, 8-bit bytes as surrogates."""
    fields: dict[str, list[str]] | None = getattr(message, "fields", None)
    if fields is not None:
        return fields.get(name.lower(), [])
    wanted = name.lower()
    return [str(value) for key, value in message.raw_items() if key.lower() == wanted]


def first_raw(message: Message, name: str) -> str:
    """Return the first raw value of a header, "" if there is none."""
    values = raw_values(message, name)
    return values[0] if values else ""


def plain_characters(value: str) -> str:
    """Turn the surrogates of raw 8-bit bytes into the characters they were meant to be."""
    if value.isascii():
        return value.replace("\0", "")
    return decode(value.encode("utf-8", "surrogateescape"))


def unfolded(value: str) -> str:
    """Return a raw value on one line with its 8-bit bytes decoded, encoded words still encoded."""
    return _FOLD.sub(" ", plain_characters(value[:VALUE_LIMIT])).strip()


def decoded_value(value: str) -> str:
    """Return a raw header value as a person should read it: one line, encoded words decoded."""
    value = plain_characters(value[:VALUE_LIMIT])
    if "=?" in value:
        value = decoded_words(value)
    return _FOLD.sub(" ", value).strip()


def decoded_words(value: str) -> str:
    """Decode every RFC 2047 word in ``value``.

    Neighbours of one charset are joined before decoding, because senders split characters between words; blanks
    inside a word, missing padding, a missing end and words glued to text are accepted.
    """
    out: list[str] = []
    pending: _Word | None = None
    position = 0
    for found in _WORD.finditer(value):
        between = value[position : found.start()]
        position = found.end()
        word = _Word(found[1].partition("*")[0].lower(), found[2].lower(), _WORD_FOLD.sub("\n", found[3]))
        if pending is not None and not between.strip():
            if pending.joins(word):
                pending = pending.joined(word)
                continue
            between = ""
        if pending is not None:
            out.append(pending.text())
        out.append(f"{between} " if between.endswith(_GLUED) else between)
        pending = word
    if pending is not None:
        out.append(pending.text())
    out.append(value[position:])
    return "".join(out)


class _Word:
    """One encoded word, or several neighbours of the same charset."""

    def __init__(self, charset: str, kind: str, payload: str) -> None:
        self.charset = charset
        self.kind = kind
        self.pieces = [(kind, payload.replace("\n", ""))]

    def joins(self, other: "_Word") -> bool:
        return self.charset == other.charset

    def joined(self, other: "_Word") -> "_Word":
        kind, payload = other.pieces[0]
        last_kind, last = self.pieces[-1]
        # A base64 stream cut at any place: only an unfinished group without padding can mean that.
        if kind == last_kind == "b" and not last.endswith("=") and len(_NOT_BASE64.sub("", last)) % 4:
            self.pieces[-1] = ("b", last + payload)
        else:
            self.pieces.append((kind, payload))
        return self

    def text(self) -> str:
        data = b"".join(_word_bytes(kind, payload) for kind, payload in self.pieces)
        text = decode(data, self.charset)
        return re.sub(r"[\r\n]+[ \t]*", " ", text)


def _word_bytes(kind: str, payload: str) -> bytes:
    if kind == "q":
        raw = payload.replace("_", " ").encode("utf-8", "replace")
        return binascii.a2b_qp(raw)
    letters = _NOT_BASE64.sub("", payload.translate(_URL_SAFE))
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return base64.b64decode(letters + "=" * (-len(letters) % 4))


_URL_SAFE = {ord("-"): "+", ord("_"): "/"}


# -- values with parameters -------------------------------------------------------------------------------------

_COMMENT = re.compile(r"\([^()\"]{0,200}\)")
_PARAMETER = re.compile(
    r"([^\s=;\"()]{1,100})[ \t]*=[ \t]*(?:\"((?:[^\"\\]|\\.)*)(?:\"|\Z)|'([^';]*)'(?=\s*(?:;|\Z))|([^;]*))", re.DOTALL
)
_NEXT_PARAMETER = re.compile(r"[\s;]+(?=[A-Za-z][A-Za-z0-9*-]{1,40}\*?=(?![=?]))")
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?\Z")
_ESCAPED = re.compile(r"\\([\"\\'])")


def value_and_parameters(raw: str) -> tuple[str, dict[str, str]]:
    """Split a structured header: main value in lower case without comments, parameters decoded, names in lower case.

    Accepts blanks around "=", missing ";" before a parameter, unquoted blanks, missing end quotes, RFC 2231 sections
    in any order, and RFC 2047 words where RFC 2231 was due. Of two equal names the first counts.
    """
    value = unfolded(raw)
    head, _, rest = value.partition(";")
    broken = _NEXT_PARAMETER.search(head)
    if broken:  # "multipart/mixed boundary=x": the semicolon was forgotten
        rest = f"{head[broken.end() :]};{rest}"
        head = head[: broken.start()]
    main = "".join(_COMMENT.sub("", head).split()).lower()
    return main, _parameters(rest) if "=" in rest else {}


def _parameters(rest: str) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    position = 0
    for _ in range(200):
        found = _PARAMETER.search(rest, position)
        if not found:
            break
        text, position = _parameter_text(found)
        shape = _SECTION.match(found[1].lower())
        if shape is None:
            continue
        name, number, encoded = shape[1], shape[2], bool(shape[3])
        if number is None and not encoded:
            plain.setdefault(name, decoded_value(text))
        else:
            sections.setdefault(name, {}).setdefault(int(number or 0), (text, encoded))
    for name, pieces in sections.items():
        plain[name] = _joined_sections(pieces)
    return plain


def _parameter_text(found: re.Match[str]) -> tuple[str, int]:
    if found[2] is not None:
        return _ESCAPED.sub(r"\1", found[2]), found.end()
    if found[3] is not None:
        return found[3], found.end()
    text = found[4]
    following = _NEXT_PARAMETER.search(text)
    if following:
        return text[: following.start()].strip(), found.start(4) + following.start()
    return _COMMENT.sub("", text).strip() if "(" in text and not text.endswith(")") else text.strip(), found.end()


def _joined_sections(pieces: dict[int, tuple[str, bool]]) -> str:
    charset: str | None = None
    data = b""
    any_encoded = any(encoded for _, encoded in pieces.values())
    for index, number in enumerate(sorted(pieces)):
        text, encoded = pieces[number]
        if encoded and text.count("'") >= 2 and (index == 0 or re.match(r"[\w.:-]{2,40}'[\w-]{0,10}'", text)):
            label, _, text = text.split("'", 2)
            charset = charset or label or None
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    text = decode(data, charset)
    return text if any_encoded and "=?" not in text else decoded_value(text)


def content_type(message: Message) -> tuple[str, dict[str, str]]:
    """Return the media type ("" if the header is absent or no type) and its parameters."""
    return typed(first_raw(message, "content-type"))


def typed(raw: str) -> tuple[str, dict[str, str]]:
    """Return the media type of a raw Content-Type ("" if it is none) and its parameters."""
    kind, parameters = value_and_parameters(raw)
    main, _, sub = kind.partition("/")
    return (kind if main and sub else ""), parameters
