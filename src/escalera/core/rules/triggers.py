"""What rules can listen to: facts under names that people know. Upper rooms register theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalera.base.log.models import Event
from escalera.core.tickets.models import Message, MessageKind

Words = str | Promise
ENDINGS = frozenset({"ticket.resolved", "ticket.closed", "ticket.cancelled", "ticket.marked_spam", "ticket.merged"})
STATES = frozenset(
    {"ticket.opened", "ticket.waits", "ticket.snoozed", "ticket.woken", "ticket.reopened", *ENDINGS, "ticket.no_spam"}
)


def by_a_person(event: Event) -> bool:
    """Say whether somebody of ours did it, not the desk by itself."""
    return event.actor_kind == "agent"


def from_a_person(event: Event) -> bool:
    """Say whether a customer wrote it, not their machine (out of office …)."""
    return not Message.objects.filter(pk=event.data.get("message_id", 0), kind=MessageKind.BOT).exists()


@dataclass(frozen=True, slots=True)
class Trigger:
    """One thing to listen to. `label` goes on after "When": "the customer writes".

    `facts`: names of facts, each of which it is; `test`: what else must be true of the event.
    `ends`: facts after which the situation that began with it is over, so that what was armed does nothing.
    `keeps_first`: a second such fact goes on with the situation of the first; else it begins a new one.
    `about`: the changes (`change.…`) that conditions may ask of it."""

    key: str
    label: Words
    facts: frozenset[str]
    about: tuple[str, ...] = ()
    ends: frozenset[str] = field(default_factory=frozenset)
    keeps_first: bool = False
    test: Callable[[Event], bool] | None = None

    def hears(self, event: Event) -> bool:
        return event.name in self.facts and (self.test is None or self.test(event))


_TRIGGERS: dict[str, Trigger] = {}


def register(*triggers: Trigger) -> None:
    """Add triggers; the last of a key counts."""
    _TRIGGERS.update({one.key: one for one in triggers})


def find(key: object) -> Trigger | None:
    return _TRIGGERS.get(key) if isinstance(key, str) else None


def all_triggers() -> list[Trigger]:
    """Return every trigger, in the order of registration."""
    return list(_TRIGGERS.values())


def _one(key: str, label: Words, *about: str, ends: frozenset[str] = ENDINGS, **more: object) -> Trigger:
    return Trigger(key, label, frozenset({key}), about, ends, **more)  # type: ignore[arg-type]


_WHO = ("by",)
_SAID = ("by", "text", "words", "thanks", "channel", "in_hours")
_STATUS = ("by", "to_status", "from_status", "reason", "in_hours", "thanks")
_LADDER = ("by", "from_level", "to_level", "reason_text")

register(
    _one("ticket.opened", _("a ticket is opened"), "by", "text", "words", "channel", "in_hours"),
    _one(
        "message.received", _("the customer writes"), *_SAID, keeps_first=True,
        ends=ENDINGS | {"reply.written"}, test=from_a_person,
    ),
    _one("triage.read", _("triage notes something in what the customer writes"), keeps_first=True),
    _one(
        "reply.written", _("somebody answers the customer"), *_SAID, ends=ENDINGS | {"message.received"},
        test=by_a_person,
    ),
    _one("note.written", _("somebody leaves an internal note"), "by", "text", "words", test=by_a_person),
    Trigger("status", _("the status changes"), STATES, _STATUS, STATES),
    _one("ticket.waits", _("a ticket begins to wait"), *_STATUS, ends=STATES | {"message.received"}),
    _one(
        "ticket.resolved", _("a ticket is resolved"), "by", "from_status", ends=frozenset({"ticket.reopened"}) | ENDINGS,
    ),
    _one("ticket.reopened", _("a ticket is reopened"), "by", "from_status", "text", "words", "thanks"),
    _one(
        "ticket.classified", _("kind, priority or category change"), "by", "from_priority", "from_kind",
        "from_category", "from_impact", "from_urgency",
    ),
    Trigger(
        "hands", _("a ticket changes hands"),
        frozenset({"ticket.taken", "ticket.assigned", "ticket.released"}), _WHO,
        ENDINGS | {"ticket.taken", "ticket.assigned", "ticket.released"},
    ),
    _one(
        "escalation.offered", _("a ticket is escalated"), *_LADDER,
        ends=ENDINGS | {"escalation.accepted", "escalation.rejected", "escalation.expired"},
    ),
    _one("escalation.accepted", _("an escalation is accepted"), *_LADDER),
    _one("escalation.rejected", _("an escalation is rejected"), *_LADDER, "code"),
    _one("escalation.expired", _("nobody accepts an escalation in time"), *_LADDER),
    _one("ticket.returned", _("a ticket is sent back"), *_LADDER),
    _one("escalation.asked", _("the customer asks for a higher level"), "reason_text"),
    _one("clock.warned", _("a clock gives a warning"), "clock", "percent"),
    _one("clock.breached", _("a clock runs out"), "clock"),
    _one("tags.changed", _("tags change"), "by", "tag_added", "tag_removed"),
    _one("fields.set", _("a field is filled in"), "by", "field", "field_before", "field_after"),
    _one("ticket.due_changed", _("a promise is made or taken back"), *_WHO),
    _one("ticket.snoozed", _("a ticket is put aside"), *_WHO, ends=ENDINGS | {"ticket.woken"}),
    _one("ticket.woken", _("a ticket comes back"), *_WHO),
    _one("ticket.requester_changed", _("somebody else becomes the one who asks"), *_WHO),
    _one("checklist.ticked", _("a step of a checklist is done"), *_WHO),
    _one("time.spent", _("somebody writes down time"), *_WHO),
    _one("consultation.answered", _("a question to colleagues is answered"), *_WHO),
    _one("delivery.failed", _("a message could not be delivered")),
)  # fmt: skip
