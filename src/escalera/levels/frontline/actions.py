"""Writing, changing, dropping and running macros. A macro without deeds and note is a canned answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.settings.models import Company
from escalera.base.storage.together import together
from escalera.core.deeds import registry as deeds
from escalera.core.deeds.variables import fill, values_for
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Ticket
from escalera.levels.frontline import policies
from escalera.levels.frontline.facts import MacroRun
from escalera.levels.frontline.models import Macro

LONGEST = 20_000  # characters
LONGEST_NAME, LONGEST_FOLDER = 120, 60
MOST_LANGUAGES = 20


class NameTaken(Refusal):
    """Another macro of the same people has this name."""


@dataclass(frozen=True, slots=True)
class NewMacro:
    """What a macro is made of; see `Macro`."""

    name: str
    texts: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    note: str = ""
    deeds: Sequence[Mapping[str, Any]] = ()
    then: str = ""
    team: Team | None = None
    is_own: bool = False


def add_macro(*, macro: NewMacro, by: Agent) -> Macro:
    """Write a new macro. Raises: NotAllowed, BadInput, NameTaken."""
    owner = by.pk if macro.is_own else None
    _refuse_others(by, owner)
    return _saved(Macro(owner_id=owner), macro)


def change_macro(*, macro_id: int, macro: NewMacro, by: Agent) -> Macro:
    """Change a macro for all its future uses; whose it is may change too.

    Raises: NotAllowed, BadInput, NameTaken, Macro.DoesNotExist."""
    known = Macro.objects.get(pk=macro_id)
    _refuse_others(by, known.owner_id)
    known.owner_id = by.pk if macro.is_own else None
    _refuse_others(by, known.owner_id)
    return _saved(known, macro)


def drop_macro(*, macro_id: int, by: Agent) -> None:
    """Drop a macro; one that is gone already stays gone. Raises: NotAllowed."""
    known = Macro.objects.filter(pk=macro_id).first()
    if known is None:
        return
    _refuse_others(by, known.owner_id)
    known.delete()


@together()
def run_macro(*, macro_id: int, ticket_id: int, by: Agent, at: datetime) -> list[str]:
    """Leave the macro's note and do its deeds, all or nothing; return what was done, in words.

    Its reply is not sent here: it stands in the composer, where it can be changed. Raises: Macro.DoesNotExist, and what
    the deeds' own actions raise."""
    macro = policies.usable_by(by).get(pk=macro_id)
    ticket = Ticket.objects.lock(ticket_id)
    if macro.note:
        note = fill(macro.note, values_for(ticket, by, Company.get().name))
        tickets.note(ticket_id=ticket_id, content=tickets.Content(note), by=by, at=at)
    did = deeds.run(macro.deeds, deeds.Turn(ticket_id, by, at))
    if macro.note:
        did = [_("left its note"), *did]
    if did:
        fact = MacroRun(ticket_id=ticket_id, macro_id=macro.pk, macro=macro.name, did=", ".join(did)[:400])
        record(fact, actor=by.actor, at=at)
    return did


def count_use(*, macro_ids: Sequence[int], by: Agent, at: datetime) -> None:
    """Note that the words or deeds of these macros were used, once each."""
    policies.usable_by(by).filter(pk__in=list(macro_ids)[:10]).update(used=F("used") + 1, used_at=at)


def _saved(macro: Macro, given: NewMacro) -> Macro:
    macro.name, macro.folder = " ".join(given.name.split()), " ".join(given.folder.split())
    macro.texts = {code.strip().lower(): text.strip() for code, text in given.texts.items() if text.strip()}
    macro.note, macro.then, macro.team = given.note.strip(), given.then, given.team
    macro.deeds = deeds.checked([dict(one) for one in given.deeds])
    _check(macro)
    try:
        with transaction.atomic():
            macro.save()
    except IntegrityError:
        raise NameTaken(_("There is already a macro called “%(name)s”.") % {"name": macro.name}) from None
    return macro


def _check(macro: Macro) -> None:
    if not macro.name:
        raise BadInput(_("A macro needs a name."))
    if not (macro.texts or macro.note or macro.deeds):
        raise BadInput(_("A macro needs words, a note or something to do."))
    if len(macro.name) > LONGEST_NAME or len(macro.folder) > LONGEST_FOLDER:
        raise BadInput(_("That name is too long: at most %(limit)d characters.") % {"limit": LONGEST_NAME})
    if len(macro.texts) > MOST_LANGUAGES or any(len(text) > LONGEST for text in (*macro.texts.values(), macro.note)):
        raise BadInput(_("That is too long: at most %(limit)d characters.") % {"limit": LONGEST})
    if macro.then not in ("", "wait", "resolve") or any(len(code) > 10 for code in macro.texts):
        raise BadInput(_("This macro holds something that the desk cannot do."))


def _refuse_others(by: Agent, owner_id: int | None) -> None:
    if refusal := policies.why_not_keep(by, owner_id):
        raise NotAllowed(refusal)
