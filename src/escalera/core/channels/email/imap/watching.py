"""One thread for each mailbox: it reads, waits for news, and comes back after every kind of failure by itself."""

from __future__ import annotations

import logging
import random
import threading
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.email.imap.reading import FolderReader
from escalera.core.channels.email.imap.session import CommandRefused, MailboxSession, MailboxTrouble
from escalera.core.channels.email.settings import Mailbox, mailbox_of
from escalera.core.channels.health import note_trouble, note_working
from escalera.core.channels.models import Channel

LOGGER = logging.getLogger(__name__)
POLL_S = 60.0
IDLE_S = 600.0
BREATH_S = 1.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0


class Watcher:
    """Watches one channel's mailbox until stopped."""

    def __init__(self, channel: Channel) -> None:
        self.channel_id = channel.pk
        self.signature = signature_of(channel)
        self._stop = threading.Event()
        self._reader = FolderReader(channel)
        self._thread = threading.Thread(target=self._run, name=f"mailbox-{channel.pk}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        self._stop.set()
        self._thread.join(timeout_s)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stop.is_set():
            close_old_connections()
            try:
                self._watch()
                pause = FIRST_PAUSE_S
            except (MailboxTrouble, CommandRefused, BadInput) as trouble:
                pause = self._pause_after(trouble, pause)
            except Exception as error:
                LOGGER.exception("The mailbox of channel %s cannot be read", self.channel_id)
                pause = self._pause_after(error, pause)
        connections.close_all()

    def _pause_after(self, trouble: Exception, pause: float) -> float:
        if self._stop.is_set():
            return pause
        LOGGER.warning("The mailbox of channel %s: %s", self.channel_id, trouble)
        try:
            note_trouble(self.channel_id, "IMAP", str(trouble) or type(trouble).__name__, at=timezone.now())
        except Exception:
            LOGGER.exception("The trouble of channel %s could not be noted", self.channel_id)
        connections.close_all()
        if self._worked:
            pause = FIRST_PAUSE_S
        self._stop.wait(pause * random.uniform(0.75, 1.25))  # noqa: S311 - not a secret
        return min(LONGEST_PAUSE_S, pause * 2)

    def _watch(self) -> None:
        """Connect, and read and wait until stopped. Raises: MailboxTrouble, BadInput."""
        self._worked = False
        mailbox = mailbox_of(self._reader.channel)
        if mailbox is None:
            raise MailboxTrouble(_("The channel has no mailbox any more."))
        with MailboxSession(mailbox.server) as session:
            while not self._stop.is_set():
                close_old_connections()
                brought = read_all(self._reader, session, mailbox, at=timezone.now())
                self._worked = True
                if not brought:  # a server that always has something to say is not asked all the time
                    self._stop.wait(BREATH_S)
                self._wait(session, mailbox)

    def _wait(self, session: MailboxSession, mailbox: Mailbox) -> None:
        connections.close_all()  # a mailbox may be quiet for long; connections are dear on PostgreSQL
        poll_s = float(getattr(settings, "IMAP_POLL_S", POLL_S))
        if len(mailbox.folders) > 1 and session.can_idle:
            session.open(mailbox.folders[0])
        session.wait(IDLE_S if session.can_idle and len(mailbox.folders) == 1 else poll_s, self._stop)

    _worked = False


def read_all(reader: FolderReader, session: MailboxSession, mailbox: Mailbox, *, at: datetime) -> int:
    """Read every folder; one that cannot be opened does not stop the others. Return how many mails came in.

    Raises: MailboxTrouble."""
    brought = 0
    trouble = []
    for folder in mailbox.folders:
        try:
            brought += reader.read(session, folder, at=at)
        except CommandRefused as refusal:
            trouble.append(f"{folder}: {refusal}")
    if trouble:
        note_trouble(reader.channel.pk, "IMAP", "; ".join(trouble), at=at)
    else:
        note_working(reader.channel.pk, "IMAP", at=at)
    return brought


def signature_of(channel: Channel) -> str:
    """Return what makes a running watcher outdated when it changes."""
    return repr([channel.settings.get(name) for name in ("imap_url", "imap_secret")])


_WATCHERS: dict[int, Watcher] = {}
_LOCK = threading.Lock()


def watch_step() -> int:
    """Keep one watcher running for each active channel with a mailbox; a loop of the worker."""
    channels = Channel.objects.filter(kind="email", is_active=True)
    wanted = {channel.pk: channel for channel in channels if channel.settings.get("imap_url")}
    with _LOCK:
        for pk, watcher in list(_WATCHERS.items()):
            channel = wanted.get(pk)
            if channel is None or watcher.signature != signature_of(channel) or not watcher.is_alive:
                _WATCHERS.pop(pk).stop(timeout_s=0.0)
        for pk in wanted.keys() - _WATCHERS.keys():
            _WATCHERS[pk] = Watcher(wanted[pk])
            _WATCHERS[pk].start()
    return 0


def stop_watching(timeout_s: float = 10.0) -> None:
    """End all watchers of this process."""
    with _LOCK:
        watchers = list(_WATCHERS.values())
        _WATCHERS.clear()
    for watcher in watchers:
        watcher._stop.set()
    for watcher in watchers:
        watcher.stop(timeout_s)
