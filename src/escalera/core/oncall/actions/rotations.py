"""Rotations as their keepers write them, spans that people take, swaps, and secret addresses of calendars."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from escalera.base.calendars.models import Calendar
from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import WORK
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.oncall.choices import Covers, Turn
from escalera.core.oncall.facts import RotationChanged
from escalera.core.oncall.models import Feed, Layer, Place, Rotation
from escalera.core.oncall.policies import why_not_settle
from escalera.core.oncall.queries import hash_of

MOST_LAYERS, MOST_PEOPLE = 8, 40
LONGEST_SPAN = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class LayerGiven:
    """A layer as it is to be. `id`: of a known one; `people`: keys in the order of their turns."""

    name: str
    people: Sequence[int]
    starts_on: date
    turn: str = Turn.WEEK
    every: int = 1
    handover_min: int = 9 * 60
    covers: str = Covers.ALWAYS
    calendar_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RotationGiven:
    """A rotation as it is to be; `time_zone`: an IANA name."""

    name: str
    time_zone: str
    layers: Sequence[LayerGiven]
    team_id: int | None = None
    answer_min: int = 5
    rounds: int = 2


@together()
def save_rotation(*, given: RotationGiven, by: Agent, at: datetime, rotation_id: int | None = None) -> Rotation:
    """Make a rotation, or change one: known layers keep the spans that were taken in them, others go.

    Raises: NotAllowed, BadInput, Rotation.DoesNotExist."""
    if refusal := why_not_settle(by):
        raise NotAllowed(refusal)
    row = Rotation.objects.select_for_update().get(pk=rotation_id) if rotation_id else Rotation()
    _check(given, row)
    row.name, row.time_zone, row.team_id = _name(given.name), given.time_zone, given.team_id
    row.answer_min, row.rounds, row.archived_at = given.answer_min, given.rounds, None
    row.save()
    kept = [_save_layer(row, one, order) for order, one in enumerate(given.layers)]
    row.layers.exclude(pk__in=kept).delete()
    record(RotationChanged(rotation_id=row.pk, title=row.name), actor=by.actor, at=at)
    return row


@together()
def archive_rotation(*, rotation_id: int, by: Agent, at: datetime) -> Rotation:
    """Let a rotation page nobody any more; it stays for its history. Raises: NotAllowed, Rotation.DoesNotExist."""
    if refusal := why_not_settle(by):
        raise NotAllowed(refusal)
    row = Rotation.objects.select_for_update().get(pk=rotation_id)
    if row.archived_at is None:
        row.archived_at = at
        row.save(update_fields=["archived_at"])
        record(RotationChanged(rotation_id=row.pk, title=row.name, what="archived"), actor=by.actor, at=at)
    return row


@together()
def make_feed(*, by: Agent, at: datetime, rotation: Rotation | None = None) -> str:
    """Make a secret address for one's own shifts, or for a rotation's, and return its secret part, told only now.

    An older one of the same kind ends."""
    end_feed(by=by, rotation=rotation)
    token = secrets.token_urlsafe(24)
    Feed.objects.create(agent=by, rotation=rotation, token_hash=hash_of(token), made_at=at)
    return token


def end_feed(*, by: Agent, rotation: Rotation | None = None) -> bool:
    """Let a secret address of one's own lead nowhere; say whether there was one."""
    return Feed.objects.filter(agent=by, rotation=rotation).delete()[0] > 0


def note_feed_read(*, feed: Feed, at: datetime) -> None:
    """Remember that a calendar asked, at most once an hour."""
    if feed.read_at is None or at - feed.read_at > timedelta(hours=1):
        Feed.objects.filter(pk=feed.pk).update(read_at=at)


def _check(given: RotationGiven, row: Rotation) -> None:
    name = _name(given.name)
    if not name:
        raise BadInput(_("Give it a name."))
    if Rotation.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise BadInput(_("There is already a rotation with this name."))
    if given.time_zone not in available_timezones():
        raise BadInput(_("Choose a time zone from the list."))
    if given.team_id is not None and not Team.objects.filter(pk=given.team_id).exists():
        raise BadInput(_("This team is gone."))
    if not 1 <= given.answer_min <= 240 or not 1 <= given.rounds <= 10:
        raise BadInput(_("Let a page wait between 1 and 240 minutes, and ask everybody one to ten times."))
    if not 1 <= len(given.layers) <= MOST_LAYERS:
        raise BadInput(_("A rotation has one to %(most)d layers.") % {"most": MOST_LAYERS})
    for one in given.layers:
        _check_layer(one, row)


def _check_layer(one: LayerGiven, row: Rotation) -> None:
    if one.id is not None and not row.layers.filter(pk=one.id).exists():
        raise BadInput(_("This layer is gone. Load the page again."))
    if not 1 <= len(one.people) <= MOST_PEOPLE or len(set(one.people)) != len(one.people):
        raise BadInput(_("Choose the people of each layer, each once."))
    people = Agent.objects.filter(pk__in=one.people, is_active=True, is_robot=False)
    if len([agent for agent in people if agent.may(WORK)]) != len(one.people):
        raise BadInput(_("Somebody in a layer can't work on tickets."))
    if one.turn not in Turn.values or not 1 <= one.every <= 60 or not 0 <= one.handover_min < 1440:
        raise BadInput(_("Choose how long a turn lasts and when it begins."))
    if one.covers not in Covers.values or not 1990 < one.starts_on.year < 2200:
        raise BadInput(_("Choose which hours the layer covers, and its first day."))
    if one.covers != Covers.ALWAYS and not Calendar.objects.filter(pk=one.calendar_id or 0).exists():
        raise BadInput(_("Choose the working hours of the layer."))


def _save_layer(row: Rotation, one: LayerGiven, order: int) -> int:
    layer = row.layers.get(pk=one.id) if one.id else Layer(rotation=row)
    layer.order, layer.name = order, _name(one.name) or _("Layer %(number)d") % {"number": order + 1}
    layer.turn, layer.every, layer.starts_on = one.turn, one.every, one.starts_on
    layer.handover_min, layer.covers = one.handover_min, one.covers
    layer.calendar_id = one.calendar_id if one.covers != Covers.ALWAYS else None
    layer.save()
    if list(layer.places.order_by("order").values_list("agent", flat=True)) != list(one.people):
        layer.places.all().delete()
        Place.objects.bulk_create(
            Place(layer=layer, order=order, agent_id=agent) for order, agent in enumerate(one.people)
        )
    return layer.pk


def _name(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:80]
