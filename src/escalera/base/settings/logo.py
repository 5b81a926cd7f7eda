"""A logo as it comes from a person's disk: a small PNG, WebP or SVG, recognised by its bytes, never by its name.

An SVG is a document that can hold scripts and links. It is kept only if it holds nothing but drawing: every element and
every attribute must be on the lists below; anything else refuses the file. It is also served with a policy that lets
it load and run nothing, and shown only as an image."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError
from xml.etree.ElementTree import XMLParser as ElementParser

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput

LARGEST = 256 * 1024  # bytes
MOST_ELEMENTS = 2_000
_NAMES = frozenset(
    re.findall(
        r"\S+",
        "svg g path rect circle ellipse line polyline polygon defs lineargradient radialgradient stop clippath mask "
        "title desc symbol use text tspan",
    )
)
_ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        "id d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height viewbox points fill fill-rule fill-opacity stroke "
        "stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset "
        "stroke-opacity opacity transform gradientunits gradienttransform spreadmethod offset stop-color stop-opacity "
        "clip-path clip-rule mask maskunits clippathunits preserveaspectratio version href font-family font-size "
        "font-weight text-anchor dx dy letter-spacing role aria-label space enable-background color display "
        "visibility overflow",
    )
)
_SVG = "http://www.w3.org/2000/svg"
_NAMESPACES = ("", _SVG, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace")
_OUTSIDE = re.compile(r"url\s*\(\s*(?!['\"]?#)|javascript:|data:|@import|expression\s*\(", re.IGNORECASE)


def kind_of(content: bytes) -> str:
    """Return the media type of an acceptable logo. Raises: BadInput."""
    if len(content) > LARGEST:
        raise BadInput(_("The logo is larger than 256 kB."))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in content[:4096].lower():
        _check_drawing(content)
        return "image/svg+xml"
    raise BadInput(_("The logo must be a PNG, WebP or SVG image."))


def _check_drawing(content: bytes) -> None:
    """Raises: BadInput unless the SVG draws and does nothing else."""
    if b"<!entity" in content.lower() or b"<?xml-stylesheet" in content.lower():
        raise BadInput(_only_drawing("entity"))
    parser = ElementParser()  # noqa: S314 - without entities, and of at most 256 kB, there is nothing to blow up
    try:
        parser.feed(content)
        root = parser.close()
    except (ParseError, ValueError):
        raise BadInput(_("This SVG cannot be read.")) from None
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        raise BadInput(_("This SVG is too complicated for a logo."))
    for element in elements:
        _check_element(element)


def _check_element(element: Element) -> None:
    space, name = _split(str(element.tag))
    if space not in ("", _SVG) or name not in _NAMES:
        raise BadInput(_only_drawing(name))
    for key, value in element.attrib.items():
        space, attribute = _split(key)
        if space not in _NAMESPACES or attribute not in _ATTRIBUTES or _OUTSIDE.search(value):
            raise BadInput(_only_drawing(attribute))
        if attribute == "href" and not value.startswith("#"):
            raise BadInput(_only_drawing(attribute))


def _split(name: str) -> tuple[str, str]:
    space, _brace, rest = name.rpartition("}")
    return space.lstrip("{"), rest.lower()


def _only_drawing(name: str) -> str:
    return _("This SVG holds more than a drawing (“%(name)s”). Save it as plain SVG, or as PNG.") % {
        "name": name[:40]
    }
