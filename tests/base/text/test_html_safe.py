"""HTML of strangers in our page."""

import re
from html.parser import HTMLParser

import pytest

from escalera.base.text.html import CleanHtml, clean_html, show_remote


def clean(html: str) -> str:
    return clean_html(html, cid_url=lambda cid: None).html


LINK = 'rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p>Hola <b>Ana</b></p>", "<p>Hola <b>Ana</b></p>"),
        ("<script>alert(1)</script>x", "x"),
        ("<scr<script>ipt>alert(1)</script>x", "ipt&gt;alert(1)x"),
        ("<style>@import 'http://x'; p{position:fixed}</style>x", "x"),
        ('<link rel=stylesheet href="http://x/y.css">x', "x"),
        ('<meta http-equiv=refresh content="0;url=http://x">x', "x"),
        ('<base href="http://evil/">x', "x"),
        ('<form action="http://x"><input name=a><button>b</button></form>', "b"),
        ("<textarea><img src=x onerror=alert(1)></textarea>x", "x"),
        ("<iframe src=http://x></iframe><object data=x></object><embed src=x>y", "y"),
        ('<p onclick="alert(1)" id=a class=b hx-get="/x" data-src="y">x</p>', "<p>x</p>"),
        ("<svg><script>alert(1)</script><a xlink:href='javascript:x'>y</a></svg>z", "z"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""),
        ("<!-- x -->y<!--[if mso]>z<![endif]-->", "y"),
        (
            '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>x',
            '<img>"&gt;x',
        ),
        (
            "<table background='http://x/y.png'><tr><td>x</td></tr></table>",
            "<table><tbody><tr><td>x</td></tr></tbody></table>",
        ),
        ("<video poster='http://x' src='http://y'></video><audio src=z></audio>x", "x"),
    ],
)
def test_what_could_run_send_or_cover_is_gone(html: str, safe: str) -> None:
    assert clean(html) == safe


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://x.example/a?b=c&amp;d", "https://x.example/a?b=c&amp;d"),
        ("mailto:ana@x.y", "mailto:ana@x.y"),
        ("tel:+34600", "tel:+34600"),
        ("//x.example/a", "https://x.example/a"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        (" \t java\nscript:alert(1)", None),
        ("&#106;avascript&colon;alert(1)", None),
        ("java&#x09;script:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("vbscript:x", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("/admin/delete", None),
        ("admin", None),
        ("file:///etc/passwd", None),
        ("\\\\evil\\share", None),
    ],
)
def test_links_lead_only_outside_and_only_to_pages_mail_and_phones(address: str, kept: str | None) -> None:
    href = f' href="{kept}"' if kept else ""
    attributes = set(re.findall(r' [a-z]+="[^"]*"', clean(f'<a href="{address}">x</a>')))
    assert attributes == {one for one in (href, f" {LINK}", ' target="_blank"') if one}


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: red; font-size: 12px", "color:red;font-size:12px"),
        ("background: url(http://x)", ""),
        ("background-color: url(http://x)", ""),
        ("background-color: u\\72l(http://x)", ""),
        ("background-color: u/**/rl(http://x)", ""),
        ("color: expression(alert(1))", ""),
        ("position: fixed; top: 0; z-index: 9", ""),
        ("display: flex", ""),
        ("margin-left: -9999px", ""),
        ("behavior: url(x.htc); -moz-binding: url(x)", ""),
        ("width: image-set('http://x' 1x)", ""),
        ("color: rgb(1, 2, 3)", "color:rgb(1,2,3)"),
        ("color: red; @import 'http://x'", "color:red"),
        ("font-family: 'x\"}</style><script>alert(1)</script>'", ""),
    ],
)
def test_styles_neither_load_nor_leave_their_place(style: str, kept: str) -> None:
    attribute = style.replace('"', "&quot;")
    found = re.search(r'style="([^"]*)"', clean(f'<p style="{attribute}">x</p>'))
    assert (re.sub(r"\s", "", found[1]).rstrip(";") if found else "") == kept


