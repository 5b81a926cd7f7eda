"""The verbs of procedures: keeping them, and following them on tickets."""

from escalera.core.procedures.actions.keeping import (
    HasRuns,
    NameTaken,
    NothingToPublish,
    Stale,
    archive,
    drop_draft,
    drop_procedure,
    publish,
    restore,
    save_draft,
    save_procedure,
)
from escalera.core.procedures.actions.moving import end_run, go_back, hand_on, pause, resume
from escalera.core.procedures.actions.remarks import remark, settle_remark
from escalera.core.procedures.actions.running import CannotRun, Moved, TooEarly, answer, start_run

__all__ = [
    "CannotRun", "HasRuns", "Moved", "NameTaken", "NothingToPublish", "Stale", "TooEarly", "answer", "archive",
    "drop_draft", "drop_procedure", "end_run", "go_back", "hand_on", "pause", "publish", "remark", "restore", "resume",
    "save_draft", "save_procedure", "settle_remark", "start_run",
]  # fmt: skip
