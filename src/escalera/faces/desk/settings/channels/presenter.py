"""Channels as finished strings: how they do, in plain words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.channels.email.diagnosis import plain_words
from escalera.core.channels.facts import alarm_words
from escalera.core.channels.health import MESSAGES_OUT
from escalera.core.channels.models import Channel
from escalera.core.channels.overview import ChannelState, Queue
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.kinds import kind_of
from escalera.faces.desk.shared.looks import channel_icon, channel_name
from escalera.faces.desk.shared.moments import Moments

SOON_DAYS = 14


def kind_name(code: str) -> str:
    kind = kind_of(code)
    return str(kind.label) if kind else channel_name(code)


def row_of(state: ChannelState, moments: Moments) -> dict[str, Any]:
    """Return one line of the list."""
    channel = state.channel
    words, tone = standing(state, moments.now)
    return {
        "id": channel.pk,
        "kind": channel.kind,
        "kind_name": kind_name(channel.kind),
        "icon": channel_icon(channel.kind),
        "name": channel.name,
        "address": channel.address if kind_of(channel.kind) is None or _is_own(channel.kind) else "",
        "team": channel.team.name if channel.team else _("entrance"),
        "active": channel.is_active,
        "state": words,
        "tone": tone,
        "troubles": troubles(state, moments.now) if channel.is_active else [],
        "figures": figures(state, moments),
    }


def standing(state: ChannelState, now: datetime) -> tuple[str, str]:
    """Return in two or three words how a channel stands, and the tone of it."""
    channel, days = state.channel, state.token_days(now)
    if not channel.is_active:
        return _("Switched off"), ""
    if channel.last_error or any(not one.good for one in state.findings):
        return _("In trouble"), "bad"
    if any(one.code != "token" for one in state.alarms):
        return _("In trouble"), "bad"
    if days is not None and days <= SOON_DAYS:
        return days_left(days), "warn"
    if channel.last_ok_at or state.came or state.left:
        return _("Working"), "ok"
    return _("Not used yet"), ""


def days_left(days: int) -> str:
    if days <= 0:
        return _("The access has run out")
    return ngettext("Access for %(days)d more day", "Access for %(days)d more days", days) % {"days": days}


def troubles(state: ChannelState, now: datetime) -> list[dict[str, str]]:
    """Return what is the matter: in our words, and beside them the other side's."""
    told = [one.code for one in state.alarms if one.code not in ("trouble", "finding")]
    found = [{"plain": alarm_words(code, state.token_days(now)), "words": ""} for code in told]
    found += [
        {"plain": plain_words(line), "words": named_trouble(line)}
        for line in state.channel.last_error.splitlines()
        if line.strip()
    ]
    return found + [{"plain": "", "words": one.sentence} for one in state.findings if not one.good]


def figures(state: ChannelState, moments: Moments) -> list[dict[str, Any]]:
    """Return what came in and left in a day, what waits, what is stuck; nothing that is nought but the first two."""
    shown = [
        {"name": _("In, last day"), "number": state.came, "note": "", "tone": "", "link": ""},
        {"name": _("Out, last day"), "number": state.left, "note": "", "tone": "", "link": ""},
    ]
    for name, queue, link in (
        (_("To be read"), state.waiting, "waiting"),
        (_("To leave"), state.leaving, "leaving"),
    ):
        if queue.number:
            shown.append(
                {"name": name, "number": queue.number, "note": _since(queue, moments), "tone": "", "link": link}
            )
    if state.quarantined:
        name = _("In quarantine")
        shown.append({"name": name, "number": state.quarantined, "note": "", "tone": "bad", "link": "quarantine"})
    if state.failed:
        name = _("Did not arrive, last day")
        shown.append({"name": name, "number": state.failed, "note": "", "tone": "bad", "link": "failed"})
    return shown


def health_of(state: ChannelState, moments: Moments) -> dict[str, Any]:
    """Return what stands on the page of one channel beside its line."""
    channel, now = state.channel, moments.now
    old_until = state.old_until(now)
    return {
        **row_of(state, moments),
        "worked": moments.clock(channel.last_ok_at) if channel.last_ok_at else _("never"),
        "asked": moments.clock(state.probed_at) if state.probed_at else "",
        "since": moments.clock(channel.trouble_since) if channel.trouble_since else "",
        "rests": moments.clock(channel.paused_until) if channel.paused_until and channel.paused_until > now else "",
        "old_until": moments.clock(old_until) if old_until else "",
        "paused": pausing(channel),
        "findings": [
            {
                "good": one.good,
                "words": one.sentence,
                "ends": _("until %(when)s") % {"when": moments.day(one.ends_at)} if one.ends_at else "",
            }
            for one in state.findings
        ],
    }


def pausing(channel: Channel) -> str:
    """Return what becomes of what people write while the channel is switched off, and of our answers."""
    kind = kind_of(channel.kind)
    words = str(kind.paused(channel)) if kind else ""
    can = capabilities_of(channel.kind)
    if can is None or not can.carries_replies or channel.kind == "email":
        return words
    return f"{words} {_('Answers wait here and leave when it is on again.')}".strip()


def _since(queue: Queue, moments: Moments) -> str:
    return _("since %(when)s") % {"when": moments.clock(queue.since)} if queue.since else ""


def named_trouble(line: str) -> str:
    """Return a line of trouble with the name of its part as people call it."""
    part, _colon, words = line.partition(": ")
    return f"{_('Way out')}: {words}" if part == MESSAGES_OUT else line


def _is_own(code: str) -> bool:
    kind = kind_of(code)
    return kind is None or kind.address_is_own


def on_a_site(channel: Channel) -> tuple[str, str]:
    """Return the line of HTML that puts a chat or a form on a site, and the address of its own page; "" for others."""
    ways = {
        "chat": ("widget-script", "data-chat", "widget-page"),
        "form": ("web-form-script", "data-form", "web-form"),
    }
    if channel.kind not in ways:
        return "", ""
    script, attribute, own = ways[channel.kind]
    key, root = channel.hook_key, settings.BASE_URL
    line = f'<script async src="{root}{reverse(script)}" {attribute}="{key}"></script>'
    return line, f"{root}{reverse(own, args=[key])}"
