"""What a published version says, as a value that rooms can ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from escalera.core.tickets.choices import Status
from escalera.core.workflows.choices import PARTS, Tone

# A status that customers of a segment do not see looks to them like this one.
_LOOKS_LIKE = {
    Status.NEW: Status.OPEN, Status.WAITING_CUSTOMER: Status.OPEN, Status.WAITING_INTERNAL: Status.OPEN,
    Status.WAITING_VENDOR: Status.OPEN, Status.SCHEDULED: Status.OPEN, Status.CLOSED: Status.RESOLVED,
    Status.CANCELLED: Status.CLOSED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """How one segment is served. An empty part allows everything; `version` 0: nobody has said anything.

    `statuses`: the company's words for the customer by status. `path`: keys of levels, lowest first. `entrance`: key
    of the team where its tickets begin, else the first of the path. `routing`: a mode of `core.routing`, "" for each
    team's own. `greeting`, `signature`: texts with places such as {cliente}.
    `covers`: kinds of personal data that are covered before what is said is kept."""

    workflow_id: int | None = None
    version: int = 0
    statuses: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    forms: tuple[int, ...] = ()
    policies: tuple[int, ...] = ()
    path: tuple[int, ...] = ()
    entrance: int | None = None
    routing: str = ""
    channels: tuple[str, ...] = ()
    survey: str = ""
    tone: str = Tone.NEAR.value
    greeting: str = ""
    signature: str = ""
    may_ask_higher: bool | None = None
    tells_deadline: bool = True
    covers: tuple[str, ...] = ()

    @classmethod
    def of(cls, workflow_id: int, version: int, data: Mapping[str, Any]) -> Flow:
        """Return what a version's data says; parts that it does not name are as they are while nobody says otherwise."""
        whole: dict[str, Any] = {**PARTS, **{key: value for key, value in data.items() if key in PARTS}}
        whole |= {key: tuple(whole[key]) for key in ("forms", "policies", "path", "channels", "covers")}
        whole["hidden"] = frozenset(whole["hidden"])
        return cls(workflow_id=workflow_id, version=version, **whole)

    def offers_form(self, form_id: int) -> bool:
        return not self.forms or form_id in self.forms

    def offers_channel(self, channel: str) -> bool:
        return not self.channels or channel in self.channels

    def allows_policy(self, policy_id: int) -> bool:
        return not self.policies or policy_id in self.policies

    def allows_level(self, level_id: int) -> bool:
        return not self.path or level_id in self.path

    def seen_as(self, status: str) -> str:
        """Return the status that customers see in place of this one; themselves if it is shown."""
        shown = Status(status)
        while shown in self.hidden and shown in _LOOKS_LIKE:
            shown = _LOOKS_LIKE[shown]
        return shown.value

    def words_for(self, status: str) -> str:
        """Return the company's words for what customers see of a status; "" where the product's own do."""
        return self.statuses.get(self.seen_as(status), "")


EVERYTHING = Flow()
