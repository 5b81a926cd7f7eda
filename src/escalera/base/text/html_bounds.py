"""Keep hostile HTML from costing more than its length: tree builders are quadratic in depth and attributes."""

import re


def names(listed: str) -> frozenset[str]:
    """Return the words of a list that is easier to read on few lines."""
    return frozenset(listed.split())


MAX_CHARACTERS = 1_500_000
MAX_DEPTH = 250
_MANY_TAGS = 2_500  # below this no nesting can hurt
_LONG_TAG = 3_000  # characters between < and >
_DATA_URI = re.compile(r"data:[a-zA-Z0-9/+.;=-]{0,100},[A-Za-z0-9+/=%\s]{200,}")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})((?:\s|/)[^<>]{0,3000})?>")
_ATTRIBUTE = re.compile(r"([a-zA-Z_][\w:-]{0,60})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_VOID = names("area base br col embed hr img input link meta param source track wbr")
_MAX_ATTRIBUTES = 40
_DROPPED = ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext")


def bounded(html: str) -> str:
    """Return HTML that a tree builder reads in time linear to its length.

    Ordinary mail comes back as it is. Where tags are many, long or left open, the markup is written anew from its
    own tokens, with nesting cut at 250 levels; words are kept.
    """
    html = html.replace("\0", "")
    if "data:" in html:
        html = _DATA_URI.sub("data:,", html)
    html = html[:MAX_CHARACTERS]
    if html.count("<") <= _MANY_TAGS and not _has_long_tag(html):
        return html
    return _rewritten(html)


def _has_long_tag(html: str) -> bool:
    return any(len(piece.partition(">")[0]) > _LONG_TAG for piece in html.split("<")[1:])


def _rewritten(html: str) -> str:
    html = _without_raw_text(html)
    out: list[str] = []
    open_tags: dict[str, int] = {}
    depth = 0
    position = 0
    for found in _TAG.finditer(html):
        out.append(_text(html[position : found.start()]))
        position = found.end()
        name = found[2].lower()
        if found[1]:
            if open_tags.get(name):
                open_tags[name] -= 1
                depth -= 1
                out.append(f"</{name}>")
        elif name in _VOID:
            out.append(f"<{name}{_attributes(found[3])}>")
        elif depth < MAX_DEPTH:
            open_tags[name] = open_tags.get(name, 0) + 1
            depth += 1
            out.append(f"<{name}{_attributes(found[3])}>")
        else:
            out.append(" ")
    out.append(_text(html[position:]))
    return "".join(out)


def _without_raw_text(html: str) -> str:
    """Drop comments, declarations and elements whose content is no markup; each is found with one search."""
    html = _cut(html, "<!--", "-->")
    html = _cut(html, "<![", ">")
    html = _cut(html, "<?", ">")
    for name in _DROPPED:
        html = _cut(html, f"<{name}", f"</{name}")
    return html


def _cut(html: str, begin: str, end: str) -> str:
    lower = html.lower()
    if len(lower) != len(html):  # a few letters grow when lowered; then positions would not match
        lower = html
    out: list[str] = []
    position = 0
    while True:
        at = lower.find(begin, position)
        if at == -1:
            break
        out.append(html[position:at])
        stop = lower.find(end, at + len(begin))
        if stop == -1:
            position = len(html) if begin in ("<!--",) or begin[1].isalpha() else at + len(begin)
            break
        position = stop + len(end)
    out.append(html[position:])
    return "".join(out)


def _text(piece: str) -> str:
    return piece.replace("<", "&lt;").replace(">", "&gt;") if piece else ""


def _attributes(source: str | None) -> str:
    if not source or not source.strip("/ \t\r\n"):
        return ""
    out: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(source):
        value = found[2] or found[3] or found[4] or ""
        out.setdefault(found[1].lower(), value.replace('"', "&quot;"))
        if len(out) >= _MAX_ATTRIBUTES:
            break
    return "".join(f' {name}="{value}"' for name, value in out.items())
