"""What the doctor says of channels: a line a channel, what is wrong with each, and asking all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from escalera.core.channels import probing
from escalera.core.channels.email.checks import test_channel
from escalera.core.channels.models import Channel
from escalera.core.channels.overview import ChannelState, states_of
from escalera.core.channels.queries import channels_with_positions
from escalera.core.channels.shared.kinds import kind_of
from escalera.faces.cli.words import _

Finding = tuple[bool, str]
QUEUE_LATE = timedelta(minutes=15)
SOON_DAYS = 14
MAIL = "email"


def findings(now: datetime | None = None) -> Iterator[Finding]:
    """Yield one line for each channel in use, with its traffic, and one for each thing that is wrong with it."""
    now = now or timezone.now()
    channels = [channel for channel in channels_with_positions() if channel.is_active]
    if not channels:
        yield False, _("Channels: none yet; add one in the settings, or a mailbox with “escalera mailbox add”")
    for state in states_of(channels, now=now):
        wrong = list(_wrong(state, now))
        words = _(
            "Channel %(name)s: %(came)d in and %(left)d out in the last day, %(waiting)d to be read, %(leaving)d to leave"
        )
        yield (
            not wrong,
            words
            % {
                "name": _name(state.channel), "came": state.came, "left": state.left,
                "waiting": state.waiting.number, "leaving": state.leaving.number,
            },
        )  # fmt: skip
        yield from ((False, f"{_name(state.channel)}: {one}") for one in wrong)
    yield from _missed(channels)


def troubles() -> Iterator[Finding]:
    """Yield what the channels' own loops met last; a live connection says it better."""
    for channel in channels_with_positions():
        if channel.is_active and channel.last_error:
            words = _("Channel %(name)s: %(error)s")
            yield False, words % {"name": _name(channel), "error": channel.last_error.splitlines()[-1]}


def connections() -> Iterator[Finding]:
    """Ask every channel in use how it is: mailboxes one after the other, providers all at once."""
    channels = [channel for channel in channels_with_positions() if channel.is_active]
    for channel in channels:
        if channel.kind == MAIL:
            yield from ((check.ok, f"{channel.address}: {check.words}") for check in test_channel(channel))
    asked = [one for one in channels if (kind := kind_of(one.kind)) is not None and kind.probe is not None]
    now = timezone.now()
    for channel, found in probing.ask(asked, at=now):
        probing.note_findings(channel.pk, found, at=now)
    for state in states_of(asked, now=now):
        yield from ((one.good, f"{_name(state.channel)}: {one.sentence}") for one in state.findings)


def _wrong(state: ChannelState, now: datetime) -> Iterator[str]:
    days = state.token_days(now)
    if days is not None and days <= SOON_DAYS:
        yield _("its access has run out") if days <= 0 else _("its access runs out in %(days)d days") % {"days": days}
    if state.leaving.since and now - state.leaving.since > QUEUE_LATE:
        yield _("%(count)d answers wait to leave since %(since)s") % {
            "count": state.leaving.number, "since": _moment(state.leaving.since),
        }  # fmt: skip
    if state.waiting.since and now - state.waiting.since > QUEUE_LATE:
        yield _("%(count)d things that came in wait to be read since %(since)s; is a worker running?") % {
            "count": state.waiting.number, "since": _moment(state.waiting.since),
        }  # fmt: skip
    if state.quarantined:
        yield _("%(count)d in quarantine (see the gate's page)") % {"count": state.quarantined}
    yield from (one.sentence for one in state.findings if not one.good)
    if any(one.code == "silence" for one in state.alarms):
        yield _("nothing comes in at hours when it usually does")
    if _unreachable(state.channel):
        yield _("its provider cannot call %(url)s; set ESCALERA_BASE_URL to the address that the world sees") % {
            "url": settings.BASE_URL
        }


def _unreachable(channel: Channel) -> bool:
    """A webhook of a provider that is elsewhere needs an address that is not this machine's own."""
    kind = kind_of(channel.kind)
    own = any(name in settings.BASE_URL for name in ("//localhost", "//127.0.0.1", "//[::1]"))
    return kind is not None and kind.hook and kind.probe is not None and own


def _missed(channels: list[Channel]) -> Iterator[Finding]:
    for channel in channels:
        late = sum(position.missing for position in channel.positions.all())
        if late:
            words = _(
                "Mailbox %(address)s: the last night's comparison found %(count)d messages that had been missed"
            )
            yield False, words % {"address": channel.address, "count": late}


def _name(channel: Channel) -> str:
    return channel.address if channel.kind == MAIL else f"{channel.name} ({channel.kind})"


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
