"""What can happen to the model's settings. Its calls are rows of their own, not facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ModelChanged(Fact):
    """`what`: the settings that changed: "url model …"; never their values."""

    name: ClassVar[str] = "model.changed"
    what: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the language model's settings") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ModelAgreed(Fact):
    """Somebody agreed that words may go to an outside host. `purposes`: keys, in one line."""

    name: ClassVar[str] = "model.agreed"
    host: str
    model: str
    purposes: str

    def sentence(self, who: str) -> str:
        return _("%(who)s agreed that masked texts go to %(host)s") % {"who": who, "host": self.host}


@dataclass(frozen=True, kw_only=True)
class ModelStopped(Fact):
    """The consent was withdrawn, or ended because the host or the model changed (`why`: "withdrawn", "changed")."""

    name: ClassVar[str] = "model.stopped"
    host: str
    why: str

    def sentence(self, who: str) -> str:
        if self.why == "changed":
            return _("The consent for %(host)s ended: another host or model was set") % {"host": self.host}
        return _("%(who)s took back the consent for %(host)s") % {"who": who, "host": self.host}


@dataclass(frozen=True, kw_only=True)
class ModelSwitched(Fact):
    name: ClassVar[str] = "model.switched"
    on: bool

    def sentence(self, who: str) -> str:
        return (
            _("%(who)s switched the language model on") if self.on else _("%(who)s switched the language model off")
        ) % {"who": who}
