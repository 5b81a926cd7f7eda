"""Bytes to text for mail as it is: the declared charset is a hint, what the bytes can be is evidence."""

import codecs
import re
from functools import lru_cache

WESTERN = "cp1252"
_MIXED_LIMIT = 200_000  # bytes; above it a half-broken UTF-8 text is decoded with replacement marks
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SEVEN_BIT_SHIFTED = ("utf-7", "iso2022", "iso-2022", "hz", "utf-16", "utf-32", "cp037", "cp500")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

# Names that codecs do not know, or know as a set smaller than what senders mean by it.
_ALIASES = {
    "ascii": WESTERN,
    "us-ascii": WESTERN,
    "usascii": WESTERN,
    "us_ascii": WESTERN,
    "ansi": WESTERN,
    "ansi_x3.4-1968": WESTERN,
    "ansi_x3.4-1986": WESTERN,
    "iso-ascii": WESTERN,
    "646": WESTERN,
    "iso-8859-1": WESTERN,
    "iso_8859-1": WESTERN,
    "iso8859-1": WESTERN,
    "iso88591": WESTERN,
    "iso-8859-1-windows-3.1-latin-1": WESTERN,
    "latin1": WESTERN,
    "latin-1": WESTERN,
    "l1": WESTERN,
    "cp819": WESTERN,
    "western": WESTERN,
    "windows-1252http-equivcontent-type": WESTERN,
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "cn-gb": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "euc-kr": "cp949",
    "x-windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "csiso2022jp": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "utf8mb4": "utf-8",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "utf_8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-8",
    "x-unicode-2-0-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-2-0-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "csunicode11utf7": "utf-7",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-ce": "mac-latin2",
    "x-mac-centraleurroman": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish",
    "koi8-ru": "koi8-u",
}
_NUMBERED = re.compile(r"(?:x-)?(?:windows|win|cp|ms|ibm|dos|code-?page)[-_ ]?(\d{3,5})(?:-\d+)?\Z")
_ISO = re.compile(r"iso[-_ ]?8859[-_ ]?(\d{1,2})(?::?\d{4})?(?:-[ie])?\Z")
# Python calls these text encodings, but they are escapes or interpreters of their own, never a charset of mail.
_NOT_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text of ``data``, trusting the bytes more than the label.

    ``declared`` is the charset of the mail or None. Text that is valid UTF-8 with multi-byte characters is UTF-8
    whatever a single-byte label says; a byte that UTF-8 forbids is read as Windows-1252. Never raises; byte-order
    marks and NUL are dropped.
    """
    if not data:
        return ""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _clean(data.decode(codec, "replace"))
    codec = codec_of(declared)
    if codec.startswith(_SEVEN_BIT_SHIFTED):
        return _clean(_storable(_strictly(data, codec) or _guess(data)))
    if data.isascii():
        return _clean(_guess(data) if b"\x1b$" in data else data.decode("ascii"))
    return _clean(_decode_eight_bit(data, codec))


@lru_cache(maxsize=512)
def codec_of(declared: str | None) -> str:
    """Return the Python codec to try for a declared charset; "" where the label says nothing usable."""
    name = (declared or "").strip().strip("\"'<>;,").strip().lower()[:60]
    name = name.removeprefix("charset=").strip("\"' ")
    if name in _ALIASES:
        return _ALIASES[name]
    numbered = _NUMBERED.match(name)
    iso = _ISO.match(name)
    if numbered:
        name = _ALIASES.get(f"cp{numbered[1]}", {"65001": "utf-8"}.get(numbered[1], f"cp{numbered[1]}"))
    elif iso:
        name = _ALIASES.get(f"iso-8859-{iso[1]}", f"iso8859-{iso[1]}")
    return _known(name)


def _known(name: str) -> str:
    if not name or not name.isascii() or "\0" in name:
        return ""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _NOT_CHARSETS else ""


def _decode_eight_bit(data: bytes, codec: str) -> str:
    if codec in ("", WESTERN, "utf-8"):
        return _guess(data)
    if _single_byte(codec) and len(_MULTIBYTE.findall(data[:20_000])) > 1:
        text = _strictly(data, "utf-8")
        if text is not None:
            return text
    text = _strictly(data, codec)
    if text is None:
        text = _strictly(data, "utf-8")
    if text is None and codec.startswith("iso8859"):
        text = _western(data)
    return data.decode(codec, "replace") if text is None else _windows_punctuation(text, codec)


def _single_byte(codec: str) -> bool:
    return codec.startswith(("cp125", "iso8859", "koi8", "mac", "cp8", "cp437"))


def _windows_punctuation(text: str, codec: str) -> str:
    """Read C1 controls under an ISO-8859 label as the Windows quotes and dashes that the writer meant."""
    if not codec.startswith("iso8859") or not re.search("[\x80-\x9f]", text):
        return text
    return re.sub("[\x80-\x9f]", lambda found: _western(found[0].encode("latin-1")), text)


def _guess(data: bytes) -> str:
    if b"\x1b$" in data or b"\x1b(" in data:
        text = _strictly(data, "iso2022_jp_ext")
        if text is not None:
            return text
    text = _strictly(data, "utf-8")
    if text is not None:
        return text
    if not _MULTIBYTE.search(data):
        return _western(data)
    if len(data) <= _MIXED_LIMIT:
        return data.decode("utf-8", "escalera.western")
    return data.decode("utf-8", "replace")


def _storable(text: str) -> str:
    """UTF-7 and UTF-16 can spell half a character; no database takes it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _western(data: bytes) -> str:
    try:
        return data.decode(WESTERN)
    except UnicodeDecodeError:
        return data.decode("latin-1").translate(_CP1252_OF_LATIN1)


def _read_as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _western(error.object[error.start : error.end]), error.end


def _clean(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    return text.removeprefix("\ufeff")


_CP1252_OF_LATIN1 = {
    code: bytes([code]).decode(WESTERN) for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
codecs.register_error("escalera.western", _read_as_western)
