"""What became of a draft, and when the words of a call are emptied."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from escalera.base.people.models import Agent
from escalera.base.text.stems import stems
from escalera.core.llm.choices import CallState, Fate
from escalera.core.llm.models import Call
from escalera.core.llm.queries import endpoint_now

LEAST_KEPT = 0.15  # of a draft's words: who keeps fewer has written something else


def mark_draft(*, call_id: int, text: str, by: Agent) -> bool:
    """Remember the draft as it was shown, so that what becomes of it can be told; the words themselves are not kept."""
    return bool(Call.objects.filter(pk=call_id, agent=by).update(mark=mark_of(text)))


def note_fate(*, call_id: int, text: str, by: Agent) -> str:
    """Note what the person who asked for a draft made of it, by the words that they use now; return it as a Fate.

    Words that have next to nothing of the draft are their own: then it was dropped. "" if the call is not theirs."""
    call = Call.objects.filter(pk=call_id, agent=by, state=CallState.DONE).first()
    if call is None:
        return ""
    fate = _fate(call, text)
    Call.objects.filter(pk=call.pk).update(fate=fate, fate_by=by)
    return fate


def mark_of(text: str) -> str:
    """Return what tells whether words were changed since."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def _fate(call: Call, text: str) -> Fate:
    if call.mark == mark_of(text):
        return Fate.USED
    now, then = set(stems(text, "")), set(stems(call.answer, ""))
    if not text.strip() or (then and len(now & then) < LEAST_KEPT * len(then)):
        return Fate.DROPPED
    return Fate.EDITED


def empty_old(*, at: datetime, most: int = 2000) -> int:
    """Empty the words of calls that are older than the settings say; return how many. Their figures stay."""
    old = Call.objects.filter(emptied_at=None, at__lt=at - timedelta(days=endpoint_now().keep_days))
    keys = list(old.exclude(state=CallState.RUNNING).order_by("at").values_list("pk", flat=True)[:most])
    return Call.objects.filter(pk__in=keys).update(prompt="", answer="", emptied_at=at)
