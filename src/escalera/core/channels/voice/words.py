"""What callers hear, in their language: the company's own words, else ours."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from escalera.base.settings.words import house
from escalera.core.channels.voice.settings import Option, Plan
from escalera.core.channels.voice.verbs import Say

VOICES = {"es": "es-ES", "es-419": "es-MX", "en": "en-US", "pt-br": "pt-BR"}
LONGEST = 1500  # characters of one sentence that a voice reads
_OURS: Mapping[str, str | Promise] = {
    "greeting": _("Welcome to %(company)s."),
    "language": _("For English, press %(digit)s."),
    "option": _("For %(what)s, press %(digit)s."),
    "wrong": _("That is not one of the options."),
    "connecting": _("One moment, please."),
    "record": _("To serve you better, this call will be recorded. If you do not want that, press 2."),
    "position": _("You are number %(number)s in the queue."),
    "wait": ngettext_lazy(
        "It will take about %(number)d minute.", "It will take about %(number)d minutes.", "number"
    ),
    "wait_long": _("It will take more than an hour."),
    "callback_offer": _("Press 1 if you would rather be called back: you keep your place."),
    "callback": _("We will call you back as soon as it is your turn. Goodbye."),
    "withheld": _("We do not see your number. Please leave it in a message."),
    "closed": _("Nobody is here at this hour."),
    "voicemail": _("Please leave a message after the tone."),
    "thanks": _("Thank you. We will get back to you. Goodbye."),
    "no_answer": _("The customer did not answer."),
    "goodbye": _("Goodbye."),
}


def say(plan: Plan, name: str, language: str, **values: object) -> Say:
    """Return a sentence by its name, in a caller's language."""
    own = plan.words.get(language, {}).get(name)
    text = str(own) if own else ours(name, language, **values)
    return Say(text[:LONGEST], VOICES.get(language, language))


def ours(name: str, language: str, **values: object) -> str:
    """Return our own sentence of this name, whatever the company wrote instead."""
    with override(language):
        return str(_OURS[name] % {"company": house().name, **values})


def say_option(plan: Plan, option: Option, language: str) -> Say:
    """Return what is said of one key: “For faults, press 1.”; words that name the digit themselves stand as they are."""
    words = option.say.get(language) or option.say.get(plan.language, "")
    said = say(plan, "option", language, what=words or option.digit, digit=option.digit)
    return Say(words[:LONGEST], said.language) if words and option.digit in words else said


def say_wait(plan: Plan, seconds: int, language: str) -> Say:
    """Return how long it will take, in whole minutes rounded up."""
    minutes = max(1, -(-seconds // 60))
    return say(plan, "wait_long" if minutes > 60 else "wait", language, number=minutes)
