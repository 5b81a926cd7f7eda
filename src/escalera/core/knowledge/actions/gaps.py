"""Questions that nothing answered: counted, put together with those like them, settled."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.base.text.masking import cover
from escalera.base.text.stems import stems
from escalera.core.knowledge.choices import GapState
from escalera.core.knowledge.facts import GapSettled
from escalera.core.knowledge.models import Gap, GapWord
from escalera.core.knowledge.policies import why_not_write

LONGEST = 300  # characters of a question that are kept
MOST_WORDS = 16  # of them tell questions apart
SAMPLES = 5
ALIKE = 0.6  # shared telling words by all telling words of two questions
LOOKED_AT = 20
FORGET_AFTER = timedelta(days=365)


@together()
def note_gap(*, text: str, language: str, where: str, at: datetime) -> Gap | None:
    """Count a question that found no answer, with those that ask the same; return None for one that says nothing.

    `where`: "portal", "assistant", "desk", "email"… Personal data is covered before anything is kept. A question that
    was answered and is asked in vain again is open again; one that was set aside stays so."""
    words = " ".join(cover(text[:2000].replace("\x00", "")).split())[:LONGEST]
    telling = _telling(words, language)
    if not telling:
        return None
    sample = {"text": words, "at": at.isoformat(), "where": where[:20]}
    gap = _like(telling, language)
    if gap is None:
        gap = Gap.objects.create(language=language[:10], text=words, samples=[sample], first_at=at, last_at=at)
        GapWord.objects.bulk_create([GapWord(gap=gap, word=word) for word in sorted(telling)])
        return gap
    gap.count += 1
    gap.last_at = max(gap.last_at, at)
    others = [one for one in gap.samples if one.get("text") != words]
    gap.samples = [sample, *others][:SAMPLES]
    if gap.state == GapState.ANSWERED:
        gap.state = GapState.OPEN
    gap.save()
    return gap


@together()
def settle_gap(*, gap_id: int, state: str, by: Agent, at: datetime, article_id: int | None = None) -> Gap:
    """Say that a gap was answered (by an article, if one is named), is set aside, or is open after all.

    Raises: NotAllowed, BadInput, Gap.DoesNotExist."""
    if refusal := why_not_write(by):
        raise NotAllowed(refusal)
    if state not in GapState.values:
        raise BadInput(_("A gap is open, answered or set aside."))
    gap = Gap.objects.select_for_update().get(pk=gap_id)
    if (gap.state, gap.article_id) != (state, article_id or gap.article_id):
        gap.state = GapState(state)
        gap.article_id = article_id or gap.article_id
        gap.save(update_fields=["state", "article"])
        record(GapSettled(gap_id=gap.pk, text=gap.text[:120], state=state), actor=by.actor, at=at)
    return gap


def forget_gaps(*, at: datetime) -> int:
    """Forget what nobody has asked for a year; return how many."""
    return Gap.objects.filter(last_at__lt=at - FORGET_AFTER).delete()[1].get("knowledge.Gap", 0)


def _telling(words: str, language: str) -> set[str]:
    return set([one for one in stems(words, language) if len(one) > 1][:MOST_WORDS])


def _like(telling: set[str], language: str) -> Gap | None:
    """Return the gap whose question shares most telling words with this one, if they share enough; locked."""
    near = (
        Gap.objects.filter(words__word__in=telling, language=language[:10])
        .annotate(shared=Count("words")).order_by("-shared", "-count", "pk")[:LOOKED_AT]
    )  # fmt: skip
    shared = {gap.pk: gap.shared for gap in near}
    sizes = GapWord.objects.filter(gap__in=list(shared)).values_list("gap").annotate(size=Count("pk"))
    best = max(((shared[key] / (size + len(telling) - shared[key]), key) for key, size in sizes), default=(0.0, 0))
    return Gap.objects.select_for_update().get(pk=best[1]) if best[0] >= ALIKE else None
