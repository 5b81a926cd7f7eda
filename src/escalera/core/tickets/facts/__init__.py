"""What can happen to a ticket."""

from escalera.core.tickets.facts.content import (
    ChecklistAdded,
    ChecklistChanged,
    FieldsSet,
    StepTicked,
    TagsChanged,
    TimerStarted,
    TimeSpent,
    VocabularyChanged,
)
from escalera.core.tickets.facts.life import (
    MessageReceived,
    NoteWritten,
    ReplyWritten,
    TicketCancelled,
    TicketClassified,
    TicketClosed,
    TicketOpened,
    TicketReleased,
    TicketReopened,
    TicketResolved,
    TicketTaken,
    TicketWaits,
)
from escalera.core.tickets.facts.state import (
    DueChanged,
    RequesterChanged,
    SpamUndone,
    SubjectChanged,
    TicketAssigned,
    TicketMarkedSpam,
    TicketSnoozed,
    TicketWoken,
)
from escalera.core.tickets.facts.together import (
    MergeUndone,
    MessagesCame,
    MessagesMoved,
    ParticipantLeft,
    ParticipantsJoined,
    SplitOff,
    TicketAbsorbed,
    TicketMerged,
    TicketsLinked,
    TicketSplit,
    TicketsUnlinked,
    TicketUnmerged,
)

__all__ = [
    "ChecklistAdded", "ChecklistChanged", "DueChanged", "FieldsSet", "MergeUndone", "MessageReceived", "MessagesCame",
    "MessagesMoved", "NoteWritten", "ParticipantLeft", "ParticipantsJoined", "ReplyWritten", "RequesterChanged",
    "SpamUndone", "SplitOff", "StepTicked", "SubjectChanged", "TagsChanged", "TicketAbsorbed", "TicketAssigned",
    "TicketCancelled", "TicketClassified", "TicketClosed", "TicketMarkedSpam", "TicketMerged", "TicketOpened",
    "TicketReleased", "TicketReopened", "TicketResolved", "TicketSnoozed", "TicketSplit", "TicketTaken",
    "TicketUnmerged", "TicketWaits", "TicketWoken", "TicketsLinked", "TicketsUnlinked", "TimeSpent", "TimerStarted",
    "VocabularyChanged",
]  # fmt: skip
