"""An article's Markdown as safe HTML, and as the first words of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from escalera.core.knowledge.models import ArticleFile

_MARKDOWN = MarkdownIt("js-default", {"linkify": False, "typographer": False})
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
_HEADING = re.compile(r"<(/?)h([1-6])( id=\"[\w-]+\")?>")
_LONG = 2000  # characters in which a snippet's words are looked for
LONGEST_SNIPPET = 180  # characters


def to_html(body: str, files: Iterable[ArticleFile] = (), where: str = "") -> SafeString:
    """Return the body as HTML that may stand in our page; raw HTML in it is shown as the text that it is.

    `files`: those of the article that the text may show or link by their names, `where`: the address that they stand
    under. Pictures from elsewhere are never loaded: their words stand in their place."""
    return _html(body, tuple(sorted((one.name, one.content_type.startswith("image/")) for one in files)), where)


@lru_cache(maxsize=256)
def _html(body: str, files: tuple[tuple[str, bool], ...], where: str) -> SafeString:
    tokens = _MARKDOWN.parse(body)
    own = dict(files)
    _name_headings(tokens)
    for block in tokens:
        if block.children:
            block.children = [_placed(one, own, where) for one in block.children]
    rendered = _HEADING.sub(_lower, str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})))
    clean = nh3.clean(
        rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer nofollow"
    )
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


def file_names(body: str) -> list[str]:
    """Return the names without an address that the text shows or links: the files it expects to have beside it."""
    found: dict[str, None] = {}
    for block in _MARKDOWN.parse(body):
        for one in block.children or ():
            address = one.attrs.get("src") or one.attrs.get("href")
            if isinstance(address, str) and address and ":" not in address and address[0] not in "/#?":
                found[address] = None
    return list(found)


def _placed(token: Token, own: dict[str, bool], where: str) -> Token:
    """Point what names a file of the article to where it stands; a picture of others becomes its words."""
    if token.type == "image":
        name = str(token.attrs.get("src", ""))
        if own.get(name):
            token.attrs["src"] = where + quote(name)
            return token
        return Token("text", "", 0, content=token.content)
    if token.type == "link_open" and str(token.attrs.get("href", "")) in own:
        token.attrs["href"] = where + quote(str(token.attrs["href"]))
    return token


def _lower(match: re.Match[str]) -> str:
    """The page's own heading is the first: those of the text begin below it."""
    return f"<{match[1]}h{min(int(match[2]) + (match[2] == '1'), 4)}{match[3] or ''}>"


def anchor_of(heading: str) -> str:
    """Return the name by which an address points to a heading, "" if it has no letters: "at-luz-roja"."""
    slug = slugify(heading)[:76]
    return f"at-{slug}" if slug else ""


def _name_headings(tokens: list[Token]) -> None:
    """Give each heading its name; of two that say the same the first has it."""
    named: set[str] = set()
    for block, inner in pairwise(tokens):
        if block.type == "heading_open":
            anchor = anchor_of(plain_words(inner.content))
            if anchor and anchor not in named:
                named.add(anchor)
                block.attrs["id"] = anchor
