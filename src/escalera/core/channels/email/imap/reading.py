"""Reading a folder to its end: no batch limit, no size at which mail goes missing, no mail that stops the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.core.channels.email.imap.ledger import (
    OldNumbers,
    Shelf,
    advance,
    fill,
    keep,
    keep_unfetched,
    position_of,
    unknown_uids,
)
from escalera.core.channels.email.imap.session import CommandRefused, MailboxSession, MailboxTrouble
from escalera.core.channels.models import Channel, InboundItem, MailboxPosition, Outcome

MOST_AT_ONCE = 25
MOST_BYTES_AT_ONCE = 2 * 1024 * 1024
SIZES_AT_ONCE = 500
STRIKES = 2  # a mail at which the connection broke so often is left in quarantine for later
READ_NOTED = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


class FolderReader:
    """Reads the folders of one channel; remembers over reconnections which mails broke the connection."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._strikes: Counter[tuple[str, int]] = Counter()
        self._singly: dict[str, int] = {}  # up to this UID, fetch one by one

    def read(self, session: MailboxSession, folder: str, *, at: datetime) -> int:
        """Bring every mail behind the stored position into the ledger; return how many.

        Raises: MailboxTrouble, CommandRefused (no such folder)."""
        shelf = Shelf(self.channel, folder, session.open(folder).uidvalidity)
        position = position_of(shelf)
        old = OldNumbers(shelf) if position.read_at is None else None
        uids = session.uids(after=position.last_uid)
        self._bring(session, shelf, uids, old, at=at)
        self._retry_unfetched(session, shelf, at=at)
        if position.read_at is None or uids or at - position.read_at > READ_NOTED:
            MailboxPosition.objects.filter(pk=position.pk, uidvalidity=shelf.uidvalidity).update(read_at=at)
        return len(uids)

    def reconcile(self, session: MailboxSession, folder: str, *, at: datetime) -> int:
        """Compare all mails of the folder with the ledger and bring what is missing; return how many were.

        Raises: MailboxTrouble, CommandRefused."""
        shelf = Shelf(self.channel, folder, session.open(folder).uidvalidity)
        position = position_of(shelf)
        missing = 0
        if position.read_at is not None:
            uids = [uid for uid in session.uids(after=0) if uid <= position.last_uid]
            lost = unknown_uids(shelf, uids)
            missing = len(lost)
            self._bring(session, shelf, lost, None, at=at)
        self.read(session, folder, at=at)
        MailboxPosition.objects.filter(pk=position.pk).update(reconciled_at=at, missing=missing)
        return missing

    def _bring(
        self, session: MailboxSession, shelf: Shelf, uids: list[int], old: OldNumbers | None, *, at: datetime
    ) -> None:
        for start in range(0, len(uids), SIZES_AT_ONCE):
            part = uids[start : start + SIZES_AT_ONCE]
            sizes = _sizes(session, part)
            for group in self._groups(shelf, part, sizes):
                if len(group) > 1 and self._bring_together(session, shelf, group, old, at=at):
                    continue
                for uid in group:
                    self._bring_one(session, shelf, uid, sizes.get(uid), old, at=at)

    def _groups(self, shelf: Shelf, uids: list[int], sizes: dict[int, int]) -> Iterator[list[int]]:
        """Group small mails to be fetched together; large, suspect or unmeasured ones stand alone."""
        largest = min(MOST_BYTES_AT_ONCE, settings.MAX_MAIL_BYTES)
        group: list[int] = []
        total = 0
        for uid in uids:
            size = sizes.get(uid, largest + 1)
            alone = size > largest or uid <= self._singly.get(shelf.folder, 0)
            if group and (alone or len(group) >= MOST_AT_ONCE or total + size > MOST_BYTES_AT_ONCE):
                yield group
                group, total = [], 0
            if alone:
                yield [uid]
            else:
                group.append(uid)
                total += size
        if group:
            yield group

    def _bring_together(
        self, session: MailboxSession, shelf: Shelf, group: list[int], old: OldNumbers | None, *, at: datetime
    ) -> bool:
        """Fetch a group at once; False if it has to be done one by one."""
        try:
            found = session.fetch(group)
        except CommandRefused:
            return False
        except MailboxTrouble:
            self._singly[shelf.folder] = group[-1]
            raise
        if len(found) < len(group):
            return False
        for uid in group:
            keep(shelf, uid, found[uid], old, at=at)
        return True

    def _bring_one(
        self,
        session: MailboxSession,
        shelf: Shelf,
        uid: int,
        size: int | None,
        old: OldNumbers | None,
        *,
        at: datetime,
    ) -> None:
        if self._strikes[shelf.folder, uid] >= STRIKES:
            keep_unfetched(shelf, uid, words=_("the connection broke each time it was fetched"), at=at)
            del self._strikes[shelf.folder, uid]
            return
        try:
            if size is not None and size > settings.MAX_MAIL_BYTES:
                keep_unfetched(shelf, uid, words=_too_large(size), header=_header(session, uid), size=size, at=at)
                return
            raw = session.fetch([uid]).get(uid)
        except CommandRefused as refusal:
            keep_unfetched(shelf, uid, words=str(refusal), at=at)
            return
        except MailboxTrouble:
            self._strikes[shelf.folder, uid] += 1
            self._singly[shelf.folder] = max(uid, self._singly.get(shelf.folder, 0))
            raise
        if raw is not None:
            keep(shelf, uid, raw, old, at=at)
        elif uid in session.uids(after=uid - 1):
            keep_unfetched(shelf, uid, words=_("the server gave nothing for it"), at=at)
        else:  # deleted since we asked: there is nothing to bring
            advance(shelf, uid)

    def _retry_unfetched(self, session: MailboxSession, shelf: Shelf, *, at: datetime) -> None:
        items = InboundItem.objects.filter(outcome=Outcome.QUARANTINE, channel=self.channel).defer("raw")
        for item in list(items.filter(source_key__startswith=f"{shelf.prefix}{shelf.uidvalidity}:").order_by("-id")):
            envelope = item.envelope or {}
            if envelope.get("unfetched") and _is_time(item, at):
                self._fetch_again(session, item, int(envelope["uid"]), at=at)

    def _fetch_again(self, session: MailboxSession, item: InboundItem, uid: int, *, at: datetime) -> None:
        mine = InboundItem.objects.filter(pk=item.pk, outcome=Outcome.QUARANTINE)
        envelope = {k: v for k, v in (item.envelope or {}).items() if k != "fetch_again"}
        # Noted before the try: a mail that breaks the connection must not be tried again at once.
        mine.update(attempts=item.attempts + 1, understood_at=at, envelope=envelope)
        try:
            raw = session.fetch([uid]).get(uid)
        except CommandRefused as refusal:
            mine.update(error=str(refusal))
            return
        if raw is not None:
            fill(item, raw)
        elif uid not in session.uids(after=uid - 1):
            reason = _("It was deleted from the mailbox before it could be fetched.")
            mine.update(outcome=Outcome.IGNORED, reason=reason)


