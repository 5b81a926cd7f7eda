"""Why an item ended as it did, in words: the ledger keeps short English reasons, people read sentences."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from escalera.faces.desk.shared.rules import rule_in_words

SENTENCES = (
    (r"copy of item (?P<item>\d+)", _("A copy of item %(item)s, which came before.")),
    (r"our own mail(: .*)?", _("A mail of our own that came back.")),
    (r"delivery notice( .*)?", _("Only a notice that a mail was delivered or read.")),
    (r"abuse report( .*)?", _("Somebody's server reports a mail as unwanted.")),
    (r"automatic reply to no mail of ours( .*)?", _("An automatic reply that answers no mail of ours.")),
    (r"about no mail of ours( .*)?", _("It is about no mail that we sent.")),
    (r"blocked sender: .*", _("Its sender is blocked: somebody marked a ticket of theirs as spam.")),
    (r"bounced: delivery \d+", _("A mail of ours did not reach its reader.")),
    (r"delayed: delivery \d+", _("A mail of ours is late; the other server keeps trying.")),
)
_SENTENCES = tuple((re.compile(pattern), words) for pattern, words in SENTENCES)
AFTER_A_RULE = {
    "sender new to the ticket": _("The sender is new to the ticket."),
    "auto_reply": _("It is an automatic reply."),
    "bulk": _("It was sent to many."),
}


def reason_in_words(reason: str) -> str:
    """Return the sentences for a reason of the ledger; words that nobody foresaw stay as they are."""
    for pattern, words in _SENTENCES:
        if found := pattern.fullmatch(reason):
            return str(words) % found.groupdict() if "item" in found.groupdict() else str(words)
    rule, *more = reason.split(", ")
    said = [str(AFTER_A_RULE[key]) for part in more if (key := part.partition(":")[0]) in AFTER_A_RULE]
    first = rule_in_words(rule)
    return " ".join([first, *said]) if first != rule else reason
