"""The signed link of a page's mail: whoever holds it answers that page in the name of whom it called, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from escalera.core.oncall.models import PageCall

SALT = "escalera.oncall.page"
LASTS = timedelta(days=2)
PATH = "/desk/on-call/answer/"


def link_of(call: PageCall) -> str:
    """Return the path by which this call is answered."""
    return f"{PATH}{signing.dumps(call.pk, salt=SALT)}/"


def call_at(token: str) -> PageCall | None:
    """Return the call behind a link; None if it is not ours, too old, or its person has left."""
    try:
        key = signing.loads(token[:200], salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    rows = PageCall.objects.select_related("agent", "page__rotation", "page__ticket__level", "page__acknowledged_by")
    return rows.filter(pk=key, agent__is_active=True).first() if isinstance(key, int) else None
