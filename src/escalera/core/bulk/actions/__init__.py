"""The verbs of a run over many tickets."""

from escalera.core.bulk.actions.running import advance
from escalera.core.bulk.actions.starting import MOST, TAKE_BACK_S, CannotUndo, start, stop, undo

__all__ = ["MOST", "TAKE_BACK_S", "CannotUndo", "advance", "start", "stop", "undo"]
