"""The verbs of a ticket. Everything that changes one goes through here."""

from escalera.core.tickets.actions.classifying import classify
from escalera.core.tickets.actions.content import Content, NewFile
from escalera.core.tickets.actions.opening import open_ticket, receive_message
from escalera.core.tickets.actions.participants import join
from escalera.core.tickets.actions.sight import let_see
from escalera.core.tickets.actions.states import release, reopen, resolve, take, wait_for
from escalera.core.tickets.actions.writing import note, reply, write_automatic

__all__ = [
    "Content", "NewFile", "classify", "join", "let_see", "note", "open_ticket", "receive_message", "release", "reopen",
    "reply", "resolve", "take", "wait_for", "write_automatic",
]  # fmt: skip
