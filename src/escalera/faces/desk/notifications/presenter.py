"""The list's rows as finished strings, gathered by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from escalera.core.notifications.choices import NoticeKind
from escalera.core.notifications.models import Notification, Reach
from escalera.core.notifications.words import headline
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.moments import Moments

ICONS = {
    NoticeKind.ASSIGNED: "hand",
    NoticeKind.RELIEVED: "hand",
    NoticeKind.REPLIED: "email",
    NoticeKind.MENTIONED: "at",
    NoticeKind.ASKED: "chat",
    NoticeKind.ADVISED: "chat",
    NoticeKind.OFFERED: "up",
    NoticeKind.HIGHER: "up",
    NoticeKind.ACCEPTED: "check",
    NoticeKind.REJECTED: "down",
    NoticeKind.RETURNED: "down",
    NoticeKind.RESOLVED: "check",
    NoticeKind.WOKEN: "clock",
    NoticeKind.UNDELIVERED: "warn",
    NoticeKind.HELD_BACK: "warn",
    NoticeKind.WORK_OFFERED: "hand",
    NoticeKind.CLOCK_WARNED: "clock",
    NoticeKind.CLOCK_OVER: "clock",
    NoticeKind.TOLD: "bell",
    NoticeKind.PAGE: "phone",
    NoticeKind.PAGE_LOST: "warn",
    NoticeKind.RULE_OFF: "warn",
    NoticeKind.RUN_HANDED: "check",
    NoticeKind.TIMER_OVER: "clock",
    NoticeKind.REMARK: "pen",
    NoticeKind.REVIEW: "book",
    NoticeKind.PUBLISHED: "check",
    NoticeKind.SENT_BACK: "back",
    NoticeKind.REVIEW_DUE: "book",
    NoticeKind.LACKING: "pen",
    NoticeKind.CHANNEL_BAD: "gate",
    NoticeKind.CHANNEL_OK: "gate",
    NoticeKind.CALL: "voice",
}
TONES = {
    NoticeKind.UNDELIVERED: "bad", NoticeKind.HELD_BACK: "bad", NoticeKind.REJECTED: "warn",
    NoticeKind.CLOCK_WARNED: "warn", NoticeKind.CLOCK_OVER: "bad", NoticeKind.PAGE: "bad", NoticeKind.PAGE_LOST: "bad",
    NoticeKind.RULE_OFF: "bad", NoticeKind.CHANNEL_BAD: "bad",
}  # fmt: skip


def list_rows(rows: Sequence[Notification], moments: Moments) -> list[dict[str, Any]]:
    """Return the days, newest first, each with its rows."""
    days: list[dict[str, Any]] = []
    for row in rows:
        name = moments.day(row.last_at)
        if not days or days[-1]["name"] != name:
            days.append({"name": name, "rows": []})
        days[-1]["rows"].append(_row(row, moments))
    return days


def quiet_words(reach: Reach, moments: Moments) -> str:
    """Say until when nothing rings; "" if it may."""
    if reach.quiet_until is None or reach.quiet_until <= moments.now:
        return ""
    local = moments.local(reach.quiet_until)
    if local.date() == moments.today:
        return _("Quiet until %(time)s") % {"time": f"{local:%H:%M}"}
    return _("Quiet until tomorrow") if (local.date() - moments.today).days == 1 else _("Quiet")


def _row(row: Notification, moments: Moments) -> dict[str, Any]:
    ticket = row.ticket
    local = moments.local(row.last_at)
    return {
        "id": row.pk,
        "url": reverse("desk:notice", args=[row.pk]),
        "seen_url": reverse("desk:notice-seen", args=[row.pk]),
        "words": headline(row),
        "icon": ICONS[NoticeKind(row.kind)],
        "tone": TONES.get(NoticeKind(row.kind), ""),
        "is_new": row.seen_at is None,
        "number": ticket.pk if ticket is not None else None,
        "subject": ticket.subject if ticket is not None else "",
        "requester": ticket.requester.name if ticket is not None else "",
        "level": glyph(ticket.level.order) if ticket is not None else "",
        "code": ticket.level.code if ticket is not None else "",
        "time": f"{local:%H:%M}",
        "full": moments.full(row.last_at),
    }
