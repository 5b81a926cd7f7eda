"""What signed or encrypted mail carries, read without verifying anything."""

import re

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_ENVELOPED_DATA = bytes.fromhex("2a864886f70d010703")
_MAX_DEPTH = 12
_PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_PGP_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_PGP_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
_HASH_LINES = re.compile(r"\s*(?:[A-Za-z]{2,20}: [^\n]{0,200}\n)*[ \t]*\n")

_CONTEXT_0 = 0xA0
_SEQUENCE = 0x30
_OID = 0x06
_OCTETS = 0x04
_OCTETS_BUILT = 0x24


class _NotDer(ValueError):
    pass


def signed_content(data: bytes) -> bytes | None:
    """Return the MIME entity inside an opaque S/MIME signed-data object, None if ``data`` is no such object.

    Source: RFC 5652 sections 3 and 5. Accepts BER with indefinite lengths and chunked octet strings.
    """
    try:
        info = _children(data, 0)
        if len(info) < 2 or info[0][0] != _OID or info[0][1] != _SIGNED_DATA:
            return None
        fields = _children(info[1][1], 1)  # version, digest algorithms, content, ...
        wrapped = next((value for tag, value in fields if tag == _SEQUENCE), None)
        if wrapped is None:
            return None
        explicit = next((value for tag, value in _elements(wrapped, 2) if tag == _CONTEXT_0), None)
        return None if explicit is None else _octets(explicit, 3)
    except (_NotDer, IndexError):
        return None


def is_enveloped(data: bytes) -> bool:
    """Return whether ``data`` is an encrypted CMS object."""
    return _ENVELOPED_DATA in data[:64]


def _children(data: bytes, depth: int) -> list[tuple[int, bytes]]:
    """Return the elements inside the first element of ``data``, which must be a sequence."""
    tag, value, _ = _element(data, 0, depth)
    if tag != _SEQUENCE:
        raise _NotDer
    return _elements(value, depth)


def _elements(value: bytes, depth: int) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    position = 0
    while position < len(value) and len(found) < 100_000:
        tag, inner, position = _element(value, position, depth)
        if tag == 0 and not inner:
            break
        found.append((tag, inner))
    return found


def _element(data: bytes, position: int, depth: int) -> tuple[int, bytes, int]:
    """Return tag, content and the position after the element."""
    tag, length, start = _head(data, position)
    if length >= 0:
        if start + length > len(data):
            raise _NotDer
        return tag, data[start : start + length], start + length
    end = _end_of_indefinite(data, start, depth)
    return tag, data[start:end], end + 2


def _head(data: bytes, position: int) -> tuple[int, int, int]:
    tag, first = data[position], data[position + 1]
    position += 2
    if tag & 0x1F == 0x1F:
        raise _NotDer
    if first < 0x80:
        return tag, first, position
    if first == 0x80:
        return tag, -1, position
    size = first & 0x7F
    if size > 4:
        raise _NotDer
    return tag, int.from_bytes(data[position : position + size], "big"), position + size


def _end_of_indefinite(data: bytes, position: int, depth: int) -> int:
    """Return where the two zero octets that end an indefinite element stand."""
    if depth > _MAX_DEPTH:
        raise _NotDer
    while True:
        if data[position : position + 2] == b"\0\0":
            return position
        _, length, start = _head(data, position)
        position = start + length if length >= 0 else _end_of_indefinite(data, start, depth + 1) + 2
        if position >= len(data):
            raise _NotDer


def _octets(value: bytes, depth: int) -> bytes:
    if depth > _MAX_DEPTH:
        raise _NotDer
    out: list[bytes] = []
    for tag, inner in _elements(value, depth):
        if tag == _OCTETS:
            out.append(inner)
        elif tag == _OCTETS_BUILT:
            out.append(_octets(inner, depth + 1))
        else:
            raise _NotDer
    return b"".join(out)


def inline_pgp(text: str) -> tuple[str, str | None]:
    """Return the text without the armor of an inline PGP signature, and what was found ("pgp-signed" or so)."""
    begin = text.find(_PGP_SIGNED)
    if begin != -1:
        head = _HASH_LINES.match(text, begin + len(_PGP_SIGNED))
        end = text.find(_PGP_SIGNATURE, begin)
        if head and end != -1:
            body = re.sub(r"^- (?=-|From )", "", text[head.end() : end], flags=re.MULTILINE)
            tail = text[end:].partition("-----END PGP SIGNATURE-----")[2]
            return f"{text[:begin]}{body.rstrip()}\n{tail.lstrip()}", "pgp-signed"
        return text, "pgp-signed"
    if text.lstrip().startswith(_PGP_ENCRYPTED):
        return text, "pgp-encrypted"
    return text, None
