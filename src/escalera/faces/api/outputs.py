"""What the API answers, for its description; `rows.py` builds the values."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Named(Out):
    id: int
    name: str


class LevelOut(Out):
    """`order` is the step's height: 1 hears the customer first."""

    order: int
    code: str
    name: str
    accept_within_min: int


class LevelRef(Out):
    order: int
    name: str


class TeamOut(Out):
    id: int
    name: str
    level: LevelRef
    is_entrance: bool


class Author(Out):
    kind: Literal["contact", "agent", "system"]
    id: int | None
    name: str


class AttachmentOut(Out):
    """`size` in bytes; `url` gives the bytes to the same token."""

    id: int
    name: str
    content_type: str
    size: int
    is_inline: bool
    url: str


class DeliveryOut(Out):
    """`answer`: the other server's last words."""

    state: Literal["queued", "sending", "sent", "failed", "bounced"]
    attempts: int
    sent_at: datetime | None
    answer: str


class MessageOut(Out):
    """`folded`: quotes and signatures that the text leaves out."""

    id: int
    ticket: int
    kind: Literal["message", "note", "call", "bot"]
    channel: str
    author: Author
    at: datetime
    text: str
    html: str | None
    folded: list[dict[str, str]]
    attachments: list[AttachmentOut]
    delivery: DeliveryOut | None


class MessagePage(Out):
    messages: list[MessageOut]
    next: int | None


class StayOut(Out):
    team: Named
    level: int
    entered_at: datetime
    accepted_at: datetime | None
    accepted_by: Named | None
    left_at: datetime | None
    left_because: str


class HandoverOut(Out):
    """`own`: the company's own fields, by key."""

    summary: str
    tried: str
    question: str
    symptom: str
    service: str
    evidence: str
    promise: str
    own: dict[str, str]


class EscalationOut(Out):
    id: int
    ticket: int
    kind: str
    state: Literal["offered", "accepted", "rejected", "expired", "withdrawn", "open", "ended"]
    from_team: Named
    to_team: Named | None
    vendor: Named | None
    reference: str
    expected_at: datetime | None
    handover: HandoverOut
    offered_by: Named
    offered_at: datetime
    expires_at: datetime | None
    answered_by: Named | None
    answered_at: datetime | None
    answer_reason: str
    code: str
    missing: list[str]


class ClockOut(Out):
    """One clock of a ticket. `amount`: minutes, or working days, as `unit` says. `due_at` is null while it stands
    still; `warned`: the highest percentage that was told. `policy` and `version` are null for a promise."""

    id: int
    kind: Literal["first_reply", "next_reply", "update", "own", "resolution", "stay", "vendor", "legal", "promise"]
    agreement: Literal["sla", "ola", "uc", "legal", ""]
    policy: Named | None
    version: int | None
    state: Literal["running", "paused", "late", "met", "missed", "cancelled"]
    unit: Literal["working_minutes", "calendar_minutes", "working_days"]
    amount: int
    started_at: datetime
    due_at: datetime | None
    paused_since: datetime | None
    warned: int
    breached_at: datetime | None
    stopped_at: datetime | None


class CategoryRef(Out):
    key: str
    name: str


class TicketRowOut(Out):
    id: int
    subject: str
    snippet: str
    status: str
    kind: str
    priority: int
    channel: str
    level: int
    team: str
    requester: str
    organization: str | None
    assignee: Named | None
    opened_at: datetime
    updated_at: datetime
    customer_waits_since: datetime | None
    due_at: datetime | None


class TicketPage(Out):
    """`next`: pass it as `after` for the following page; null at the end."""

    tickets: list[TicketRowOut]
    next: str | None


class TicketState(Out):
    id: int
    subject: str
    status: str
    is_open: bool
    kind: str
    priority: int
    category: CategoryRef | None
    impact: int | None
    urgency: int | None
    language: str
    wait_reason: str
    bounces: int
    channel: str
    level: LevelRef
    team: Named
    requester: Named
    organization: Named | None
    owner: Named | None
    assignee: Named | None
    opened_at: datetime
    updated_at: datetime
    customer_waits_since: datetime | None
    due_at: datetime | None
    promised_at: datetime | None
    resolved_at: datetime | None
    reopened: int


class TicketOut(TicketState):
    """`messages` holds the first 100; `next_messages` is the `after` for the rest."""

    follow_url: str
    messages: list[MessageOut]
    next_messages: int | None
    stays: list[StayOut]
    escalations: list[EscalationOut]
    clocks: list[ClockOut]


class Opened(Out):
    """The new ticket; with an Idempotency-Key used before, the ticket that it made then."""

    id: int
    message: int
    status: str
    team: Named
    level: int
    follow_url: str


class Problem(Out):
    error: str
    detail: str
    fields: list[dict[str, str]] = []


class HeardOut(Out):
    """`says`: texts in their order; `buttons`: short answers to offer; `ticket`: where a person goes on, if one does."""

    says: list[str]
    buttons: list[str]
    wants_person: bool
    ticket: int | None


def answers(shape: Any, *statuses: int) -> dict[int, Any]:
    """Return what an endpoint may answer: the shape with its statuses (200), and the refusals."""
    return {**dict.fromkeys(statuses or (200,), shape), **dict.fromkeys((401, 403, 404, 409, 422), Problem)}
