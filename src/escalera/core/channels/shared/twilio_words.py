"""Twilio's error codes in words that say what to do. https://www.twilio.com/docs/api/errors"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: Mapping[int, str | Promise] = {
    13223: _("This is not a telephone number that can be called."),
    13224: _("This is not a telephone number that can be called."),
    13227: _("Calls to that country are switched off in the Twilio account."),
    20003: _("Twilio does not accept the account and its token."),
    20005: _("The Twilio account is suspended."),
    20404: _("Twilio does not know what was asked for: the call may have ended."),
    20429: _("Twilio asks us to go slower."),
    21210: _("The channel's number is not confirmed at Twilio."),
    21211: _("This is not a telephone number that messages can be sent to."),
    21214: _("The telephone number cannot be reached."),
    21215: _("Calls to that country are switched off in the Twilio account."),
    21220: _("The call has ended already."),
    21266: _("The message would go to our own number."),
    21408: _("Messages to that country are switched off in the Twilio account."),
    21603: _("The channel has no number to send from."),
    21606: _("The channel's number cannot send messages to there."),
    21608: _("A trial account of Twilio only writes to confirmed numbers."),
    21610: _("The customer answered STOP: they get no messages until they write START."),
    21611: _("Too many messages wait at Twilio for this number."),
    21612: _("There is no way from the channel's number to that one."),
    21614: _("That number is not a mobile telephone: it gets no messages."),
    21617: _("The message is longer than 1,600 characters."),
    30001: _("Too many messages waited, and Twilio let this one go."),
    30002: _("The Twilio account is suspended."),
    30003: _("The telephone is switched off or out of reach."),
    30004: _("The customer or their network blocks messages."),
    30005: _("The number does not exist or is no longer in use."),
    30006: _("That is a landline, or its network takes no messages."),
    30007: _("The network took the message for spam and held it back."),
    30008: _("The network did not bring the message, and gave no reason."),
    30032: _("The toll-free number is not verified for messages."),
    30034: _("The number is not registered for business messages (A2P 10DLC)."),
    30410: _("The network did not answer in time."),
    30450: _("The message was not allowed at its destination."),
    30454: _("The day's limit of messages is used up."),
    63003: _("This is not a telephone number that messages can be sent to."),
    63016: _("More than 24 hours have passed since the customer wrote: only a template can be sent."),
    63024: _("This is not a telephone number that messages can be sent to."),
}


def trouble_words(code: int, otherwise: str) -> str:
    """Return what a code means, else Twilio's own words; the code stands behind either."""
    words = str(_WORDS.get(code) or otherwise)[:400]
    return f"{words} ({code})" if code else words


def words_of(code: int) -> str:
    """Return what a code means, "" if it is none of those that we know."""
    return str(_WORDS.get(code) or "")
