"""Building the ladder: its levels and the teams that stand on them.

What other rooms keep about a level or a team decides whether it can go: they refuse in their reactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from escalera.base.calendars.models import Calendar
from escalera.base.log.actions import record
from escalera.base.people import policies
from escalera.base.people.actions.checks import CannotRemove, check, named
from escalera.base.people.facts import (
    LevelAdded,
    LevelArchived,
    LevelChanged,
    LevelRemoved,
    LevelsReordered,
    TeamAdded,
    TeamArchived,
    TeamChanged,
    TeamRemoved,
)
from escalera.base.people.models import Agent, Level, Membership, Team
from escalera.base.refusals import BadInput

MOST_LEVELS = 12
LONGEST_WAIT_MIN = 60 * 24 * 60
LONGEST_SIGNATURE = 2_000


@transaction.atomic
def add_level(*, name: str, accept_within_min: int, by: Agent, at: datetime) -> Level:
    """Put a step on top of the ladder. `accept_within_min`: minutes an offered ticket may wait there.

    Raises: NotAllowed, BadInput."""
    check(policies.why_not_settings(by))
    if Level.objects.count() >= MOST_LEVELS:
        raise BadInput(_("A ladder has at most %(count)d levels.") % {"count": MOST_LEVELS})
    top = Level.objects.aggregate(top=Max("order"))["top"] or 0
    level = Level(order=top + 1, name=_level_name(name, None), accept_within_min=_wait(accept_within_min))
    level.save()
    record(LevelAdded(level_id=level.pk, level=level.name), actor=by.actor, at=at)
    return level


@transaction.atomic
def edit_level(
    *,
    level_id: int,
    name: str,
    accept_within_min: int,
    by: Agent,
    at: datetime,
    own_within_min: int | None = None,
    stay_within_min: int | None = None,
) -> Level:
    """Change name, patience and default targets of a level; None: no target. Units: working minutes of each team.

    Raises: NotAllowed, BadInput, Level.DoesNotExist."""
    level = _level(level_id, by)
    level.name, level.accept_within_min = _level_name(name, level), _wait(accept_within_min)
    level.own_within_min, level.stay_within_min = _target(own_within_min), _target(stay_within_min)
    level.save(update_fields=["name", "accept_within_min", "own_within_min", "stay_within_min"])
    record(LevelChanged(level_id=level.pk, level=level.name), actor=by.actor, at=at)
    return level


@transaction.atomic
def reorder_levels(*, order: Sequence[int], by: Agent, at: datetime) -> list[Level]:
    """Put the levels in this order, lowest first; `order` names each level once. Raises: NotAllowed, BadInput."""
    check(policies.why_not_settings(by))
    levels = {level.pk: level for level in Level.objects.select_for_update().order_by("order")}
    if sorted(order) != sorted(levels):
        raise BadInput(_("Somebody else changed the levels meanwhile. Look at them again."))
    if list(order) == list(levels):
        return list(levels.values())
    steps = sorted(level.order for level in levels.values())
    beyond = max(steps) + 1
    for place, pk in enumerate(order):  # each order stands once: first out of the way, then to its place
        Level.objects.filter(pk=pk).update(order=beyond + place)
    for pk, step in zip(order, steps, strict=True):
        Level.objects.filter(pk=pk).update(order=step)
    record(LevelsReordered(order=" ".join(map(str, order))), actor=by.actor, at=at)
    return list(Level.objects.order_by("order"))


@transaction.atomic
def archive_level(*, level_id: int, by: Agent, at: datetime, back: bool = False) -> Level:
    """Offer a level nowhere any more, with its history kept; its teams must have gone first. `back`: the other way.

    Raises: NotAllowed, CannotRemove, Level.DoesNotExist."""
    level = _level(level_id, by)
    if not back and Team.objects.filter(level=level, archived_at__isnull=True).exists():
        raise CannotRemove(_("Teams stand on this level. Move them to another one or archive them first."))
    level.archived_at = None if back else at
    level.save(update_fields=["archived_at"])
    record(LevelArchived(level_id=level.pk, level=level.name, back=back), actor=by.actor, at=at)
    return level


@transaction.atomic
def remove_level(*, level_id: int, by: Agent, at: datetime) -> None:
    """Delete a level on which nothing ever stood. Raises: NotAllowed, CannotRemove, Level.DoesNotExist."""
    level = _level(level_id, by)
    if Team.objects.filter(level=level).exists():
        raise CannotRemove(_("Teams stand on this level. Move them to another one or delete them first."))
    record(LevelRemoved(level_id=level.pk, level=level.name), actor=by.actor, at=at)
    level.delete()


@transaction.atomic
def add_team(
    *,
    name: str,
    level: Level,
    by: Agent,
    at: datetime,
    members: Sequence[Agent] = (),
    is_entrance: bool = False,
    signature: str = "",
    calendar: Calendar | None = None,
) -> Team:
    """Make a team on a level; there is one entrance at a time. Raises: NotAllowed, BadInput."""
    check(policies.why_not_people(by))
    team = Team(
        name=_team_name(name, None), level=_offered(level), calendar=calendar, signature=_signature(signature)
    )
    team.save()
    _set_entrance(team, is_entrance)
    _set_members(team, members)
    record(TeamAdded(team_id=team.pk, team=team.name), actor=by.actor, at=at)
    return team


@transaction.atomic
def edit_team(
    *,
    team_id: int,
    name: str,
    level: Level,
    by: Agent,
    at: datetime,
    members: Sequence[Agent] | None = None,
    is_entrance: bool = False,
    signature: str = "",
    calendar: Calendar | None = None,
) -> Team:
    """Change a team; members stay as they are if None. Raises: NotAllowed, BadInput, Team.DoesNotExist, and what
    rooms with work on the team say to a change of its level."""
    team = _team(team_id, by)
    moved = team.level_id != level.pk
    team.name, team.level, team.calendar = _team_name(name, team), _offered(level) if moved else level, calendar
    team.signature = _signature(signature)
    team.save(update_fields=["name", "level", "calendar", "signature"])
    _set_entrance(team, is_entrance)
    if members is not None:
        _set_members(team, members)
    fact = TeamChanged(team_id=team.pk, team=team.name, to_level=level.pk if moved else None)
    record(fact, actor=by.actor, at=at)
    return team


@transaction.atomic
def archive_team(*, team_id: int, by: Agent, at: datetime, back: bool = False) -> Team:
    """Offer a team nowhere any more, with its history kept. `back`: the other way.

    Raises: NotAllowed, CannotRemove, Team.DoesNotExist, and what rooms with open work there say."""
    team = _team(team_id, by)
    if not back:
        _check_may_go(team)
    elif team.level.archived_at is not None:
        raise CannotRemove(_("Its level is archived. Bring the level back first."))
    team.archived_at = None if back else at
    team.save(update_fields=["archived_at"])
    record(TeamArchived(team_id=team.pk, team=team.name, back=back), actor=by.actor, at=at)
    return team


@transaction.atomic
def remove_team(*, team_id: int, by: Agent, at: datetime) -> None:
    """Delete a team that never had a ticket. Raises: NotAllowed, CannotRemove, Team.DoesNotExist."""
    team = _team(team_id, by)
    _check_may_go(team)
    record(TeamRemoved(team_id=team.pk, team=team.name), actor=by.actor, at=at)
    team.delete()


def _level(level_id: int, by: Agent) -> Level:
    check(policies.why_not_settings(by))
    return Level.objects.select_for_update().get(pk=level_id)


def _team(team_id: int, by: Agent) -> Team:
    check(policies.why_not_people(by))
    return Team.objects.select_for_update(of=("self",)).select_related("level").get(pk=team_id)


def _check_may_go(team: Team) -> None:
    if team.is_entrance:
        raise CannotRemove(_("New tickets come to this team. Make another team the entrance first."))
    if not Team.objects.filter(archived_at__isnull=True).exclude(pk=team.pk).exists():
        raise CannotRemove(_("This is the only team. New tickets need one."))


def _offered(level: Level) -> Level:
    if level.archived_at is not None:
        raise BadInput(_("This level is archived."))
    return level


def _set_entrance(team: Team, is_entrance: bool) -> None:
    if is_entrance == team.is_entrance:
        return
    if is_entrance:
        Team.objects.filter(is_entrance=True).exclude(pk=team.pk).update(is_entrance=False)
    elif not Team.objects.filter(is_entrance=True).exclude(pk=team.pk).exists():
        raise BadInput(_("New tickets need an entrance. Make another team the entrance instead."))
    team.is_entrance = is_entrance
    team.save(update_fields=["is_entrance"])


def _set_members(team: Team, members: Sequence[Agent]) -> None:
    wanted = {agent.pk for agent in members}
    present = set(Membership.objects.filter(team=team).values_list("agent", flat=True))
    Membership.objects.filter(team=team, agent__in=present - wanted).delete()
    Membership.objects.bulk_create(Membership(team=team, agent_id=pk) for pk in sorted(wanted - present))


def _level_name(name: str, level: Level | None) -> str:
    others = Level.objects.exclude(pk=level.pk) if level else Level.objects.all()
    return named(name, taken=lambda one: others.filter(name=one).exists())


def _team_name(name: str, team: Team | None) -> str:
    others = Team.objects.exclude(pk=team.pk) if team else Team.objects.all()
    return named(name, taken=lambda one: others.filter(name=one).exists())


def _wait(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST_WAIT_MIN:
        raise BadInput(_("An offer waits from one minute to 60 days."))
    return minutes


def _target(minutes: int | None) -> int | None:
    if minutes is not None and not 1 <= minutes <= LONGEST_WAIT_MIN:
        raise BadInput(_("A target lies between one minute and 60 days."))
    return minutes


def _signature(text: str) -> str:
    if len(text) > LONGEST_SIGNATURE:
        raise BadInput(_("The signature is too long: at most %(count)d characters.") % {"count": LONGEST_SIGNATURE})
    return text.replace("\r\n", "\n").strip()
