"""The verbs of a ticket. Everything that changes one goes through here."""

from escalera.core.tickets.actions.checking import (
    add_checklist,
    add_step,
    drop_checklist,
    drop_step,
    reorder,
    tick,
)
from escalera.core.tickets.actions.classifying import KEEP, classify
from escalera.core.tickets.actions.content import Content, NewFile, attach_file
from escalera.core.tickets.actions.covering import data_without_personal_data, words_without_personal_data
from escalera.core.tickets.actions.ending import CannotCancel, CannotClose, cancel, close
from escalera.core.tickets.actions.filling import BadFields, fill_form, set_fields
from escalera.core.tickets.actions.handing_out import hand_out
from escalera.core.tickets.actions.linking import CannotLink, link, link_begun, unlink
from escalera.core.tickets.actions.locking import HasEnded
from escalera.core.tickets.actions.merging import (
    CannotMerge,
    CannotUndoMerge,
    merge,
    remember,
    remembered,
    undo_merge,
)
from escalera.core.tickets.actions.moving import CannotMove, move_said
from escalera.core.tickets.actions.opening import open_ticket, receive_message
from escalera.core.tickets.actions.participants import bring_in, join, take_out
from escalera.core.tickets.actions.parting import hand_over_words
from escalera.core.tickets.actions.placing import (
    assign,
    change_requester,
    count_bounce,
    keep_due,
    note_language,
    rename,
    set_due,
)
from escalera.core.tickets.actions.propagating import pass_on
from escalera.core.tickets.actions.rewording import edit, keep_up, take_back
from escalera.core.tickets.actions.said import write_automatic
from escalera.core.tickets.actions.sight import let_see
from escalera.core.tickets.actions.sleeping import snooze, wake, wake_due
from escalera.core.tickets.actions.spamming import is_blocked, mark_spam, unblock_sender, undo_spam
from escalera.core.tickets.actions.splitting import split
from escalera.core.tickets.actions.states import (
    CannotResolve,
    MissingFields,
    StillOpen,
    refuse_obstacles,
    release,
    reopen,
    resolve,
    take,
    wait_for,
)
from escalera.core.tickets.actions.tagging import tag, untag
from escalera.core.tickets.actions.timing import add_time, drop_time, edit_time, start_timer, stop_timer
from escalera.core.tickets.actions.writing import note, reply

__all__ = [
    "KEEP", "BadFields", "CannotCancel", "CannotClose", "CannotLink", "CannotMerge", "CannotMove",
    "CannotResolve",
    "CannotUndoMerge", "Content", "HasEnded", "MissingFields", "NewFile", "StillOpen", "add_checklist",
    "add_step", "add_time", "assign", "attach_file", "bring_in", "cancel", "change_requester", "classify", "close",
    "count_bounce", "data_without_personal_data", "drop_checklist",
    "drop_step", "drop_time", "edit", "edit_time", "fill_form", "hand_out", "hand_over_words", "is_blocked", "join",
    "keep_due", "keep_up", "let_see", "link", "link_begun", "mark_spam", "merge",
    "move_said", "note", "note_language", "open_ticket", "pass_on",
    "receive_message",
    "refuse_obstacles", "release", "remember", "remembered", "rename", "reopen", "reorder", "reply", "resolve",
    "set_due", "set_fields", "snooze", "split", "start_timer", "stop_timer", "tag", "take", "take_back", "take_out", "tick",
    "unblock_sender", "undo_merge", "undo_spam", "unlink", "untag", "wait_for", "wake", "wake_due",
    "words_without_personal_data", "write_automatic",
]  # fmt: skip
