"""Addresses out of header values: one linear scan that forgives what mail programs get wrong."""

import re

from .fields import decoded_value, decoded_words, unfolded
from .shapes import Address

MAX_ADDRESSES = 500
_TOKEN = re.compile(
    r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,1000}\?="  # an encoded word, commas and blanks inside belong to it
    r'|"(?:[^"\\]|\\.)*"'
    r"|[()<>,;:]"
    r"|[^\s\"()<>,;:=]+|\s+|.",
    re.DOTALL,
)
_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,1000}\?=")
_BARE = re.compile(r"[^\s<>\"(),;:\[\]]{1,200}@[^\s<>\"(),;:]{1,255}")
_LITERAL = re.compile(r"@\[[0-9A-Za-z:.]{2,60}\]\Z")


def addresses(raw: str) -> tuple[Address, ...]:
    """Return the mailboxes of a raw header value, in order; entries without an address are left out.

    Understands groups, comments, routes, quoted names, names with a bare comma, encoded words (also around the
    whole mailbox), semicolons as separators and missing brackets.
    """
    value = unfolded(raw)
    if not value:
        return ()
    if "=?" in value and "@" not in _ENCODED.sub("", value):  # the whole mailbox was encoded
        value = decoded_words(value)
    found = _Scan(value).run()
    return tuple(found[:MAX_ADDRESSES])


def _mailbox(text: str) -> str:
    """Return a usable address out of what stood between the brackets, "" if there is none."""
    text = text.strip().strip("<>").strip()
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    if text.startswith("@") and ":" in text:  # a source route: <@a,@b:joe@c>
        text = text.rpartition(":")[2].strip()
    if "=?" in text:
        text = decoded_words(text)
    if text.startswith("'") and text.endswith("'"):
        text = text[1:-1].strip()
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        return ""
    if local.startswith('"'):
        local = local.strip()
    elif re.search(r"\s", local):
        inner = _BARE.search(text)
        if inner:
            local, _, domain = inner[0].rpartition("@")
        else:
            local = "".join(local.split())
    domain = "".join(domain.split()).strip(".,;:'\"").lower()
    return f"{local.strip()}@{domain}" if domain else ""


class _Scan:
    """Reads one value piece by piece; keeps the words of the entry it is in."""

    def __init__(self, value: str) -> None:
        self.value = value
        self.tokens = _TOKEN.findall(value)
        self.found: list[Address] = []
        self.carried = ""  # "Doe" of 'Doe, John <j@d>', waiting for the entry it belongs to
        self._reset()

    def _reset(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.bracket: str | None = None

    def run(self) -> list[Address]:
        index = 0
        while index < len(self.tokens) and len(self.found) <= MAX_ADDRESSES:
            piece = self.tokens[index]
            index += 1
            if piece == "(":
                index = self._read_comment(index)
            elif piece == "<":
                index = self._read_bracket(index)
            elif piece in (",", ";"):
                self._finish(carry=piece == ",")
            elif piece == ":":
                self._read_colon(index)
            elif piece != ">":
                self.words.append(piece)
        self._finish(carry=False)
        return self.found

    def _read_comment(self, index: int) -> int:
        depth = 1
        words: list[str] = []
        while index < len(self.tokens) and depth:
            piece = self.tokens[index]
            index += 1
            escaped = bool(words) and words[-1].endswith("\\")
            depth += 0 if escaped else (piece == "(") - (piece == ")")
            if depth:
                words.append(piece)
        self.comments.append("".join(words))
        return index

    def _read_bracket(self, index: int) -> int:
        if self.bracket:  # a second mailbox without a comma between
            self._finish(carry=False)
        words: list[str] = []
        while index < len(self.tokens):
            piece = self.tokens[index]
            index += 1
            if piece == ">":
                break
            if piece == "<":
                words.clear()
            elif piece == "(":
                index = self._read_comment(index)
            elif piece == "," and not words_route(words):
                index -= 1
                break
            else:
                words.append(piece)
        self.bracket = "".join(words)
        return index

    def _read_colon(self, index: int) -> None:
        words = "".join(self.words)
        if "@" in words or words.lower() in ("mailto", "smtp"):
            if "@" in words:
                self.words.append(":")
            else:
                self.words.clear()
            return
        self._reset()  # the name of a group
        self.carried = ""

    def _finish(self, *, carry: bool) -> None:
        words = "".join(self.words)
        mailbox = _mailbox(self.bracket) if self.bracket is not None else ""
        name = ""
        if mailbox:
            name = f"{self.carried}, {words.strip()}" if self.carried else words
        elif "@" in words:
            mailbox, name = _bare_mailbox(words)
        if mailbox:
            self.found.append(Address(_name(name, self.comments, bool(self.bracket)), mailbox))
            self.carried = ""
        else:
            self.carried = words.strip() if carry and self.bracket is None else ""
        self._reset()


def words_route(words: list[str]) -> bool:
    """Return whether a comma inside the brackets belongs to a source route or to a quoted local part."""
    return "".join(words).lstrip().startswith("@")


def _bare_mailbox(words: str) -> tuple[str, str]:
    found = _BARE.search(words)
    quoted = words.strip()
    if quoted.startswith('"') and '"@' in quoted:
        return _mailbox(quoted), ""
    if found:
        rest = words[: found.start()] + words[found.end() :]
        literal = _LITERAL.search(quoted)
        return _mailbox(found[0]), "" if literal else rest
    return _mailbox(words), ""


def _name(words: str, comments: list[str], bracketed: bool) -> str:
    name = words.strip()
    parts = re.sub(r'"((?:[^"\\]|\\.)*)"', lambda quoted: re.sub(r"\\(.)", r"\1", quoted[1]), name, flags=re.DOTALL)
    text = decoded_value(parts)
    if not text and comments:
        text = decoded_value(re.sub(r"\\(.)", r"\1", comments[0]))
    text = " ".join(text.split())
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1]
    return text.strip().strip('"')[:500] if bracketed or text else ""
