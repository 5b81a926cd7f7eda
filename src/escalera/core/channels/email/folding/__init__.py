"""Fold a mail: what its sender wrote now, what is quoted or forwarded, and what is signature. Nothing is deleted."""

from .fold import fold
from .markup import fold_html
from .parts import Folded, Part, PartKind

__all__ = ["Folded", "Part", "PartKind", "fold", "fold_html"]
