"""Reports written in sentences, as mail servers did before RFC 3464 and many still do: who failed, and why.

No rule here belongs to one server. A line is an address that failed when it *begins* with one (most servers list them
so), else when the words before the address say so, else when a server's reply names it; only then do
weaker signs count.
"""

import re
from dataclasses import dataclass

from . import phrases, reasons
from .addresses import addresses_in, unique
from .verdict import FailedRecipient, Kind

MAX_LINES = 400
_LEADS = re.compile(r"^[\s>*•\"'<(|-]{0,40}[\"<]?[\w.!#$%&'*+/=?^{|}~\"-]{1,128}@")
_ECHO = re.compile(
    r"^[\s>*|]{0,12}(?:to|cc|from|subject|sent|date|message-id|reply-to|return-path|received|sender|x-[\w-]{1,40}|para|de|asunto|delivered-to)"
    r"\s{0,8}:",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:recipients?|rcpt to|rcpt|error-for|user ?id|unknown user|undeliverable|undelivered|"
    r"deliver\w{0,15}|addressed|mailbox|allowed size|attempts|"
    r"[\s(]t=|full|address|expanded from|failed|reach|violation|violation for|message to|mail to|correo a|mensaje a|"
    r"mensagem para|enviad[oa] [aà]|send\w{0,15} to)"
    r"\b[^@]{0,45}$",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^[\s<]{0,12}[45]\d\d[\s-]")
_FROM_ALIAS = re.compile(r"(?:generated|expanded) from:?\s{0,3}<?$", re.IGNORECASE)
_MAIL_HEADER = re.compile(r"^[\s>]{0,8}(?:received|return-path|dkim-signature|x-received):", re.IGNORECASE)
_BARE = re.compile(r"^\s{0,12}([a-z0-9][\w.+-]{1,63})\s{0,4}$")


@dataclass(frozen=True, slots=True)
class Told:
    """A report's lines before the returned mail, and what follows."""

    lines: list[str]
    tail: str

    @property
    def head(self) -> str:
        return "\n".join(self.lines)


def split(lines: list[str]) -> Told:
    """This function will cut a report where the returned mail begins; more than 400 lines are no report."""
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if _MAIL_HEADER.match(line) and any(other.strip() for other in lines[:at]):
            return _told(lines, at, at)
        bare = line.strip().lstrip("-_=*#>|[:~ ").lower()[:200]
        if phrases.RETURNED_FROM.match(bare) and _something_said(lines[:at]):
            return _told(lines, at, at + 1)
    return _told(lines, len(lines), len(lines))


def _told(lines: list[str], end: int, begin: int) -> Told:
    return Told(lines[:end][:MAX_LINES], "\n".join(lines[begin:]))


def _something_said(lines: list[str]) -> bool:
    """A report opens with a sentence or an address, then comes the returned mail."""
    return any(len(line.strip()) > 20 for line in lines)


def failed_addresses(told: Told, own: list[str]) -> list[str]:
    """This function will list the addresses a report's words say failed; `own` are left out."""
    leading: list[str] = []
    named: list[str] = []
    for line in told.lines:
        if "@" not in line or _ECHO.match(line):
            continue
        found = addresses_in(line)
        if found and _LEADS.match(line):
            leading.extend(found[:1])
            named.extend(_aliases(line, found))
        elif found:
            named.extend(_named(line, found))
    if leading:
        leading.extend(_expanded(told))
    mine = {address.lower() for address in own}
    for found in (leading, named, _anywhere(told)):
        if others := [address for address in found if address.lower() not in mine]:
            return unique(others)
    return []


def _aliases(line: str, found: list[str]) -> list[str]:
    return [address for address in found if _FROM_ALIAS.search(line.partition(address)[0][-40:])]


def _expanded(told: Told) -> list[str]:
    """What sendmail expanded is the address that we wrote to; what it was expanded to is the one that failed."""
    return [address for line in told.lines if "(expanded from" in line for address in addresses_in(line)]


def _named(line: str, found: list[str]) -> list[str]:
    lowered = line.lower()
    if _REPLY.match(line) and "sender" not in lowered:
        return found
    if phrases.CONTACT.search(lowered) and "rcpt" not in lowered and not phrases.FAILURE.search(lowered):
        return []
    return [address for address in found if _NAMED.search(line.partition(address)[0][-120:])]


def _anywhere(told: Told) -> list[str]:
    lines = [line for line in told.lines if "@" in line and not _ECHO.match(line)]
    contacts = {found for line in lines if phrases.CONTACT.search(line.lower()) for found in addresses_in(line)}
    return [address for line in lines for address in addresses_in(line) if address not in contacts]


def bare_names(told: Told, domain: str) -> list[str]:
    """This function will complete lonely local parts ("screenname") with the reporting server's own domain."""
    listed = re.search(r"(?:recipient|address)", told.head, re.IGNORECASE)
    if not listed or not domain:
        return []
    names = [match[1] for line in told.lines if (match := _BARE.match(line))]
    return unique([f"{name}@{domain}" for name in names])[:20]


def describe(told: Told, addresses: list[str], kind: Kind) -> tuple[FailedRecipient, ...]:
    """This function will give each failed address the words that stand with it."""
    return tuple(_describe(address, words_about(told, address, addresses), kind) for address in addresses[:100])


def words_about(told: Told, address: str, addresses: list[str]) -> str:
    """This function will give the lines that stand with one of several failed addresses."""
    if len(addresses) == 1:
        return told.head
    others = tuple(other.lower() for other in addresses if other.lower() != address.lower())
    kept: list[str] = []
    ours = False
    for line in told.lines[:400]:
        lowered = line.lower()
        if address.lower() in lowered:
            ours = True
        elif any(other in lowered for other in others):
            ours = False
        if ours:
            kept.append(line)
    return "\n".join(kept)


def _describe(address: str, words: str, kind: Kind) -> FailedRecipient:
    reply = _reply_lines(words)
    status = reasons.find_status(reply) or reasons.find_status(words)
    reason = reasons.classify(reply, status) if reply else "undefined"
    if reason == "undefined":
        reason = reasons.classify(words, status)
    code = reasons.find_reply(reply) or reasons.find_reply(words)
    permanent = kind is Kind.BOUNCE and reasons.is_permanent(reason, status, code)
    return FailedRecipient(address, permanent, status, code, " ".join((reply or words).split())[:500], reason)


_SAID = re.compile(r"(?:\bsaid:|<<<|\b[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b|#[45]\.\d)")


def _reply_lines(words: str) -> str:
    """The lines from the first that quotes a server's answer, with the line before (it names the command)."""
    lines = words.splitlines()
    for at, line in enumerate(lines):
        if _SAID.search(line):
            return "\n".join(lines[max(at - 2, 0) : at + 8])
    return ""
