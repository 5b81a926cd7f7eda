"""Fold an HTML mail: read it as lines of text, find where the trailing quote begins, cut the tree there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .parts import PartKind
from .quotes import Stretch, cut
from .sheet import Sheet, clean, is_quoted
from .signatures import find_signature

_BLOCK_NAMES = """
address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6
header hr li main nav ol p pre section table tbody tfoot thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset(("style", "script", "head", "title", "template", "noscript", "-comment"))
_QUOTE_IDS = ("olk_src_body_section", "isforwardcontent", "isreplycontent", "mail-editor-reference-message-container")
_QUOTE_CLASSES = (
    "yahoo_quoted",
    "protonmail_quote",
    "tutanota_quote",
    "moz-cite-prefix",
    "gmail_attr",
    "zmail_extra",
    "front-blockquote",
)
_QUOTE_NAMES = ("messagereplysection", "quote")
_HARD_IDS = (
    "divrplyfwdmsg",
    "appendonsend",
    "stopspelling",
    "zwchr",
    "reply-intro",
    "ms-outlook-mobile-reference-message",
)
_MOST_NODES = 60_000
"""Nodes that are read: what stands beyond counts as part of the last line."""
_DEEPEST = 600
"""Open elements: parsers take quadratic time and memory beyond; no mail program comes near."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FLAT_NAMES = "br img hr meta link input col base wbr p li td th tr tbody thead tfoot option dd dt html body"
_FLAT = frozenset(_FLAT_NAMES.split())


@dataclass(slots=True)
class _Page:
    """The lines of a page, and the first node of each."""

    texts: list[str] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    nodes: list[LexborNode | None] = field(default_factory=list)
    hard: int | None = None
    open_line: bool = False

    def add(self, text: str, node: LexborNode, quoted: bool) -> None:
        """Append text to the open line, or begin one."""
        if self.open_line:
            self.texts[-1] += text
        elif text.strip():
            self.texts.append(text)
            self.quoted.append(quoted)
            self.nodes.append(node)
            self.open_line = True

    def end_line(self, node: LexborNode | None = None, *, blank: bool = False) -> None:
        """End the open line; `blank` also adds an empty one where none is open."""
        if blank and not self.open_line:
            self.texts.append("")
            self.quoted.append(False)
            self.nodes.append(node)
        self.open_line = False

    def sheet(self) -> Sheet:
        """Give the lines as the readers of plain text know them."""
        lines = [clean(" ".join(text.split())) for text in self.texts]
        marked = [line and (quoted or is_quoted(line)) for line, quoted in zip(lines, self.quoted, strict=True)]
        return Sheet(self.texts, lines, [bool(mark) for mark in marked])


def fold_html(html: str) -> tuple[str, str]:
    """Split an HTML mail into what to show and the quote at its end, to fold; both are fragments.

    Every node of the body is in exactly one of them, in order. Quotes between answers stay with the answers;
    a mail without words of its own, and a forward, is shown whole. The result is as unsafe as `html` was.
    """
    if _is_too_deep(html):
        return html, ""
    tree = LexborHTMLParser(html)
    page = _read(tree)
    if page is None:
        return html, ""
    start = _fold_from(page)
    node = None if start is None else _first_filled(page, start)
    if start is None or node is None:
        return html, ""
    return _split(html, tree, node)


def _is_too_deep(html: str) -> bool:
    """Count open elements roughly: ends without a beginning and tags that close themselves do not count."""
    if html.count("<") < _DEEPEST:
        return False
    depth = 0
    for match in _TAG.finditer(html):
        if match.group(2).lower() not in _FLAT:
            depth = max(0, depth + (-1 if match.group(1) else 1))
            if depth > _DEEPEST:
                return True
    return False


# --- reading --------------------------------------------------------------------------------------


def _read(tree: LexborHTMLParser) -> _Page | None:
    """Give the page's lines; None for a page without a body."""
    body = tree.body
    if body is None:
        return None
    page = _Page()
    depth_quoted = 0
    for count, (node, entering) in enumerate(_walk(body)):
        if count > _MOST_NODES:
            break
        tag = node.tag or ""
        if tag == "-text":
            page.add(node.text_content or "", node, depth_quoted > 0)
            continue
        if tag in _BLOCKS:
            page.end_line()
        depth_quoted += (1 if entering else -1) if _is_quote(node, tag) else 0
        if entering:
            _enter(page, node, tag, depth_quoted > 0)
    return page


def _enter(page: _Page, node: LexborNode, tag: str, quoted: bool) -> None:
    if tag == "hr":
        page.add("-----", node, quoted)
        page.end_line()
    elif tag == "br":
        page.end_line(node, blank=True)
    elif tag == "img":
        page.add("[img]", node, quoted)
    identity = (node.attributes.get("id") or "").lower() if page.hard is None and tag in ("div", "hr", "p") else ""
    if identity and identity.removeprefix("x_").startswith(_HARD_IDS):
        page.hard = len(page.texts) - (1 if tag == "hr" else 0)


