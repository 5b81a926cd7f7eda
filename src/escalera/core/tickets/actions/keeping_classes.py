"""The company's categories, its matrix of priorities and its reasons to wait."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions.keeping import changed, clean_label, refuse_others
from escalera.core.tickets.classes import MOST_CATEGORIES, MOST_DEEP, ancestors_of, find_reason, reasons
from escalera.core.tickets.models import (
    MATRIX,
    WAITING,
    Category,
    Kind,
    Priority,
    PriorityCell,
    Status,
    WaitReason,
)

MOST_REASONS = 60
MOST_CLOCKS = 20
KEY = 60  # characters


@together()
def save_category(
    *,
    name: str,
    by: Agent,
    at: datetime,
    parent: Category | None = None,
    kind: str = "",
    team: Team | None = None,
    category_id: int | None = None,
    key: str = "",
) -> Category:
    """Make or change a category. `key`: its name for programs, made from `name` if it has none yet.

    Raises: NotAllowed, BadInput, Category.DoesNotExist."""
    refuse_others(by)
    one = Category.objects.select_for_update().get(pk=category_id) if category_id else Category()
    if category_id is None and Category.objects.count() >= MOST_CATEGORIES:
        raise BadInput(_("There are at most %(count)d categories.") % {"count": MOST_CATEGORIES})
    if kind and kind not in Kind.values:
        raise BadInput(_("Choose the kind of ticket that it opens."))
    _check_parent(one, parent)
    one.name = clean_label(name, _("Give the category a name."))
    siblings = Category.objects.filter(parent=parent, name=one.name, archived_at__isnull=True).exclude(pk=one.pk)
    if siblings.exists():
        raise BadInput(_("There is a category “%(name)s” here already.") % {"name": one.name})
    if category_id is None or one.parent_id != (parent.pk if parent else None):
        one.order = (Category.objects.filter(parent=parent).aggregate(top=Max("order"))["top"] or 0) + 1
    one.key = one.key or _free_key(key or one.name)
    one.parent, one.kind, one.team = parent, kind, team
    one.save()
    changed("category", one.pk, one.name, "saved", by, at)
    return one


@together()
def order_categories(*, order: Sequence[int], by: Agent, at: datetime) -> None:
    """Put sisters in this order; keys of other categories than one parent's are left alone. Raises: NotAllowed."""
    refuse_others(by)
    known = set(Category.objects.filter(pk__in=order).values_list("pk", flat=True))
    for place, pk in enumerate((pk for pk in order if pk in known), start=1):
        Category.objects.filter(pk=pk).update(order=place)
    changed("category", 0, "", "saved", by, at)


@together()
def archive_category(*, category_id: int, by: Agent, at: datetime, back: bool = False) -> Category:
    """Offer a category (and with it those under it) nowhere any more, its tickets keep it. `back`: the other way.

    Raises: NotAllowed, Category.DoesNotExist."""
    refuse_others(by)
    one = Category.objects.select_for_update().get(pk=category_id)
    one.archived_at = None if back else one.archived_at or at
    one.save(update_fields=["archived_at"])
    changed("category", one.pk, one.name, "saved" if back else "archived", by, at)
    return one


@together()
def set_matrix(*, cells: Mapping[tuple[int, int], int], by: Agent, at: datetime) -> None:
    """Say which priority impact and urgency make. `cells`: by (impact, urgency); those left out stay as they are.

    Tickets keep their priority until somebody classifies them again. Raises: NotAllowed, BadInput."""
    _refuse_settings(by)
    if any(cell not in MATRIX for cell in cells) or any(value not in Priority.values for value in cells.values()):
        raise BadInput(_("Choose a priority for each impact and urgency."))
    for (impact, urgency), priority in cells.items():
        PriorityCell.objects.update_or_create(impact=impact, urgency=urgency, defaults={"priority": priority})
    changed("priority", 0, "", "saved", by, at)


@together()
def save_wait_reason(
    *, name: str, status: str, pauses: Collection[str], by: Agent, at: datetime, code: str = ""
) -> WaitReason:
    """Make or change a reason to wait. `code`: of the one to change, or of a new one (else made from its name);
    `pauses`: keys of kinds of clock that stand still meanwhile.

    What has begun waiting goes on as it began. Raises: NotAllowed, BadInput."""
    _refuse_settings(by)
    if status not in (*WAITING, Status.SCHEDULED):
        raise BadInput(_("Choose what such a ticket waits for."))
    one = find_reason(code) if code else None
    if one is None:
        if WaitReason.objects.count() >= MOST_REASONS:
            raise BadInput(_("There are at most %(count)d reasons.") % {"count": MOST_REASONS})
        one = WaitReason(code=_free_code(code or name), order=len(reasons(every=True)) + 1)
    elif one.status != status:
        raise BadInput(_("Tickets wait with this reason already: make another one for another wait."))
    one.name = clean_label(name, _("Give the reason a name."))
    one.status, one.pauses = status, sorted({str(key)[:40] for key in pauses})[:MOST_CLOCKS]
    one.save()
    changed("wait", one.pk, str(one), "saved", by, at)
    return one


@together()
def archive_wait_reason(*, code: str, by: Agent, at: datetime, back: bool = False) -> WaitReason:
    """Offer a reason nowhere any more; a status keeps at least one. `back`: the other way.

    Raises: NotAllowed, BadInput, WaitReason.DoesNotExist."""
    _refuse_settings(by)
    one = find_reason(code)
    if one is None:
        raise WaitReason.DoesNotExist
    others = [other for other in reasons() if other.status == one.status and other.pk != one.pk]
    if not back and not others:
        raise BadInput(_("This is the only reason for such a wait. Make another one first."))
    one.archived_at = None if back else one.archived_at or at
    one.save(update_fields=["archived_at"])
    changed("wait", one.pk, str(one), "saved" if back else "archived", by, at)
    return one


@together()
def order_wait_reasons(*, order: Sequence[str], by: Agent, at: datetime) -> None:
    """Put the reasons in this order; the first of a status is its own. `order`: codes. Raises: NotAllowed."""
    _refuse_settings(by)
    for place, code in enumerate(order, start=1):
        WaitReason.objects.filter(code=code).update(order=place)
    changed("wait", 0, "", "saved", by, at)


def _refuse_settings(by: Agent) -> None:
    if not by.may(SETTINGS):
        raise NotAllowed(policies.no_settings())


def _check_parent(one: Category, parent: Category | None) -> None:
    above = ancestors_of(parent.pk if parent else None)
    if one.pk is not None and one.pk in above:
        raise BadInput(_("A category can't stand under itself."))
    if len(above) >= MOST_DEEP:
        raise BadInput(_("Categories stand at most %(count)d deep.") % {"count": MOST_DEEP})


def _free_key(name: str) -> str:
    base = slugify(name)[: KEY - 4] or "category"
    return _free(base, lambda key: Category.objects.filter(key=key).exists())


def _free_code(name: str) -> str:
    base = slugify(name).replace("-", "_")[:36] or "reason"
    return _free(base, lambda code: find_reason(code) is not None)


def _free(base: str, taken: Callable[[str], bool]) -> str:
    """Return the base, or the first of base-2, base-3 … that nobody has."""
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 999))) if not taken(one))
