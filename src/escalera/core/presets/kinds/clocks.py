"""Clock policies."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.clocks import actions
from escalera.core.clocks.checking import checked
from escalera.core.clocks.choices import ClockKind, Unit
from escalera.core.clocks.models import Applied, Policy, PolicyVersion
from escalera.core.presets.parts import Part, State, World
from escalera.core.presets.references import resolved
from escalera.core.presets.unused import InUse, check_unused, remove_unused

WARN = [75, 90]
_SHORT = {Unit.WORKING_MINUTES: "min", Unit.CALENDAR_MINUTES: "min", Unit.WORKING_DAYS: "d"}


class Policies:
    """{key, name, kind, when, calendar, targets}: of a target `unit` is working minutes unless it says otherwise."""

    key, label, after = "policies", gettext_lazy("Clock policies"), ("levels", "segments", "categories", "fields")

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        return Policy.objects.filter(name=item["name"]).values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Policy.objects.filter(pk=ref, archived_at__isnull=True).first()
        if one is None:
            return None
        number = {"policy": one, "number": one.version}
        data = PolicyVersion.objects.filter(**number).values_list("data", flat=True).first()
        return {"name": one.name, "kind": one.kind, "data": data, "draft": one.draft, "active": one.is_active}

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        targets = [{"unit": "working_minutes", "warn": WARN, **resolved(one, world)} for one in item["targets"]]
        data = {
            "when": resolved(item["when"], world),
            "calendar": item.get("calendar", "company"),
            "targets": targets,
        }
        with suppress(BadInput):  # it may speak of what is only planned; writing it checks it again
            data = checked(item["kind"], data)
        return {"name": item["name"], "kind": item["kind"], "data": data, "draft": None, "active": True}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        given = {"name": state["name"], "kind": state["kind"], "by": by, "at": at}
        policy = actions.save_policy(data=state["data"], policy_id=ref, **given)
        actions.publish_policy(policy_id=policy.pk, by=by, at=at)
        if state["draft"] is not None:
            actions.save_policy(data=state["draft"], policy_id=policy.pk, **given)
        if state["active"] != policy.is_active:
            actions.switch_policy(policy_id=policy.pk, on=state["active"], by=by, at=at)
        return policy.pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        """One that ran is archived, with its versions kept: its clocks point to them."""
        actions.archive_policy(policy_id=ref, by=by, at=at)
        versions = PolicyVersion.objects.filter(policy=ref)
        first = versions.order_by("number").first()
        if first is not None and Applied.objects.filter(at__gte=first.at).exists():
            return  # a ticket may have been asked about it since: its explanation names it
        try:
            for version in versions:
                check_unused(version)
        except InUse:
            return
        versions.delete()
        remove_unused(Policy.objects.get(pk=ref))

    def words(self, state: State) -> str:
        said = [
            f"{ClockKind(one['clock']).label}: {one['amount']} {_SHORT[Unit(one['unit'])]}"
            for one in (state["data"] or {}).get("targets", ())
        ]
        return " · ".join(said)


OFFERED: tuple[Part, ...] = (Policies(),)
