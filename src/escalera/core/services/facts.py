"""What can happen to a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact
from escalera.core.services.choices import State


@dataclass(frozen=True, kw_only=True)
class ServiceSaved(Fact):
    name: ClassVar[str] = "service.saved"
    service_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s saved the service “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ServiceRemoved(Fact):
    name: ClassVar[str] = "service.removed"
    service_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s removed the service “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ServiceStateSet(Fact):
    name: ClassVar[str] = "service.state_set"
    service_id: int
    title: str
    state: str
    from_state: str

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title, "state": State(self.state).label.lower()}
        return _("%(who)s said of “%(title)s”: %(state)s") % words


@dataclass(frozen=True, kw_only=True)
class NoticePosted(Fact):
    name: ClassVar[str] = "notice.posted"
    notice_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s posted the notice “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class NoticeEnded(Fact):
    name: ClassVar[str] = "notice.ended"
    notice_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s ended the notice “%(title)s”") % {"who": who, "title": self.title}