def _walk(top: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Walk the tree below `top` without recursion: every element on entering (True) and on leaving it."""
    node = top.first_child
    while node is not None:
        silent = (node.tag or "") in _SILENT
        if not silent:
            yield node, True
        child = None if silent else node.first_child
        if child is not None:
            node = child
            continue
        if not silent and node.tag != "-text":
            yield node, False
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == top.mem_id:
                return
            yield node, False
        node = node.next if node is not None else None


def _is_quote(node: LexborNode, tag: str) -> bool:
    if tag not in ("div", "blockquote", "span", "table", "section"):
        return False
    attributes = node.attributes
    classes = (attributes.get("class") or "").lower()
    if tag == "blockquote":
        style = attributes.get("style") or ""
        return attributes.get("type") == "cite" or "cite" in attributes or "quote" in classes or "border" in style
    if classes and any(name in classes for name in _QUOTE_CLASSES):
        return True
    identity = (attributes.get("id") or "").lower().removeprefix("x_")
    return identity.startswith(_QUOTE_IDS) or (attributes.get("name") or "").lower() in _QUOTE_NAMES


# --- deciding --------------------------------------------------------------------------------------


def _fold_from(page: _Page) -> int | None:
    """Give the line from which everything is old, or None."""
    sheet = page.sheet()
    stretches = cut(sheet)
    start: int | None = None
    for position in range(len(stretches) - 1, -1, -1):
        stretch = stretches[position]
        if stretch.kind is PartKind.FORWARD:
            start = None
        elif stretch.kind is PartKind.QUOTE:
            start = stretch.start
        elif position == 0 or not _is_signature(sheet, stretch):
            break
    if page.hard is not None and not _forwards(stretches, page.hard):
        start = page.hard if start is None else min(start, page.hard)
    return start if start and _has_words(sheet, start) else None


def _forwards(stretches: list[Stretch], line: int) -> bool:
    return any(stretch.kind is PartKind.FORWARD and stretch.start <= line for stretch in stretches)


def _is_signature(sheet: Sheet, stretch: Stretch) -> bool:
    """Whether what stands below a quote is only the signature."""
    if not any(sheet.lines[index] for index in range(stretch.start, stretch.end)):
        return True
    signed = find_signature(sheet, stretch.start, stretch.end, below_quote=True)
    return signed is not None and signed.start <= sheet.next_filled(stretch.start)


def _has_words(sheet: Sheet, end: int) -> bool:
    return any(char.isalnum() for index in range(end) for char in sheet.lines[index])


def _first_filled(page: _Page, start: int) -> LexborNode | None:
    return next((page.nodes[index] for index in range(start, len(page.nodes)) if page.texts[index].strip()), None)


# --- cutting ---------------------------------------------------------------------------------------


def _split(html: str, tree: LexborHTMLParser, node: LexborNode) -> tuple[str, str]:
    """Cut the tree before `node`: the wrappers around it stand in both halves."""
    path = _path(_outermost(node))
    other = LexborHTMLParser(html)
    _drop(tree, path, before=False)
    _drop(other, path, before=True)
    assert tree.body is not None
    assert other.body is not None
    return tree.body.inner_html or "", other.body.inner_html or ""


def _outermost(node: LexborNode) -> LexborNode:
    """Climb while nothing readable stands before the node, so that no empty frame is left behind."""
    while True:
        parent = node.parent
        if parent is None or parent.tag in ("body", "html") or _has_readable_before(node):
            return node
        node = parent


def _has_readable_before(node: LexborNode) -> bool:
    before = node.prev
    while before is not None:
        if before.tag == "img" or (before.tag not in _SILENT and before.text().strip()):
            return True
        before = before.prev
    return False


def _path(node: LexborNode) -> list[int]:
    """Give the way from the body down to the node, as places among the siblings."""
    path: list[int] = []
    current: LexborNode | None = node
    while current is not None and current.tag != "body":
        place, before = 0, current.prev
        while before is not None:
            place, before = place + 1, before.prev
        path.append(place)
        current = current.parent
    return path[::-1]


def _drop(tree: LexborHTMLParser, path: list[int], *, before: bool) -> None:
    """Take out all that stands before the node at `path`, or the node and all that follows it."""
    level = tree.body
    for depth, place in enumerate(path):
        assert level is not None
        node = level.first_child
        below: LexborNode | None = None
        index = 0
        while node is not None:
            following = node.next
            if index == place:
                below = node
                if not before and depth == len(path) - 1:
                    node.remove()
            elif (index < place) == before:
                node.remove()
            node, index = following, index + 1
        level = below
