"""The rule that put a message on its ticket, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RULES = {
    "reply-address": _("It came to this ticket's own signed reply address."),
    "own-message-id": _("It answers a mail that we sent from this ticket."),
    "references": _("It answers a mail that stands on this ticket."),
    "body-marker": _("The text carries this ticket's mark."),
    "marker": _("The text carries this ticket's mark."),
    "body-mark": _("The text carries this ticket's mark."),
    "subject": _("The subject names this ticket, and the sender belongs to it."),
    "portal-unproven": _(
        "It was written in the portal without signing in: nobody has checked that the address is theirs."
    ),
    "append": _("Added because the ticket was open."),
    "answered": _("Added because it answers a message of this ticket."),
    "waited": _("Added because we were waiting for the customer."),
    "elsewhere": _("Added because this was the customer's only open ticket."),
    "reopen": _("It opened the ticket again."),
    "thanks": _("Added although the ticket had ended: it only says thanks."),
    "anew": _("A new ticket, because the customer asked for a new conversation."),
    "each": _("A new ticket: by the rule, nothing is added to one that is open."),
    "idle": _("A new ticket, because nobody had spoken on the last one for long."),
    "ended": _("A new ticket, because the last one had ended."),
    "ended-new": _("A new ticket, because the last one had ended."),
    "new": _("It answers nothing that we know, so it opened a new ticket."),
}


def rule_in_words(rule: str) -> str:
    """Return the sentence for a rule's name; what is no rule's name stays as it is."""
    return str(RULES.get(rule, rule))
