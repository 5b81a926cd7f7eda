"""What goes through the channel API: what our own page of it promises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts

KIND = "app"
LARGEST_FILE = 20 * 1024 * 1024  # bytes

API = Capabilities(
    kind=KIND,
    label=_("Channel API"),
    icon="link",
    identity=KIND,
    starts=Starts.ANYBODY,
    longest=20_000,
    most_parts=1,
    formatting="html",
    files=[FileRule("", LARGEST_FILE)],
    replies_to=True,
    reads=True,
    typing=False,
    reactions=True,
    edits=True,
    most_buttons=10,
    longest_button=80,
    idempotent=True,
    per_second=50,
    assistant=True,
)
