"""What is told on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class PeopleNotified(TicketFact):
    """A rule or a step told people of a ticket. `names`: who, as they were called then; `words`: what was said."""

    name: ClassVar[str] = "people.notified"
    agent_ids: list[int]
    names: str = ""
    words: str = ""

    def sentence(self, who: str) -> str:
        if not self.agent_ids:
            return _("%(who)s wanted to tell %(names)s, but nobody is there") % {"who": who, "names": self.names}
        return _("%(who)s told %(names)s of it") % {"who": who, "names": self.names}
