"""People: those who ask and those who help."""

from escalera.base.people.models.access import OneTimeLink, SignInAttempt, Token
from escalera.base.people.models.customers import Contact, Identity, Organization, Segment
from escalera.base.people.models.helpers import Agent, AgentSkill, Level, Membership, Role, Skill, Team

__all__ = [
    "Agent", "AgentSkill", "Contact", "Identity", "Level", "Membership", "OneTimeLink", "Organization", "Role",
    "Segment", "SignInAttempt", "Skill", "Team", "Token",
]  # fmt: skip
