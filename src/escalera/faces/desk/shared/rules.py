"""The rule that put a message on its ticket, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RULES = {
    "reply-address": _("It came to this ticket's own signed reply address."),
    "own-message-id": _("It answers a mail that we sent from this ticket."),
    "references": _("It answers a mail that stands on this ticket."),
    "body-marker": _("The text carries this ticket's mark."),
    "marker": _("The text carries this ticket's mark."),
    "subject": _("The subject names this ticket, and the sender belongs to it."),
    "portal-unproven": _(
        "It was written in the portal without signing in: nobody has checked that the address is theirs."
    ),
    "new": _("It answers nothing that we know, so it opened a new ticket."),
}


def rule_in_words(rule: str) -> str:
    """Return the sentence for a rule's name; what is no rule's name stays as it is."""
    return str(RULES.get(rule, rule))
