"""HTML to the text a person would have typed: for search, for reply cutting, for mail without a plain part."""

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .html_bounds import bounded, names

RULE = "_" * 32  # what Outlook writes above a quoted mail in plain text; HTML has <hr> there
_MAX_QUOTES = 10
_MAX_INDENT = 6
_SKIPPED = names(
    "script style head title meta link template svg math iframe object embed applet noembed noframes noscript "
    "select option textarea audio video canvas map datalist -comment -doctype"
)
_BLOCKS = names(
    "div section article header footer main aside nav address center form fieldset legend dl dt dd figure "
    "figcaption table thead tbody tfoot tr caption details summary body html hgroup dir menu"
)
_PARAGRAPHS = names("p h1 h2 h3 h4 h5 h6 ul ol pre blockquote")
_CELLS = ("td", "th")
_BLANKS = re.compile(r"[ \t\n\r\f\xa0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]+")
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|(?:^|;)font-size:0(?:px|pt|em|%)?(?:;|!|$)|(?:^|;)max-height:0(?:px)?(?:;|!|$)"
    r"|(?:^|;)opacity:0(?:\.0+)?(?:;|!|$)"
)
_SCHEME = re.compile(r"(?:https?|ftp|mailto|tel|sms):", re.IGNORECASE)


def html_to_text(html: str) -> str:
    """Return the readable text of ``html`` with "\\n" line ends; linear in its length, never raises on any input.

    Blocks stand on their own lines, paragraphs have one blank line between, <blockquote> becomes "> " marks,
    <hr> a line of underscores, list items "- " or "1. ", table cells are parted by a tab. A link shows its address
    in parentheses unless the words say it already. Scripts, styles and what the sender hid are left out.
    """
    if "<" not in html and "&" not in html:
        return _tidy(_INVISIBLE.sub("", html))
    writer = _Writer()
    root = LexborHTMLParser(bounded(html)).root
    if root is not None:
        _walk(root, writer)
    return writer.text()


