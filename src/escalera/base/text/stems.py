"""The stems of a text's words: what search and learning compare, so that "facturas" finds "la factura"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import local
from typing import Any

import Stemmer

LONGEST_WORD = 40  # characters; longer ones are codes, of which the beginning is enough
_ALGORITHMS = {"es": "spanish", "pt": "portuguese", "en": "english", "fr": "french", "it": "italian", "de": "german",
               "ca": "catalan"}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_mine = local()  # a stemmer keeps a state while it works: one for each thread

# Words that say how, not what. Negations stay: "no funciona" is not "funciona".
_STOPS = {
    "es": """
a al algo algun alguna algunas alguno algunos ante aquel aquella aquellas aquello aquellos aqui asi aun aunque cada como
con contra cual cuales cualquier cuando cuanto de del desde donde dos e el ella ellas ello ellos en entonces entre era
eran eres es esa esas ese eso esos esta estaba estado estamos estan estar estas este esto estos estoy fue fueron ha haber
habia hace hacer haciendo hago han has hasta hay haya he hemos hizo hola gracias buenos buenas dias tardes noches saludos
incluso la las le les lo los mas me mi mis mia mio mientras misma mismo mucha mucho muchas muchos muy nos nosotros nuestra
nuestro o os otra otras otro otros para pero poco por porque pues puede pueden puedo podria podrian podeis pudo que quien
quienes quiero quisiera se sea sean segun ser si sido siempre sobre sois solo somos son soy su sus suya suyo tambien tan
tanto te tengo tenemos tener tiene tienen tu tus u un una unas uno unos usted ustedes va vamos van vez voy y ya yo favor
""",
    "pt": """
a ao aos aquela aquelas aquele aqueles aquilo as ate com como contra da das de dela delas dele deles depois desde do dos
e ela elas ele eles em entao entre era eram essa essas esse esses esta estamos estao estar estas estava estavam este
estes estou eu fazer faz faco fez foi foram ha havia isso isto ja la lhe lhes mais mas me mesmo mesma meu meus minha
minhas muito muita muitos muitas na nas no nos nossa nosso num numa o oi ola obrigado obrigada bom boa dia tarde noite os
ou outra outras outro outros para pela pelas pelo pelos pode podem posso poderia por porque pois pra pro qual quais quando
quanto que quem quero queria se seja sem ser seu seus sao sempre so sobre somos sou sua suas tambem tao te tem temos
tenho ter teu tu tua um uma uns umas vai vamos vao vez voce voces vou favor
""",
    "en": """
a about after again all also am an and any are as at be because been before being both but by can could did do does doing
each else ever few for from get gets getting got had has have having he hello hey hi her here hers him his how i if in
into is it its itself just let like may me might mine more most much must my myself of off on once only or other our ours
out over own per please rather same shall she should since so some such than thank thanks that the their theirs them then
there these they this those through to too under until up upon us very was we were what when where which while who whom
whose why will with would yes you your yours
""",
}
# "do" and "no" are articles in Portuguese only; each list is used with its own language.
_STOP_SETS = {code: frozenset(words.split()) for code, words in _STOPS.items()}
_NO_STOPS: frozenset[str] = frozenset()


def stems(text: str, language: str, *, stops: bool = False) -> list[str]:
    """Return the stems of a text's words in their order, lower case, without accents.

    Words that say nothing ("el", "the") are left out unless `stops`. In a language without a stemmer ("" too) words
    stay whole."""
    code = language[:2].lower()
    out = _NO_STOPS if stops else _STOP_SETS.get(code, _NO_STOPS)
    words = (word[:LONGEST_WORD] for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()))
    return [stem for word in words for stem, plain in (_stem(code, word),) if stem and plain not in out]


def fold(text: str) -> str:
    """Return a text in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return plain if plain.isascii() else "".join(c for c in plain if not unicodedata.combining(c))


def is_stop(word: str, language: str) -> bool:
    """Say whether a word says nothing by itself in this language."""
    return fold(word) in _STOP_SETS.get(language[:2].lower(), _NO_STOPS)


@lru_cache(maxsize=100_000)
def _stem(code: str, word: str) -> tuple[str, str]:
    """Return a word's stem and the word itself, both folded. Accents go last: the stemmer needs them."""
    stemmer = _stemmer(code)
    return fold(stemmer.stemWord(word) if stemmer else word), fold(word)


def _stemmer(code: str) -> Any:
    name = _ALGORITHMS.get(code)
    if name is None:
        return None
    mine: dict[str, Any] = _mine.__dict__
    if name not in mine:
        mine[name] = Stemmer.Stemmer(name, 0)
    return mine[name]
