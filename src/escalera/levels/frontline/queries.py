"""The macros that fit a ticket, and those that one keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalera.base.people.models import Agent
from escalera.base.settings.models import Company
from escalera.core.deeds import registry as deeds
from escalera.core.deeds.variables import fill, unknown, values_for
from escalera.core.tickets.models import Ticket
from escalera.levels.frontline import policies
from escalera.levels.frontline.models import Macro

MOST = 400


@dataclass(frozen=True, slots=True)
class FilledMacro:
    """A macro ready for one ticket: its words filled in, in the customer's language if it has that one.

    `does`: what happens besides, in words; `missing`: places that nothing is known for."""

    id: int
    name: str
    folder: str
    text: str
    language: str
    note: str
    does: Sequence[str]
    then: str
    missing: Sequence[str]
    is_own: bool
    fits: bool  # its words are in the customer's language, or for every customer


def macros_for(ticket: Ticket, agent: Agent, language: str = "") -> list[FilledMacro]:
    """Return what the agent may use on a ticket, those that fit the customer's language first, by use, then by name.

    The ticket comes with its requester and team. `language`: the one chosen for this
    reply, if not the ticket's or the customer's."""
    wanted = language or ticket.language or ticket.requester.language
    values = values_for(ticket, agent, Company.get().name)
    rows = policies.usable_by(agent).order_by("-used", "name", "pk")[:MOST]
    filled = [_filled(macro, wanted, values, agent) for macro in rows]
    return sorted(filled, key=lambda one: not one.fits)


def variant(texts: Mapping[str, str], wanted: str) -> tuple[str, str]:
    """Return (language, text): the wanted language, else its relatives ("es-co" → "es"), else the one for everybody,
    else the first there is."""
    short = wanted.lower().partition("-")[0]
    for language in (wanted.lower(), short, ""):
        if texts.get(language):
            return language, texts[language]
    near = next((one for one in texts if short and one.partition("-")[0] == short and texts[one]), None)
    language = near if near is not None else next((one for one in texts if texts[one]), "")
    return language, texts.get(language, "")


def find_macro(agent: Agent, macro_id: int) -> Macro:
    """Return a macro that the agent may use. Raises: Macro.DoesNotExist."""
    return policies.usable_by(agent).get(pk=macro_id)


def kept_by(agent: Agent) -> list[Macro]:
    """Return the macros that the agent sees in the settings, by folder and name."""
    return list(policies.visible_to(agent).select_related("team", "owner").order_by("folder", "name", "pk")[:MOST])


def _filled(macro: Macro, wanted: str, values: Mapping[str, str], agent: Agent) -> FilledMacro:
    language, text = variant(macro.texts, wanted)
    filled = fill(text, values)
    short = wanted.lower().partition("-")[0]
    return FilledMacro(
        id=macro.pk,
        name=macro.name,
        folder=macro.folder,
        text=filled,
        language=language,
        note=fill(macro.note, values),
        does=deeds.words(macro.deeds),
        then=macro.then,
        missing=unknown(text),
        is_own=macro.owner_id == agent.pk,
        fits=not text or not wanted or language == "" or language.partition("-")[0] == short,
    )
