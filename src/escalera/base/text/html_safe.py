"""HTML of strangers made fit to stand in our page: an allow-list, then a second look at every address and style."""

import html as entities
import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3

from .html_bounds import bounded, names

_TAGS = names(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main "
    "mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th "
    "thead time tr tt u ul var wbr"
)
_DROPPED_WITH_CONTENT = names(
    "script style head title template iframe object embed applet svg math noembed noframes noscript xmp "
    "plaintext textarea select frameset"
)
_SIZED = {"width", "height", "align", "valign", "bgcolor", "style"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border"},
    "table": _SIZED | {"border", "cellpadding", "cellspacing"},
    "td": _SIZED | {"colspan", "rowspan", "nowrap"},
    "th": _SIZED | {"colspan", "rowspan", "nowrap", "scope"},
    "tr": _SIZED,
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value"},
    "hr": {"width", "size", "color"},
    "time": {"datetime"},
    "bdo": {"dir"},
}
_STYLES = names(
    "color background-color font font-family font-size font-style font-weight font-variant text-align text- "
    "decoration text-indent text-transform line-height letter-spacing white-space word-break overflow-wrap "
    "vertical-align direction border border-top border-right border-bottom border-left border-color border- "
    "style border-width border-collapse border-spacing border-radius border-top-color border-top-style "
    "border-top-width border-left-color border-left-style border-left-width border-right-color border-right- "
    "style border-right-width border-bottom-color border-bottom-style border-bottom-width padding padding-top "
    "padding-right padding-bottom padding-left margin margin-top margin-right margin-bottom margin-left width "
    "max-width min-width height max-height list-style-type table-layout display"
)
_SAFE_VALUE = re.compile(r"[\w\s#%.,()'\"!/+-]{1,300}\Z")
_FUNCTION = re.compile(r"([\w-]+)\s*\(")
_FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "calc"}
_SHOWN = {"block", "inline", "inline-block", "none", "table", "table-row", "table-cell", "list-item"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_HIDDEN_CHARACTERS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_SOURCE = re.compile(r' src="([^"]*)"')
_KEPT_SOURCE = re.compile(r' data-src="(https?://[^"]*)"')


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """Safe HTML and how many images of other servers wait in it (``data-src``) until someone asks for them."""

    html: str
    remote_images: int


def clean_html(html: str, *, cid_url: Callable[[str], str | None]) -> CleanHtml:
    """Return ``html`` without anything that can run, send, load or cover.

    ``cid_url`` gives the address of an image of the mail itself by its Content-ID (without <>), or None: then the
    image is left out. Images of other servers keep their address in ``data-src`` only. Links lead to http, https,
    mailto or tel, open apart and tell nothing of where they were clicked; relative ones would lead into our own house
    and lose their address.
    """
    own: set[str] = set()

    def judge(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _safe_style(value)
        if name == "href":
            return _safe_link(value)
        if name == "src":
            return _safe_source(value, cid_url, own)
        if name == "bgcolor":
            return value if re.fullmatch(r"#?[0-9A-Za-z]{1,20}", value) else None
        return value[:500]

    cleaned = nh3.clean(
        bounded(html),
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=judge,
        strip_comments=True,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={*_SCHEMES, "cid"},
        filter_style_properties=set(_STYLES),
    )
    return _without_remote_images(cleaned, own)


def show_remote(html: str) -> str:
    """Return the output of ``clean_html`` with the images of other servers put back, http and https only."""
    return _IMAGE.sub(lambda image: _KEPT_SOURCE.sub(r' src="\1"', image[0], count=1), html)


def _without_remote_images(html: str, own: set[str]) -> CleanHtml:
    remote = 0

    def apart(image: re.Match[str]) -> str:
        nonlocal remote
        source = _SOURCE.search(image[0])
        if source is None or entities.unescape(source[1]) in own:
            return image[0]
        remote += 1
        return image[0].replace(' src="', ' data-src="', 1)

    # nh3 writes every tag in one fixed way and escapes "<" everywhere else, so the pattern meets real tags only.
    html = _IMAGE.sub(apart, html)
    return CleanHtml(html, remote)


def _bare_address(value: str) -> str:
    """Return an address as a browser reads it: without blanks and invisible characters, entities already resolved."""
    return _HIDDEN_CHARACTERS.sub("", value)


def _safe_link(value: str) -> str | None:
    address = _bare_address(value) if not value.lower().lstrip().startswith("mailto:") else value.strip()
    scheme = _SCHEME.match(address.lower())
    if scheme is None and address.startswith("//"):
        return f"https:{address}"
    return address if scheme and scheme[1] in _SCHEMES else None


def _safe_source(value: str, cid_url: Callable[[str], str | None], own: set[str]) -> str | None:
    address = _bare_address(value)
    lower = address.lower()
    if lower.startswith("cid:"):
        url = cid_url(address[4:].strip("<>"))
        if url:
            own.add(url)
        return url
    if address.startswith("//"):
        address = f"https:{address}"
    elif not lower.startswith(("http://", "https://")):
        return None
    return None if address in own else address


def _safe_style(value: str) -> str | None:
    kept = []
    for declaration in value[:4_000].split(";"):
        name, _, content = declaration.partition(":")
        name = name.strip().lower()
        content = content.strip()
        if name in _STYLES and _safe_content(name, content):
            kept.append(f"{name}: {content}")
    return "; ".join(kept) or None


def _safe_content(name: str, content: str) -> bool:
    """Return whether a style value neither loads, runs nor leaves its place."""
    if not _SAFE_VALUE.match(content):
        return False
    if any(function.lower() not in _FUNCTIONS for function in _FUNCTION.findall(content)):
        return False
    if name == "display":
        return content.lower().replace("!important", "").strip() in _SHOWN
    if name.startswith("margin") or name == "text-indent":
        return "-" not in content
    return True
