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
OF_MESSAGES = (  # of channels of messages: one thing each, several in one call
    (r"known already", _("It had come before; nothing changed.")),
    (r"status (sent|delivered|read)", _("How far a message of ours came.")),
    (r"status failed", _("A message of ours did not arrive.")),
    (r"status .*", _("What the provider did with a message of ours.")),
    (r"edited", _("The customer changed what they had written.")),
    (r"taken back", _("The customer took a message back.")),
    (r"reaction.*|a reaction .*", _("A reaction to a message.")),
    (r"they want no messages here", _("The customer wants no messages here any more.")),
    (r"they want messages here again", _("The customer wants messages here again.")),
    (r"echo: .*", _("Words of our own that came back.")),
    (r"nothing in it.*|an empty message|no message in it", _("There is nothing in it.")),
    (r"its channel was removed", _("Its channel was removed.")),
)
_OF_MESSAGES = tuple((re.compile(pattern), words) for pattern, words in OF_MESSAGES)
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
    if (sentences := _of_messages([rule, *more])) is not None:
        return sentences
    said = [str(AFTER_A_RULE[key]) for part in more if (key := part.partition(":")[0]) in AFTER_A_RULE]
    first = rule_in_words(rule)
    return " ".join([first, *said]) if first != rule else reason


def _of_messages(parts: list[str]) -> str | None:
    """Return the sentences for what one call brought; None if some part of it is nothing that is known."""
    said: list[str] = []
    for part in parts:
        name, _times, count = part.partition(" ×")
        words = next((str(words) for pattern, words in _OF_MESSAGES if pattern.fullmatch(name)), rule_in_words(name))
        if words == name:
            return None
        said.append(f"{words} (×{count})" if count else words)
    return " ".join(said)
