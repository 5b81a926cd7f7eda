"""The words of a mail, as text and as the simplest HTML that every mail program shows alike."""

from __future__ import annotations

import html
import re

_URL = re.compile(r"https?://[^\s<>\"']{1,2000}")
_AFTER = ".,;:!?)]»”"


def quoted(text: str) -> str:
    """Return the text with "> " before each line."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def with_links(text: str) -> str:
    """Return the text as HTML: everything escaped, web addresses clickable, lines kept."""
    pieces: list[str] = []
    end = 0
    for match in _URL.finditer(text):
        url = match[0].rstrip(_AFTER)
        pieces.append(html.escape(text[end : match.start()]))
        pieces.append(f'<a href="{html.escape(url)}">{html.escape(url)}</a>')
        end = match.start() + len(url)
    pieces.append(html.escape(text[end:]))
    return "".join(pieces).strip().replace("\r\n", "\n").replace("\n", "<br>\n")


def html_page(*, words: str, foot: str, line: str, head: str, quote: str, mark: str) -> str:
    """Put the parts together; all but `line`, `head` and `mark` are HTML already."""
    grey = "color:#6b7280;font-size:12px"
    parts = [f"<div>{words}</div>"]
    if foot:
        parts.append(f'<p style="{grey}">{foot}</p>')
    parts.append(f'<p style="{grey}">{html.escape(line)}</p>')
    if quote:
        parts.append(f'<p style="{grey}">{html.escape(head)}</p>')
        bar = "margin:0 0 0 8px;padding-left:8px;border-left:2px solid #d1d5db"
        parts.append(f'<blockquote style="{bar}">{quote}</blockquote>')
    parts.append(f'<p style="color:#9ca3af;font-size:10px">{html.escape(mark)}</p>')
    body = "\n".join(parts)
    return f'<html><body style="font-family:sans-serif;font-size:14px;line-height:1.5">\n{body}\n</body></html>\n'
