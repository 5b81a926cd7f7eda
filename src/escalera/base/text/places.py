"""The places in a text that are filled in: {cliente}, {ticket}… with their names in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What each is called, Spanish first: that is what the product writes.
NAMES = {
    "cliente": ("customer",),
    "cliente.nombre": ("customer.name", "cliente.nome", "customer.first_name"),
    "ticket": ("chamado",),
    "asunto": ("subject", "assunto"),
    "agente": ("agent",),
    "equipo": ("team", "equipe"),
    "empresa": ("company",),
    "saludo": ("greeting", "saudação", "saudacao"),
    "despedida": ("closing",),
}
_MEANS = {name: first for first, others in NAMES.items() for name in (first, *others)}
_PLACE = re.compile(r"\{([^\W\d][\w.]{0,40})\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its places filled in, once; braces with anything else inside stay as they are."""

    def value(found: re.Match[str]) -> str:
        return values.get(_MEANS.get(found[1].lower(), ""), found[0])

    return _PLACE.sub(value, text)


def meaning(name: str) -> str:
    """Return a place's first name; any other word as it is."""
    return _MEANS.get(name.lower(), name)


def unknown(text: str) -> list[str]:
    """Return the places that nothing is known for, each once: "{nombre}"."""
    return list(dict.fromkeys(found[0] for found in _PLACE.finditer(text) if found[1].lower() not in _MEANS))
