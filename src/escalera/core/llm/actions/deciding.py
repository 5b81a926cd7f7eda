"""What became of a draft, and when the words of a call are emptied."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.llm.choices import CallState, Fate
from escalera.core.llm.models import Call
from escalera.core.llm.queries import endpoint_now


def note_fate(*, call_id: int, fate: str, by: Agent) -> bool:
    """Note once what the person who asked for a draft did with it; return False if it is not theirs or noted already.

    Raises: BadInput."""
    if fate not in Fate.values or not fate:
        raise BadInput("?")
    calls = Call.objects.filter(pk=call_id, agent=by, state=CallState.DONE, fate=Fate.OPEN)
    return bool(calls.update(fate=fate, fate_by=by))


def empty_old(*, at: datetime, most: int = 2000) -> int:
    """Empty the words of calls that are older than the settings say; return how many. Their figures stay."""
    old = Call.objects.filter(emptied_at=None, at__lt=at - timedelta(days=endpoint_now().keep_days))
    keys = list(old.exclude(state=CallState.RUNNING).order_by("at").values_list("pk", flat=True)[:most])
    return Call.objects.filter(pk__in=keys).update(prompt="", answer="", emptied_at=at)
