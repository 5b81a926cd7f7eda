"""Delivery status in fields: RFC 3464 parts, and the same fields written into plain text."""

from dataclasses import dataclass

from . import reasons
from .addresses import of_field, unique
from .prose import Told, words_about
from .reading import Fields, Reading, parse_blocks
from .verdict import FailedRecipient, Kind

_DONE = ("delivered", "relayed", "expanded", "deliverable", "transferred")


@dataclass(frozen=True, slots=True)
class Report:
    """What the fields of a report say: one kind for all, and a recipient each."""

    kind: Kind
    recipients: tuple[FailedRecipient, ...]


def blocks_of(reading: Reading, head: str) -> list[Fields]:
    """This function will give the recipients' blocks of a report, from its own part or from its words."""
    if not reading.has_status and "-recipient" not in head.lower():
        return []
    blocks = list(reading.status)
    if not any(address_of(block) or block.get("action") for block in blocks):
        blocks = parse_blocks(head)
    return [block for block in _joined(blocks) if _tells_recipient(block)]


def _joined(blocks: list[Fields]) -> list[Fields]:
    """Some servers put blank lines inside one recipient's fields: join what lacks its own recipient."""
    joined: list[Fields] = []
    for block in blocks:
        own = "final-recipient" in block or "original-recipient" in block
        if joined and not own and "action" not in joined[-1] and {"action", "status", "diagnostic-code"} & set(block):
            joined[-1] = {**block, **joined[-1]}
        else:
            joined.append(dict(block))
    return joined


def _tells_recipient(block: Fields) -> bool:
    return bool({"final-recipient", "original-recipient", "x-actual-recipient"} & set(block))


def listed_in(text: str) -> list[str]:
    """This function will list whom status fields inside a text name: some wrap a whole report in their words."""
    if "-recipient" not in text[:30_000].lower():
        return []
    return unique([address for block in parse_blocks(text[:30_000]) if (address := address_of(block))])


def address_of(block: Fields) -> str:
    """This function will give the address we wrote to, not the one the other side made of it."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient", "x-original-recipient"):
        if address := of_field(block.get(name, "")):
            return address
    return ""


def kind_of(blocks: list[Fields]) -> Kind | None:
    """This function will say what the worst action of a report is; None when it names no action."""
    actions = [action_of(block) for block in blocks]
    for action, kind in (("failed", Kind.BOUNCE), ("delayed", Kind.DELAY), ("done", Kind.DELIVERY_NOTICE)):
        if action in actions:
            return kind
    return None


def action_of(block: Fields) -> str:
    """This function will give "failed", "delayed", "done" or "" for a recipient's block."""
    action = block.get("action", "").strip().lower()
    if action.startswith("delay"):
        return "delayed"
    if action.startswith(_DONE):
        return "done"
    if action.startswith(("fail", "error", "expired", "bounce", "undeliver", "reject")):
        return "failed"
    status = block.get("status", "").strip()
    return {"5": "failed", "2": "done"}.get(status[:1], "")


def recipients_of(blocks: list[Fields], kind: Kind, told: Told) -> tuple[FailedRecipient, ...]:
    """This function will describe each recipient the report fails (or delays); `told` is the report's text."""
    wanted = "delayed" if kind is Kind.DELAY else "failed"
    chosen = [block for block in blocks if action_of(block) in (wanted, "")]
    named = unique([address for block in chosen if (address := address_of(block))])  # at most 100
    allowed = {address.lower() for address in named}
    found: dict[str, FailedRecipient] = {}
    for block in chosen:
        address = address_of(block)
        if address.lower() in allowed and address.lower() not in found:
            found[address.lower()] = describe(address, block, kind, words_about(told, address, named))
    return tuple(found.values())


def describe(address: str, block: Fields, kind: Kind, words: str) -> FailedRecipient:
    """This function will weigh the Diagnostic-Code first, then the fields' status, then the report's words."""
    said = block.get("diagnostic-code", "").partition(";")
    diagnostic = (said[2] if said[1] and len(said[0]) < 20 else "".join(said)).strip()
    declared = reasons.find_status(block.get("status", ""))
    status = reasons.find_status(diagnostic, fallback=declared)
    reason = reasons.classify(diagnostic, status, words)
    if reason == "undefined" or not diagnostic:
        status = reasons.find_status(words, fallback=status)
        reason = reasons.classify(f"{diagnostic} {words}", status)
    reply = reasons.find_reply(diagnostic) or reasons.find_reply(words)
    permanent = kind is Kind.BOUNCE and reasons.is_permanent(reason, status, reply)
    return FailedRecipient(address, permanent, status, reply, (diagnostic or words)[:500].strip(), reason)
