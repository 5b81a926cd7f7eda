"""What nobody needs any more: files without a draft, replies that left long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.core.writing.models import HeldReply, HeldState, Upload

FORGET_UPLOADS = timedelta(days=1)
FORGET_REPLIES = timedelta(days=30)  # until then their keys know a form that is sent twice


def reap(*, at: datetime) -> int:
    """Delete uploads that belong to nothing for a day and replies settled for a month; return how many rows."""
    orphans = Upload.objects.filter(draft__isnull=True, held__isnull=True, at__lt=at - FORGET_UPLOADS)
    settled = HeldReply.objects.exclude(state=HeldState.WAITING).filter(send_at__lt=at - FORGET_REPLIES)
    return orphans.delete()[0] + settled.delete()[0]
