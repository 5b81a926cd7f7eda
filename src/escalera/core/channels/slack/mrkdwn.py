"""Slack's way of writing, to plain words and back. https://api.slack.com/reference/surfaces/formatting"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from escalera.core.channels.shared.payloads import object_in, objects_in, text_in

LONGEST = 20_000  # characters of one message
_MARKED = re.compile(r"<([^<>]{1,4000})>")
Named = Callable[[str], str]


def plain(text: str, named: Named = lambda user: "") -> str:
    """Return the words: people and channels by their names, links with their address, no entities."""
    return unescaped(_MARKED.sub(lambda found: _meant(found[1], named), text[:LONGEST]))


def _meant(inside: str, named: Named) -> str:
    target, bar, label = inside.partition("|")
    match target[:1]:
        case "@":
            return f"@{label or named(target[1:]) or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return _special(target[1:], label)
    shown = target.removeprefix("mailto:").removeprefix("tel:")
    return f"{label} ({shown})" if bar and label and label not in (shown, target) else shown


def _special(target: str, label: str) -> str:
    if label:
        return label if label.startswith("@") or target.startswith("date") else f"@{label}"
    return f"@{target.partition('^')[0]}"


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """Return words as Slack wants them: nothing in them becomes a link, a person or a call to everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def people_in(text: str) -> list[str]:
    """Return the people whose names a text needs."""
    return re.findall(r"<@([UW][A-Z0-9]{2,20})>", text)[:10]


def words_of(message: dict[str, Any], named: Named) -> str:
    """Return what a message says: its text, and what it passes on from elsewhere."""
    pieces = [plain(text_in(message, "text", LONGEST), named)]
    for one in objects_in(message, "attachments")[:10]:
        shared = one.get("is_share") is True or one.get("is_msg_unfurl") is True
        if shared or not pieces[0].strip():
            said = text_in(one, "text", LONGEST) or text_in(one, "fallback", LONGEST)
            quoted = plain(said, named).strip()
            pieces.append("\n".join(f"> {line}" for line in quoted.splitlines()))
    if not any(piece.strip() for piece in pieces):
        pieces = [_in_blocks(objects_in(message, "blocks"), named)]
    return "\n".join(piece for piece in pieces if piece.strip()).strip()[:LONGEST]


def _in_blocks(blocks: list[dict[str, Any]], named: Named, depth: int = 0) -> str:
    """Return the words of blocks that came without a text."""
    pieces = []
    for block in blocks[:100]:
        written = text_in(block, "text", LONGEST) or text_in(object_in(block, "text"), "text", LONGEST)
        if written:
            pieces.append(plain(written, named))
        elif depth < 6:
            pieces.append(_in_blocks(objects_in(block, "elements"), named, depth + 1))
    return ("\n" if depth < 2 else "").join(piece for piece in pieces if piece)
