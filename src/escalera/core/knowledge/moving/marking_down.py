"""HTML of other help centers as Markdown. What is no text (scripts, frames, styles) is left out."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from escalera.base.text.html_bounds import bounded, names

_SKIPPED = names(
    "script style head title meta link template svg math iframe object embed applet noscript select option textarea "
    "audio video canvas form button nav -comment -doctype"
)
_BLOCKS = names("div section article header footer main aside figure figcaption dl dt dd details summary center body")
_HEADINGS = {"h1": "##", "h2": "##", "h3": "###", "h4": "####", "h5": "####", "h6": "####"}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~"}
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_MANY_BREAKS = re.compile(r"\n{3,}")
DEEPEST = 40
LONGEST_ADDRESS = 2000


def to_markdown(html: str) -> str:
    """Return the words of HTML with their headings, lists, tables, emphasis, links and pictures as Markdown."""
    tree = LexborHTMLParser(bounded(html))
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    if root is None:
        return ""
    return _tidy(_blocks(root, 0))


def title_of(html: str) -> str:
    """Return what a page calls itself: its title, else its first heading; "" if it has neither."""
    found = _TITLE.search(html[:200_000])
    if found:
        return _words(unescape(found[1]))
    tree = LexborHTMLParser(bounded(html))
    heading = tree.css_first("h1") or tree.css_first("h2")
    return _words(heading.text()) if heading is not None else ""


def language_of(html: str) -> str:
    found = _LANG.search(html[:5000])
    return found[1].lower() if found else ""


_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
_LANG = re.compile(r"<html[^>]{0,500}?\slang\s?=\s?[\"']?([a-zA-Z-]{2,10})", re.IGNORECASE)


def _words(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())[:160]


def _blocks(node: LexborNode, depth: int) -> str:
    """Return the children of a block, each block of them on lines of its own."""
    out: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag in _SKIPPED:
            continue
        if tag == "-text":
            words = _escaped(child.text(deep=False))
            out.append(words.lstrip() if not out or out[-1].endswith("\n") else words)
        elif (block := _block(child, tag, depth)) is not None:
            out.append(f"\n\n{block.strip(chr(10))}\n\n" if block.strip() else "")
        else:
            out.append(_inline(child, tag, depth))
    return "".join(out)


def _block(node: LexborNode, tag: str, depth: int) -> str | None:
    """Return a block as Markdown; None for what stands inside a line."""
    if depth > DEEPEST:
        return _escaped(node.text())
    if tag in _HEADINGS:
        return f"{_HEADINGS[tag]} {_line(node, depth)}"
    if tag == "p":
        return _blocks(node, depth + 1).strip()
    if tag in ("ul", "ol"):
        return _list(node, tag == "ol", depth)
    if tag == "pre":
        return "```\n" + node.text().strip("\n").replace("```", "'''") + "\n```"
    if tag == "blockquote":
        return "\n".join(f"> {line}".rstrip() for line in _tidy(_blocks(node, depth + 1)).split("\n"))
    if tag == "table":
        return _table(node, depth)
    if tag == "hr":
        return "---"
    return _blocks(node, depth + 1) if tag in _BLOCKS else None


def _inline(node: LexborNode, tag: str, depth: int) -> str:
    if tag == "br":
        return "  \n"
    if tag == "img":
        return _image(node)
    if tag == "code":
        words = node.text().replace("`", "'").strip()
        return f"`{words}`" if words else ""
    inner = _blocks(node, depth + 1) if depth < DEEPEST else _escaped(node.text())
    if tag == "a":
        return _link(node, inner)
    mark, bare = _MARKS.get(tag, ""), inner.strip()
    if not mark or not bare or "\n" in bare or mark in bare:
        return inner
    return f"{inner[: len(inner) - len(inner.lstrip())]}{mark}{bare}{mark}{inner[len(inner.rstrip()) :]}"


def _list(node: LexborNode, is_ordered: bool, depth: int) -> str:
    lines: list[str] = []
    number = 0
    for child in node.iter():
        if child.tag != "li":
            continue
        number += 1
        mark = f"{number}. " if is_ordered else "- "
        words = _tidy(_blocks(child, depth + 1)).replace("\n\n", "\n") or " "
        lines.append(mark + words.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _table(node: LexborNode, depth: int) -> str:
    rows = [
        [_line(cell, depth).replace("|", "\\|") for cell in row.css("td, th")[:20]] for row in node.css("tr")[:500]
    ]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    full = [row + [""] * (width - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in full]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _link(node: LexborNode, inner: str) -> str:
    address, words = (node.attributes.get("href") or "").strip(), _SPACE.sub(" ", inner).strip()
    if not words or not address or address.startswith("#") or len(address) > LONGEST_ADDRESS:
        return inner
    if _scheme(address) not in ("", "http", "https", "mailto", "tel"):
        return inner
    return (
        f"[{words}](<{address.replace('<', '%3C').replace('>', '%3E')}>)"
        if _odd(address)
        else f"[{words}]({address})"
    )


def _image(node: LexborNode) -> str:
    address = unquote((node.attributes.get("src") or "").strip())
    words = _escaped((node.attributes.get("alt") or "").strip()) or " "
    if not address or len(address) > LONGEST_ADDRESS or address.startswith("data:"):
        return words.strip()
    return f"![{words.strip()}](<{address}>)" if _odd(address) else f"![{words.strip()}]({address})"


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "?"


def _odd(address: str) -> bool:
    return any(one in address for one in " ()")


def _line(node: LexborNode, depth: int) -> str:
    return _SPACE.sub(" ", _blocks(node, depth + 1)).strip()


def _tidy(text: str) -> str:
    lines = [line.rstrip() if not line.endswith("  ") else line for line in text.split("\n")]
    return _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip()


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text))