class _Writer:
    """Collects words into lines; blocks ask for breaks, breaks are written when words follow."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.blank_wanted = False
        self.fresh = False  # at the beginning of a quote: its first paragraph has no blank line above
        self.space_wanted = False
        self.tab_wanted = False
        self.quotes = 0
        self.lists: list[int | None] = []  # the next number of an ordered list, None for bullets
        self.marker = ""
        self.preformatted = 0

    def words(self, text: str) -> None:
        text = _INVISIBLE.sub("", text)
        if self.preformatted:
            self._lines_as_they_are(text)
            return
        stripped = _BLANKS.sub(" ", text)
        if not stripped.strip():
            self.space_wanted = self.space_wanted or bool(stripped)
            return
        if stripped[0] == " ":
            self.space_wanted = True
        self._put(stripped.strip())
        self.space_wanted = stripped[-1] == " "

    def _lines_as_they_are(self, text: str) -> None:
        first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if first:
            self._put(first)
        for line in rest:
            self.new_line()
            if line:
                self._put(line)

    def _put(self, text: str) -> None:
        self.fresh = False
        if not self.line:
            self._begin_line()
        elif self.tab_wanted:
            self.line.append("\t")
        elif self.space_wanted:
            self.line.append(" ")
        self.space_wanted = self.tab_wanted = False
        self.line.append(text)

    def _begin_line(self) -> None:
        if self.blank_wanted and self.lines:
            self.lines.append(self._margin().rstrip())
        self.blank_wanted = False
        if self.marker:
            indent = "  " * (min(len(self.lists), _MAX_INDENT) - 1)
            self.line.append(f"{indent}{self.marker} ")
            self.marker = ""
        elif self.lists and not self.preformatted:
            self.line.append("  " * min(len(self.lists), _MAX_INDENT))

    def _margin(self) -> str:
        return "> " * min(self.quotes, _MAX_QUOTES)

    def end_line(self) -> None:
        """End the line if something stands on it."""
        if self.line:
            self.lines.append(f"{self._margin()}{''.join(self.line)}".rstrip())
            self.line = []
        self.space_wanted = self.tab_wanted = False

    def new_line(self) -> None:
        """End the line, also if it is empty: a line break the writer typed."""
        if self.line:
            self.end_line()
        elif self.lines:
            self.blank_wanted = True

    def end_paragraph(self) -> None:
        self.end_line()
        self.blank_wanted = not self.fresh

    def text(self) -> str:
        self.end_line()
        return _tidy("\n".join(self.lines))


def _tidy(text: str) -> str:
    text = re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    return f"{text}\n" if text else ""


_Task = tuple[LexborNode | None, Callable[[], None] | None]


def _walk(root: LexborNode, writer: _Writer) -> None:
    """Visit the tree without recursion: a stack of nodes to enter and things to do on leaving them."""
    stack: list[_Task] = [(root, None)]
    while stack:
        node, leave = stack.pop()
        if leave is not None:
            leave()
        if node is None:
            continue
        following = node.next
        if following is not None and node is not root:
            stack.append((following, None))
        tag = node.tag
        if tag == "-text":
            writer.words(node.text_content or "")
        elif tag not in _SKIPPED and not _is_hidden(node):
            _enter(tag or "", node, writer, stack)


def _enter(tag: str, node: LexborNode, writer: _Writer, stack: list[_Task]) -> None:
    leave = _ENTER.get(tag, _enter_other)(tag, node, writer)
    if leave is not None:
        stack.append((None, leave))
    child = node.first_child
    if child is not None:
        stack.append((child, None))


def _enter_other(tag: str, node: LexborNode, writer: _Writer) -> Callable[[], None] | None:
    if tag in _PARAGRAPHS:
        writer.end_paragraph()
        return writer.end_paragraph
    if tag in _BLOCKS:
        writer.end_line()
        return writer.end_line
    return None


def _enter_break(tag: str, node: LexborNode, writer: _Writer) -> None:
    writer.new_line()


def _enter_rule(tag: str, node: LexborNode, writer: _Writer) -> None:
    writer.end_line()
    writer.words(RULE)
    writer.end_line()


def _enter_cell(tag: str, node: LexborNode, writer: _Writer) -> None:
    writer.tab_wanted = bool(writer.line)


def _enter_image(tag: str, node: LexborNode, writer: _Writer) -> None:
    alt = _BLANKS.sub(" ", node.attributes.get("alt") or "").strip()
    if alt:
        writer.words(f"[{alt[:200]}]")


def _enter_quote(tag: str, node: LexborNode, writer: _Writer) -> Callable[[], None]:
    writer.end_paragraph()
    if writer.lines:
        writer.blank_wanted = False
        writer.lines.append(writer._margin().rstrip())
    writer.quotes += 1
    writer.fresh = True

    def leave() -> None:
        writer.end_line()
        writer.quotes -= 1
        writer.fresh = False
        writer.blank_wanted = True

    return leave


def _enter_pre(tag: str, node: LexborNode, writer: _Writer) -> Callable[[], None]:
    writer.end_paragraph()
    writer.preformatted += 1

    def leave() -> None:
        writer.preformatted -= 1
        writer.end_paragraph()

    return leave


def _enter_list(tag: str, node: LexborNode, writer: _Writer) -> Callable[[], None]:
    if writer.lists:
        writer.end_line()
    else:
        writer.end_paragraph()
    start = node.attributes.get("start") or "1"
    writer.lists.append((int(start) if re.fullmatch(r"\d{1,6}", start) else 1) if tag == "ol" else None)

    def leave() -> None:
        writer.end_line()
        writer.marker = ""
        writer.lists.pop()
        writer.blank_wanted = writer.blank_wanted or not writer.lists

    return leave


def _enter_item(tag: str, node: LexborNode, writer: _Writer) -> Callable[[], None]:
    writer.end_line()
    number = writer.lists[-1] if writer.lists else None
    writer.marker = "-" if number is None else f"{number}."
    if number is not None:
        writer.lists[-1] = number + 1
    return writer.end_line


def _enter_link(tag: str, node: LexborNode, writer: _Writer) -> Callable[[], None] | None:
    address = (node.attributes.get("href") or "").strip()
    if not _SCHEME.match(address) or len(address) > 2_000:
        return None
    lines_before, pieces_before = len(writer.lines), len(writer.line)

    def leave() -> None:
        shown = (
            " ".join((*writer.lines[lines_before:], "".join(writer.line)))
            if len(writer.lines) > lines_before
            else ("".join(writer.line[pieces_before:]))
        )
        if shown.strip() and not _says(shown, address):
            writer.space_wanted = bool(writer.line)
            writer.words(f"({address})" if writer.line else address)

    return leave


def _says(shown: str, address: str) -> bool:
    """Return whether the words of a link already tell where it leads."""
    return _bare(address) in _bare(shown) or (_bare(shown) == _bare(address.partition("?")[0]) and ":" in address[:8])


def _bare(address: str) -> str:
    text = "".join(address.split()).lower()
    text = re.sub(r"^(?:https?://(?:www\.)?|mailto:|tel:|sms:|www\.)", "", text)
    return text.rstrip("/")


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return bool(style) and _HIDDEN.search("".join((style or "").lower().split())) is not None


_ENTER: dict[str, Callable[[str, LexborNode, _Writer], Callable[[], None] | None]] = {
    "br": _enter_break,
    "hr": _enter_rule,
    "td": _enter_cell,
    "th": _enter_cell,
    "img": _enter_image,
    "blockquote": _enter_quote,
    "pre": _enter_pre,
    "ul": _enter_list,
    "ol": _enter_list,
    "li": _enter_item,
    "a": _enter_link,
}
