"""What would happen when…: the rule's own judgement of situations that people know, in words."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from escalera.core.channels.shared.conversation_rule import Rule, Situation, judge

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
Line = tuple[str, str, str]


def tried(rule: Rule) -> list[Line]:
    """Return what happens in each situation: the situation, what becomes of the words, and a tone for it."""
    return [(words, *_outcome(rule, found)) for words, found in _situations()]


def in_words(rule: Rule) -> str:
    """Return a rule in two short sentences."""
    return f"{_when_open(rule)} {_when_ended(rule)}"


def _situations() -> list[tuple[str, Situation]]:
    return [
        (_("An open ticket; they write again after 5 minutes"), Situation(timedelta(minutes=5))),
        (_("An open ticket; they write again after 3 hours"), Situation(3 * HOURS)),
        (_("An open ticket; they write again after 3 days"), Situation(3 * DAYS)),
        (_("An open ticket; we asked them something 3 days ago"), Situation(3 * DAYS, waits=True)),
        (_("An open ticket; after 3 days they answer one of its messages"), Situation(3 * DAYS, answers=True)),
        (_("It ended 2 hours ago"), Situation(2 * HOURS, ended=2 * HOURS)),
        (_("It ended 10 days ago"), Situation(10 * DAYS, ended=10 * DAYS)),
        (_("It ended 10 days ago; they only say thanks"), Situation(10 * DAYS, ended=10 * DAYS, only_thanks=True)),
        (_("It ended 3 months ago"), Situation(90 * DAYS, ended=90 * DAYS)),
    ]


def _outcome(rule: Rule, found: Situation) -> tuple[str, str]:
    verdict = judge(rule, found)
    if not verdict.appends:
        return _("A new ticket, linked with it"), "accent"
    if found.ended is None:
        return _("Added to it"), "ok"
    if verdict.code == "thanks":
        return _("Added to it, which stays as the company wants it after thanks"), "ok"
    return _("Added to it, and it opens again"), "warn"


def _when_open(rule: Rule) -> str:
    if rule.when_open == "new":
        return _("Open: a new ticket each time.")
    if not rule.idle_hours:
        return _("Open: goes on in it.")
    return _("Open: goes on in it, until nobody has spoken for %(hours)d h.") % {"hours": rule.idle_hours}


def _when_ended(rule: Rule) -> str:
    if rule.when_ended == "new":
        return _("Ended: a new ticket.")
    if rule.reopen_days is None:
        return _("Ended: opens again, whenever it was.")
    return _("Ended: opens again within %(days)d days, then a new ticket.") % {"days": rule.reopen_days}
