"""Scripts and runbooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Team
from escalera.core.presets.parts import Part, State, World
from escalera.core.presets.references import resolved
from escalera.core.procedures.actions import archive, drop_procedure, publish, save_draft, save_procedure
from escalera.core.procedures.choices import Use
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Procedure, ProcedureVersion
from escalera.core.tickets.models import Category


class Procedures:
    """{key, name, use, about, words, categories, team, steps}: `steps` as in `procedures.graph`; published at once."""

    key, label, after = (
        "procedures",
        gettext_lazy("Scripts and runbooks"),
        ("categories", "teams", "fields", "macros"),
    )

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        found = Procedure.objects.filter(name=item["name"], use=item.get("use", Use.SCRIPT))
        return found.order_by("archived_at", "pk").values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Procedure.objects.filter(pk=ref).first()
        if one is None:
            return None
        version = ProcedureVersion.objects.filter(procedure=one, number=one.version).first()
        return {
            "name": one.name, "use": one.use, "about": one.about, "words": one.words, "language": one.language,
            "categories": sorted(one.categories.values_list("pk", flat=True)), "team": one.team_id,
            "data": version.data if version else None, "gone": one.archived_at is not None,
        }  # fmt: skip

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        return {
            "name": item["name"], "use": item.get("use", Use.SCRIPT.value), "about": item.get("about", ""),
            "words": item.get("words", "").strip(), "language": world.language,
            "categories": sorted(world.ref("categories", key) for key in item.get("categories", [])),
            "team": world.ref("teams", item["team"]) if item.get("team") else None,
            "data": read({"steps": resolved(item["steps"], world)}).stored(), "gone": False,
        }  # fmt: skip

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        one = save_procedure(
            name=state["name"], use=state["use"], about=state["about"], words=state["words"],
            language=state["language"], categories=list(Category.objects.filter(pk__in=state["categories"])),
            team=Team.objects.get(pk=state["team"]) if state["team"] else None, procedure_id=ref, by=by, at=at,
        )  # fmt: skip
        if state["gone"] != (one.archived_at is not None):
            archive(procedure_id=one.pk, back=not state["gone"], by=by, at=at)
        if state["data"] is not None:
            _publish(one, state["data"], by, at)
        return one.pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        drop_procedure(procedure_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        steps = state["data"]["steps"] if state["data"] else []
        return f"{state['name']}: {' · '.join(one['title'] for one in steps)}"[:400]


def _publish(one: Procedure, data: Mapping[str, Any], by: Agent, at: datetime) -> None:
    """Publish these steps if they are others; a draft that somebody is writing stays."""
    version = ProcedureVersion.objects.filter(procedure=one, number=one.version).first()
    if version is not None and version.data == data:
        return
    written = one.draft
    save_draft(procedure_id=one.pk, data=data, by=by, at=at)
    publish(procedure_id=one.pk, by=by, at=at)
    if written is not None:
        save_draft(procedure_id=one.pk, data=written, by=by, at=at)


OFFERED: tuple[Part, ...] = (Procedures(),)
