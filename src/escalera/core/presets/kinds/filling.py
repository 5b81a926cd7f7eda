"""Fields, forms, checklists and tags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Team
from escalera.core.presets.parts import Part, State, World
from escalera.core.presets.unused import check_unused
from escalera.core.tickets.actions import keeping, keeping_fields
from escalera.core.tickets.actions.keeping_fields import FieldWords
from escalera.core.tickets.choices import FieldKind, RequiredAt
from escalera.core.tickets.models import ChecklistTemplate, Field, Form, FormField

_PLAIN = ("label", "kind", "choices", "kinds", "segments", "required_at", "shown_if_values", "help", "customer_sees")


class Fields:
    """{key, label, kind, choices, kinds, required_at, help, customer_sees, customer_edits, shown_if, shown_if_values}."""

    key, label, after = "fields", gettext_lazy("Fields"), ()

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        return Field.objects.filter(key=item["key"]).values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Field.objects.filter(pk=ref).first()
        if one is None:
            return None
        said: State = {name: getattr(one, name) for name in (*_PLAIN, "key", "customer_edits")}
        return {**said, "shown_if": one.shown_if_id, "active": one.is_active}

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        given = {"choices": [], "kinds": [], "segments": [], "required_at": RequiredAt.NEVER.value, "help": ""}
        shown = world.ref("fields", item["shown_if"]) if item.get("shown_if") else None
        given |= {name: item[name] for name in (*_PLAIN, "key") if name in item}
        edits = bool(item.get("customer_edits"))
        sees = edits or bool(item.get("customer_sees"))
        kind = FieldKind(item["kind"]).value
        values = item.get("shown_if_values", [])
        return {
            **given, "kind": kind, "shown_if": shown, "shown_if_values": values, "customer_edits": edits,
            "customer_sees": sees, "active": True,
        }  # fmt: skip

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        return keeping_fields.save_field(words=FieldWords(**state), field_id=ref, by=by, at=at).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        check_unused(Field.objects.get(pk=ref))
        keeping_fields.drop_field(field_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        said = [state["label"], str(FieldKind(state["kind"]).label), ", ".join(state["choices"])]
        return " · ".join(one for one in said if one)


class Forms:
    """{key, name, kind, intro, public, team, fields}: `fields` are keys, with a * behind those that the form needs."""

    key, label, after = "forms", gettext_lazy("Forms"), ("fields", "teams")

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        return Form.objects.filter(name=item["name"]).order_by("pk").values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Form.objects.filter(pk=ref).first()
        if one is None:
            return None
        fields = [[place.field_id, place.is_required] for place in one.places.all()]
        return {
            "name": one.name, "kind": one.kind, "intro": one.intro, "public": one.is_public, "team": one.team_id,
            "fields": fields,
        }  # fmt: skip

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        fields = [[world.ref("fields", one.rstrip("*")), one.endswith("*")] for one in item["fields"]]
        return {
            "name": item["name"],
            "kind": item["kind"],
            "intro": item.get("intro", "").strip(),
            "public": bool(item.get("public")),
            "team": world.ref("teams", item["team"]) if item.get("team") else None,
            "fields": fields,
        }

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        team = Team.objects.get(pk=state["team"]) if state["team"] else None
        fields = [(key, needed) for key, needed in state["fields"]]
        return keeping.save_form(
            name=state["name"], kind=state["kind"], fields=fields, team=team, intro=state["intro"],
            public=state["public"], form_id=ref, by=by, at=at,
        ).pk  # fmt: skip

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        check_unused(Form.objects.get(pk=ref), own=[FormField])
        keeping.drop_form(form_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        labels = dict(
            Field.objects.filter(pk__in=[key for key, _needed in state["fields"]]).values_list("pk", "label")
        )
        asked = ", ".join(labels[key] for key, _needed in state["fields"] if key in labels)
        return f"{state['name']}: {asked}" if asked else str(state["name"])


class Checklists:
    """{key, name, steps}."""

    key, label, after = "checklists", gettext_lazy("Checklists"), ()

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        found = ChecklistTemplate.objects.filter(name=item["name"]).order_by("pk")
        return found.values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = ChecklistTemplate.objects.filter(pk=ref).first()
        return {"name": one.name, "steps": one.items, "active": one.is_active} if one else None

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        return {"name": item["name"], "steps": list(item["steps"]), "active": True}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        return keeping.save_template(**state, template_id=ref, by=by, at=at).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        keeping.drop_template(template_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        return f"{state['name']}: {' · '.join(state['steps'])}"


OFFERED: tuple[Part, ...] = (Fields(), Forms(), Checklists())
