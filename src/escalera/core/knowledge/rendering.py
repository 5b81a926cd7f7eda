"""An article's Markdown as safe HTML, and as the first words of it."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("js-default", {"linkify": False, "typographer": False})
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
_HEADING = re.compile(r"<(/?)h([1-6])>")
_LONG = 2000  # characters in which a snippet's words are looked for
LONGEST_SNIPPET = 180  # characters


@lru_cache(maxsize=256)
def to_html(body: str) -> SafeString:
    """Return the body as HTML that may stand in our page; raw HTML in it is shown as the text that it is."""
    rendered = _HEADING.sub(_lower, str(_MARKDOWN.render(body)))
    clean = nh3.clean(
        rendered, tags=_TAGS, attributes={"a": {"href", "title"}, "ol": {"start"}}, url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return mark_safe(clean)  # noqa: S308 - sanitized


@lru_cache(maxsize=256)
def plain_words(body: str) -> str:
    """Return what a reader reads of the body, in one line: no marks, no addresses of links, no pictures."""
    words: list[str] = []
    for block in _MARKDOWN.parse(body):
        if block.type in ("fence", "code_block"):
            words.append(block.content)
        words += [" " if "break" in one.type else one.content for one in block.children or () if one.type != "image"]
        words.append(" ")
    return " ".join("".join(words).split())


def snippet(body: str) -> str:
    """Return the first words, without marks."""
    text = plain_words(body[:_LONG])
    return text if len(text) <= LONGEST_SNIPPET else text[:LONGEST_SNIPPET].rpartition(" ")[0] + "…"


def _lower(match: re.Match[str]) -> str:
    """The page's own heading is the first: those of the text begin below it."""
    return f"<{match[1]}h{min(int(match[2]) + (match[2] == '1'), 4)}>"
