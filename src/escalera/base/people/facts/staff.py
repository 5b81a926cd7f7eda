"""What can happen to people and to the ladder that they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class _OfLevel(Fact):
    level_id: int
    level: str  # its name at that time


@dataclass(frozen=True, kw_only=True)
class LevelAdded(_OfLevel):
    name: ClassVar[str] = "level.added"

    def sentence(self, who: str) -> str:
        return _("%(who)s added the level “%(level)s”") % {"who": who, "level": self.level}


@dataclass(frozen=True, kw_only=True)
class LevelChanged(_OfLevel):
    name: ClassVar[str] = "level.changed"

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the level “%(level)s”") % {"who": who, "level": self.level}


@dataclass(frozen=True, kw_only=True)
class LevelsReordered(Fact):
    """`order`: the levels' keys from the lowest step up, with spaces between."""

    name: ClassVar[str] = "level.reordered"
    order: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the order of the levels") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class LevelArchived(_OfLevel):
    """A room that has open work there refuses in its reaction. `back`: taken out of the archive again."""

    name: ClassVar[str] = "level.archived"
    back: bool = False

    def sentence(self, who: str) -> str:
        words = _("%(who)s brought the level “%(level)s” back")
        return (words if self.back else _("%(who)s archived the level “%(level)s”")) % {
            "who": who,
            "level": self.level,
        }


@dataclass(frozen=True, kw_only=True)
class LevelRemoved(_OfLevel):
    """Recorded before the row goes: a room whose history stands on it refuses in its reaction."""

    name: ClassVar[str] = "level.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s deleted the level “%(level)s”") % {"who": who, "level": self.level}


@dataclass(frozen=True, kw_only=True)
class _OfTeam(Fact):
    team_id: int
    team: str


@dataclass(frozen=True, kw_only=True)
class TeamAdded(_OfTeam):
    name: ClassVar[str] = "team.added"

    def sentence(self, who: str) -> str:
        return _("%(who)s added the team “%(team)s”") % {"who": who, "team": self.team}


@dataclass(frozen=True, kw_only=True)
class TeamChanged(_OfTeam):
    """`to_level`: the level's key, if the team went to another one; whoever has open work with it may refuse."""

    name: ClassVar[str] = "team.changed"
    to_level: int | None = None

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the team “%(team)s”") % {"who": who, "team": self.team}


@dataclass(frozen=True, kw_only=True)
class TeamArchived(_OfTeam):
    """As LevelArchived."""

    name: ClassVar[str] = "team.archived"
    back: bool = False

    def sentence(self, who: str) -> str:
        words = _("%(who)s brought the team “%(team)s” back")
        return (words if self.back else _("%(who)s archived the team “%(team)s”")) % {"who": who, "team": self.team}


@dataclass(frozen=True, kw_only=True)
class TeamRemoved(_OfTeam):
    """As LevelRemoved."""

    name: ClassVar[str] = "team.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s deleted the team “%(team)s”") % {"who": who, "team": self.team}


@dataclass(frozen=True, kw_only=True)
class _OfAgent(Fact):
    agent_id: int
    agent: str


@dataclass(frozen=True, kw_only=True)
class AgentInvited(_OfAgent):
    name: ClassVar[str] = "agent.invited"

    def sentence(self, who: str) -> str:
        return _("%(who)s invited %(agent)s") % {"who": who, "agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class AgentChanged(_OfAgent):
    """`what`: the fields that changed, with spaces between."""

    name: ClassVar[str] = "agent.changed"
    what: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the account of %(agent)s") % {"who": who, "agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class AgentLeft(_OfAgent):
    """They can no longer sign in; what they hold goes back to the queue."""

    name: ClassVar[str] = "agent.left"

    def sentence(self, who: str) -> str:
        return _("%(who)s switched the account of %(agent)s off") % {"who": who, "agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class AgentCameBack(_OfAgent):
    name: ClassVar[str] = "agent.came_back"

    def sentence(self, who: str) -> str:
        return _("%(who)s switched the account of %(agent)s on again") % {"who": who, "agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class WayInGiven(_OfAgent):
    """A one-time link was made for them: an invitation, or to choose a new password. `mailed`: it goes by mail."""

    name: ClassVar[str] = "agent.link_given"
    mailed: bool

    def sentence(self, who: str) -> str:
        return _("%(who)s made a sign-in link for %(agent)s") % {"who": who, "agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class _OfRole(Fact):
    role_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(_OfRole):
    """Also when it was made."""

    name: ClassVar[str] = "role.changed"
    permissions: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the role “%(role)s”") % {"who": who, "role": self.role}


@dataclass(frozen=True, kw_only=True)
class RoleRemoved(_OfRole):
    name: ClassVar[str] = "role.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s deleted the role “%(role)s”") % {"who": who, "role": self.role}


@dataclass(frozen=True, kw_only=True)
class _OfSegment(Fact):
    segment_id: int
    segment: str


@dataclass(frozen=True, kw_only=True)
class SegmentChanged(_OfSegment):
    """Also when it was made."""

    name: ClassVar[str] = "segment.changed"

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the segment “%(segment)s”") % {"who": who, "segment": self.segment}


@dataclass(frozen=True, kw_only=True)
class SegmentRemoved(_OfSegment):
    name: ClassVar[str] = "segment.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s deleted the segment “%(segment)s”") % {"who": who, "segment": self.segment}


@dataclass(frozen=True, kw_only=True)
class AbsenceBegan(_OfAgent):
    """`until`: ISO moment, "" until they say so; `replacement_id`: who stands in, if anybody."""

    name: ClassVar[str] = "absence.began"
    absence_id: int
    until: str = ""
    replacement_id: int | None = None
    replacement: str = ""

    def sentence(self, who: str) -> str:
        if self.replacement:
            words = _("%(agent)s is away; %(replacement)s stands in")
            return words % {"agent": self.agent, "replacement": self.replacement}
        return _("%(agent)s is away") % {"agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(_OfAgent):
    name: ClassVar[str] = "absence.ended"
    absence_id: int

    def sentence(self, who: str) -> str:
        return _("%(agent)s is back") % {"agent": self.agent}


@dataclass(frozen=True, kw_only=True)
class SkillRemoved(Fact):
    """Recorded before the row goes: a room whose work asks for it refuses in its reaction."""

    name: ClassVar[str] = "skill.removed"
    skill_id: int
    skill: str

    def sentence(self, who: str) -> str:
        return _("%(who)s deleted the skill “%(skill)s”") % {"who": who, "skill": self.skill}
