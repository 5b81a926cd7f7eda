"""What each kind of channel can carry, as a table that people read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts, all_capabilities
from escalera.faces.desk.shared.looks import channel_icon, size

DAY_S = 86_400


def heads() -> list[str]:
    """Return the columns' names."""
    return [
        _("Channel"), _("Who begins"), _("Text"), _("Files"), _("Answers to one message"), _("Read marks"), _("Typing"),
        _("Reactions"), _("Edits"), _("Time to answer"), _("Templates"), _("Buttons"), _("Assistant"),
    ]  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Return a row a kind: its name, and a cell a column; a cell is words, or True or False."""
    return [
        {"icon": channel_icon(one.kind), "name": _capital(str(one.label)), "cells": _cells(one)}
        for one in sorted(all_capabilities(), key=lambda one: str(one.label).lower())
    ]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _cells(can: Capabilities) -> list[Any]:
    if not can.carries_replies:
        return [_("nobody: it carries no answers"), *[False] * 11]
    return [
        _starts(can),
        _text(can),
        _files(can),
        can.replies_to,
        can.reads,
        can.typing,
        can.reactions,
        can.edits,
        _window(can.window),
        can.templates,
        _buttons(can),
        can.assistant,
    ]


def _starts(can: Capabilities) -> str:
    return {
        Starts.ANYBODY: _("both sides"),
        Starts.TEMPLATE: _("the customer; we with a template"),
        Starts.CUSTOMER: _("the customer"),
        Starts.NOBODY: _("nobody"),
    }[can.starts]


def _text(can: Capabilities) -> str:
    longest = number_format(can.longest, force_grouping=True)
    words = ngettext("%(longest)s characters", "%(longest)s characters", can.longest) % {"longest": longest}
    if can.most_parts > 1:
        words += " · " + ngettext("%(count)d message at most", "%(count)d messages at most", can.most_parts) % {
            "count": can.most_parts
        }
    return words if can.formatting == "plain" else f"{words} · {can.formatting}"


def _files(can: Capabilities) -> Any:
    if not can.files or not can.most_files:
        return False
    return " · ".join(dict.fromkeys(f"{_sort(rule)} {size(rule.most)}" for rule in _widest(can.files)))


def _widest(rules: Iterable[FileRule]) -> list[FileRule]:
    """Return one rule a sort of files, the one that takes the most."""
    widest: dict[str, FileRule] = {}
    for rule in rules:
        name = _sort(rule)
        if name not in widest or widest[name].most < rule.most:
            widest[name] = rule
    return list(widest.values())


def _sort(rule: FileRule) -> str:
    names = {"image": _("pictures"), "audio": _("sound"), "video": _("film"), "": _("any file")}
    return names.get(rule.kind.partition("/")[0], _("documents"))


def _window(window: timedelta | None) -> Any:
    if window is None:
        return _("no limit")
    seconds = int(window.total_seconds())
    if seconds > 2 * DAY_S:
        return ngettext("%(days)d day", "%(days)d days", seconds // DAY_S) % {"days": seconds // DAY_S}
    return ngettext("%(hours)d hour", "%(hours)d hours", seconds // 3600) % {"hours": seconds // 3600}


def _buttons(can: Capabilities) -> Any:
    if not can.most_buttons:
        return False
    return ngettext("%(count)d, of %(longest)d characters", "%(count)d, of %(longest)d characters", can.most_buttons) % {
        "count": can.most_buttons, "longest": can.longest_button,
    }  # fmt: skip
