"""Articles whose day to be looked at again has come: their keepers are told, once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.utils.timezone import localdate

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage.together import together
from escalera.core.knowledge.facts import ArticleDue
from escalera.core.knowledge.models import Article

AT_ONCE = 500  # a day


@together()
def tell_due(*, at: datetime) -> int:
    """Record of each article whose day has come that it is to be looked at; return how many."""
    due = Article.objects.filter(~Q(review_told=F("review_on")) | Q(review_told=None), review_on__lte=localdate(at))
    rows = list(
        due.filter(archived_at=None)
        .only("title", "language", "owner", "review_on")
        .order_by("review_on", "pk")[:AT_ONCE]
    )
    for one in rows:
        fact = ArticleDue(article_id=one.pk, title=one.title, language=one.language, owner_id=one.owner_id)
        record(fact, actor=SYSTEM, at=at)
        one.review_told = one.review_on
    Article.objects.bulk_update(rows, ["review_told"])
    return len(rows)
