"""What a model's words must prove before anybody reads them. Everything here is plain comparing, no guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from escalera.base.text.languages import detect
from escalera.base.text.stems import fold, stems

QUOTE_WORDS = 4
SHARED_STEMS = 0.6
_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.\-]{1,20}://|www\.)[^\s<>\"'\])}]{1,400}"
    r"|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?:/[^\s<>\"'\])}]{0,400})?(?![\w@])",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*://(?:www\.)?|^www\.", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_MARKUP = re.compile(r"!?\[[^\]\n]{0,300}\]\s?\(|<[a-z/!][^>]{0,300}>|\bjavascript:|\bdata:\w", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥%‰]|\b(?:usd|eur|cop|mxn|ars|brl|pen|clp|gbp|r\$)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])[ \t]+|\n+")
_LIST_NUMBER = re.compile(r"^\s{0,6}\d{1,2}[.)]\s+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NO = _set(
    """no not never cannot without nunca jamas ningun ninguna nada tampoco sin nao nem sem nenhum nenhuma
    dont doesnt isnt arent cant wont shouldnt mustnt"""
)
_NUMBER_WORDS = _set(
    """dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta sesenta setenta
    ochenta noventa cien ciento mil millon millones mitad doble triple dois duas quatro sete oito nove dez onze doze quinze
    vinte trinta quarenta cinquenta sessenta oitenta cem cento milhao milhoes metade dobro two three four five six seven
    eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    half double twice"""
)
_WORD = re.compile(r"[^\W\d_]+")


def numbers(text: str) -> set[str]:
    """Return the numbers of a text in one writing: without thousands' marks, "," as "."."""
    return {_plain_number(one) for one in _NUMBER.findall(unicodedata.normalize("NFKC", text))}


def number_words(text: str) -> set[str]:
    return {word for word in _words(text) if word in _NUMBER_WORDS}


def links(text: str) -> set[str]:
    """Return where a text points: addresses of pages and of mail, in small letters, without what is before the host."""
    mails = {one.lower() for one in _EMAIL.findall(text)}
    rest = _EMAIL.sub(" ", text)
    return mails | {_SCHEME.sub("", one).rstrip("/.,;:!?").lower() for one in _LINK.findall(rest)}


def money(text: str) -> set[str]:
    return {one.lower() for one in _MONEY.findall(text)}


def has_markup(text: str) -> bool:
    """Say whether a text has links, pictures or tags in disguise."""
    return _MARKUP.search(text) is not None


def invents(text: str, sources: Iterable[str], *, words_too: bool = False) -> bool:
    """Say whether a text has a number, an amount's sign, a link or an address that no source has.

    `words_too`: also numbers that are written in words."""
    source = "\n".join(sources)
    if has_markup(text) or numbers(text) - numbers(source) or links(text) - links(source):
        return True
    if money(text) - money(source):
        return True
    return words_too and bool(number_words(text) - number_words(source))


def quotes(quote: str, source: str) -> bool:
    """Say whether a source has these words, at least four, in this order."""
    wanted = _flat(quote)
    return len(wanted.split()) >= QUOTE_WORDS and f" {wanted} " in f" {_flat(source)} "


def rests_on(text: str, source: str, language: str) -> bool:
    """Say whether enough of a text's words occur in its source."""
    said = set(stems(text, language))
    return bool(said) and len(said & set(stems(source, language, stops=True))) >= SHARED_STEMS * len(said)


def turns_round(text: str, quote: str) -> bool:
    """Say whether a text denies what its quote says, or the other way round."""
    return bool(_NO & set(_words(text))) != bool(_NO & set(_words(quote)))


def is_in(text: str, language: str) -> bool:
    """Say whether a text is in this language; what is too short to tell passes."""
    short = language[:2].lower()
    if short not in ("es", "pt", "en"):
        return True
    found = detect(text)
    return not found.code or found.code[:2] == short or found.sure < 0.8


def sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(text) if one.strip()]


def keep_proved(text: str, sources: list[str]) -> tuple[str, int]:
    """Return a text without the sentences that invent something, and how many those were.

    Paragraphs stay, and so do the numbers of a list's items."""
    out, dropped = [], 0
    for line in text.split("\n"):
        head = found[0] if (found := _LIST_NUMBER.match(line)) else ""
        parts = sentences(line[len(head) :])
        good = [part for part in parts if not invents(part, sources)]
        dropped += len(parts) - len(good)
        if good or not parts:
            out.append(line if len(good) == len(parts) else head + " ".join(good))
    return "\n".join(out).strip(), dropped


def _plain_number(text: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return re.sub(r"[.,]", "", text)
    return text.replace(",", ".")


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text.replace("'", "").replace("’", "")))


def _flat(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
