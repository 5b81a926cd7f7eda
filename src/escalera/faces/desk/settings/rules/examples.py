"""Ready-made rules to begin with. Each opens in the editor, where it can be changed before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Segment
from escalera.core.deeds.spans import DAYS, WORKING_DAYS, WORKING_HOURS, WORKING_MINUTES


@dataclass(frozen=True, slots=True)
class Example:
    """`data`: as `rules.reading.read_rule` wants it, with words in the reader's language."""

    key: str
    name: str | Promise
    about: str | Promise
    data: Callable[[], dict[str, Any]]


def example(key: str) -> Example | None:
    return next((one for one in _EXAMPLES if one.key == key), None)


def examples() -> Sequence[Example]:
    return _EXAMPLES


def _rule(
    trigger: str, deeds: list[dict[str, Any]], *when: dict[str, Any], after: tuple[int, str] | None = None
) -> dict[str, Any]:
    span = {"amount": after[0], "unit": after[1]} if after else None
    return {"trigger": trigger, "when": {"all": list(when)}, "after": span, "deeds": deeds}


def _vip() -> dict[str, Any]:
    best = Segment.objects.order_by("pk").first()
    when = [{"field": "segment", "is": str(best.pk)}] if best else []
    return _rule("ticket.opened", [{"do": "classify", "priority": 3}, {"do": "tag", "tags": ["vip"]}], *when)


_RESOLVED = {"field": "status", "is": "resolved"}
_WAITING = {"field": "status", "is": "waiting_customer"}
_OPEN = {"field": "open", "is": True}
_EXAMPLES: tuple[Example, ...] = (
    Example(
        "close", gettext_lazy("Close what stays resolved"),
        gettext_lazy("Seven days after it was resolved, unless it was reopened."),
        lambda: _rule("ticket.resolved", [{"do": "close"}], _RESOLVED, after=(7, DAYS)),
    ),
    Example(
        "remind", gettext_lazy("Remind who does not answer"),
        gettext_lazy("Three working days after we began to wait for the customer."),
        lambda: _rule(
            "ticket.waits",
            [{"do": "reply", "text": _(
                "Hello {cliente.nombre}:\n\nWe still need your answer to go on with your request #{ticket}. "
                "Just reply to this message.\n\n{empresa}"
            )}],
            _WAITING, after=(3, WORKING_DAYS),
        ),
    ),
    Example(
        "resolve", gettext_lazy("Resolve what nobody answers"),
        gettext_lazy("Seven working days after we began to wait, with a word to the customer."),
        lambda: _rule(
            "ticket.waits",
            [{"do": "reply", "text": _(
                "Hello {cliente.nombre}:\n\nAs we have not heard from you, we take your request #{ticket} as resolved. "
                "If it is not, just answer and it goes on.\n\n{empresa}"
            )}, {"do": "resolve"}],
            _WAITING, after=(7, WORKING_DAYS),
        ),
    ),
    Example(
        "hours", gettext_lazy("Answer after hours"),
        gettext_lazy("Who writes when nobody is there hears at once that we will answer."),
        lambda: _rule(
            "ticket.opened",
            [{"do": "reply", "text": _(
                "Hello {cliente.nombre}:\n\nWe have your message. At the moment nobody is at the desk; "
                "we will answer as soon as we open.\n\n{empresa}"
            )}],
            {"field": "change.in_hours", "is": False}, {"field": "change.by", "is": "customer"},
        ),
    ),
    Example(
        "vip", gettext_lazy("Important customers first"),
        gettext_lazy("Tickets of one segment get a higher priority and a tag."), _vip,
    ),
    Example(
        "late", gettext_lazy("Nobody answered yet"),
        gettext_lazy("Four working hours after the customer wrote: higher priority and a note."),
        lambda: _rule(
            "message.received",
            [
                {"do": "classify", "priority": 3},
                {"do": "note", "text": _("The customer has waited for four working hours.")},
            ],
            {"field": "waits", "is": True}, after=(4, WORKING_HOURS),
        ),
    ),
    Example(
        "unowned", gettext_lazy("Nobody took it yet"),
        gettext_lazy("Thirty working minutes after it was opened: a tag, so that a view shows it."),
        lambda: _rule(
            "ticket.opened", [{"do": "tag", "tags": [_("unattended")]}], _OPEN, {"field": "assignee", "empty": True},
            after=(30, WORKING_MINUTES),
        ),
    ),
    Example(
        "warned", gettext_lazy("A clock runs short"),
        gettext_lazy("At three quarters of its time the ticket gets a higher priority."),
        lambda: _rule(
            "clock.warned", [{"do": "classify", "priority": 3}], {"field": "change.percent", "at_least": 75}
        ),
    ),
    Example(
        "complaint", gettext_lazy("Complaints by their words"),
        gettext_lazy("Words like “lawyer” or “complaint” make it a complaint of high priority."),
        lambda: {
            **_rule("ticket.opened", [{"do": "classify", "kind": "complaint", "priority": 3}]),
            "when": {"any": [
                {"field": "change.text", "contains": word} for word in _("complaint,lawyer,consumer office").split(",")
            ]},
        },
    ),
)  # fmt: skip
