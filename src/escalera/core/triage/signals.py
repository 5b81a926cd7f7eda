"""How urgent a text sounds and in what tone, by rules that show the words they went by. A hint for sorting, no more."""

from __future__ import annotations

import re
from dataclasses import dataclass

from escalera.base.text.stems import fold
from escalera.core.triage.choices import Tone

LONGEST = 6000
# Reason, how urgent (1 to 3), and its words in es, pt and en; folded, so without accents.
_RULES: tuple[tuple[str, int, str], ...] = (
    (
        "fraud", 3,
        r"fraude\w*|estafa\w*|golpe|phishing|fraud\w*|scam\w*|cargos? no (?:reconocid|autorizad)\w+|"
        r"(?:compra|transacao|cobranca) (?:que )?nao reconhe\w+|unauthori[sz]ed (?:charge|payment|"
        r"transaction)s?",
    ),
    (
        "stolen", 3,
        r"rob(?:o|ada?|aron)\b(?: \w+){0,3} ?(?:tarjeta|celular|movil|telefono|cartera)?|"
        r"tarjeta (?:robada|perdida|extraviada)|roubad[oa]|roubaram|stolen|lost my card|perdi (?:la|mi|"
        r"meu|minha) \w+",
    ),
    (
        "danger", 3,
        r"incendio|humo|fuego|peligro|emergencia|hospital|911|112|perigo|fogo|fire|smoke|danger|emergency",
    ),
    (
        "outage", 2,
        r"sin (?:servicio|internet|linea|luz|conexion|señal|senal)|no (?:tengo|hay) (?:servicio|internet|"
        r"linea|senal)|sem (?:servico|internet|sinal|conexao)|(?:fora do ar|todo caido|caido el sistema|"
        r"sistema caido)|(?:outage|no (?:internet|service|connection)|(?:is|are) down|"
        r"everyone is affected|nadie puede|ninguem consegue)",
    ),
    (
        "legal", 2,
        r"abogad\w+|demanda(?:r|re)?\b|denuncia\w*|juicio|profeco|sernac|indecopi|procon|"
        r"defensor\w* del? \w+|consumo|condusef|anatel|advogad\w+|processar|lawyer|legal action|sue you|"
        r"ombudsman|regulator",
    ),
    (
        "deadline", 2,
        r"(?:vence|expira|termina|caduca|es para) (?:hoy|manana)|hoy mismo|antes de (?:las|hoy|manana)|"
        r"(?:vence|expira) (?:hoje|amanha)|ainda hoje|ate (?:hoje|amanha)|(?:due|expires?|"
        r"deadline) (?:today|tomorrow)|by (?:today|tomorrow|noon)",
    ),
    (
        "asked", 1,
        r"urgent\w*|cuanto antes|lo antes posible|inmediat\w+|o quanto antes|o mais rapido|asap|"
        r"as soon as possible|immediately",
    ),
    (
        "again", 1,
        r"(?:segunda|tercera|cuarta|terceira|quarta) vez|otra vez|de nuevo (?:sin|les)|"
        r"ya (?:les )?(?:escribi|llame|reclame)|sigo esperando|ainda (?:estou )?esperando|(?:second|third|"
        r"fourth) time|still waiting|already (?:wrote|called|contacted)",
    ),
)  # fmt: skip
_FOUND = [(reason, grade, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for reason, grade, words in _RULES]
_UPSET = re.compile(
    r"(?<!\w)(?:pesim[oa]|inaceptable|inadmisible|vergüenza|verguenza|hart[oa]|indignad[oa]|decepcionad[oa]|enojad[oa]|"
    r"molest[oa]|furios[oa]|horrible|terrible|una burla|incompetent\w*|pessim[oa]|inaceitavel|absurdo|vergonha|palhacada|"
    r"decepcionad[oa]|irritad[oa]|unacceptable|ridiculous|awful|worst|disappointed|frustrat\w+|angry|furious|useless)(?!\w)"
)
_THANKFUL = re.compile(r"(?<!\w)(?:gracias|agradezco|agradecid[oa]|obrigad[oa]|agradeco|thank you|thanks)(?!\w)")
_SHOUTED = re.compile(r"[^\W\d_a-zà-ÿ]{3,}")
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Signals:
    """`urgency`: 0 to 3. `phrases`: reason and the words that say so, as they were written."""

    urgency: int
    phrases: list[list[str]]
    tone: Tone


def signals(text: str) -> Signals:
    """Return how urgent a text sounds and in what tone."""
    text = text[:LONGEST]
    plain = fold(text)
    same = len(plain) == len(text)  # then a place in one is the same place in the other
    grade, phrases = 0, []
    for reason, how, pattern in _FOUND:
        if found := pattern.search(plain):
            grade = max(grade, how)
            phrases.append([reason, (text if same else plain)[found.start() : found.end()][:80]])
    return Signals(grade, phrases, _tone(text, plain))


def _tone(text: str, plain: str) -> Tone:
    words = _WORD.findall(text)
    shouted = sum(1 for word in words if _SHOUTED.fullmatch(word))
    if _UPSET.search(plain) or "!!!" in text or (len(words) >= 6 and shouted > len(words) / 2):
        return Tone.UPSET
    return Tone.THANKFUL if _THANKFUL.search(plain) else Tone.PLAIN
