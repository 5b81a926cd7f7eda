"""Which parts of a mail are its words, which are files: the division of RFC 8621 section 4.1.4, made forgiving."""

import html
import re
from dataclasses import dataclass, field

from escalera.base.text.charsets import decode
from escalera.base.text.html import html_to_text

from .encodings import transfer_decoded
from .fields import decoded_value, first_raw, value_and_parameters
from .flowed import unflowed
from .part import Part

_INLINE_MEDIA = ("image/", "audio/", "video/")
_TEXTS = ("text/plain", "text/html")
_NEVER_WORDS = (
    "text/calendar",
    "text/csv",
    "text/rfc822-headers",
    "text/vcard",
    "text/x-vcard",
    "text/html",
    "text/plain",
)
_OTHER_FORMS = ("text/x-amp-html", "text/watch-html")  # of an alternative: the same words for another program
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Division:
    """The leaves of a mail by what they are for."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def divide(root: Part) -> Division:
    """Sort the leaves under ``root`` into text body, HTML body and files."""
    division = Division()
    _divide([root], "mixed", division, text=division.text, page=division.html)
    if not division.text and not division.html:
        _promote_words(division)
    return division


def _promote_words(division: Division) -> None:
    """Without any body, text of an uncommon type that nobody called a file is the body (text/enriched, text/x-y)."""
    for index, part in enumerate(division.files):
        how, parameters = disposition(part)
        named = parameters.get("filename") or part.parameters.get("name")
        if part.kind.startswith("text/") and part.kind not in _NEVER_WORDS and how != "attachment" and not named:
            division.text.append(division.files.pop(index))
            return


def _divide(
    parts: list[Part], around: str, division: Division, *, text: list[Part] | None, page: list[Part] | None
) -> None:
    text_before = -1 if text is None else len(text)
    page_before = -1 if page is None else len(page)
    for index, part in enumerate(parts):
        if part.kind.startswith("multipart/") and part.is_multipart():
            _divide_multipart(part, around, division, text=text, page=page)
        elif not _is_body(part, around, first=index == 0):
            if around != "alternative" or part.kind not in _OTHER_FORMS:
                division.files.append(part)
        else:
            text, page = _place(part, around, division, text, page)
    if around == "alternative" and text is not None and page is not None:
        # Only one form was given: it stands for both.
        if text_before == len(text) and page_before != len(page):
            text.extend(page[page_before:])
        if page_before == len(page) and text_before != len(text):
            page.extend(text[text_before:])


def _divide_multipart(
    part: Part, around: str, division: Division, *, text: list[Part] | None, page: list[Part] | None
) -> None:
    inside = part.kind.partition("/")[2]
    if around == "alternative" and inside != "alternative":
        # A branch of an alternative is one form or the other, whatever it is built of.
        kinds = _kinds_below(part)
        if "multipart/alternative" not in kinds:
            if "text/html" in kinds:
                text = None
            elif "text/plain" in kinds:
                page = None
    _divide(part.children, inside, division, text=text, page=page)


def _kinds_below(part: Part) -> set[str]:
    kinds: set[str] = set()
    waiting = list(part.children)
    while waiting:
        one = waiting.pop()
        kinds.add(body_kind(one))
        if one.kind.startswith("multipart/"):
            waiting += one.children
    return kinds


def _place(
    part: Part, around: str, division: Division, text: list[Part] | None, page: list[Part] | None
) -> tuple[list[Part] | None, list[Part] | None]:
    kind = body_kind(part)
    if around == "alternative":
        if kind == "text/plain" and text is not None:
            text.append(part)
        elif kind == "text/html" and page is not None:
            page.append(part)
        elif kind not in _TEXTS:
            division.files.append(part)
        return text, page
    if kind in _TEXTS:
        if text is not None:
            text.append(part)
        if page is not None:
            page.append(part)
    else:
        division.files.append(part)
    return text, page


def body_kind(part: Part) -> str:
    """Return the media type a leaf is treated as: a multipart without parts is the text it holds."""
    if part.kind.startswith("multipart/") and not part.is_multipart():
        return "text/plain"
    return part.kind if "/" in part.kind else "text/plain"


def disposition(part: Part) -> tuple[str, dict[str, str]]:
    """Return the Content-Disposition of a part, ("", {}) if it has none."""
    raw = first_raw(part, "content-disposition")
    return value_and_parameters(raw) if raw else ("", {})


def _is_body(part: Part, around: str, *, first: bool) -> bool:
    kind = body_kind(part)
    how, parameters = disposition(part)
    if how == "attachment" or not kind.startswith((*_TEXTS, *_INLINE_MEDIA)):
        return False
    if around == "related" and not first:
        return False
    named = bool(parameters.get("filename") or part.parameters.get("name"))
    return not (named and kind in _TEXTS and not first)


# -- decoding -----------------------------------------------------------------------------------------------------


def content(part: Part) -> bytes:
    """Return the bytes of a leaf, or of a whole nested message."""
    encoding = first_raw(part, "content-transfer-encoding")
    return transfer_decoded(part.body, encoding) if encoding else part.body


def part_text(part: Part) -> str:
    """Return the decoded characters of a text leaf with "\\n" line ends, flowed lines joined."""
    data = content(part)
    charset = part.parameters.get("charset")
    if charset is None and part.kind == "text/html" and not data.isascii():
        meta = _META_CHARSET.search(data[:4096])
        charset = meta[1].decode("ascii") if meta else None
    text = decode(data, charset)
    if "\r" in text:
        text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    if part.kind == "text/plain" and part.parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    return text


def plain_body(division: Division) -> str:
    """Return the text of the mail; where the plain form is absent or empty it is made from the HTML."""
    pieces = [html_to_text(part_text(one)) if one.kind == "text/html" else part_text(one) for one in division.text]
    text = _joined(pieces)
    if text.strip() or not any(one.kind == "text/html" for one in division.html):
        return text
    return _joined(
        [html_to_text(part_text(one)) if one.kind == "text/html" else part_text(one) for one in division.html]
    )


def _joined(pieces: list[str]) -> str:
    kept = [piece for piece in pieces if piece.strip()]
    if len(kept) <= 1:
        return kept[0] if kept else ""
    return "\n\n".join(piece.strip("\n") for piece in kept) + "\n"


def html_body(division: Division) -> str | None:
    """Return the HTML of the mail, decoded and not yet safe; None if the mail has no HTML part."""
    if not any(one.kind == "text/html" for one in division.html):
        return None
    pieces = []
    for one in division.html:
        text = part_text(one)
        pieces.append(text if one.kind == "text/html" else f"<pre>{html.escape(text)}</pre>")
    return pieces[0] if len(pieces) == 1 else "\n".join(pieces)


def subject_of(part: Part) -> str:
    """Return the decoded subject of a nested message."""
    return decoded_value(first_raw(part, "subject"))
