"""What is said of a notification: in the list, in a mail, and on a lock screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.channels.facts import alarm_words
from escalera.core.clocks.choices import ClockKind
from escalera.core.notifications.choices import ALWAYS, LockScreen, NoticeKind
from escalera.core.notifications.models import Notification
from escalera.core.tickets.models import Ticket

CALL_LIVES_S = 60  # a browser that was off for longer hears nothing of a call: it rings no more
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
        NoticeKind.WORK_OFFERED: _("Work is offered to you"),
        NoticeKind.CLOCK_WARNED: _("Time runs short: %(clock)s"),
        NoticeKind.CLOCK_OVER: _("Time has run out: %(clock)s"),
        NoticeKind.TOLD: "%(about)s" if row.about else _("This ticket needs a look"),
        NoticeKind.PAGE: _("You are paged: %(about)s"),
        NoticeKind.PAGE_LOST: _("Nobody answered the page: %(about)s"),
        NoticeKind.RULE_OFF: _("The rule “%(about)s” failed and was switched off"),
        NoticeKind.RUN_HANDED: _("%(who)s handed “%(about)s” to you"),
        NoticeKind.TIMER_OVER: _("The timer is over: %(about)s"),
        NoticeKind.REMARK: _("%(who)s proposes to improve “%(about)s”"),
        NoticeKind.REVIEW: _("%(who)s asks for a review of “%(about)s”"),
        NoticeKind.PUBLISHED: _("%(who)s published what you wrote: “%(about)s”"),
        NoticeKind.SENT_BACK: _("%(who)s sent what you wrote back: “%(about)s”"),
        NoticeKind.REVIEW_DUE: ngettext(
            "Is this article still true?", "Are these %(count)d articles still true?", count
        ),
        NoticeKind.LACKING: _("%(who)s says what “%(about)s” lacks"),
        NoticeKind.CHANNEL_BAD: "%(channel)s",
        NoticeKind.CHANNEL_OK: "%(channel)s",
        NoticeKind.CALL: _("%(caller)s calls"),
    }[NoticeKind(row.kind)]
    return words % {
        "who": who,
        "about": row.about,
        "count": count,
        "clock": _clock(row.about),
        **_channel(row),
        **_caller(row),
    }


def _channel(row: Notification) -> dict[str, str]:
    """Say what is the matter with a channel; `about` is "code:key:days:name"."""
    if row.kind not in (NoticeKind.CHANNEL_BAD, NoticeKind.CHANNEL_OK):
        return {}
    code, _key, days, name = (row.about.split(":", 3) + [""] * 4)[:4]
    if row.kind == NoticeKind.CHANNEL_OK:
        return {"channel": _("%(channel)s works again") % {"channel": name}}
    return {"channel": f"{name}: {alarm_words(code, int(days) if days.isdecimal() else None)}"}


def _caller(row: Notification) -> dict[str, str]:
    """Say who calls; `about` is "key:name or number"."""
    name = row.about.partition(":")[2] if row.kind == NoticeKind.CALL else ""
    return {"caller": name or _("A withheld number")}


def _clock(kind: str) -> str:
    return str(ClockKind(kind).label) if kind in ClockKind.values else kind


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
        NoticeKind.WORK_OFFERED: _("Work is offered to you"),
        NoticeKind.CLOCK_WARNED: _("The time of a ticket runs short"),
        NoticeKind.CLOCK_OVER: _("The time of a ticket has run out"),
        NoticeKind.TOLD: _("A ticket needs a look"),
        NoticeKind.PAGE: _("You are on call and paged"),
        NoticeKind.PAGE_LOST: _("Nobody answered a page"),
        NoticeKind.RULE_OFF: _("A rule was switched off"),
        NoticeKind.RUN_HANDED: _("A script or a runbook was handed to you"),
        NoticeKind.TIMER_OVER: _("The timer of a step is over"),
        NoticeKind.REMARK: _("Something can be better in a script or a runbook"),
        NoticeKind.REVIEW: _("A text waits for your review"),
        NoticeKind.PUBLISHED: _("A text of yours was published"),
        NoticeKind.SENT_BACK: _("A text of yours came back"),
        NoticeKind.REVIEW_DUE: _("An article is to be looked at again"),
        NoticeKind.LACKING: _("A reader misses something in an article"),
        NoticeKind.CHANNEL_BAD: _("A channel needs a look"),
        NoticeKind.CHANNEL_OK: _("A channel works again"),
        NoticeKind.CALL: _("A call rings for you"),
    }[NoticeKind(kind)]


def url_of(row: Notification) -> str:
    """Return the path that marks the row as seen and goes on to the message."""
    return f"/desk/notifications/{row.pk}/"


def payloads(rows: Sequence[Notification], how_much: str) -> list[dict[str, Any]]:
    """Return what goes to a browser for these rows: each its own message, or one for all of them if they are many.

    `title`, `body`, `tag` (a later one with the same tag takes its place), `url` (a path of the desk)."""
    single = [_page(row, how_much) for row in rows if row.kind in ALWAYS]
    single += [_call(row, how_much) for row in rows if row.kind == NoticeKind.CALL]
    rest = [row for row in rows if row.kind not in ALWAYS and row.kind != NoticeKind.CALL]
    if rest and (len(rest) > SEVERAL or how_much == LockScreen.LITTLE):
        return [*single, _sum(rest)]
    return [*single, *(_one(row, row.ticket, how_much) for row in rest)]


def _page(row: Notification, how_much: str) -> dict[str, Any]:
    """A page is never one of several, and always shown: also while the desk is open before the person."""
    shown = LockScreen.NUMBER if how_much == LockScreen.LITTLE else how_much
    return {**_one(row, row.ticket, shown), "always": True}


def _call(row: Notification, how_much: str) -> dict[str, Any]:
    """A call rings by itself, and no longer than telephones do; what is said of its end takes its place."""
    shown = LockScreen.NUMBER if how_much == LockScreen.LITTLE else how_much
    return {**_one(row, row.ticket, shown), "tag": _call_tag(row), "lives_s": CALL_LIVES_S}


def call_over(row: Notification) -> dict[str, Any]:
    """Return what takes the place of a call that does not ring any more: without a sound."""
    return {
        "title": _("The call does not ring any more"), "body": settings_name(), "tag": _call_tag(row),
        "url": url_of(row), "lives_s": CALL_LIVES_S, "silent": True,
    }  # fmt: skip


def _call_tag(row: Notification) -> str:
    return f"{NoticeKind.CALL}-{row.about.partition(':')[0]}"


def _one(row: Notification, ticket: Ticket | None, how_much: str) -> dict[str, Any]:
    everything = how_much == LockScreen.ALL
    number = f"#{ticket.pk}" if ticket is not None else settings_name()
    return {
        "title": headline(row) if everything else in_short(row.kind),
        "body": f"{number} · {ticket.subject[:120]}" if everything and ticket is not None else number,
        "tag": f"{row.kind}-{ticket.pk if ticket is not None else row.pk}",
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
