"""Which tickets a form means: those that were ticked, or all of the list that it came from."""

from __future__ import annotations

import json
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.bulk.actions import MOST
from escalera.core.conditions.compiling import to_q
from escalera.core.conditions.reading import read
from escalera.core.tickets.policies import visible_to


def chosen_tickets(form: QueryDict, agent: Agent, at: datetime) -> list[int]:
    """Return the numbers, at most one more than a run takes. Raises: BadInput."""
    condition = form.get("condition") or ""
    if form.get("all") == "1" and condition:
        return _all_of(str(condition), agent, at)
    given = form.getlist("ticket")[: MOST + 1]
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) <= 18]


def _all_of(condition: str, agent: Agent, at: datetime) -> list[int]:
    try:
        wanted = read(json.loads(condition[:4000]))
    except (ValueError, RecursionError):
        raise BadInput(_("This filter can't be read.")) from None
    found = visible_to(agent).filter(to_q(wanted, agent, at)).order_by("pk").values_list("pk", flat=True)
    return list(dict.fromkeys(found[: MOST + 1]))
