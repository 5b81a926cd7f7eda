"""What people put on a ticket: tags, fields, checklists, time. And what the company changes of its own lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact


@dataclass(frozen=True, kw_only=True)
class TagsChanged(TicketFact):
    name: ClassVar[str] = "tags.changed"
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def sentence(self, who: str) -> str:
        words = {"who": who, "added": ", ".join(self.added), "removed": ", ".join(self.removed)}
        if self.added and self.removed:
            return _("%(who)s tagged it %(added)s and took %(removed)s off") % words
        if self.added:
            return _("%(who)s tagged it %(added)s") % words
        return _("%(who)s took the tag %(removed)s off") % words


@dataclass(frozen=True, kw_only=True)
class FieldsSet(TicketFact):
    """`changes`: label, value before and after, as people read them."""

    name: ClassVar[str] = "fields.set"
    changes: tuple[tuple[str, str, str], ...]

    def sentence(self, who: str) -> str:
        parts = ", ".join(f"{label}: {after or '—'}" for label, _before, after in self.changes[:5])
        return _("%(who)s filled in %(fields)s") % {"who": who, "fields": parts}


@dataclass(frozen=True, kw_only=True)
class ChecklistAdded(TicketFact):
    name: ClassVar[str] = "checklist.added"
    checklist_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s added the checklist “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ChecklistChanged(TicketFact):
    """`change`: added, removed, moved or renamed a step."""

    name: ClassVar[str] = "checklist.changed"
    checklist_id: int
    change: str
    text: str = ""

    def sentence(self, who: str) -> str:
        words = {
            "added": _("%(who)s added the step “%(text)s”"),
            "removed": _("%(who)s removed the step “%(text)s”"),
            "dropped": _("%(who)s removed the checklist “%(text)s”"),
        }
        return words.get(self.change, _("%(who)s changed the order of a checklist")) % {"who": who, "text": self.text}


@dataclass(frozen=True, kw_only=True)
class StepTicked(TicketFact):
    name: ClassVar[str] = "checklist.ticked"
    item_id: int
    text: str
    done: bool = True

    def sentence(self, who: str) -> str:
        if self.done:
            return _("%(who)s did the step “%(text)s”") % {"who": who, "text": self.text}
        return _("%(who)s opened the step “%(text)s” again") % {"who": who, "text": self.text}


@dataclass(frozen=True, kw_only=True)
class TimeSpent(TicketFact):
    """`minutes` after the change; 0: the entry was deleted. `before`: None for a new entry."""

    name: ClassVar[str] = "time.spent"
    entry_id: int
    minutes: int
    before: int | None = None

    def sentence(self, who: str) -> str:
        words = {"who": who, "minutes": self.minutes, "before": self.before}
        if self.before is None:
            return _("%(who)s wrote down %(minutes)d min of work") % words
        if not self.minutes:
            return _("%(who)s deleted %(before)d min of work") % words
        return _("%(who)s changed %(before)d min of work to %(minutes)d") % words


@dataclass(frozen=True, kw_only=True)
class TimerStarted(TicketFact):
    name: ClassVar[str] = "time.started"

    def sentence(self, who: str) -> str:
        return _("%(who)s started a timer") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class VocabularyChanged(Fact):
    """The company changed one of its lists. `what`: tag, field, form, category …; `change` in a word."""

    name: ClassVar[str] = "vocabulary.changed"
    what: str
    key: int
    label: str
    change: str

    def sentence(self, who: str) -> str:
        nouns = {
            "tag": _("the tag"), "field": _("the field"), "form": _("the form"), "checklist": _("the checklist"),
            "sender": _("the blocked sender"), "category": _("the category"), "wait": _("the reason to wait"),
            "priority": _("the matrix of priorities"),
        }  # fmt: skip
        words = {"who": who, "what": nouns.get(self.what, self.what), "label": self.label}
        if not self.label:
            return _("%(who)s changed %(what)s") % words
        if self.change == "archived":
            return _("%(who)s archived %(what)s “%(label)s”") % words
        if self.change == "removed":
            return _("%(who)s removed %(what)s “%(label)s”") % words
        return _("%(who)s changed %(what)s “%(label)s”") % words
