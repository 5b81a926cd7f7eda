"""What can happen between tickets: merges, splits, links; and to who belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.log.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class TicketMerged(TicketFact):
    """The ticket ended; its conversation goes on in another."""

    name: ClassVar[str] = "ticket.merged"
    into_id: int
    merge_id: int
    from_status: str

    def sentence(self, who: str) -> str:
        return _("%(who)s merged this ticket into #%(number)d") % {"who": who, "number": self.into_id}


@dataclass(frozen=True, kw_only=True)
class TicketAbsorbed(TicketFact):
    """Another ticket's conversation goes on here. `waits_since`: ISO moment since when a customer waits, or ""."""

    name: ClassVar[str] = "ticket.absorbed"
    absorbed_id: int
    merge_id: int
    messages: int
    waits_since: str = ""

    def sentence(self, who: str) -> str:
        words = ngettext(
            "%(who)s merged #%(number)d into this ticket: %(count)d message came over",
            "%(who)s merged #%(number)d into this ticket: %(count)d messages came over",
            self.messages,
        )
        return words % {"who": who, "number": self.absorbed_id, "count": self.messages}


@dataclass(frozen=True, kw_only=True)
class MergeUndone(TicketFact):
    """Recorded on the survivor. `stayed`: messages that came after the merge and stand where they came."""

    name: ClassVar[str] = "merge.undone"
    absorbed_id: int
    merge_id: int
    stayed: int = 0

    def sentence(self, who: str) -> str:
        words = _("%(who)s undid the merge with #%(number)d") % {"who": who, "number": self.absorbed_id}
        if not self.stayed:
            return words
        stayed = ngettext(
            "%(count)d message that came since stays here",
            "%(count)d messages that came since stay here",
            self.stayed,
        )
        return f"{words}; {stayed % {'count': self.stayed}}"


@dataclass(frozen=True, kw_only=True)
class TicketUnmerged(TicketFact):
    """Recorded on the ticket that stands on its own again."""

    name: ClassVar[str] = "ticket.unmerged"
    from_id: int
    merge_id: int
    status: str

    def sentence(self, who: str) -> str:
        return _("%(who)s took this ticket out of #%(number)d again") % {"who": who, "number": self.from_id}


@dataclass(frozen=True, kw_only=True)
class TicketSplit(TicketFact):
    """Messages went over (or were copied) into a new ticket."""

    name: ClassVar[str] = "ticket.split"
    into_id: int
    message_ids: tuple[int, ...]
    copied: bool = False

    def sentence(self, who: str) -> str:
        words = (
            ngettext(
                "%(who)s copied %(count)d message into the new ticket #%(number)d",
                "%(who)s copied %(count)d messages into the new ticket #%(number)d",
                len(self.message_ids),
            )
            if self.copied
            else ngettext(
                "%(who)s moved %(count)d message into the new ticket #%(number)d",
                "%(who)s moved %(count)d messages into the new ticket #%(number)d",
                len(self.message_ids),
            )
        )
        return words % {"who": who, "count": len(self.message_ids), "number": self.into_id}


@dataclass(frozen=True, kw_only=True)
class SplitOff(TicketFact):
    """Recorded on the new ticket."""

    name: ClassVar[str] = "ticket.split_off"
    from_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s split this ticket off #%(number)d") % {"who": who, "number": self.from_id}


@dataclass(frozen=True, kw_only=True)
class MessagesMoved(TicketFact):
    """Messages that stood here by mistake went over to a ticket that was there already."""

    name: ClassVar[str] = "messages.moved"
    into_id: int
    message_ids: tuple[int, ...]

    def sentence(self, who: str) -> str:
        words = ngettext(
            "%(who)s moved %(count)d message to #%(number)d",
            "%(who)s moved %(count)d messages to #%(number)d",
            len(self.message_ids),
        )
        return words % {"who": who, "count": len(self.message_ids), "number": self.into_id}


@dataclass(frozen=True, kw_only=True)
class MessagesCame(TicketFact):
    """Recorded on the ticket that they came to."""

    name: ClassVar[str] = "messages.came"
    from_id: int
    message_ids: tuple[int, ...]

    def sentence(self, who: str) -> str:
        words = ngettext(
            "%(who)s brought %(count)d message over from #%(number)d",
            "%(who)s brought %(count)d messages over from #%(number)d",
            len(self.message_ids),
        )
        return words % {"who": who, "count": len(self.message_ids), "number": self.from_id}


@dataclass(frozen=True, kw_only=True)
class TicketsLinked(TicketFact):
    """Recorded on both. `role`: what this ticket is to the other: related, duplicate, original, child or parent."""

    name: ClassVar[str] = "ticket.linked"
    other_id: int
    role: str

    def sentence(self, who: str) -> str:
        words = {
            "related": _("%(who)s linked it with #%(number)d"),
            "duplicate": _("%(who)s marked it as a duplicate of #%(number)d"),
            "original": _("%(who)s marked #%(number)d as a duplicate of it"),
            "child": _("%(who)s made it a part of #%(number)d"),
            "parent": _("%(who)s made #%(number)d a part of it"),
        }
        return words.get(self.role, words["related"]) % {"who": who, "number": self.other_id}


@dataclass(frozen=True, kw_only=True)
class TicketsUnlinked(TicketFact):
    name: ClassVar[str] = "ticket.unlinked"
    other_id: int
    role: str

    def sentence(self, who: str) -> str:
        return _("%(who)s removed the link with #%(number)d") % {"who": who, "number": self.other_id}


@dataclass(frozen=True, kw_only=True)
class ParticipantsJoined(TicketFact):
    name: ClassVar[str] = "participants.joined"
    names: str

    def sentence(self, who: str) -> str:
        return _("%(who)s brought in %(names)s") % {"who": who, "names": self.names}


@dataclass(frozen=True, kw_only=True)
class ParticipantLeft(TicketFact):
    name: ClassVar[str] = "participant.left"
    contact_id: int
    contact: str

    def sentence(self, who: str) -> str:
        return _("%(who)s took %(name)s out of the conversation") % {"who": who, "name": self.contact}
