"""The verbs of the gate: send again, try again, add, change and look after channels."""

from escalera.core.channels.actions.asking import CannotConnect, connect_channel, try_connection
from escalera.core.channels.actions.channels import add_channel, edit_channel, remove_channel
from escalera.core.channels.actions.resending import CannotResend, resend, say_again
from escalera.core.channels.actions.retrying import CannotRetry, retry_item
from escalera.core.channels.actions.turning import end_overlap, pause_channel, resume_channel, rotate_hook

__all__ = [
    "CannotConnect", "CannotResend", "CannotRetry", "add_channel", "connect_channel", "edit_channel", "end_overlap",
    "pause_channel", "remove_channel", "resend", "resume_channel", "retry_item", "rotate_hook", "say_again",
    "try_connection",
]  # fmt: skip