def test_images_of_the_mail_get_our_address() -> None:
    known = {"foto@x": "/files/7/?a=1&b=2"}
    result = clean_html('<img src="cid:foto@x" alt="f"><img src="CID:other">', cid_url=known.get)
    assert result == CleanHtml('<img src="/files/7/?a=1&amp;b=2" alt="f"><img>', 0)


def test_images_of_other_servers_wait_until_asked_for() -> None:
    result = clean_html(
        '<p><img src="http://x/a.png?b=1&amp;c" width="1"><img src="//y/b.png"></p>', cid_url=lambda cid: None
    )
    assert result == CleanHtml(
        '<p><img data-src="http://x/a.png?b=1&amp;c" width="1"><img data-src="https://y/b.png"></p>', 2
    )
    assert (
        show_remote(result.html) == '<p><img src="http://x/a.png?b=1&amp;c" width="1"><img src="https://y/b.png"></p>'
    )


@pytest.mark.parametrize(
    "image",
    [
        '<img srcset="http://x/a 2x">',
        '<img data-src="http://x/a">',
        '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="javascript:alert(1)">',
        '<img src="/admin/logout">',
        '<img lowsrc="http://x" dynsrc="http://y" longdesc="http://z">',
        "<img src=x onerror=alert(1)>",
    ],
)
def test_other_ways_to_load_an_image_are_gone(image: str) -> None:
    result = clean_html(image, cid_url=lambda cid: None)
    assert (result, show_remote(result.html)) == (CleanHtml("<img>", 0), "<img>")


def test_words_that_look_like_a_kept_image_stay_words() -> None:
    words = '<p>&lt;img data-src="https://x"&gt;</p><p title=\'<img data-src="https://x">\'>y</p>'
    assert show_remote(clean(words)) == clean(words)


class _Seen(HTMLParser):
    """What a lenient reader finds in the result: tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


MUTATIONS = [
    '<svg></p><style><a title="</style><img src=1 onerror=alert(1)>">',
    '<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style>',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<svg><foreignobject><iframe srcdoc='<script>alert(1)</script>'></iframe></foreignobject></svg>",
    '<xmp><p title="</xmp><svg/onload=alert(1)>"></xmp>',
    '<noembed><img title="</noembed><img src onerror=alert(1)>"></noembed>',
    '<select><template><style><!--</style><a rel="--></style></template></select><img id=x src onerror=alert(1)>">',
    "<plaintext><img src=x onerror=alert(1)>",
    '<a href="https://x" style="x:expression(alert(1))" onmouseover=alert(1)>y',
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<<img src=x onerror=alert(1)//",
    "<img/src/onerror=alert(1)>",
    "<p title='\"><img src=x onerror=alert(1)>'>x",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><html xmlns:x='y'><x:script>alert(1)</x:script>",
    "<img src=x onerror=alert(1)>" * 3_000,
    "<div>" * 3_000 + "<svg onload=alert(1)><style></div><img src=x onerror=alert(1)>",
    "<p>" * 3_000 + "<a title='></p><script>alert(1)</script>' href=javascript:alert(1)>x",
]
HARMLESS = {"a", "p", "img", "div", "table", "tbody", "tr", "td", "b", "i", "br", "span", "summary"}
NAMES = {"href", "rel", "target", "src", "data-src", "alt", "title", "style"}


@pytest.mark.parametrize("html", MUTATIONS)
def test_mutations_leave_nothing_that_runs_however_it_is_read(html: str) -> None:
    once = clean(html)
    shown = show_remote(once)
    seen = _Seen()
    seen.feed(shown)
    assert (seen.tags - HARMLESS, seen.names - NAMES) == (set(), set())
    assert [one for one in seen.addresses if not one.startswith(("https://", "http://"))] == []
    assert clean(clean(once)) == clean(once)
