"""How the company wants its assistant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.levels.selfservice import policies
from escalera.levels.selfservice.facts import AssistantChanged
from escalera.levels.selfservice.models import Assistant
from escalera.levels.selfservice.words import fold

LONGEST_NAME, LONGEST_WELCOME = 60, 400
MOST_WORDS, LONGEST_WORDS = 40, 80
TRIES, QUIET, KEPT = (1, 5), (5, 720), (30, 3650)


@dataclass(frozen=True, slots=True)
class NewAssistant:
    """See `models.Assistant`."""

    is_on: bool = True
    in_mail: bool = True
    name: str = ""
    welcome: Mapping[str, str] = field(default_factory=dict)
    person_words: Sequence[str] = ()
    tries: int = 2
    quiet_minutes: int = 30
    kept_days: int = 365


@together()
def save_assistant(*, given: NewAssistant, by: Agent, at: datetime) -> Assistant:
    """Change the assistant for all conversations from now on. Raises: NotAllowed, BadInput."""
    if refusal := policies.why_not_change(by):
        raise NotAllowed(refusal)
    one = Assistant.objects.select_for_update().order_by("pk").first() or Assistant()
    one.is_on, one.in_mail = given.is_on, given.in_mail
    one.name = " ".join(given.name.replace("\x00", "").split())
    codes = {"", *dict(settings.LANGUAGES)}
    one.welcome = {code: text.strip() for code, text in given.welcome.items() if code in codes and text.strip()}
    one.person_words = list(dict.fromkeys(" ".join(words.split()) for words in given.person_words if words.strip()))
    one.tries, one.quiet_minutes, one.kept_days = given.tries, given.quiet_minutes, given.kept_days
    _check(one)
    one.save()
    record(AssistantChanged(is_on=one.is_on, in_mail=one.in_mail), actor=by.actor, at=at)
    return one


def _check(one: Assistant) -> None:
    if len(one.name) > LONGEST_NAME:
        raise BadInput(_("That name is too long: at most %(limit)d characters.") % {"limit": LONGEST_NAME})
    if any(len(text) > LONGEST_WELCOME for text in one.welcome.values()):
        raise BadInput(_("The first words are too long: at most %(limit)d characters.") % {"limit": LONGEST_WELCOME})
    if len(one.person_words) > MOST_WORDS or any(len(text) > LONGEST_WORDS for text in one.person_words):
        raise BadInput(
            _("At most %(most)d phrases of %(limit)d characters each.") % {"most": MOST_WORDS, "limit": LONGEST_WORDS}
        )
    if any(not fold(text) for text in one.person_words):
        raise BadInput(_("A phrase needs letters."))
    for value, (low, high) in ((one.tries, TRIES), (one.quiet_minutes, QUIET), (one.kept_days, KEPT)):
        if not low <= value <= high:
            raise BadInput(_("That number must lie between %(low)d and %(high)d.") % {"low": low, "high": high})
