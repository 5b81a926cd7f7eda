"""Many tickets that are one need."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.bulk.verbs.verb import Before, Given, Step, Verb, number_in
from escalera.core.tickets import actions
from escalera.core.tickets.models import Merge as MergeRow


class Merge(Verb):
    """All into the one whose number is given."""

    name = "merge"
    label = gettext_lazy("Merge into one")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        into = number_in(given, "into")
        if into is None:
            raise BadInput(_("Say into which ticket the others go."))
        return {"into": into}

    def do(self, step: Step) -> Before | None:
        if step.ticket.pk == step.given["into"]:
            return None
        made = actions.merge(survivor_id=step.given["into"], absorbed_id=step.ticket.pk, by=step.by, at=step.at)
        return {"merge": made.pk}

    def undo(self, step: Step, before: Before) -> bool:
        if not MergeRow.objects.filter(pk=before["merge"], undone_at__isnull=True).exists():
            return False
        actions.undo_merge(merge_id=before["merge"], by=step.by, at=step.at)
        return True


VERBS: tuple[type[Verb], ...] = (Merge,)
