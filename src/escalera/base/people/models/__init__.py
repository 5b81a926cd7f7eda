"""People: those who ask and those who help."""

from escalera.base.people.models.access import OneTimeLink, SignInAttempt, Token, TokenUse, UseState
from escalera.base.people.models.customers import (
    Contact,
    ContactAccount,
    ContactMerge,
    ContactNote,
    Identity,
    Organization,
    Segment,
)
from escalera.base.people.models.helpers import (
    Absence,
    Agent,
    AgentSkill,
    Level,
    Membership,
    Role,
    Skill,
    Team,
)  # fmt: skip
from escalera.base.people.models.joining import JoinProposal, JoinReason, JoinState

__all__ = [
    "Absence", "Agent", "AgentSkill", "Contact", "ContactAccount", "ContactMerge", "ContactNote", "Identity",
    "JoinProposal", "JoinReason", "JoinState", "Level", "Membership", "OneTimeLink", "Organization", "Role",
    "Segment", "SignInAttempt", "Skill", "Team", "Token", "TokenUse", "UseState",
]  # fmt: skip
