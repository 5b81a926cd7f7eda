"""Taking away what a preset made and nobody has used: rows that have no verb of their own for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from escalera.base.refusals import Refusal


class InUse(Refusal):
    """Something rests on it, so it stays."""


def remove_unused(row: models.Model, *, own: Collection[type[models.Model]] = ()) -> None:
    """Delete a row with what is its own (rows of these models), unless anything else rests on it. Raises: InUse."""
    check_unused(row, own=own)
    row.delete()


def check_unused(row: models.Model, *, own: Collection[type[models.Model]] = ()) -> None:
    """Raises: InUse if anything but rows of `own` would go with the row or lose it."""
    collector = Collector(using="default")
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        raise InUse(_("It is in use.")) from None
    mine = {type(row), *own}
    if any(model not in mine for model in _touched(collector)):
        raise InUse(_("It is in use."))


def _touched(collector: Collector) -> Iterator[type[models.Model]]:
    """Yield the models of which a row would go or lose what it points to."""
    yield from (model for model, rows in collector.data.items() if rows)
    yield from (query.model for query in collector.fast_deletes if query.exists())
    for (field, _value), queries in collector.field_updates.items():
        if any(rows if isinstance(rows, models.Model) else rows.exists() for rows in queries):
            yield field.model
