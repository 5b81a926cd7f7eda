"""What is said of a notification: in the list, in a mail, and on a lock screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.notifications.choices import LockScreen, NoticeKind
from escalera.core.notifications.models import Notification
from escalera.core.tickets.models import Ticket

SEVERAL = 3  # more than so many at once ring once, as a sum


def headline(row: Notification) -> str:
    """Say what happened in one line, with the name of who did it."""
    who, count = row.who or _("Somebody"), row.count
    if row.kind == NoticeKind.REPLIED:
        return ngettext("%(who)s wrote", "%(who)s wrote · %(count)d messages", count) % {"who": who, "count": count}
    if row.kind == NoticeKind.MENTIONED:
        words = ngettext("%(who)s mentioned you", "%(who)s and others mentioned you %(count)d times", count)
        return words % {"who": who, "count": count}
    words = {
        NoticeKind.ASSIGNED: _("%(who)s gave you this ticket"),
        NoticeKind.RELIEVED: _("%(who)s took your ticket over"),
        NoticeKind.ASKED: _("%(who)s asks your team for advice"),
        NoticeKind.ADVISED: _("%(who)s answered your question"),
        NoticeKind.OFFERED: _("%(who)s offers your team an escalation"),
        NoticeKind.HIGHER: _("%(who)s asks for a higher level"),
        NoticeKind.ACCEPTED: _("%(who)s accepted your escalation"),
        NoticeKind.REJECTED: _("Your escalation came back"),
        NoticeKind.RETURNED: _("%(who)s sent the ticket back to you"),
        NoticeKind.RESOLVED: _("%(who)s resolved your ticket"),
        NoticeKind.WOKEN: _("A snoozed ticket is back"),
        NoticeKind.UNDELIVERED: _("Your reply could not be delivered"),
        NoticeKind.HELD_BACK: _("Your reply was not sent; it waits as a draft"),
    }[NoticeKind(row.kind)]
    return words % {"who": who}


def in_short(kind: str) -> str:
    """Say what happened without any name: fit for a screen that others see."""
    return {
        NoticeKind.ASSIGNED: _("A ticket was given to you"),
        NoticeKind.RELIEVED: _("A ticket of yours was taken over"),
        NoticeKind.REPLIED: _("A customer wrote"),
        NoticeKind.MENTIONED: _("You were mentioned"),
        NoticeKind.ASKED: _("Your advice is asked"),
        NoticeKind.ADVISED: _("Your question was answered"),
        NoticeKind.OFFERED: _("An escalation waits for your team"),
        NoticeKind.HIGHER: _("A customer asks for a higher level"),
        NoticeKind.ACCEPTED: _("Your escalation was accepted"),
        NoticeKind.REJECTED: _("Your escalation came back"),
        NoticeKind.RETURNED: _("A ticket came back to you"),
        NoticeKind.RESOLVED: _("A ticket of yours was resolved"),
        NoticeKind.WOKEN: _("A snoozed ticket is back"),
        NoticeKind.UNDELIVERED: _("Your reply could not be delivered"),
        NoticeKind.HELD_BACK: _("A reply of yours was not sent"),
    }[NoticeKind(kind)]


def url_of(row: Notification) -> str:
    """Return the path that marks the row as seen and goes on to the message."""
    return f"/desk/notifications/{row.pk}/"


def payloads(rows: Sequence[Notification], how_much: str) -> list[dict[str, Any]]:
    """Return what goes to a browser for these rows: each its own message, or one for all of them if they are many.

    `title`, `body`, `tag` (a later one with the same tag takes its place), `url` (a path of the desk)."""
    if len(rows) > SEVERAL or how_much == LockScreen.LITTLE:
        return [_sum(rows)]
    return [_one(row, row.ticket, how_much) for row in rows]


def _one(row: Notification, ticket: Ticket, how_much: str) -> dict[str, Any]:
    everything = how_much == LockScreen.ALL
    return {
        "title": headline(row) if everything else in_short(row.kind),
        "body": f"#{ticket.pk} · {ticket.subject[:120]}" if everything else f"#{ticket.pk}",
        "tag": f"{row.kind}-{ticket.pk}",
        "url": url_of(row),
    }


def _sum(rows: Sequence[Notification]) -> dict[str, Any]:
    count = len(rows)
    words = ngettext("Something new on your desk", "%(count)d new things on your desk", count) % {"count": count}
    url = url_of(rows[0]) if count == 1 else "/desk/notifications/"
    return {"title": words, "body": settings_name(), "tag": "desk", "url": url}


def settings_name() -> str:
    """Return the host that people know the desk by."""
    return str(settings.BASE_URL).partition("://")[2]
