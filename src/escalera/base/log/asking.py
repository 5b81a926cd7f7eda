"""Who may ask for a change, as the rooms below people know them."""

from __future__ import annotations

from typing import Protocol

from escalera.base.log.facts import Actor

SETTINGS = "settings.manage"  # the company: brand, levels, calendars


class Asker(Protocol):
    """Somebody with a name in the log and permissions: an agent."""

    @property
    def actor(self) -> Actor: ...

    def may(self, permission: str, /) -> bool: ...
