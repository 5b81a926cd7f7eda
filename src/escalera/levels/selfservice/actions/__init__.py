"""The verbs of conversations with the assistant."""

from escalera.levels.selfservice.actions.ending import (
    hand_over,
    leave_quiet,
    note_person,
    note_reopened,
    note_return,
)
from escalera.levels.selfservice.actions.forgetting import forget_contact, forget_talk, forget_words
from escalera.levels.selfservice.actions.judging import learn_from_agents
from escalera.levels.selfservice.actions.keeping import NewAssistant, save_assistant
from escalera.levels.selfservice.actions.mailing import open_by_mail
from escalera.levels.selfservice.actions.talking import (
    LONGEST,
    HasEnded,
    TooLong,
    ask_for_person,
    begin,
    begin_with,
    checked_words,
    confirm,
    deny,
    go_on,
    say,
)
from escalera.levels.selfservice.actions.wording import word_last

__all__ = [
    "LONGEST",
    "HasEnded",
    "NewAssistant",
    "TooLong",
    "ask_for_person",
    "begin",
    "begin_with",
    "checked_words",
    "confirm",
    "deny",
    "forget_contact",
    "forget_talk",
    "forget_words",
    "go_on",
    "hand_over",
    "learn_from_agents",
    "leave_quiet",
    "note_person",
    "note_reopened",
    "note_return",
    "open_by_mail",
    "save_assistant",
    "say",
    "word_last",
]
