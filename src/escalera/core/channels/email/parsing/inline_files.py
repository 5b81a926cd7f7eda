"""Files that old mail programs wrote right into the words, uuencoded."""

import itertools
import mimetypes
import re

from .bodies import Division, content
from .part import Part

_MAX_FILES = 50
# Every line has only the 64 letters of the encoding, none of them lower-case: no "begin" or "end" is read over.
_BLOCK = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n"
    rb"(?:[!-`][ -`]{0,63}+\r?\n)++(?:[ ]{0,3}\r?\n)?"
    rb"end[ \t]{0,9}(?:\r?\n|\Z)",
    re.MULTILINE,
)


def take_inline_files(division: Division) -> None:
    """Move the uuencoded files within plain text parts to the files; the text keeps every other word."""
    for index, part in enumerate(division.text):
        if part.kind != "text/plain" or len(division.files) >= _MAX_FILES:
            continue
        body = content(part)
        if b"begin " not in body:
            continue
        words, found = _parted(body, _MAX_FILES - len(division.files))
        if found:
            plain = _without_files(part, words)
            division.files += found
            division.text[index] = plain
            division.html[:] = [plain if one is part else one for one in division.html]


def _parted(body: bytes, most: int) -> tuple[bytes, list[Part]]:
    words: list[bytes] = []
    found: list[Part] = []
    position = 0
    for block in itertools.islice(_BLOCK.finditer(body), most):
        words.append(body[position : block.start()])
        found.append(_file(block[1].decode("utf-8", "replace").strip(), block[0]))
        position = block.end()
    return b"".join((*words, body[position:])), found


def _file(name: str, block: bytes) -> Part:
    part = Part()
    part.kind = mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
    part.parameters = {"name": name}
    part.fields = {"content-transfer-encoding": ["x-uuencode"], "content-disposition": ["attachment"]}
    part.body = block
    return part


def _without_files(part: Part, words: bytes) -> Part:
    """Return a part like ``part`` that holds only ``words``, decoded already."""
    plain = Part()
    plain.kind, plain.parameters = part.kind, part.parameters
    plain.fields = {name: values for name, values in part.fields.items() if name != "content-transfer-encoding"}
    plain.body = words
    return plain
