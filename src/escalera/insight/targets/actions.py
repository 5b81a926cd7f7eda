"""Setting goals and dropping them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Level
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.insight.targets.choices import LONGEST_MIN, MINUTES, OF_LEVELS, ONLY_LEVELS, Compare, Figure
from escalera.insight.targets.facts import TargetChanged
from escalera.insight.targets.models import Target
from escalera.insight.targets.policies import why_not_set


@together()
def set_target(
    *, figure: str, compare: str, value: Decimal | float | str, by: Agent, at: datetime, level: Level | None = None
) -> Target:
    """Set the goal of a figure, of a level or of the whole desk; there is one, so another takes its place.

    `value`: percent from 0 to 100, or working minutes. Raises: NotAllowed, BadInput."""
    _refuse_others(by)
    _check(figure, compare, level)
    number = _number(figure, value)
    one = Target.objects.select_for_update().filter(figure=figure, level=level).first()
    one = one or Target(figure=figure, level=level)
    if one.pk and (one.compare, one.value) == (compare, number):
        return one
    one.compare, one.value = compare, number
    one.save()
    record(_fact(one, str(number)), actor=by.actor, at=at)
    return one


@together()
def drop_target(*, target_id: int, by: Agent, at: datetime) -> None:
    """Have no goal for this figure any more. Raises: NotAllowed, Target.DoesNotExist."""
    _refuse_others(by)
    one = Target.objects.select_for_update().get(pk=target_id)
    record(_fact(one, ""), actor=by.actor, at=at)
    one.delete()


def _refuse_others(by: Agent) -> None:
    if refusal := why_not_set(by):
        raise NotAllowed(refusal)


def _check(figure: str, compare: str, level: Level | None) -> None:
    if figure not in Figure.values or compare not in Compare.values:
        raise BadInput(_("Choose one of what is offered."))
    if level is not None and figure not in OF_LEVELS:
        raise BadInput(_("This figure is the whole desk's: choose no level."))
    if level is None and figure in ONLY_LEVELS:
        raise BadInput(_("Choose the level that this goal is for."))


def _number(figure: str, value: Decimal | float | str) -> Decimal:
    try:
        number = Decimal(str(value)[:12].strip().replace(",", ".")).quantize(Decimal("0.1"))
    except InvalidOperation:
        raise BadInput(_("Give a number.")) from None
    if not number.is_finite():
        raise BadInput(_("Give a number."))
    if figure in MINUTES:
        if not 1 <= number <= LONGEST_MIN:
            raise BadInput(_("Choose between a minute and a year."))
    elif not 0 <= number <= 100:
        raise BadInput(_("A share is between 0 and 100 percent."))
    return number


def _fact(one: Target, value: str) -> TargetChanged:
    label = str(Figure(one.figure).label)
    if one.level is not None:
        label = f"{one.level.code} · {label}"
    return TargetChanged(
        figure=one.figure, label=label[:160], compare=one.compare if value else "", value=value, level=one.level_id
    )
