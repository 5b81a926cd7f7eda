"""Those who help: levels, teams, agents, what they know and what they may do."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from escalera.base.calendars.models import Calendar
from escalera.base.log.asking import SETTINGS as SETTINGS
from escalera.base.log.facts import Actor
from escalera.base.settings.words import level_code

SEE_ALL = "tickets.see_all"
WORK = "tickets.work"
GATE = "gate.manage"
PEOPLE = "people.manage"
CUSTOMERS = "customers.manage"  # edit and merge those who ask
CONTENT = "content.manage"  # shared views, macros, articles, fields, forms, tags
PERMISSIONS = (SEE_ALL, WORK, GATE, PEOPLE, CUSTOMERS, CONTENT, SETTINGS)


class Level(models.Model):
    """A step of the ladder. `order` is its height: 1 hears the customer first."""

    order = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    accept_within_min = models.PositiveIntegerField(
        default=240, help_text="working minutes of the team that an escalation may wait for an answer"
    )
    own_within_min = models.PositiveIntegerField(
        null=True, help_text="working minutes until a person has it; where no policy says otherwise"
    )
    stay_within_min = models.PositiveIntegerField(
        null=True, help_text="working minutes that a stay should last at most; where no policy says otherwise"
    )
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; offered nowhere")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        return level_code(self.order)


class Team(models.Model):
    """People who work together on one level."""

    name = models.CharField(max_length=80, unique=True)
    level = models.ForeignKey(Level, models.PROTECT, related_name="teams")
    is_entrance = models.BooleanField(
        default=False, help_text="new tickets come here unless their channel says otherwise"
    )
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True, help_text="else the company's")
    signature = models.TextField(
        blank=True, default="", help_text="under its replies; {agente}, {equipo} are filled in"
    )
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; offered nowhere")

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
    time_zone = models.CharField(max_length=64, blank=True, default="", help_text="else the desk's")
    signature = models.TextField(blank=True, default="", help_text="instead of the team's")
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True, help_text="else the team's")
    keys = models.BooleanField(default=True, help_text="single keys do something on the desk's pages")
    telephone = models.CharField(
        max_length=20, blank=True, default="", help_text="where calls for them ring, with + and country"
    )
    is_active = models.BooleanField(default=True)
    is_robot = models.BooleanField(
        default=False,
        help_text="the desk itself, when rules and clocks act: never active, may everything, listed nowhere",
    )

    objects: ClassVar[AgentManager] = AgentManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor("system", None, self.name) if self.is_robot else Actor("agent", self.pk, self.name)

    def may(self, permission: str) -> bool:
        return self.is_robot or (self.is_active and permission in self.role.permissions)


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


class Absence(models.Model):
    """A time away. While it lasts, what comes back to the agent is shown to (or goes to) the replacement.

    `until` is exclusive; None until they say that they are back."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    replacement = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="replaces")
    reason = models.CharField(max_length=200, blank=True, default="")
    set_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["agent", "since"], name="absence_of_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} away since {self.since}"
