"""The words by which people stop messages, have them again, or ask who we are: English, Spanish, Portuguese.

https://help.twilio.com/articles/223134027 · CTIA Messaging Principles, 5.1.3"""

from __future__ import annotations

import re
import unicodedata

STOP = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke", "baja", "parar", "alto", "cancelar",
     "detener", "sair", "pare"}
)  # fmt: skip
START = frozenset({"start", "unstop", "alta", "iniciar", "comenzar", "reanudar", "voltar"})
YES = frozenset({"yes"})  # START to who has said STOP; to anybody else an answer like others
HELP = frozenset({"help", "info", "ayuda", "ajuda"})
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")


def keyword_of(text: str) -> str:
    """Return "stop", "start", "yes" or "help" if a text is nothing but one such word; else ""."""
    if len(text) > 40:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    word = _ENDS.sub("", plain)
    for name, words in (("stop", STOP), ("start", START), ("yes", YES), ("help", HELP)):
        if word in words:
            return name
    return ""
