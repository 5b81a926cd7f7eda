"""What can happen to a saved view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Fact):
    """A view was made or changed; its count begins anew."""

    name: ClassVar[str] = "view.saved"
    view_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s saved the view “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ViewDeleted(Fact):
    name: ClassVar[str] = "view.deleted"
    view_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s deleted the view “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ViewsArranged(Fact):
    name: ClassVar[str] = "view.arranged"

    def sentence(self, who: str) -> str:
        return _("%(who)s put the views in order") % {"who": who}
