"""What each kind of channel can carry, as data: composer, rules and assistant obey it and say why not.

A channel's folder declares its own in `capabilities.py` and registers it when the app is ready. Sources: the providers'
published limits, named there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.channels.models import Channel, Thread

Words = str | Promise


class Starts(StrEnum):
    """Who may say the first word: our side at any time, only with a template, only the customer, or nobody."""

    ANYBODY = "anybody"
    TEMPLATE = "template"
    CUSTOMER = "customer"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class FileRule:
    """Files whose content type begins with `kind` may have `most` bytes."""

    kind: str
    most: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One kind of channel. `identity`: whose identities its addresses are ("phone" for all that are numbers);
    `longest`: characters of one message, a longer text is sent as several; `idempotent`: the provider knows a repeated
    call by our key, so one whose end is unknown may be made again; `per_second`: calls that the provider takes;
    `stop_lasts`: who said STOP is written to again only after START, whatever else they write."""

    kind: str
    label: Words
    icon: str
    identity: str
    starts: Starts = Starts.CUSTOMER
    longest: int = 4096
    most_parts: int = 10
    formatting: str = "plain"
    files: Sequence[FileRule] = ()
    most_files: int = 10
    replies_to: bool = False
    reads: bool = False
    typing: bool = False
    reactions: bool = False
    edits: bool = False
    window: timedelta | None = None
    templates: bool = False
    most_buttons: int = 0
    longest_button: int = 20
    idempotent: bool = False
    per_second: float = 10.0
    per_thread_s: float = 0.0
    carries_replies: bool = True
    assistant: bool = False
    stop_lasts: bool = False
    limits: Callable[[str], str] | None = field(default=None, compare=False)
    counts: Callable[[str], str] | None = field(default=None, compare=False)  # what a text makes, as it is typed
    window_of: Callable[[Channel], timedelta] | None = field(default=None, compare=False)  # where a setting widens it


_KINDS: dict[str, Capabilities] = {}


def register(capabilities: Capabilities) -> None:
    _KINDS[capabilities.kind] = capabilities


def capabilities_of(kind: str) -> Capabilities | None:
    """Return what this kind can carry; None for one that is no channel of messages (a form, a telephone call)."""
    return _KINDS.get(kind)


def all_capabilities() -> list[Capabilities]:
    return list(_KINDS.values())


def window_ends(thread: Thread) -> datetime | None:
    """Return until when free words may be sent; None if this kind has no window. Before the first word: its past."""
    can = capabilities_of(thread.channel.kind)
    window = _window(can, thread) if can else None
    return None if window is None else (thread.last_in_at or thread.begun_at - window) + window


def why_not_now(can: Capabilities, thread: Thread | None, at: datetime, *, template: bool = False) -> str:
    """Return why nothing can be sent there now, in words; "" if it can. `thread`: None before the first word."""
    if not can.carries_replies:
        return _("%(channel)s carries no answers.") % {"channel": can.label}
    if thread is not None and thread.stopped_at is not None:
        return _("The customer does not want messages here any more.")
    if template and can.templates:
        return ""
    if thread is None or thread.last_in_at is None:
        if can.starts is Starts.CUSTOMER:
            return _("On %(channel)s the customer must write first.") % {"channel": can.label}
        if can.starts is Starts.TEMPLATE:
            return _("On %(channel)s the first word must be an approved template.") % {"channel": can.label}
        if can.starts is Starts.NOBODY:
            return _("%(channel)s carries no answers.") % {"channel": can.label}
        return ""
    ends = window_ends(thread)
    if ends is not None and at >= ends:
        if can.templates:
            return _(
                "More than %(hours)s hours have passed since the customer wrote: only a template can be sent."
            ) % {"hours": _hours(can, thread)}
        return _("More than %(hours)s hours have passed since the customer wrote: nothing can be sent here.") % {
            "hours": _hours(can, thread)
        }
    return ""


def why_not_content(can: Capabilities, text: str, files: Sequence[tuple[str, str, int]]) -> list[str]:
    """Return what of this content can't be sent, a sentence each; `files`: name, content type and bytes of each."""
    found = []
    if len(text) > can.longest * can.most_parts:
        found.append(
            _("The text has %(count)s characters; %(channel)s takes %(most)s.")
            % {"count": len(text), "channel": can.label, "most": can.longest * can.most_parts}
        )
    if can.limits is not None and (words := can.limits(text)):
        found.append(words)
    if len(files) > can.most_files:
        found.append(
            ngettext("%(channel)s takes %(most)s file.", "%(channel)s takes %(most)s files.", can.most_files)
            % {"channel": can.label, "most": can.most_files}
        )
    found += [words for name, kind, size in files if (words := why_not_file(can, name, kind, size))]
    return found


def why_not_file(can: Capabilities, name: str, content_type: str, size: int) -> str:
    """Return why a file can't be sent there; "" if it can."""
    rule = next((rule for rule in can.files if content_type.lower().startswith(rule.kind)), None)
    if rule is None:
        return _("%(channel)s does not take files like “%(name)s”.") % {"channel": can.label, "name": name}
    if size > rule.most:
        return _("“%(name)s” has %(size)s MB; %(channel)s takes %(most)s.") % {
            "name": name, "channel": can.label, "size": round(size / 1e6, 1), "most": round(rule.most / 1e6, 1),
        }  # fmt: skip
    return ""


def _window(can: Capabilities, thread: Thread) -> timedelta | None:
    return can.window_of(thread.channel) if can.window_of else can.window


def _hours(can: Capabilities, thread: Thread) -> int:
    window = _window(can, thread)
    return round(window.total_seconds() / 3600) if window else 0
