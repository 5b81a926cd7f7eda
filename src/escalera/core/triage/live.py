"""The models in use, kept by each process for as long as they are current; one short look-up tells."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from escalera.base.storage.ready import Ready
from escalera.core.triage.choices import Field, ModelState
from escalera.core.triage.models import FieldPolicy, TriageModel, TriageStamp

if TYPE_CHECKING:
    from escalera.core.triage.model import Model

_STAMP = Ready(lambda: TriageStamp.objects.values_list("token"))


@dataclass(frozen=True, slots=True)
class Live:
    """One field's model in use. `none_share`: how many of the newest held-back tickets fitted nowhere."""

    row_id: int
    model: Model
    counts: Mapping[str, int]
    policy: FieldPolicy
    none_share: float | None


@dataclass(frozen=True, slots=True)
class _All:
    token: str = ""
    fields: Mapping[str, Live] = field(default_factory=dict)


class _Kept:
    all = _All()


def in_use() -> Mapping[str, Live]:
    """Return the models in use by field; those that are switched off are left out."""
    rows = _STAMP.rows()
    token = rows[0][0] if rows else ""
    if not token:
        return {}
    if _Kept.all.token != token:
        _Kept.all = _All(token, _read())
    return _Kept.all.fields


def policies() -> dict[str, FieldPolicy]:
    """Return how far each field's proposals go; what nobody settled is suggested only."""
    kept = {one.field: one for one in FieldPolicy.objects.all()}
    return {name: kept.get(name) or FieldPolicy(field=name) for name in Field.values}


def _read() -> dict[str, Live]:
    from escalera.core.triage.model import load  # noqa: PLC0415 - slow import, and only where there is a model

    settled = policies()
    found: dict[str, Live] = {}
    for row in TriageModel.objects.filter(state=ModelState.LIVE):
        data = bytes(row.data)
        if settled[row.field].mode == "off" or hashlib.sha256(data).hexdigest() != row.sha256:
            continue
        try:
            model = load(data)
        except (ValueError, KeyError):  # of an older format: the next lesson replaces it
            continue
        share = row.figures.get("none_share")
        found[row.field] = Live(row.pk, model, row.counts, settled[row.field], share)
    return found
