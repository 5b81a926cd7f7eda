"""Small things that look the same everywhere: initials, hues, icons, sizes, words with links."""

from __future__ import annotations

import re
import zlib

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

ICONS = {
    "email": "email",
    "chat": "chat",
    "phone": "phone",
    "web": "web",
    "portal": "web",
    "api": "plug",
    "whatsapp": "whatsapp",
    "telegram": "telegram",
    "sms": "sms",
    "voice": "voice",
    "messenger": "messenger",
    "instagram": "instagram",
    "slack": "slack",
    "alerts": "bell",
    "form": "form",
    "counter": "counter",
}
NAMES = {
    "email": _("mail"), "chat": _("chat"), "phone": _("telephone"), "web": _("website"), "portal": _("website"),
    "api": _("program"), "whatsapp": "WhatsApp", "telegram": "Telegram", "sms": "SMS", "voice": _("call"),
    "messenger": "Messenger", "instagram": "Instagram", "slack": "Slack", "alerts": _("monitoring"),
    "form": _("web form"), "counter": _("counter"),
}  # fmt: skip
TONES = {
    "new": "accent", "open": "", "waiting_customer": "", "waiting_internal": "", "waiting_vendor": "",
    "scheduled": "", "resolved": "ok", "closed": "", "cancelled": "",
}  # fmt: skip
TALLEST_GLYPH = 4
_LINK = re.compile(r"https?://[^\s<>\"'`\x00-\x20]{1,2000}")
_TRAILING = ".,;:!?)]}»”’"
_CALLED = re.compile(r"@\[([^\]\[\n]{1,400})\]\(agent:\d{1,18}\)")


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue(name: str) -> int:
    """Return one of twelve hues; a name has the same one everywhere and for ever."""
    return zlib.crc32(name.encode()) % 12


def glyph(order: int) -> int:
    """Return how many of the four bars stand for a level."""
    return min(order, TALLEST_GLYPH)


def channel_icon(channel: str) -> str:
    return ICONS.get(channel, "chat")


def channel_name(channel: str) -> str:
    """Return how people call a channel; one that the desk doesn't know keeps its own name."""
    return str(NAMES.get(channel, channel))


def shown_address(channel: str, address: str) -> str:
    """Return an address as people read it: of a visitor, whose browser made it up, only its last letters."""
    return address[-4:].upper() if channel == "chat" and re.fullmatch(r"v[0-9a-f]{24}", address) else address


def size(count: int) -> str:
    """Return bytes in few words: 812 B, 212 kB, 3.4 MB."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count // 1000} kB"
    return f"{count / 1_000_000:.1f} MB"


def with_links(text: str) -> SafeString:
    """Return the text escaped, its web addresses made into links that tell nothing of where they were clicked, and
    people who were called in (`@[Name](agent:12)`) by their names."""
    pieces: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        address = found[0].rstrip(_TRAILING)
        pieces.append(escape(text[end : found.start()]))
        shown = escape(address)
        pieces.append(f'<a href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>')
        end = found.start() + len(address)
    pieces.append(escape(text[end:]))
    whole = "".join(pieces)
    if "](agent:" in whole:
        whole = _CALLED.sub(r'<span class="mention">@\1</span>', whole)
    return mark_safe(whole)  # noqa: S308 - every piece was escaped above
