"""The short phrases that people read most and that name a ticket: with the company's own word, if it has one.

A word that we don't know has no gender and no article that we could guess, so its phrases do without."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalera.base.settings.terms import TICKET, TICKETS
from escalera.base.settings.words import house

Words = str | Promise

# what everybody calls it, and the same with the company's words
PHRASES: dict[str, tuple[Words, Words]] = {
    "mine": (_("My tickets"), _("My %(tickets)s")),
    "unassigned": (_("Unassigned tickets"), _("Unassigned %(tickets)s")),
    "ended": (_("Resolved tickets"), _("Resolved %(tickets)s")),
    "one": (_("Ticket"), _("%(ticket)s")),
    "several": (_("Tickets"), _("%(tickets)s")),
    "more": (_("More tickets"), _("More %(tickets)s")),
    "new": (_("New ticket"), _("New %(ticket)s")),
    "choose": (_("Choose a ticket"), _("Choose one: %(tickets)s")),
    "none_found": (
        _("No ticket that you may see has all these words. Try fewer."),
        _("%(tickets)s with all these words: none that you may see. Try fewer."),
    ),
    "my_requests": (_("My requests"), _("My %(tickets)s")),
    "new_request": (_("New request"), _("New %(ticket)s")),
    "open_requests": (_("Open requests"), _("In progress")),
    "all_requests": (_("All requests"), _("Everything")),
    "follow": (_("Follow a request"), _("Follow: %(ticket)s")),
    "received": (
        _(
            "Hello, %(name)s:\n\nWe have received your message and it has the number %(number)d. "
            "You can answer this mail, or follow it here:\n%(url)s"
        ),
        _(
            "Hello, %(name)s:\n\nWe have received your message. %(ticket)s: number %(number)d. "
            "You can answer this mail, or follow it here:\n%(url)s"
        ),
    ),
}


def phrase(key: str, **values: object) -> str:
    """Return a phrase in the reader's language. `values`: what else it names."""
    usual, own = PHRASES[key]
    terms = house().terms
    if TICKET not in terms and TICKETS not in terms:
        return str(usual) % values if values else str(usual)
    one = terms.get(TICKET) or terms[TICKETS]
    words = str(own) % {"ticket": one, "tickets": terms.get(TICKETS) or one, **values}
    return words[:1].upper() + words[1:]
