"""The verbs of articles."""

from escalera.core.knowledge.actions.around import (
    READER,
    add_file,
    count_shown,
    count_use,
    link,
    note_shown,
    note_solved,
    remark,
    remove_file,
    settle_remark,
    unlink,
    vote,
)
from escalera.core.knowledge.actions.due import tell_due
from escalera.core.knowledge.actions.gaps import forget_gaps, note_gap, settle_gap
from escalera.core.knowledge.actions.publishing import (
    archive,
    ask_review,
    bring_back,
    confirm,
    publish,
    send_back,
    withdraw,
    withdraw_text,
)
from escalera.core.knowledge.actions.topics import CannotRemove, move_topic, order_articles, remove_topic, save_topic
from escalera.core.knowledge.actions.unsaved import (
    add_unsaved_file,
    drop_unsaved,
    forget_unsaved,
    keep_unsaved,
    move_in,
)
from escalera.core.knowledge.actions.writing import (
    LONGEST_BODY,
    ChangedMeanwhile,
    edit_article,
    restore_version,
    save_text,
    write_article,
)

__all__ = [
    "LONGEST_BODY", "READER", "CannotRemove", "ChangedMeanwhile", "add_file", "add_unsaved_file", "archive",
    "ask_review", "bring_back", "confirm", "count_shown", "count_use", "drop_unsaved", "edit_article", "forget_gaps",
    "forget_unsaved", "keep_unsaved", "link", "move_in", "move_topic", "note_gap", "note_shown", "note_solved",
    "order_articles", "publish", "remark", "remove_file", "remove_topic", "restore_version", "save_text", "save_topic",
    "send_back", "settle_gap", "settle_remark", "tell_due", "unlink", "vote", "withdraw", "withdraw_text",
    "write_article",
]  # fmt: skip
