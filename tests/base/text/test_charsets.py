"""Bytes become text whatever they were called."""

import pytest

from escalera.base.text.charsets import codec_of, decode


@pytest.mark.parametrize(
    "name",
    ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "rot13", "hex", "zlib", "\0", "ñ"],
)
def test_what_is_no_charset_is_not_used(name: str) -> None:
    assert codec_of(name) == ""


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("Windows-1252", "cp1252"),
        ("win-1251", "cp1251"),
        ("ISO8859_2", "iso8859-2"),
        ("cp-850", "cp850"),
        ("65001", ""),
    ],
)
def test_charset_names_are_read_loosely(name: str, codec: str) -> None:
    assert codec_of(name) == codec


def test_marks_of_byte_order_decide_and_disappear() -> None:
    assert decode("\ufeffhola".encode()) == "hola"
    assert decode("hola".encode("utf-16"), "utf-8") == "hola"


def test_half_characters_never_come_out() -> None:
    assert decode(b"a +2AA- b", "utf-7").encode() == b"a ? b"


def test_bytes_that_windows_leaves_undefined_are_kept() -> None:
    assert decode(b"a\x81b\x93") == "a\x81b“"


def test_any_bytes_give_storable_text() -> None:
    every = bytes(range(256)) * 4
    for name in (
        None,
        "utf-8",
        "utf-7",
        "utf-16",
        "gb2312",
        "iso-2022-jp",
        "hz",
        "shift_jis",
        "koi8-r",
        "iso-8859-8-i",
    ):
        assert "\0" not in decode(every, name).encode().decode()
