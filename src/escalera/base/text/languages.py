"""Which of the desk's languages a text is written in. The detector is loaded when it is first asked (0.6 s of CPU)."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

AMONG = ("es", "pt", "en")
WORDS = 3  # fewer say too little: "ok", "hola" and a name are written alike in several languages
LONGEST = 4000  # characters; what follows changes nothing
_ANY = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]+")
# Addresses, file names and codes are not written in any language.
_NOT_WORDS = re.compile(r"https?://\S{1,500}|www\.\S{1,500}|\S{1,64}@\S{1,255}|\S{0,40}\d\S{0,40}")
_loading = Lock()


class Detected(NamedTuple):
    """`code`: one of those asked for, "" if it cannot be told. `sure`: from 0 to 1."""

    code: str
    sure: float


def detect(text: str, among: tuple[str, ...] = AMONG) -> Detected:
    """Return which of these languages ("es", "pt-br"…) a text is written in; ("", 0.0) for less than three words."""
    if not among:
        return Detected("", 0.0)
    text = text[:LONGEST]
    words = _WORD.findall(_NOT_WORDS.sub(" ", text))
    if not words or len(_ANY.findall(text)) < WORDS:
        return Detected("", 0.0)
    codes = {_short(code): code for code in reversed(among)}
    if len(codes) == 1:
        return Detected(among[0], 1.0)
    code, sure = _detector(tuple(sorted(codes))).classify(" ".join(words))
    return Detected(codes[code], float(sure))


def _short(code: str) -> str:
    return re.split(r"[-_]", code.lower(), maxsplit=1)[0]


@lru_cache(maxsize=16)
def _detector(codes: tuple[str, ...]) -> Any:
    """Return a detector of its own for these languages: restricting one that others use would restrict theirs."""
    import copy  # noqa: PLC0415 - only with the detector

    with _loading:
        mine = copy.copy(_whole())
    known = set(mine.labels)
    mine.set_languages([code for code in codes if code in known])
    return mine


@lru_cache(maxsize=1)
def _whole() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow import, needs numpy

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
