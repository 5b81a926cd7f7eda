"""Which lines look like a name, like a line of a signature, or like a closing."""

import re

from .sheet import plain
from .tables import CLOSING_FILLER, FORMULAS, REGARDS, THANKS

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?")
_PARTICLE_WORDS = "de del la las los da das do dos di van von der den ten el al bin ibn y e und"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_OTHER_WORDS = """
hola ola hi hello hey ok okay si no listo urgente ayuda gracias thanks obrigado sim yes perfecto genial
excelente confirmado adjunto enviado recibido recibida entendido resuelto solucionado test prueba done
fixed solved buenas dale vale claro correcto correcta error factura pedido bonjour hallo ciao merci
"""
_NOT_NAMES = frozenset(_OTHER_WORDS.split())
_EVIDENCE = re.compile(
    r"[^\s@]{1,80}@[^\s@]{2,80}|https?://|www\.|(?:\(?\+?\d[\d\s().–-]{6,24}\d)|\d{3}[.-]\d{4}"
    r"|^[*\s]*(?:tel|tlf|tfno|tel[eé]fono|fono|cel|celular|m[oó]vil|mob|mobile|cell|phone|fax|ext|anexo|skype|whatsapp|wsp"
    r"|linkedin|twitter|e-?mail|correo|web|direcci[oó]n|av|avda|avenida|calle|rua|rut|nit|cnpj|cif|[tmfpew])\s?[.:#|]",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"\b(?:gerente|gerencia|jef[ea]|director[ae]?|coordinador[a]?|encargad[oa]|ejecutiv[oa]|analista|ingenier[oa]"
    r"|asistente|administrador[a]?|soporte|ventas|manager|engineer|director|officer|president|assistant|sales|support"
    r"|ceo|cto|cfo|founder|analyst|coordinator|supervisor[a]?|departamento|department|[aá]rea de|diretor[a]?|s\.?a\.?"
    r"|ltda|spa|gmbh|inc|llc|corp|ltd|s\.?l|s\.?r\.?l)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[?？…:]$|[^.\s]{4,}\.$|[。!]$")
_TRAILING = re.compile(r"[\s,.;:!)(\-–—*_~/|]+$|^[\s*_¡]+")
_PICTURES = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]+")
_DASHED = re.compile(r"(?:--?|[–—~/]|\*)\s?(?=[^\W\d_])")


def words_of(line: str) -> list[str]:
    """Give the words of a line, decorations left out."""
    return _WORD.findall(line)


def is_name(line: str, *, limit: int = 5) -> bool:
    """Whether the line could be nothing but a person's name: "Ana María de la Cruz"."""
    line = _TRAILING.sub("", _PICTURES.sub("", line[:90]))
    words = words_of(line)
    if not 1 <= len(words) <= limit or len(line) > 60 or any(char.isdigit() for char in line):
        return False
    if re.search(r"[?!¿¡:;@/=<>]", line) or plain(words[0]).rstrip(".") in _NOT_NAMES:
        return False
    return all(_begins_a_name(word) for word in words)


def _begins_a_name(word: str) -> bool:
    """Names have a capital; in a script without capitals they are short."""
    if word[0].lower() == word[0].upper():
        return len(word) <= 4
    return word[0].isupper() or plain(word) in _PARTICLES


def is_dashed_name(line: str) -> bool:
    """Whether the line is a name behind a dash or a slash: "-Ana", "/John"."""
    dash = _DASHED.match(line)
    return dash is not None and is_name(line[dash.end() :], limit=3)


def is_senders_name(line: str, tokens: frozenset[str]) -> bool:
    """Whether the line names the sender, with at most a few other words ("Ana Pérez - Ventas")."""
    words = [plain(word).rstrip(".") for word in words_of(line[:90])]
    if not 1 <= len(words) <= 6 or len(line) > 60 or (len(words) > 3 and _SENTENCE_END.search(line)):
        return False
    known = sum(word in tokens for word in words)
    return known > 0 and (words[0] in tokens or known == len(words)) and (known * 2 >= len(words) or is_name(line))


def is_evidence(line: str) -> bool:
    """Whether the line has what signatures have: a telephone, an address, a title, a trade."""
    line = line[:200]
    return bool(_EVIDENCE.search(line)) or (len(line) <= 70 and bool(_TRADE.search(line)))


def is_short(line: str) -> bool:
    """Whether the line could stand in a signature: a few words that make no sentence."""
    if len(line) > 160:
        return False
    if is_evidence(line):
        return len(words_of(line)) <= 16 and not line.endswith(("?", "？"))
    return len(line) <= 80 and len(line.split()) <= 10 and not _SENTENCE_END.search(line)


def closing_strength(line: str, tokens: frozenset[str] = frozenset()) -> int:
    """Give 2 for a closing ("Saludos cordiales,", "Saludos, Ana"), 1 for thanks alone, 0 for other lines."""
    if not line or len(line) > 80 or line[-1] in "?？:":
        return 0
    folded = plain(_PICTURES.sub("", line))
    if folded.startswith(FORMULAS):
        return 2
    words = [word.rstrip(".") for word in words_of(folded)]
    said = 0
    while said < len(words) and (words[said] in REGARDS or words[said] in THANKS or words[said] in CLOSING_FILLER):
        said += 1
    regards = any(word in REGARDS for word in words[:said])
    if not 0 < said <= 8 or not (regards or any(word in THANKS for word in words[:said])):
        return 0
    rest = words[said:]
    if not rest:
        return 2 if regards else 1
    return _with_name(line, rest, regards, tokens)


def _with_name(line: str, rest: list[str], regards: bool, tokens: frozenset[str]) -> int:
    """Judge a closing and a name on one line; thanks need the sender's own name ("Gracias, Ana")."""
    if all(word in tokens for word in rest):
        return 2
    name = " ".join(words_of(_PICTURES.sub("", line))[-len(rest) :])
    return 2 if regards and len(rest) <= 5 and is_name(name) else 0
