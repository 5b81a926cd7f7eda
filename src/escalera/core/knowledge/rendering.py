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
_MARKS = re.compile(r"[#*_>`|~\[\]]|\(https?://[^)\s]{1,2000}\)")
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


def snippet(body: str) -> str:
    """Return the first words, without marks."""
    text = " ".join(_MARKS.sub(" ", body[:1000]).split())
    return text if len(text) <= LONGEST_SNIPPET else text[:LONGEST_SNIPPET].rpartition(" ")[0] + "…"


def _lower(match: re.Match[str]) -> str:
    """The page's own heading is the first: those of the text begin below it."""
    return f"<{match[1]}h{min(int(match[2]) + (match[2] == '1'), 4)}>"
