"""What a chat in a browser carries: the limits are our own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts

KIND = "chat"
LONGEST = 4000  # characters of one message
LARGEST = 10 * 1024 * 1024  # bytes of one file
MOST_FILES = 10
TAKEN = (
    "image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/", "application/pdf", "text/plain",
    "text/csv", "application/zip", "application/msword", "application/vnd.openxmlformats-officedocument",
    "application/vnd.oasis.opendocument", "application/vnd.ms-excel",
)  # fmt: skip

CHAT = Capabilities(
    kind=KIND,
    label=_("Chat"),
    icon="chat",
    identity=KIND,
    starts=Starts.CUSTOMER,
    longest=LONGEST,
    most_parts=10,
    formatting="html",
    files=[FileRule(kind, LARGEST) for kind in TAKEN],
    most_files=MOST_FILES,
    replies_to=True,
    reads=True,
    typing=True,
    most_buttons=12,
    longest_button=80,
    idempotent=True,
    per_second=1000.0,
    assistant=True,
)