def _is_time(item: InboundItem, at: datetime) -> bool:
    """Say whether to fetch it again: when asked to; else after 2, 4, 8 … minutes, at most six hours; a mail that is
    too large only when the limit has grown."""
    envelope = item.envelope or {}
    too_large = int(envelope.get("size") or 0) > settings.MAX_MAIL_BYTES
    if too_large:
        return False
    if envelope.get("fetch_again") or item.understood_at is None:
        return True
    pause = min(LONGEST_RETRY, timedelta(minutes=2 ** min(item.attempts, 12)))
    return at - item.understood_at >= pause


def _sizes(session: MailboxSession, uids: list[int]) -> dict[int, int]:
    """Return the sizes that the server tells; one mail that it cannot measure does not hide the others."""
    try:
        return session.sizes(uids)
    except CommandRefused:
        sizes = {}
        for uid in uids:
            try:
                sizes.update(session.sizes([uid]))
            except CommandRefused:
                continue
        return sizes


def _header(session: MailboxSession, uid: int) -> bytes:
    try:
        return session.header(uid)[:256_000]
    except CommandRefused:
        return b""


def _too_large(size: int) -> str:
    return _("it has %(size)d MB, and at most %(limit)d MB are taken") % {
        "size": round(size / 1024 / 1024), "limit": settings.MAX_MAIL_BYTES // 1024 // 1024,
    }  # fmt: skip
