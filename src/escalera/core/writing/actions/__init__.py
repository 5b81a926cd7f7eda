"""The verbs of writing. Everything that drafts, holds or sends goes through here."""

from escalera.core.writing.actions.drafts import DraftConflict, drop_draft, move_writing, save_draft
from escalera.core.writing.actions.leaving import leave_due
from escalera.core.writing.actions.reaping import reap
from escalera.core.writing.actions.sending import (
    UNDO_S,
    CannotTakeBack,
    Reply,
    reschedule,
    send,
    send_now,
    undo,
    write_note,
)
from escalera.core.writing.actions.uploads import add_upload, drop_upload

__all__ = [
    "UNDO_S", "CannotTakeBack", "DraftConflict", "Reply", "add_upload", "drop_draft", "drop_upload", "leave_due",
    "move_writing", "reap", "reschedule", "save_draft", "send", "send_now", "undo", "write_note",
]  # fmt: skip
