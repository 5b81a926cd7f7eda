"""Levels, teams and segments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.actions import ladder, segments
from escalera.base.people.models import Agent, Level, Segment, Team
from escalera.core.presets.parts import Missing, Part, State, World
from escalera.core.presets.unused import check_unused, remove_unused
from escalera.core.workflows import actions as workflows
from escalera.core.workflows.choices import PARTS
from escalera.core.workflows.models import Workflow, WorkflowVersion
from escalera.core.workflows.queries import published_of, workflow_of


class Levels:
    """{key, place, name, accept}: `place` on the ladder, 1 the lowest; `accept` in minutes."""

    key, label, after = "levels", gettext_lazy("Levels"), ()

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        levels = list(Level.objects.filter(archived_at__isnull=True).order_by("order").values_list("pk", flat=True))
        return levels[item["place"] - 1] if item["place"] <= len(levels) else None

    def read(self, ref: int) -> State | None:
        level = Level.objects.filter(pk=ref).first()
        return {"name": level.name, "accept": level.accept_within_min} if level else None

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        return {"name": item["name"], "accept": item["accept"]}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        given = {"name": state["name"], "accept_within_min": state["accept"], "by": by, "at": at}
        return (ladder.edit_level(level_id=ref, **given) if ref else ladder.add_level(**given)).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        check_unused(Level.objects.get(pk=ref))
        ladder.remove_level(level_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        return _("%(name)s, accepts within %(time)s") % {"name": state["name"], "time": _time(state["accept"])}


class Teams:
    """{key, name, level, main}: a `main` team is the level's first one, if the level has any; it stays as it is called."""

    key, label, after = "teams", gettext_lazy("Teams"), ("levels",)

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        teams = Team.objects.filter(archived_at__isnull=True).order_by("-is_entrance", "pk")
        named = teams.filter(name=item["name"]).values_list("pk", flat=True).first()
        if named is not None or not item.get("main"):
            return named
        try:
            level = world.ref("levels", item["level"])
        except Missing:
            return None
        return teams.filter(level=level).values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        team = Team.objects.filter(pk=ref).first()
        return {"name": team.name, "level": team.level_id} if team else None

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        known = self.find(item, world)
        kept = self.read(known) if known is not None else None
        return kept or {"name": item["name"], "level": world.ref("levels", item["level"])}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        level = Level.objects.get(pk=state["level"])
        if ref is None:
            return ladder.add_team(name=state["name"], level=level, by=by, at=at).pk
        team = Team.objects.select_related("calendar").get(pk=ref)
        ladder.edit_team(
            team_id=ref, name=state["name"], level=level, is_entrance=team.is_entrance, signature=team.signature,
            calendar=team.calendar, by=by, at=at,
        )  # fmt: skip
        return ref

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        team = Team.objects.get(pk=ref)
        check_unused(team)
        ladder.remove_team(team_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        level = Level.objects.filter(pk=state["level"]).first()
        return f"{state['name']} ({level.code})" if level else str(state["name"])


class Segments:
    """{key, name, may_ask_higher}: `key` is its code, if a segment has it already."""

    key, label, after = "segments", gettext_lazy("Segments"), ()

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        found = Segment.objects.filter(name=item["name"]) | Segment.objects.filter(code=item["key"])
        return found.order_by("pk").values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Segment.objects.filter(pk=ref).first()
        return {"name": one.name, "higher": one.may_ask_higher} if one else None

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        return {"name": item["name"], "higher": bool(item.get("may_ask_higher"))}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        return segments.save_segment(
            name=state["name"], may_ask_higher=state["higher"], segment_id=ref, by=by, at=at
        ).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        check_unused(Segment.objects.get(pk=ref))
        segments.remove_segment(segment_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        return str(state["name"])


class Workflows:
    """{key, segment, path, statuses, hidden, survey, tone, greeting, signature, channels, routing, forms, policies,
    covers}.

    `segment`: "" for everybody else's; `path`: keys of levels. Only a workflow that nobody has begun is written."""

    key, label, after = (
        "workflows",
        gettext_lazy("How segments are served"),
        ("segments", "levels", "forms", "policies"),
    )

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        try:
            segment = self._segment(item, world)
        except Missing:
            return None
        found = workflow_of(segment) if segment is None or segment > 0 else None
        return found.pk if found else None

    def read(self, ref: int) -> State | None:
        one = Workflow.objects.filter(pk=ref).first()
        return {"segment": one.segment_id, "data": published_of(one), "draft": one.draft} if one else None

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        data = {**PARTS, **{key: item[key] for key in PARTS if key in item}}
        data["path"] = [world.ref("levels", key) for key in item.get("path", ())]
        data["forms"] = [world.ref("forms", key) for key in item.get("forms", ())]
        data["policies"] = [world.ref("policies", key) for key in item.get("policies", ())]
        return {"segment": self._segment(item, world), "data": data, "draft": None}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        key = state["segment"]
        if state["data"] is None:
            workflows.switch_off(segment_id=key, by=by, at=at)
        else:
            workflows.save_draft(segment_id=key, data=state["data"], by=by, at=at)
            workflows.publish(segment_id=key, by=by, at=at)
        if state["draft"] is None:
            return workflows.drop_draft(segment_id=key, by=by, at=at).pk
        return workflows.save_draft(segment_id=key, data=state["draft"], by=by, at=at).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        workflow = Workflow.objects.get(pk=ref)
        workflows.switch_off(segment_id=workflow.segment_id, by=by, at=at)
        remove_unused(workflow, own=[WorkflowVersion])

    def words(self, state: State) -> str:
        data = state["data"] or {}
        codes = [level.code for level in Level.objects.filter(pk__in=data.get("path", ())).order_by("order")]
        said = [" → ".join(codes), str(data.get("greeting", ""))]
        return " · ".join(one for one in said if one) or _("as usual")

    def _segment(self, item: Mapping[str, Any], world: World) -> int | None:
        return world.ref("segments", item["segment"]) if item.get("segment") else None


OFFERED: tuple[Part, ...] = (Levels(), Teams(), Segments(), Workflows())


def _time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h" if hours and not rest else f"{minutes} min"
