"""What mail programs and people write around a message, one table for each language."""

from .americas_iberia import LANGUAGES as _IBERIAN
from .asian import LANGUAGES as _ASIAN
from .eastern import LANGUAGES as _EASTERN
from .germanic import LANGUAGES as _GERMANIC
from .latin import LANGUAGES as _LATIN
from .shape import FIELDS, Language

LANGUAGES: tuple[Language, ...] = _IBERIAN + _GERMANIC + _LATIN + _EASTERN + _ASIAN

__all__ = ["FIELDS", "LANGUAGES", "Language"]
