"""Why a customer's words stand on this ticket, in one plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.faces.desk.shared.moments import span
from escalera.faces.desk.shared.rules import RULES, rule_in_words

BY_MAIL = frozenset({"reply-address", "own-message-id", "references", "body-mark", "subject"})
USUAL = frozenset({"", "append", "answered", "new", "form", "handed"})  # nobody needs to be told before they ask


def placed_in_words(extra: Mapping[str, Any]) -> str:
    """Return the sentence for what was decided; for mail, how its ticket was found comes first."""
    placed = _placed(extra)
    rule, code = str(extra.get("rule", "")), str(placed.get("code", ""))
    by_mail = rule_in_words(rule) if rule in BY_MAIL else ""
    words = _WORDS.get(code)
    if words is None or (by_mail and code in USUAL):
        return by_mail or (rule_in_words(rule) if rule in RULES else "")
    return f"{by_mail} {words(placed)}".strip() if code != "moved" else words(placed)


def stands_out(extra: Mapping[str, Any]) -> bool:
    """Say whether the sentence is worth a line without being asked for."""
    return str(_placed(extra).get("code", "")) not in USUAL


def _placed(extra: Mapping[str, Any]) -> Mapping[str, Any]:
    placed = extra.get("placed")
    if isinstance(placed, dict):
        return placed
    rule = str(extra.get("rule", ""))
    return {"code": rule} if rule in _WORDS else {}


def _since(placed: Mapping[str, Any]) -> str:
    return span(timedelta(seconds=_number(placed, "since_s")))


def _number(placed: Mapping[str, Any], key: str) -> int:
    value = placed.get(key)
    return value if isinstance(value, int) and 0 <= value < 10**10 else 0


def _append(placed: Mapping[str, Any]) -> str:
    return _("Added because the ticket was open.")


def _reopened(placed: Mapping[str, Any]) -> str:
    words = _("It opened the ticket again, which had ended %(time)s before") % {"time": _since(placed)}
    days = _number(placed, "days")
    return f"{words} ({_within(days)})." if days else f"{words}."


def _within(days: int) -> str:
    words = ngettext("the rule allows %(days)d day", "the rule allows %(days)d days", days)
    return words % {"days": days}


def _ended(placed: Mapping[str, Any]) -> str:
    values = {"number": _number(placed, "ticket"), "time": _since(placed)}
    words = _("A new ticket, because #%(number)d had ended %(time)s before") % values
    days = _number(placed, "days")
    return f"{words} ({_within(days)})." if days else f"{words}."


def _idle(placed: Mapping[str, Any]) -> str:
    values = {"number": _number(placed, "ticket"), "time": _since(placed), "hours": _number(placed, "hours")}
    return (
        _("A new ticket, because nobody had spoken on #%(number)d for %(time)s (the rule says %(hours)d h).") % values
    )


def _waited(placed: Mapping[str, Any]) -> str:
    words = _("Added because we were waiting for the customer, although nobody had spoken for %(time)s.")
    return words % {"time": _since(placed)}


def _each(placed: Mapping[str, Any]) -> str:
    words = _("A new ticket, because by the rule nothing is added to one that is open (#%(number)d).")
    return words % {"number": _number(placed, "ticket")}


def _ended_new(placed: Mapping[str, Any]) -> str:
    words = _("A new ticket, because by the rule one that has ended is not opened again (#%(number)d).")
    return words % {"number": _number(placed, "ticket")}


def _moved(placed: Mapping[str, Any]) -> str:
    return _("%(who)s brought it here from #%(number)d.") % {
        "who": str(placed.get("by", ""))[:120], "number": _number(placed, "from"),
    }  # fmt: skip


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "append": _append,
    "answered": lambda placed: _("Added because it answers a message of this ticket."),
    "waited": _waited,
    "elsewhere": lambda placed: _("Added because this was the customer's only open ticket."),
    "reopen": _reopened,
    "thanks": lambda placed: _("Added although the ticket had ended: it only says thanks."),
    "anew": lambda placed: _("A new ticket, because the customer asked for a new conversation."),
    "form": lambda placed: _("A new ticket, because the customer filled in the form for a new request."),
    "handed": lambda placed: _("A new ticket, because the assistant handed the conversation over."),
    "each": _each,
    "idle": _idle,
    "ended": _ended,
    "ended-new": _ended_new,
    "moved": _moved,
}
