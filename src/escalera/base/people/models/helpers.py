"""Those who help: levels, teams, agents, what they know and what they may do."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from escalera.base.log.facts import Actor

SEE_ALL = "tickets.see_all"
WORK = "tickets.work"
GATE = "gate.manage"
PEOPLE = "people.manage"
PERMISSIONS = (SEE_ALL, WORK, GATE, PEOPLE)


class Level(models.Model):
    """A step of the ladder. `order` is its height: 1 hears the customer first."""

    order = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    accept_within_min = models.PositiveIntegerField(default=240, help_text="calendar minutes an escalation may wait")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        return f"N{self.order}"


class Team(models.Model):
    """People who work together on one level."""

    name = models.CharField(max_length=80, unique=True)
    level = models.ForeignKey(Level, models.PROTECT, related_name="teams")
    is_entrance = models.BooleanField(
        default=False, help_text="new tickets come here unless their channel says otherwise"
    )

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named set of permissions."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    permissions: models.JSONField[list[str], list[str]] = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class AgentManager(BaseUserManager["Agent"]):
    def get_queryset(self) -> models.QuerySet[Agent]:
        """Fetch the role with its agent: who may do what is asked on every page."""
        return super().get_queryset().select_related("role")

    def get_by_natural_key(self, username: str | None) -> Agent:
        return self.get(email=(username or "").strip().lower())


class Agent(AbstractBaseUser):
    """A person who helps; signs in with their mail address."""

    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    role = models.ForeignKey(Role, models.PROTECT)
    teams = models.ManyToManyField(Team, through="Membership", related_name="agents")
    language = models.CharField(max_length=10, blank=True, default="")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[AgentManager] = AgentManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor("agent", self.pk, self.name)

    def may(self, permission: str) -> bool:
        return self.is_active and permission in self.role.permissions


class Membership(models.Model):
    """An agent's place in a team."""

    agent = models.ForeignKey(Agent, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "team"], name="once_in_a_team")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.team_id}"


class AgentSkill(models.Model):
    """What an agent knows. Grade 1 (helps) to 5 (teaches)."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE)
    grade = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "skill"], name="one_grade_per_skill"),
            models.CheckConstraint(condition=models.Q(grade__gte=1, grade__lte=5), name="grade_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}: {self.grade}"
