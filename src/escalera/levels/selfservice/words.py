"""What short words mean in a conversation, in Spanish, Portuguese and English: a person is wanted, it helped, it did not.

No model: lists of folded words and how near they stand to each other. Where it is not clear, it means nothing, and the
buttons say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 2000  # characters that are looked at
_WORD = re.compile(r"[^\W_]+")
_NEAR = 5  # words between "speak" and "person"


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Whoever can only be meant as one of ours.
_PERSON = _set("""
persona personas humano humana humanos agente agentes asesor asesora asesores operador operadora operadores
ejecutivo ejecutiva representante alguien teleoperador teleoperadora tecnico tecnica
pessoa pessoas humano humana atendente atendentes alguem consultor consultora
human humans person people agent agents representative operator advisor somebody someone
""")
# To ask for somebody: verbs of contact and of wish.
_ASK = _set("""
hablar hablo hablemos habla charlar comunicar comunicarme comunicame comuniqueme comuniquenme contactar contactarme
pasar pasame paseme pasenme pasen pasas transferir transferirme transfiereme transfiera transfieran conectar conectame
conecteme derivar derivame deriveme atender atienda atiendan atiendeme atencion quiero quisiera queria necesito deseo
dame denme poner ponme ponganme llamar llamen llame llamenme
falar falo conversar passar passa passe transferir transfere transfira quero queria preciso gostaria atendimento ligar
speak speaking talk talking chat transfer connect contact reach want need give get put pass call
""")
_LONE = _set("""
humano humana agente asesor asesora operador operadora persona atendente pessoa human agent operator person
representante representative ejecutivo
""")
_NOT_ASKED = _set("""
no not dont sin without nao sem nunca never
""")
_SETTLED = (
    "atencion al cliente", "servicio al cliente", "real person", "live agent", "live chat", "customer service",
    "persona real", "persona de verdad", "humano de verdad", "alguien de verdad", "pessoa de verdade", "pessoa real",
    "atendimento humano", "atencion humana", "no quiero un robot", "no quiero hablar con un robot",
    "no quiero hablar con una maquina", "nao quero falar com robo", "nao quero falar com um robo", "no more bots",
)  # fmt: skip
_FILLER = _set("""
con una un a el la los las por favor porfavor porfa pls please hola me mi de en que si ya ahora mismo por
com uma o os um por favor pra para to an the with my now just i d like would can could you your puedo podria puede
pueden posso poderia real directamente otra other vez
""")

_HELPED = (
    "me sirvio", "me ha servido", "me ayudo", "me ha ayudado", "ya funciona", "ya me funciona", "funciono", "resuelto",
    "solucionado", "ya esta", "ya quedo", "listo gracias", "ya pude", "arreglado",
    "ajudou", "me ajudou", "resolveu", "resolvido", "funcionou", "ja consegui", "deu certo",
    "it helped", "that helped", "this helped", "it works", "works now", "that works", "solved", "fixed", "resolved",
)  # fmt: skip
_NOT_HELPED = (
    "no me sirve", "no me sirvio", "no sirve", "no sirvio", "no me ayuda", "no me ayudo", "no funciona", "no funciono",
    "no me funciona", "sigue igual", "sigue sin", "eso no es", "no es eso", "no era eso", "no resuelve", "nada de eso",
    "ya lo intente", "ya lo he intentado", "ya lo probe", "ya hice eso", "ya lo hice",
    "nao ajudou", "nao ajuda", "nao funcionou", "nao funciona", "nao resolveu", "nao e isso", "nao era isso", "ja tentei",
    "ja fiz isso", "continua igual",
    "did not help", "didnt help", "does not help", "doesnt help", "not helpful", "does not work", "doesnt work",
    "did not work", "didnt work", "still not", "thats not it", "not what i", "already tried", "i tried that",
)  # fmt: skip
_YES = _set("si yes yep yeah sim ok vale claro isso correcto perfecto perfeito perfect exacto")
_NO = _set("no nope nao tampoco nada")
_POLITE = _set("""
gracias muchas mil obrigado obrigada muito thanks thank you very much genial excelente great perfecto perfect todo bien
por favor amable valeu
""")
_HELLO = _set("""
hola buenas buenos dias tardes noches buen dia que tal saludos hello hi hey good morning afternoon evening oi ola bom
boa tarde noite tudo bem alo
""")
SHORT = 8  # words; who says more than that says more than "it helped"


def fold(text: str) -> list[str]:
    """Return the words in lower case without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].lower().replace("'", "").replace("’", ""))
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def wants_person(text: str, own: Collection[str] = ()) -> bool:
    """Say whether the text asks to be put through to a person. `own`: phrases of the company's customers for it.

    A person who is only mentioned ("the technician who came said…") is no such wish."""
    words = fold(text)
    if not words:
        return False
    line = f" {' '.join(words)} "
    if any(f" {' '.join(fold(one))} " in line for one in own if fold(one)):
        return True
    if len(words) <= 12 and any(f" {one} " in line for one in _SETTLED):
        return True
    if len(words) <= 6 and _LONE.intersection(words) and not set(words) - _LONE - _FILLER - _ASK:
        return True
    return any(_is_asked(words, place) for place, word in enumerate(words) if word in _PERSON)


def says_it_helped(text: str) -> bool:
    """Say whether a short text means that it is solved. After an answer, "yes" and mere thanks mean it too."""
    words = fold(text)
    if not words or len(words) > SHORT or says_it_did_not(text) or _NO.intersection(words):
        return False
    return _has(words, _HELPED) or not set(words) - _YES - _POLITE


def says_it_did_not(text: str) -> bool:
    """Say whether a short text means that the answer was no help."""
    words = fold(text)
    if not words or len(words) > SHORT * 2:
        return False
    return _has(words, _NOT_HELPED) or (bool(_NO.intersection(words)) and not set(words) - _NO - _POLITE)


def says_only_hello(text: str) -> bool:
    words = fold(text)
    return bool(words) and not set(words) - _HELLO


def says_the_same(one: str, other: str) -> bool:
    """Say whether two texts of more than one word are the same but for order, case and accents."""
    first, second = set(fold(one)), set(fold(other))
    return len(first) > 1 and first == second


def _is_asked(words: list[str], place: int) -> bool:
    """Say whether "speak", "put me through", "I want" … stands shortly before the person, not denied."""
    near = words[max(0, place - _NEAR) : place]
    asked = [at for at, word in enumerate(near) if word in _ASK]
    if not asked:
        return False
    begins = max(0, place - _NEAR) + asked[0]
    return not _NOT_ASKED.intersection(words[max(0, begins - 2) : begins])


def _has(words: list[str], phrases: Collection[str]) -> bool:
    line = f" {' '.join(words)} "
    return any(f" {one} " in line for one in phrases)
