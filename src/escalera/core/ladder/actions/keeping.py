"""What the company says of its ladder: allowed steps, what hand-overs need, its vendors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from django.utils.translation import gettext as _

from escalera.base.calendars.models import Calendar
from escalera.base.log.actions import record
from escalera.base.people import policies
from escalera.base.people.models import Agent, Level
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.ladder.facts import LadderChanged
from escalera.core.ladder.models import HandoverTemplate, LevelMove, Vendor
from escalera.core.ladder.packets import MOST_OWN, STANDARD
from escalera.core.tickets.models import Category

MOST_TEMPLATES = 200
MOST_VENDORS = 500
LONGEST_MIN = 366 * 24 * 60


@together()
def set_moves(*, level_id: int, to: Sequence[int], by: Agent, at: datetime) -> None:
    """Say to which levels tickets may go from one; none: to every level above. `to`: keys of levels.

    Raises: NotAllowed, BadInput, Level.DoesNotExist."""
    _refuse_others(by)
    level = Level.objects.select_for_update().get(pk=level_id)
    wanted = set(to)
    if level.pk in wanted or Level.objects.filter(pk__in=wanted).count() != len(wanted):
        raise BadInput(_("Choose other levels of the ladder."))
    there = set(LevelMove.objects.filter(from_level=level).values_list("to_level", flat=True))
    if there == wanted:
        return
    LevelMove.objects.filter(from_level=level, to_level__in=there - wanted).delete()
    LevelMove.objects.bulk_create([LevelMove(from_level=level, to_level_id=one) for one in sorted(wanted - there)])
    _changed("moves", level.pk, level.name, "saved", by, at)


@together()
def save_handover(
    *,
    fields: Sequence[Mapping[str, Any]],
    by: Agent,
    at: datetime,
    from_level: Level | None = None,
    to_level: Level | None = None,
    category: Category | None = None,
    template_id: int | None = None,
) -> HandoverTemplate:
    """Say what a hand-over needs; None stands for any level or category. `fields`: {"key", "required", "label"}, the
    label only of the company's own, whose key is made from it if it has none.

    Raises: NotAllowed, BadInput, HandoverTemplate.DoesNotExist."""
    _refuse_others(by)
    found = HandoverTemplate.objects.select_for_update()
    one = found.get(pk=template_id) if template_id else HandoverTemplate()
    same = HandoverTemplate.objects.filter(from_level=from_level, to_level=to_level, category=category)
    if same.exclude(pk=one.pk).exists():
        raise BadInput(_("There is a hand-over for these already: change that one."))
    if template_id is None and HandoverTemplate.objects.count() >= MOST_TEMPLATES:
        raise BadInput(_("There are at most %(count)d hand-overs.") % {"count": MOST_TEMPLATES})
    if from_level and to_level and from_level.pk == to_level.pk:
        raise BadInput(_("Choose two different levels."))
    one.from_level, one.to_level, one.category = from_level, to_level, category
    one.fields = _fields(fields)
    one.save()
    _changed("handover", one.pk, _name(one), "saved", by, at)
    return one


@together()
def drop_handover(*, template_id: int, by: Agent, at: datetime) -> None:
    """Ask nothing special any more; what was written stays. Raises: NotAllowed, HandoverTemplate.DoesNotExist."""
    _refuse_others(by)
    one = HandoverTemplate.objects.select_for_update().get(pk=template_id)
    _changed("handover", one.pk, _name(one), "removed", by, at)
    one.delete()


@together()
def save_vendor(
    *,
    name: str,
    by: Agent,
    at: datetime,
    contact: str = "",
    email: str = "",
    phone: str = "",
    contract: str = "",
    answers_within_min: int | None = None,
    calendar: Calendar | None = None,
    vendor_id: int | None = None,
) -> Vendor:
    """Make or change a vendor. `answers_within_min`: working minutes of its calendar.

    Raises: NotAllowed, BadInput, Vendor.DoesNotExist."""
    _refuse_others(by)
    one = Vendor.objects.select_for_update().get(pk=vendor_id) if vendor_id else Vendor()
    one.name = _line(name, 120)
    if not one.name:
        raise BadInput(_("Give the vendor a name."))
    if Vendor.objects.filter(name=one.name).exclude(pk=one.pk).exists():
        raise BadInput(_("There is a vendor “%(name)s” already.") % {"name": one.name})
    if vendor_id is None and Vendor.objects.count() >= MOST_VENDORS:
        raise BadInput(_("There are at most %(count)d vendors.") % {"count": MOST_VENDORS})
    if answers_within_min is not None and not 1 <= answers_within_min <= LONGEST_MIN:
        raise BadInput(_("Choose between a minute and a year."))
    one.contact, one.phone, one.contract = _line(contact, 120), _line(phone, 40), _line(contract, 120)
    one.email, one.answers_within_min, one.calendar = _address(email), answers_within_min, calendar
    one.save()
    _changed("vendor", one.pk, one.name, "saved", by, at)
    return one


@together()
def archive_vendor(*, vendor_id: int, by: Agent, at: datetime, back: bool = False) -> Vendor:
    """Offer a vendor nowhere any more; what it has, it keeps. `back`: the other way.

    Raises: NotAllowed, Vendor.DoesNotExist."""
    _refuse_others(by)
    one = Vendor.objects.select_for_update().get(pk=vendor_id)
    one.archived_at = None if back else one.archived_at or at
    one.save(update_fields=["archived_at"])
    _changed("vendor", one.pk, one.name, "saved" if back else "archived", by, at)
    return one


def _refuse_others(by: Agent) -> None:
    if refusal := policies.why_not_settings(by):
        raise NotAllowed(refusal)


def _changed(what: str, key: int, label: str, change: str, by: Agent, at: datetime) -> None:
    record(LadderChanged(what=what, key=key, label=label[:120], change=change), actor=by.actor, at=at)


def _name(one: HandoverTemplate) -> str:
    levels = [level.code if level else "*" for level in (one.from_level, one.to_level)]
    return " → ".join(levels) + (f" · {one.category.name}" if one.category else "")


def _fields(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    fields: dict[str, dict[str, Any]] = {}
    for one in given:
        key, label = str(one.get("key", "")), _line(str(one.get("label", "")), 80)
        if key not in STANDARD:
            if not label:
                continue
            key = _free(slugify(key or label)[:36] or "field", set(fields) | set(STANDARD))
        fields[key] = {"key": key, "required": bool(one.get("required")), "label": "" if key in STANDARD else label}
    if sum(1 for key in fields if key not in STANDARD) > MOST_OWN:
        raise BadInput(_("A hand-over has at most %(count)d fields of your own.") % {"count": MOST_OWN})
    return list(fields.values())


def _free(base: str, taken: set[str]) -> str:
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 99))) if one not in taken)


def _address(email: str) -> str:
    email = email.strip().lower()[:254]
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise BadInput(_("“%(address)s” is no mail address.") % {"address": email}) from error
    return email


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:longest]
