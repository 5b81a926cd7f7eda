"""Rotations: who is on call when, by turns, with the spans that somebody took over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from escalera.base.calendars.models import Calendar
from escalera.base.people.models import Team
from escalera.core.oncall.choices import Covers, OverrideState, Turn

AGENT = settings.AUTH_USER_MODEL


class Rotation(models.Model):
    """People who are on call by turns. Times of day are told in `time_zone`, an IANA name.

    `answer_min`: minutes until an unanswered page goes to the next person; `rounds`: how often everybody is asked."""

    name = models.CharField(max_length=80, unique=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", help_text="for whom")
    time_zone = models.CharField(max_length=64)
    answer_min = models.PositiveSmallIntegerField(default=5)
    rounds = models.PositiveSmallIntegerField(default=2)
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; pages nobody")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(answer_min__gte=1, answer_min__lte=240), name="rotation_answer_min"),
            models.CheckConstraint(condition=Q(rounds__gte=1, rounds__lte=10), name="rotation_rounds"),
        ]

    def __str__(self) -> str:
        return self.name


class Layer(models.Model):
    """One line of turns. The first by `order` that covers an instant is asked first, the others after it.

    `starts_on`: the day on which the first person's turn begins, at `handover_min` minutes after midnight; a turn of
    weeks is handed over on that day of the week. `every`: how many days or weeks a turn lasts."""

    rotation = models.ForeignKey(Rotation, models.CASCADE, related_name="layers", db_index=False)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    turn = models.CharField(max_length=4, choices=Turn, default=Turn.WEEK)
    every = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    handover_min = models.PositiveSmallIntegerField(default=9 * 60)
    covers = models.CharField(max_length=8, choices=Covers, default=Covers.ALWAYS)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["rotation", "order", "pk"]
        indexes = [models.Index(fields=["rotation", "order"], name="layer_of_rotation")]
        constraints = [
            models.CheckConstraint(condition=Q(handover_min__lt=1440), name="layer_hands_over_within_a_day"),
            models.CheckConstraint(condition=Q(every__gte=1, every__lte=60), name="layer_turn_length"),
            models.CheckConstraint(
                condition=Q(covers="always") | Q(calendar__isnull=False), name="layer_covers_known_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Somebody's place in a layer's order."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="places", db_index=False)
    order = models.PositiveSmallIntegerField()
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="oncall_places")

    class Meta:
        ordering = ["layer", "order"]
        constraints = [models.UniqueConstraint(fields=["layer", "order"], name="one_person_a_place")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.layer_id}"


class Override(models.Model):
    """A span that somebody takes, whoever's turn it is; of a layer. The last one made counts.

    `instead_of`: whose turn it was then. `pair`: the two halves of a swap carry the same number."""

    id = models.BigAutoField(primary_key=True)
    layer = models.ForeignKey(Layer, models.CASCADE, related_name="overrides", db_index=False)
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="oncall_overrides")
    instead_of = models.ForeignKey(AGENT, models.SET_NULL, null=True, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(help_text="exclusive")
    state = models.CharField(max_length=6, choices=OverrideState, default=OverrideState.STANDS)
    pair = models.BigIntegerField(null=True)
    made_by = models.ForeignKey(AGENT, models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["layer", "until"], name="override_of_layer"),
            models.Index(fields=["pair"], condition=Q(pair__isnull=False), name="override_pair"),
        ]
        constraints = [models.CheckConstraint(condition=Q(since__lt=F("until")), name="override_has_a_length")]

    def __str__(self) -> str:
        return f"{self.agent_id} from {self.since}"


class Feed(models.Model):
    """A secret address at which calendars read shifts: of one person, or of a rotation (then `rotation` is set).

    `token_hash`: SHA-256 of the secret part, which is told once. A new address ends the one before."""

    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="oncall_feeds")
    rotation = models.ForeignKey(Rotation, models.CASCADE, null=True, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "rotation"], name="one_feed_of_a_rotation"),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(rotation__isnull=True), name="one_feed_of_ones_own"
            ),
        ]

    def __str__(self) -> str:
        return f"feed of {self.agent_id}"
