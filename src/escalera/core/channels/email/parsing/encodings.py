"""Transfer encodings, decoded with as much mercy as their senders need."""

import base64
import binascii
import re

_BLANKS = b" \t\r\n\x0b\x0c"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_ALPHABET = bytes(code for code in range(256) if code not in _ALPHABET)
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SOFT_BREAK_WITH_BLANKS = re.compile(rb"=[ \t]{1,200}\r?\n")
_MAX_RUNS = 2_000  # padded runs in one body
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)


def transfer_decoded(body: bytes, encoding: str) -> bytes:
    """Return the bytes of a body after its Content-Transfer-Encoding; unknown encodings are left as they stand."""
    name = re.sub(r"[^a-z0-9-]", "", encoding.partition(";")[0].lower())
    if name in ("base64", "b64") or name.startswith("base64"):
        return base64_decoded(body)
    if name in ("quoted-printable", "quotedprintable", "qp"):
        return quoted_printable_decoded(body)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uuencoded_file(body)[1]
    return body


def quoted_printable_decoded(body: bytes) -> bytes:
    """Decode quoted-printable; blanks after a soft line break and broken escapes are accepted."""
    if b"= " in body or b"=\t" in body:
        body = _SOFT_BREAK_WITH_BLANKS.sub(b"=\n", body)
    return binascii.a2b_qp(body)


def base64_decoded(body: bytes) -> bytes:
    """Decode base64 with garbage, missing padding, several padded runs, or a plain footer after its end.

    A body that plainly is not base64 (mislabelled text) comes back as it stands.
    """
    compact = body.translate(None, _BLANKS)
    if len(compact) % 4 == 0:
        try:
            return base64.b64decode(compact, validate=True)
        except (binascii.Error, ValueError):
            pass
    if _looks_like_words(body):
        return body
    pieces = _without_footer(body).translate(_URL_SAFE).split(b"=", _MAX_RUNS)
    return b"".join(_run(piece) for piece in pieces)


def _looks_like_words(body: bytes) -> bool:
    """Words have blanks between them and marks of punctuation; base64 has neither inside its lines."""
    sample = body.strip(_BLANKS)[:4000]
    if not sample:
        return False
    first = sample.split(b"\n", 1)[0].strip(_BLANKS)
    foreign = len(sample.translate(None, _ALPHABET + b"=\r\n-_"))
    return (len(sample) >= 40 and foreign * 10 > len(sample)) or (b" " in first and foreign * 25 > len(sample))


def _without_footer(body: bytes) -> bytes:
    """Drop what a list server wrote in plain letters below the padded end."""
    end = re.search(rb"=[ \t]*\r?\n(?:[ \t]*\r?\n)?(?=[^\r\n]{0,200}[^A-Za-z0-9+/=\r\n])", body)
    return body[: end.start()] if end else body


def _run(piece: bytes) -> bytes:
    letters = piece.translate(None, _NOT_ALPHABET)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)) if letters else b""


def uuencoded_file(body: bytes) -> tuple[str, bytes]:
    """Return the name and bytes of a uuencoded body ("" and the body itself if it is none)."""
    begin = _UU_BEGIN.search(body)
    if not begin:
        return "", body
    out: list[bytes] = []
    for line in body[begin.end() :].splitlines():
        if line.strip() == b"end":
            break
        out.append(_uu_line(line))
    return begin[1].decode("utf-8", "replace").strip(), b"".join(out)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
