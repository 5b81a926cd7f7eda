"""How procedures are called where articles are linked to them."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.people.models import Agent
from escalera.core.knowledge.choices import LinkKind
from escalera.core.knowledge.links import Names, register
from escalera.core.procedures.choices import Use
from escalera.core.procedures.policies import usable_by


def _names(use: str) -> Names:
    def names(keys: Sequence[int], agent: Agent) -> dict[int, str]:
        return dict(usable_by(agent).filter(pk__in=keys, use=use).values_list("pk", "name"))

    return names


register(LinkKind.SCRIPT, _names(Use.SCRIPT))
register(LinkKind.RUNBOOK, _names(Use.RUNBOOK))
