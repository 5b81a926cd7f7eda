"""What the front line gives to work over many tickets: places in a text are filled in for each, and macros run."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.settings.models import Company
from escalera.core.bulk.verbs import Step, Verb, register_verb
from escalera.core.bulk.verbs.speaking import fill_with
from escalera.core.bulk.verbs.verb import Before, Given, number_in
from escalera.core.deeds.variables import fill, values_for
from escalera.core.tickets.models import Ticket
from escalera.levels.frontline import policies
from escalera.levels.frontline.actions import run_macro


class RunMacro(Verb):
    """The macro's note and deeds on every ticket; its words are not sent."""

    name = "macro"
    label = gettext_lazy("Macro")
    waits_for_undo = True

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        macro = policies.usable_by(by).filter(pk=number_in(given, "macro") or 0).first()
        if macro is None:
            raise BadInput(_("Choose a macro."))
        return {"macro": macro.pk}

    def do(self, step: Step) -> Before | None:
        did = run_macro(macro_id=step.given["macro"], ticket_id=step.ticket.pk, by=step.by, at=step.at)
        return {"did": did} if did else None


def filled(text: str, ticket: Ticket, agent: Agent) -> str:
    """Return the text as this ticket's customer reads it."""
    return fill(text, values_for(ticket, agent, Company.get().name))


def register() -> None:
    """Make both known; called when the product starts."""
    fill_with(filled)
    register_verb(RunMacro)
