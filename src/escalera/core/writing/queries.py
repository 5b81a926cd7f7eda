"""What is being written on a ticket, as its page shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from escalera.base.people.models import Agent
from escalera.base.storage.ready import Ready
from escalera.core.tickets.policies import visible_to
from escalera.core.writing.models import Draft, HeldReply, HeldState, Upload

MOST = 200


@dataclass(frozen=True, slots=True)
class File:
    """One file of a draft or a held reply; `size` in bytes."""

    id: int
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as its author's page shows it."""

    id: int
    kind: str
    text: str
    language: str
    version: int
    saved_at: datetime
    reason: str
    files: Sequence[File] = ()
    call_id: int | None = None  # the language model's, that wrote its first words
    through: dict[str, Any] | None = None  # what was chosen for it, see `writing.through`


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A reply that waits to leave."""

    id: int
    text: str
    then: str
    send_at: datetime
    is_scheduled: bool
    unless_answered: bool
    agent_id: int
    agent: str
    files: Sequence[File] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """What one agent finds on a ticket: their drafts by kind, their waiting replies, and everybody's scheduled ones."""

    drafts: dict[str, DraftRow] = field(default_factory=dict)
    held: Sequence[HeldRow] = ()


# Both tables in one statement: what the row is, its key, and then what the two have in common.
_COLUMNS = (
    "what",
    "row",
    "words",
    "word",
    "lang",
    "moment",
    "number",
    "timed",
    "careful",
    "author",
    "said",
    "call",
    "kept",
)


def _both(ticket: Any, agent: Any, again: Any) -> QuerySet[Draft, tuple[Any, ...]]:
    drafts = Draft.objects.filter(ticket=ticket, agent=agent).annotate(
        what=Value("draft"), row=F("id"), words=F("text"), word=F("kind"), lang=F("language"), moment=F("saved_at"),
        number=F("version"), timed=Value(False), careful=Value(False), author=F("agent_id"), said=F("reason"),
        call=F("call_id"), kept=F("through"),
    )  # fmt: skip
    held = HeldReply.objects.filter(
        Q(agent=again) | Q(is_scheduled=True), ticket=ticket, state=HeldState.WAITING
    ).annotate(
        what=Value("held"), row=F("id"), words=F("text"), word=F("then"), lang=F("language"), moment=F("send_at"),
        number=Value(0), timed=F("is_scheduled"), careful=F("unless_answered"), author=F("agent_id"),
        said=F("agent__name"), call=F("call_id"), kept=F("extra"),
    )  # fmt: skip
    return drafts.values_list(*_COLUMNS).union(held.values_list(*_COLUMNS), all=True)


_BOTH: Ready[Draft] = Ready(lambda ticket, agent, again: _both(ticket, agent, again))
_FILES = Ready(
    lambda ticket, agent: (
        Upload.objects.filter(Q(draft__ticket=ticket) | Q(held__ticket=ticket, held__state=HeldState.WAITING))
        .filter(agent=agent)
        .order_by("pk")
        .values_list("draft_id", "held_id", "pk", "name", "content_type", "size")
    )
)


def writing_on(ticket_id: int, agent: Agent) -> Writing:
    """Return what the agent finds written on a ticket: one query while nothing is, one more for the files."""
    rows = _BOTH.rows(ticket_id, agent.pk, agent.pk)
    if not rows:
        return Writing()
    files = _files(ticket_id, agent)
    drafts: dict[str, DraftRow] = {}
    held: list[HeldRow] = []
    for what, pk, text, word, language, moment, number, timed, careful, author, said, call, kept in rows:
        if what == "draft":
            carried = files[("draft", pk)]
            drafts[word] = DraftRow(pk, word, text, language, number, moment, said, carried, call, kept)
        else:
            carried = files[("held", pk)]
            held.append(HeldRow(pk, text, word, moment, bool(timed), bool(careful), author, said, carried))
    return Writing(drafts, sorted(held, key=lambda one: one.send_at))


def find_upload(agent: Agent, upload_id: int) -> Upload:
    """Return a file of the agent's own writing. Raises: Upload.DoesNotExist."""
    return Upload.objects.get(pk=upload_id, agent=agent)


def my_writing(agent: Agent) -> tuple[list[Draft], list[HeldReply]]:
    """Return the agent's drafts, newest first, and their replies that wait for a chosen time, the next first."""
    drafts = Draft.objects.filter(agent=agent).select_related("ticket__requester").order_by("-saved_at")[:MOST]
    held = HeldReply.objects.filter(agent=agent, state=HeldState.WAITING, is_scheduled=True)
    return list(drafts), list(held.select_related("ticket__requester").order_by("send_at")[:MOST])


def begun(agent: Agent) -> QuerySet[Draft, tuple[int]]:
    """Return, unordered and each once, the tickets on which something of the agent's waits that they may see: a
    draft, or a reply for a chosen time."""
    seen = visible_to(agent).values("pk")
    drafts = Draft.objects.filter(agent=agent, ticket__in=seen).values_list("ticket_id")
    return drafts.union(_planned(agent).filter(ticket__in=seen).values_list("ticket_id"))


def begun_on(agent: Agent) -> list[int]:
    """Return the same as numbers, the latest first. One query."""
    seen = visible_to(agent).values("pk")
    drafts = Draft.objects.filter(agent=agent, ticket__in=seen).values_list("ticket_id", "saved_at")
    held = _planned(agent).filter(ticket__in=seen).values_list("ticket_id", "held_at")
    rows = drafts.union(held, all=True).order_by("-saved_at")[:MOST]
    return list(dict.fromkeys(number for number, _moment in rows))


def _planned(agent: Agent) -> QuerySet[HeldReply]:
    return HeldReply.objects.filter(agent=agent, state=HeldState.WAITING, is_scheduled=True)


def _files(ticket_id: int, agent: Agent) -> dict[tuple[str, int], list[File]]:
    found: dict[tuple[str, int], list[File]] = defaultdict(list)
    for draft_id, held_id, *one in _FILES.rows(ticket_id, agent.pk):
        found[("draft", draft_id) if draft_id is not None else ("held", held_id)].append(File(*one))
    return found
