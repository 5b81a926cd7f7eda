"""Telling whether a message says nothing but thanks: such a one does not open a solved case again."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 160  # characters; who writes more has something to say
_POLITE = """
gracias muchas mil muchisimas graciass ok okay vale perfecto excelente genial listo recibido entendido bueno bien
muy todo solucionado resuelto funciona ya saludos saludo cordial un por la el su tu ayuda atencion respuesta pronta
rapida amable te se le lo agradezco agradecido agradecida quedo de acuerdo amabilidad buen dia buena buenas tardes
noches feliz que tenga tengas
thanks thank you thx ty much very so many great perfect excellent good got it for your the help reply answer quick
support works fine all is now again solved fixed regards best kind cheers appreciate appreciated a lot have nice day
obrigado obrigada obrigadao muito muita grato grata valeu beleza certo perfeito otimo excelente pela pelo ajuda
atencao retorno resposta abraco abracos agradeco tudo bom funcionou resolvido bem dia tarde noite
"""
_THANKS = """
gracias graciass agradezco agradecido agradecida thanks thank thx ty cheers appreciate appreciated
obrigado obrigada obrigadao grato grata valeu agradeco
"""
_TURNS = "pero but mas porem no not nao sin aun todavia still ainda sigue continua however"
_WORDS, _SAYS_IT, _GOES_ON = (frozenset(text.split()) for text in (_POLITE, _THANKS, _TURNS))
_WORD = re.compile(r"[^\W\d_]+")


def is_only_thanks(text: str) -> bool:
    """Say whether a text (without quotes and signature) only thanks. A question, a number or a "but" is more."""
    short = text[: LONGEST * 4].strip()
    plain = unicodedata.normalize("NFKD", short[: LONGEST + 1].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if not plain or len(short) > LONGEST or "?" in plain or any(c.isdigit() for c in plain):
        return False
    words = set(_WORD.findall(plain))
    # A name or two may stand among them ("Thanks, Amira"); more words than that say something else.
    return bool(words & _SAYS_IT) and len(words - _WORDS) <= 2 and not words & _GOES_ON
